import { Kernel } from '@jupyterlab/services';
import { StatementError, SynapseError } from '../../core/errors';
import { IOutputs } from '../../core/ports';
import { KernelBridge, RunBridged } from '../kernelBridge';
import { REQUEST_TAG } from '../kernelMagic';
import { IMagicRequest } from '../magicRunner';
import { ICellApi, quiet, Run, until, WireKernel } from './wireKernel';

const settled = () => new Promise(resolve => setTimeout(resolve, 30));

interface IAnswer {
  id: number;
  step: number;
  events: { content: { text: string } }[];
  status: string;
  value?: unknown;
  ename?: string;
  evalue?: string;
}

/** The magic as the kernel has it: pulls until the page is done. */
async function magic(
  { ask, print }: ICellApi,
  line: string,
  id = 1
): Promise<IAnswer> {
  let request: object = { id, step: 0, line, cell: null };
  for (let step = 0; ; step++) {
    const answer = JSON.parse(
      await ask(REQUEST_TAG + JSON.stringify(request))
    ) as IAnswer;
    expect([answer.id, answer.step]).toEqual([id, step]);
    answer.events.forEach(event => print(event.content.text));
    if (answer.status !== 'more') {
      return answer;
    }
    request = { id, step: step + 1, next: true };
  }
}

interface ICall extends IMagicRequest {
  outputs: IOutputs;
  signal: AbortSignal;
  parent: string;
}

let kernel: Kernel.IKernelConnection;
let bridge: KernelBridge;

function rig(run: Run, magics?: (call: ICall) => unknown) {
  const calls: ICall[] = [];
  const wire = new WireKernel(run);
  kernel = wire.connect();
  const serve: RunBridged = async (request, outputs, signal, { parent }) => {
    const call = { ...request, outputs, signal, parent };
    calls.push(call);
    return (await magics?.(call)) as null;
  };
  bridge = new KernelBridge(kernel, serve, 200);
  let text = '';
  const execute = (code: string) => {
    const future = kernel.requestExecute({ code });
    future.onIOPub = msg => {
      if (msg.header.msg_type === 'stream') {
        text += (msg.content as { text: string }).text;
      }
    };
    return future;
  };
  return { wire, calls, execute, text: () => text };
}

const print = (outputs: IOutputs, text: string) =>
  outputs.publish({ type: 'stream', content: { name: 'stdout', text } });

/** Runs until it is aborted. */
const forever = ({ signal }: ICall) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () =>
      reject(new SynapseError({ kind: 'cancelled', what: 'Cancelled.' }))
    );
  });

