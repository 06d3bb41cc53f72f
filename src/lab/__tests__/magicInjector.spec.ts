import { Kernel } from '@jupyterlab/services';
import { BridgedFuture } from '../bridgedFuture';
import { ExecutionCounts } from '../executionCounts';
import { MagicInjector } from '../magicInjector';
import { quiet, until, WireKernel } from './wireKernel';

const CODE = 'install()';
const pause = () => new Promise(resolve => setTimeout(resolve, 20));

let wire: WireKernel;
let kernel: Kernel.IKernelConnection;

function installed(): number {
  return wire.requests.filter(({ code }) => code === CODE).length;
}

beforeAll(quiet);
beforeEach(async () => {
  wire = new WireKernel(async ({ code, ask, print }) => {
    if (code === 'input') {
      print(await ask('Name? '));
    } else if (code === 'wait') {
      await new Promise(resolve => setTimeout(resolve, 40));
    }
  });
  kernel = wire.connect();
  await until(() => kernel.status === 'idle');
});
afterEach(() => kernel.dispose());

describe('MagicInjector', () => {
  it('registers once in a life, before the cell, silently', async () => {
    const injector = new MagicInjector(() => CODE);
    expect(injector.has(kernel)).toBe(false);
    injector.ensure(kernel);
    injector.ensure(kernel);
    expect(injector.has(kernel)).toBe(true);
    await kernel.requestExecute({ code: 'a' }).done;
    injector.ensure(kernel);
    await kernel.requestExecute({ code: 'b' }).done;
    expect(wire.requests).toEqual([
      { code: CODE, silent: true },
      { code: 'a', silent: false },
      { code: 'b', silent: false }
    ]);
    expect(wire.count).toBe(2);
  });

  it.each(['restarting', 'dead'])(
    'tells that it is lost, and registers again after "%s"',
    async status => {
      const injector = new MagicInjector(() => CODE);
      const lost = jest.fn();
      injector.onLost = lost;
      injector.ensure(kernel);
      await until(() => installed() === 1);
      wire.status(status);
      await pause();
      expect(lost).toHaveBeenCalledWith(kernel);
      expect(injector.has(kernel)).toBe(false);
      if (status !== 'dead') {
        wire.status('idle');
        await pause();
        injector.ensure(kernel);
        await until(() => installed() === 2);
      }
    }
  );

  it('tries again after a request that was lost', async () => {
    const injector = new MagicInjector(() => CODE);
    injector.ensure(kernel);
    kernel.dispose();
    await pause();
    expect(injector.has(kernel)).toBe(false);
  });

  it('keeps kernels apart', async () => {
    const injector = new MagicInjector(() => CODE);
    const other = new WireKernel().connect();
    injector.ensure(kernel);
    expect(injector.has(other)).toBe(false);
    other.dispose();
  });
});

describe('ExecutionCounts', () => {
  it('goes on from what the kernel says', async () => {
    const counts = new ExecutionCounts();
    counts.watch(kernel);
    counts.watch(kernel);
    await kernel.requestExecute({ code: 'a' }).done;
    await kernel.requestExecute({ code: 'b' }).done;
    expect(counts.next(kernel, 30)).toBe(3);
    expect(counts.next(kernel, 30)).toBe(4);
  });

  it('knows the count from a silent reply too', async () => {
    const counts = new ExecutionCounts();
    wire.count = 11;
    counts.watch(kernel);
    await kernel.requestExecute({ code: 'x', silent: true }).done;
    expect(counts.next(kernel, 30)).toBe(12);
  });

  it('takes the guess until it knows better', () => {
    const counts = new ExecutionCounts();
    counts.watch(kernel);
    expect(counts.next(kernel, 30)).toBe(31);
    expect(counts.next(kernel, 30)).toBe(32);
  });

  it('begins anew after a restart', async () => {
    const counts = new ExecutionCounts();
    counts.watch(kernel);
    await kernel.requestExecute({ code: 'a' }).done;
    wire.status('restarting');
    await pause();
    expect(counts.next(kernel, 30)).toBe(1);
  });
});

describe('BridgedFuture', () => {
  it('shows the prompts of the user and hides ours', async () => {
    const hidden: string[] = [];
    const future = new BridgedFuture(
      kernel.requestExecute({ code: 'input' }),
      msg => {
        const { prompt } = msg.content as { prompt: string };
        hidden.push(prompt);
        return prompt.startsWith('ours');
      }
    );
    const shown = jest.fn();
    future.onStdin = () => undefined;
    // As the output area of a moved cell does.
    future.onStdin = shown;
    await until(() => shown.mock.calls.length === 1);
    expect(hidden).toEqual(['Name? ']);
    future.sendInputReply(
      { status: 'ok', value: 'x' },
      future.msg.header as never
    );
    expect((await future.done).content.status).toBe('ok');
    const [[msg]] = shown.mock.calls as [[{ content: object }]];
    msg.content = { prompt: 'ours' };
    await future.onStdin(msg as never);
    // The handler itself is what was set: only the way to it is guarded.
    expect(future.onStdin).toBe(shown);
  });

  it('is the real future in all else', async () => {
    const inner = kernel.requestExecute({ code: 'a' });
    const future = new BridgedFuture(inner, () => false);
    const onReply = jest.fn();
    const onIOPub = jest.fn();
    const hook = jest.fn(() => true);
    const removed = jest.fn(() => true);
    future.onReply = onReply;
    future.onIOPub = onIOPub;
    future.registerMessageHook(removed);
    future.registerMessageHook(hook);
    future.removeMessageHook(removed);
    expect(future.msg).toBe(inner.msg);
    expect(future.onReply).toBe(inner.onReply);
    expect(future.onIOPub).toBe(inner.onIOPub);
    expect((await future.done).content.status).toBe('ok');
    expect(onReply).toHaveBeenCalledTimes(1);
    expect(onIOPub).toHaveBeenCalled();
    expect(hook).toHaveBeenCalled();
    expect(removed).not.toHaveBeenCalled();
    future.dispose();
    expect(future.isDisposed).toBe(true);
    expect(inner.isDisposed).toBe(true);
  });
});