describe('KernelBridge', () => {
  beforeAll(quiet);

  afterEach(() => {
    bridge.dispose();
    kernel.dispose();
  });

  it('answers with outputs as they come, and the value at the end', async () => {
    const answers: IAnswer[] = [];
    const one = rig(
      async cell => {
        cell.print('before ');
        answers.push(await magic(cell, 'meta'));
        cell.print('after');
      },
      async ({ outputs }) => {
        await print(outputs, 'a ');
        await print(outputs, 'b ');
        await settled();
        await print(outputs, 'c ');
        return { session_id: 3 };
      }
    );
    const future = one.execute('%synapse meta');
    await future.done;
    expect(one.calls).toMatchObject([
      { line: 'meta', cell: null, parent: future.msg.header.msg_id }
    ]);
    expect(answers).toMatchObject([
      { status: 'ok', value: { session_id: 3 }, step: 1 }
    ]);
    expect(one.text()).toBe('before a b c after');
    // The last output and the end travel together.
    expect(one.wire.replies).toHaveLength(2);
    expect(one.wire.stale).toEqual([]);
  });

  it.each<[string, unknown, Partial<IAnswer>]>([
    [
      'a failure of the code',
      new StatementError('ValueError', 'no', ['Traceback', 'ValueError: no']),
      { ename: 'ValueError', evalue: 'no' }
    ],
    [
      'a usage error',
      new SynapseError({ kind: 'usage', what: 'Wrong.', next: 'Do this.' }),
      { ename: 'UsageError', evalue: 'Wrong.\nDo this.' }
    ],
    [
      'a cancelled statement',
      new SynapseError({ kind: 'cancelled', what: 'Cancelled.' }),
      { ename: 'Cancelled' }
    ],
    [
      'any problem',
      new SynapseError({ kind: 'quota', what: 'Full.' }),
      { ename: 'SynapseError', evalue: 'Full.' }
    ],
    ['a fault of ours', new TypeError('x is null'), { ename: 'SynapseError' }]
  ])('tells %s', async (_, reason, expected) => {
    let answer: IAnswer | null = null;
    const one = rig(
      async cell => {
        answer = await magic(cell, 'x');
      },
      () => Promise.reject(reason)
    );
    await one.execute('x').done;
    expect(answer).toMatchObject({ status: 'error', ...expected });
  });

  it('does not keep Lab from running other cells meanwhile', async () => {
    const one = rig(async cell => void (await magic(cell, 'x')), forever);
    one.execute('x').done.catch(() => undefined);
    await until(() => one.calls.length === 1);
    await settled();
    // The future sets it after the connection told of the message.
    expect(kernel.hasPendingInput).toBe(false);
    bridge.interrupt();
    one.wire.interrupt();
  });

  it('serves the second magic of a cell, and another cell', async () => {
    const one = rig(async cell => {
      const id = cell.code === 'one' ? 1 : 3;
      await magic(cell, 'a', id);
      await magic(cell, 'b', id + 1);
    });
    await one.execute('one').done;
    await one.execute('two').done;
    expect(one.calls.map(({ line }) => line)).toEqual(['a', 'b', 'a', 'b']);
    expect(one.wire.stale).toEqual([]);
  });

  it('stops the magic and says nothing when the kernel was interrupted', async () => {
    const one = rig(async cell => void (await magic(cell, 'x')), forever);
    const future = one.execute('x');
    await until(() => one.calls.length === 1);
    bridge.interrupt();
    one.wire.interrupt();
    expect((await future.done).content.status).toBe('error');
    expect(one.calls[0].signal.aborted).toBe(true);
    await new Promise(resolve => setTimeout(resolve, 400));
    expect(one.wire.replies).toEqual([]);
  });

  it('stops the magic when somebody else interrupted the kernel', async () => {
    const one = rig(async cell => void (await magic(cell, 'x')), forever);
    const future = one.execute('x');
    await until(() => one.calls.length === 1);
    one.wire.interrupt();
    await future.done;
    await until(() => one.calls[0].signal.aborted);
    await settled();
    expect(one.wire.replies).toEqual([]);
  });

  it('answers a magic that the interrupt did not reach', async () => {
    // A thread of its own waits for the answer.
    let answer: IAnswer | null = null;
    const one = rig(async cell => {
      answer = await magic(cell, 'x');
    }, forever);
    const future = one.execute('x');
    await until(() => one.calls.length === 1);
    bridge.interrupt();
    await future.done;
    expect(answer).toMatchObject({
      status: 'error',
      ename: 'KeyboardInterrupt'
    });
  });

  it('goes on with the next magic after an interrupt that was caught', async () => {
    const one = rig(
      async cell => {
        await magic(cell, 'long', 1).catch(() => undefined);
        await magic(cell, 'next', 2);
      },
      call => (call.line === 'long' ? forever(call) : null)
    );
    const future = one.execute('x');
    await until(() => one.calls.length === 1);
    bridge.interrupt();
    one.wire.interrupt();
    expect((await future.done).content.status).toBe('ok');
    expect(one.calls.map(({ line }) => line)).toEqual(['long', 'next']);
    expect(one.wire.replies).toHaveLength(1);
  });

  it("leaves the user's own input alone, also after an interrupt", async () => {
    const typed: string[] = [];
    const one = rig(async cell => {
      await magic(cell, 'long').catch(() => undefined);
      typed.push(await cell.ask('Name? '));
    }, forever);
    const future = one.execute('x');
    const prompts: string[] = [];
    future.onStdin = msg => {
      if (msg.header.msg_type === 'input_request') {
        prompts.push((msg.content as { prompt: string }).prompt);
      }
    };
    await until(() => one.calls.length === 1);
    bridge.interrupt();
    one.wire.interrupt();
    await until(() => prompts.length === 2);
    await new Promise(resolve => setTimeout(resolve, 400));
    expect(typed).toEqual([]);
    expect(kernel.hasPendingInput).toBe(true);
    kernel.sendInputReply(
      { status: 'ok', value: 'Dana' },
      future.msg.header as never
    );
    await future.done;
    expect(typed).toEqual(['Dana']);
  });

  it.each([
    ['goes on at a late word of', 'kernel-session', false],
    ['is over at the start of another', 'another-session', true]
  ])('%s life of the kernel', async (_, life, over) => {
    const one = rig(async cell => void (await magic(cell, 'x')), forever);
    one.execute('x').done.catch(() => undefined);
    await until(() => one.calls.length === 1);
    one.wire.life = life;
    one.wire.status('starting');
    await settled();
    expect(one.calls[0].signal.aborted).toBe(over);
  });

  it('runs a magic once though it is asked for twice', async () => {
    const answers: string[] = [];
    const one = rig(
      async ({ ask }) => {
        const prompt =
          REQUEST_TAG +
          JSON.stringify({ id: 1, step: 0, line: 'x', cell: null });
        // The kernel took a late answer for that of this question.
        void ask(prompt);
        await settled();
        answers.push(await ask(prompt));
        answers.push(await ask(prompt));
      },
      async () => {
        await new Promise(resolve => setTimeout(resolve, 100));
        return 5;
      }
    );
    await one.execute('x').done;
    expect(one.calls).toHaveLength(1);
    expect(answers.map(one => JSON.parse(one) as unknown)).toEqual(
      Array(2).fill({ id: 1, step: 0, events: [], status: 'ok', value: 5 })
    );
  });

  it.each([
    'Name: ',
    REQUEST_TAG,
    `${REQUEST_TAG}hello`,
    `${REQUEST_TAG}3`,
    `${REQUEST_TAG}null`,
    `${REQUEST_TAG}{}`,
    `${REQUEST_TAG}{"id": 1, "step": 0, "line": 5, "cell": null}`,
    `${REQUEST_TAG}{"id": 1, "step": 0, "line": "x"}`,
    `${REQUEST_TAG}{"id": 1, "step": 0, "next": 1}`
  ])('takes %j for no request', async prompt => {
    const one = rig(async cell => void (await cell.ask(prompt)));
    const future = one.execute('x');
    await until(() => kernel.hasPendingInput);
    await settled();
    expect(one.calls).toEqual([]);
    expect(one.wire.replies).toEqual([]);
    kernel.sendInputReply(
      { status: 'ok', value: '' },
      future.msg.header as never
    );
    await future.done;
  });

  it('answers over a connection that was made again', async () => {
    let end: () => void = () => undefined;
    const one = rig(
      async cell => void (await magic(cell, 'x')),
      () => new Promise<void>(resolve => (end = resolve))
    );
    const future = one.execute('x');
    await until(() => one.calls.length === 1);
    one.wire.drop();
    end();
    expect(kernel.connectionStatus).not.toBe('connected');
    expect((await future.done).content.status).toBe('ok');
  });

  it.each(['cancel', 'dispose'] as const)(
    'stops what runs and says nothing on %s',
    async how => {
      const one = rig(async cell => void (await magic(cell, 'x')), forever);
      one.execute('x').done.catch(() => undefined);
      await until(() => one.calls.length === 1);
      bridge[how]();
      await settled();
      expect(one.calls[0].signal.aborted).toBe(true);
      expect(one.wire.replies).toEqual([]);
    }
  );

  it('ends with its connection', async () => {
    const one = rig(async cell => void (await magic(cell, 'x')), forever);
    one.execute('x').done.catch(() => undefined);
    await until(() => one.calls.length === 1);
    kernel.dispose();
    expect(bridge.isDisposed).toBe(true);
    expect(one.calls[0].signal.aborted).toBe(true);
    await settled();
  });
});
