/**
 * The executor with Lab's own `runCell`, `NotebookActions`, notebook widget and
 * kernel connection; only the kernel and Livy are scripted.
 */
import { ISessionContext } from '@jupyterlab/apputils';
import { CodeCell, CodeCellModel } from '@jupyterlab/cells';
import { runCell } from '@jupyterlab/console';
import {
  KernelError,
  Notebook,
  NotebookActions,
  NotebookModel,
  setCellExecutor
} from '@jupyterlab/notebook';
import { NBTestUtils } from '@jupyterlab/notebook/lib/testutils';
import { SessionConnectionMock } from '@jupyterlab/services/lib/testutils';
import { Kernel } from '@jupyterlab/services';
import { Mock } from '@jupyterlab/testutils';
import { Signal } from '@lumino/signaling';
import { Panel, Widget } from '@lumino/widgets';
import { SynapseError, StatementError } from '../../core/errors';
import { IOutputs } from '../../core/ports';
import { pureCell } from '../../core/pureCell';
import { CellExecutor } from '../cellExecutor';
import { ICellOrigin } from '../cellJob';
import { REQUEST_TAG, recordCell } from '../kernelMagic';
import { IMagicRequest } from '../magicRunner';
import { CellExecution } from '../cellExecution';
import { notebookExecutor } from '../notebookExecutor';
import { quiet, Run, until, WireKernel } from './wireKernel';

interface ICall extends IMagicRequest {
  outputs: IOutputs;
  signal: AbortSignal;
  origin: ICellOrigin;
}

/** What Livy does, by the body of the cell. */
type Remote = (call: ICall) => Promise<unknown> | unknown;

const forever: Remote = ({ signal }) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () =>
      reject(new SynapseError({ kind: 'cancelled', what: 'Cancelled.' }))
    );
  });

const pause = (ms = 20) =>
  new Promise<void>(resolve => setTimeout(resolve, ms));

const failAtBoom: Run = ({ code }) => {
  if (code === 'boom') {
    throw new Error('no');
  }
};

class Rig {
  constructor(
    sources: string[],
    options: { kernel?: Run; remote?: Remote; language?: string } = {}
  ) {
    this.wire = new WireKernel(async cell => {
      this.log.push(`local ${cell.code}`);
      await options.kernel?.(cell);
      this.log.push(`end ${cell.code}`);
    });
    this.kernel = this.wire.connect();
    this.context = contextOf(this.kernel, options.language ?? 'python');
    this.executor = new CellExecutor({
      pure: pureCell,
      kernelCode: () => 'install()',
      run: async (request, outputs, signal, origin) => {
        const call = { ...request, outputs, signal, origin };
        const name = (request.cell ?? request.line).trim();
        this.calls.push(call);
        this.log.push(`remote ${name}`);
        try {
          return ((await options.remote?.(call)) ?? null) as null;
        } finally {
          this.log.push(`end ${name}`);
        }
      }
    });
    this.notebook = NBTestUtils.createNotebook(this.context);
    const model = new NotebookModel();
    model.sharedModel.insertCells(
      0,
      sources.map(source => ({ cell_type: 'code' as const, source }))
    );
    this.notebook.model = model;
    this.notebook.notebookConfig = {
      ...this.notebook.notebookConfig,
      recordTiming: true
    };
    Widget.attach(this.notebook, document.body);
    executing = this.executor;
    rigs.push(this);
  }

  readonly calls: ICall[] = [];
  readonly context: ISessionContext;
  readonly executor: CellExecutor;
  readonly kernel: Kernel.IKernelConnection;
  readonly log: string[] = [];
  readonly notebook: Notebook;
  readonly wire: WireKernel;

  cell(index: number): CodeCell {
    return this.notebook.widgets[index] as CodeCell;
  }

  runAll(): Promise<boolean> {
    return NotebookActions.runAll(this.notebook, this.context);
  }

  run(index: number): Promise<boolean> {
    this.notebook.activeCellIndex = index;
    this.notebook.deselectAll();
    return NotebookActions.run(this.notebook, this.context);
  }

  /** All text that a cell shows. */
  text(index: number): string {
    return this.cell(index)
      .model.outputs.toJSON()
      .map(one =>
        one.output_type === 'stream'
          ? String(one.text)
          : one.output_type === 'error'
            ? `[${String(one.ename)}: ${String(one.evalue)}]`
            : JSON.stringify(one.data)
      )
      .join('');
  }

  get prompts(): (number | null)[] {
    return this.notebook.widgets.map(
      one => (one as CodeCell).model.executionCount
    );
  }

  get states(): string[] {
    return this.notebook.widgets.map(
      one => (one as CodeCell).model.executionState
    );
  }

  dispose(): void {
    this.notebook.dispose();
    this.kernel.dispose();
  }
}

let executing: CellExecutor;
const rigs: Rig[] = [];

function contextOf(
  kernel: Kernel.IKernelConnection,
  language: string
): ISessionContext {
  const session = new SessionConnectionMock({}, kernel);
  const context = new Mock.SessionContextMock(
    {
      hasNoKernel: false,
      isTerminating: false,
      isDisposed: false,
      specsManager: {
        specs: { kernelspecs: { python3: { language } } }
      }
    } as never,
    session
  );
  return context;
}

const remote = (body: string) => `%%synapse\n${body}`;

beforeAll(() => {
  quiet();
  setCellExecutor({
    runCell: options => {
      const execution = new CellExecution(() => Promise.resolve(executing));
      return notebookExecutor(execution).runCell(options);
    }
  });
});
afterEach(async () => {
  await pause();
  rigs.splice(0).forEach(one => one.dispose());
});

describe('Run All', () => {
  it('keeps local and remote cells in order, and numbers them', async () => {
    const rig = new Rig(
      ['a', remote('b'), 'c', remote('d'), remote('e'), 'f'],
      {
        kernel: () => pause(10),
        remote: () => pause(15)
      }
    );
    expect(await rig.runAll()).toBe(true);
    expect(rig.log).toEqual(
      [
        'local a',
        'remote b',
        'local c',
        'remote d',
        'remote e',
        'local f'
      ].flatMap(line => [line, line.replace(/^\w+/, 'end')])
    );
    // The count of the real kernel goes on through the silent records.
    expect(rig.prompts.every(one => typeof one === 'number')).toBe(true);
    expect(rig.prompts[1]).toBe(2);
    expect(rig.states).toEqual(Array(6).fill('idle'));
  });

  it('shows [*] on cells that wait, and clears their old outputs', async () => {
    const rig = new Rig([remote('a'), remote('b'), 'c'], { remote: forever });
    rig.cell(1).model.outputs.add({
      output_type: 'stream',
      name: 'stdout',
      text: 'old'
    });
    const running = rig.runAll();
    await until(() => rig.calls.length === 1);
    expect(rig.states).toEqual(['running', 'running', 'running']);
    expect(rig.text(1)).toBe('');
    rig.executor.interrupt(rig.context);
    expect(await running).toBe(false);
    expect(rig.states).toEqual(['idle', 'idle', 'idle']);
    expect(rig.log).toEqual(['remote a', 'end a']);
  });

  it.each<[string, string[], string[], { remote?: Remote; kernel?: Run }]>([
    [
      'a remote cell fails',
      ['a', remote('boom'), 'c', remote('d')],
      ['a', 'boom'],
      {
        remote: ({ cell }) => {
          if (cell?.includes('boom')) {
            throw new StatementError('ValueError', 'no', ['ValueError: no']);
          }
        }
      }
    ],
    [
      'a local cell fails',
      [remote('a'), 'boom', 'c', remote('d')],
      ['a', 'boom'],
      { kernel: failAtBoom }
    ],
    [
      'the first local cell fails',
      ['boom', 'b', remote('c')],
      ['boom'],
      { kernel: failAtBoom }
    ]
  ])('stops when %s', async (_, sources, ran, options) => {
    const rig = new Rig(sources, options);
    const scheduled: boolean[] = [];
    const slot = (_: unknown, { success }: { success: boolean }) =>
      scheduled.push(success);
    NotebookActions.executed.connect(slot);
    expect(await rig.runAll()).toBe(false);
    await until(() => scheduled.length === sources.length);
    NotebookActions.executed.disconnect(slot);
    const begun = rig.log.filter(line => !line.startsWith('end'));
    expect(begun.map(line => line.split(' ')[1])).toEqual(ran);
    expect(rig.states.every(state => state === 'idle')).toBe(true);
    // Each cell was told to have ended, those that never ran as failures.
    expect(scheduled).toHaveLength(sources.length);
    expect(scheduled.filter(Boolean)).toHaveLength(ran.length - 1);
    // What the user runs next works.
    const next = await rig.run(sources.length - 1);
    expect(next).toBe(true);
  });

  it('goes on behind a cell whose failure is expected', async () => {
    const rig = new Rig([remote('boom'), 'b', remote('c')], {
      remote: ({ cell }) => {
        if (cell?.includes('boom')) {
          throw new StatementError('ValueError', 'no', []);
        }
      }
    });
    rig.cell(0).model.setMetadata('tags', ['raises-exception']);
    await rig.runAll();
    await until(() => rig.log.includes('end c'));
    expect(rig.log.filter(line => !line.startsWith('end'))).toEqual([
      'remote boom',
      'local b',
      'remote c'
    ]);
    expect(rig.text(0)).toBe('[ValueError: no]');
  });

  it('does not touch cells that are no code', async () => {
    const rig = new Rig(['a', remote('b')]);
    rig.notebook.model?.sharedModel.insertCell(0, {
      cell_type: 'markdown',
      source: '# %%synapse'
    });
    expect(await rig.runAll()).toBe(true);
    expect(rig.log).toEqual(['local a', 'end a', 'remote b', 'end b']);
  });
});

describe('a remote cell', () => {
  it('shows its outputs, in order', async () => {
    const rig = new Rig([remote('a')], {
      remote: async ({ outputs }) => {
        for (const text of ['1 ', '2 ', '3 ']) {
          void outputs.publish({
            type: 'stream',
            content: { name: 'stdout', text }
          });
        }
        const show = (
          type: 'display_data' | 'update_display_data',
          text: string
        ) =>
          outputs.publish({
            type,
            content: {
              data: { 'text/plain': text },
              metadata: {},
              transient: { display_id: 'd' }
            }
          });
        await show('display_data', 'old');
        await show('update_display_data', 'new');
      }
    });
    expect(await rig.run(0)).toBe(true);
    expect(rig.text(0)).toBe('1 2 3 {"text/plain":"new"}');
    expect(rig.prompts).toEqual([1]);
  });

  it('never sends its code to the kernel but to its history', async () => {
    const rig = new Rig([remote('a')]);
    await rig.run(0);
    await until(() => rig.wire.requests.length === 2);
    expect(rig.wire.requests).toEqual([
      { code: 'install()', silent: true },
      { code: recordCell(remote('a')), silent: true }
    ]);
    expect(rig.calls[0]).toMatchObject({
      line: '',
      cell: 'a\n',
      origin: {
        sessionContext: rig.context,
        cellId: rig.cell(0).model.id
      }
    });
  });

  it('records its times', async () => {
    const rig = new Rig([remote('a')], { remote: () => pause(10) });
    await rig.run(0);
    const times = rig.cell(0).model.getMetadata('execution') as object;
    expect(Object.keys(times).sort()).toEqual([
      'iopub.execute_input',
      'iopub.status.busy',
      'iopub.status.idle',
      'shell.execute_reply',
      'shell.execute_reply.started'
    ]);
  });

  it.each<[string, unknown, string]>([
    [
      'a failure of the code',
      new StatementError('ValueError', 'no', ['ValueError: no']),
      '[ValueError: no]'
    ],
    [
      'a problem, with what to do',
      new SynapseError({ kind: 'session', what: 'None.', next: 'Start one.' }),
      '[SynapseError: None.\nStart one.]'
    ],
    [
      'a usage error',
      new SynapseError({ kind: 'usage', what: 'Wrong.' }),
      '[UsageError: Wrong.]'
    ],
    ['a fault of ours', new TypeError('x'), '[SynapseError: x]']
  ])('shows %s', async (_, reason, shown) => {
    const rig = new Rig([remote('a')], {
      remote: () => Promise.reject(reason)
    });
    expect(await rig.run(0)).toBe(false);
    expect(rig.text(0)).toBe(shown);
    expect(rig.prompts).toEqual([1]);
    expect(rig.states).toEqual(['idle']);
  });

  it('works with a kernel of another language, which gets nothing', async () => {
    const rig = new Rig([remote('a'), 'b'], { language: 'r' });
    expect(await rig.runAll()).toBe(true);
    expect(rig.wire.requests).toEqual([{ code: 'b', silent: false }]);
    expect(rig.prompts.every(one => one !== null)).toBe(true);
  });

  it('begins to count anew after a restart, whatever the notebook shows', async () => {
    const rig = new Rig(['a', remote('b')]);
    await rig.runAll();
    rig.cell(0).model.executionCount = 40;
    rig.wire.status('restarting');
    await pause();
    rig.wire.count = 0;
    rig.wire.status('idle');
    await pause();
    await rig.run(1);
    expect(rig.prompts[1]).toBe(1);
  });

  it('takes the highest number of the notebook before the kernel told one', async () => {
    const rig = new Rig(['a', remote('b'), 'c']);
    rig.cell(2).model.executionCount = 40;
    await rig.run(1);
    expect(rig.prompts[1]).toBe(41);
  });

  it.each([0, 1])('stops when it is deleted (%s)', async index => {
    const rig = new Rig([remote('a'), remote('b'), 'c'], { remote: forever });
    const running = rig.run(index);
    await until(() => rig.calls.length === 1);
    rig.notebook.model?.sharedModel.deleteCell(index);
    await running.catch(() => undefined);
    expect(rig.calls[0].signal.aborted).toBe(true);
    expect(await rig.run(1)).toBe(true);
  });

  it.each([1, 80])('goes on when its notebook is closed (%s)', async count => {
    // Cells that are not in sight have no parent.
    const rig = new Rig([...Array<string>(count - 1).fill(''), remote('c')], {
      remote: forever
    });
    rig.notebook.notebookConfig = {
      ...rig.notebook.notebookConfig,
      windowingMode: 'full'
    };
    const running = rig.runAll();
    await until(() => rig.calls.length === 1);
    rig.notebook.dispose();
    running.catch(() => undefined);
    await pause();
    expect(rig.calls[0].signal.aborted).toBe(false);
  });

  it('is stopped when it is run again', async () => {
    const rig: Rig = new Rig([remote('a')], {
      remote: (call: ICall) => (rig.calls.length === 1 ? forever(call) : null)
    });
    const first = rig.run(0);
    await until(() => rig.calls.length === 1);
    const second = rig.run(0);
    await pause();
    // It waits for the first, as for a busy kernel.
    expect(rig.calls).toHaveLength(1);
    rig.executor.interrupt(rig.context);
    expect(await first).toBe(false);
    expect(await second).toBe(false);
    expect(await rig.run(0)).toBe(true);
    expect(rig.calls).toHaveLength(2);
  });
});

describe('a cell that waits', () => {
  it('does not run when it is deleted, and those behind it do', async () => {
    let end: () => void = () => undefined;
    const rig = new Rig([remote('a'), remote('gone'), remote('c'), 'd'], {
      remote: ({ cell }) =>
        cell?.startsWith('a')
          ? new Promise<void>(resolve => (end = resolve))
          : undefined
    });
    const running = rig.runAll();
    await until(() => rig.calls.length === 1);
    rig.notebook.model?.sharedModel.deleteCell(1);
    end();
    await running;
    expect(rig.log.filter(line => !line.startsWith('end'))).toEqual([
      'remote a',
      'remote c',
      'local d'
    ]);
    expect(rig.executor.queueOf(rig.context).size).toBe(0);
  });

  it('runs the code that it had when it was run', async () => {
    let end: () => void = () => undefined;
    const rig = new Rig([remote('a'), remote('b'), 'c'], {
      remote: ({ cell }) =>
        cell?.startsWith('a')
          ? new Promise<void>(resolve => (end = resolve))
          : undefined
    });
    const running = rig.runAll();
    await until(() => rig.calls.length === 1);
    rig.cell(1).model.sharedModel.setSource('half a li');
    rig.cell(2).model.sharedModel.setSource('half another li');
    end();
    expect(await running).toBe(true);
    expect(rig.calls[1].cell).toBe('b\n');
    expect(rig.wire.codes).toEqual(['c']);
  });

  it('shows no [*] when it was moved out of sight and is given up', async () => {
    const rig = new Rig([remote('a'), remote('b'), 'c'], { remote: forever });
    const running = rig.runAll();
    await until(() => rig.calls.length === 1);
    rig.notebook.moveCell(1, 2);
    rig.executor.interrupt(rig.context);
    await running;
    await pause();
    expect(rig.states).toEqual(Array(3).fill('idle'));
  });

  it('runs where it was moved to', async () => {
    let end: () => void = () => undefined;
    const rig = new Rig([remote('a'), remote('b'), 'c', 'd'], {
      remote: ({ cell, outputs }) =>
        cell?.startsWith('a')
          ? new Promise<void>(resolve => (end = resolve))
          : outputs.publish({
              type: 'stream',
              content: { name: 'stdout', text: 'here' }
            })
    });
    rig.notebook.notebookConfig = {
      ...rig.notebook.notebookConfig,
      windowingMode: 'none'
    };
    await pause();
    const running = rig.runAll();
    await until(() => rig.calls.length === 1);
    rig.notebook.moveCell(1, 3);
    rig.notebook.moveCell(1, 2);
    end();
    await running;
    await pause(100);
    expect(rig.log.filter(line => line.startsWith('end'))).toEqual([
      'end a',
      'end b',
      'end c',
      'end d'
    ]);
    expect(rig.text(3)).toBe('here');
    expect(rig.states).toEqual(Array(4).fill('idle'));
  });

  it('does not run when its notebook is closed', async () => {
    let end: () => void = () => undefined;
    const rig = new Rig([remote('a'), remote('b'), 'c'], {
      remote: () => new Promise<void>(resolve => (end = resolve))
    });
    const running = rig.runAll();
    await until(() => rig.calls.length === 1);
    rig.notebook.dispose();
    end();
    await running.catch(() => undefined);
    await pause();
    expect(rig.log).toEqual(['remote a', 'end a']);
    expect(rig.executor.queueOf(rig.context).size).toBe(0);
  });

  it.each(['restarting', 'dead'])(
    'is given up when the kernel is "%s"',
    async status => {
      let end: () => void = () => undefined;
      const rig = new Rig([remote('a'), remote('b'), 'c'], {
        remote: () => new Promise<void>(resolve => (end = resolve))
      });
      const running = rig.runAll();
      await until(() => rig.calls.length === 1);
      rig.wire.status(status);
      await pause();
      // The statement does not need the kernel: it goes on.
      expect(rig.calls[0].signal.aborted).toBe(false);
      end();
      expect(await running).toBe(false);
      expect(rig.log).toEqual(['remote a', 'end a']);
    }
  );

  it('is given up when there is another kernel', async () => {
    let end: () => void = () => undefined;
    const rig = new Rig([remote('a'), remote('b')], {
      remote: () => new Promise<void>(resolve => (end = resolve))
    });
    const running = rig.runAll();
    await until(() => rig.calls.length === 1);
    (rig.context.kernelChanged as Signal<unknown, unknown>).emit({});
    end();
    expect(await running).toBe(false);
    expect(rig.calls).toHaveLength(1);
  });
});

describe('a local cell', () => {
  it('goes to the kernel unchanged, behind the magic', async () => {
    const rig = new Rig(['x = %synapse meta', '%%time\n%synapse stop'], {});
    expect(await rig.runAll()).toBe(true);
    expect(rig.wire.requests.map(({ code }) => code)).toEqual([
      'install()',
      'x = %synapse meta',
      '%%time\n%synapse stop'
    ]);
    expect(rig.calls).toEqual([]);
  });

  it('hands over all cells at once when none is remote', async () => {
    const rig = new Rig(['a', 'b', 'c'], { kernel: () => pause(5) });
    const running = rig.runAll();
    expect(rig.executor.queueOf(rig.context).size).toBe(0);
    expect(await running).toBe(true);
    expect(rig.log.filter(line => line.startsWith('local'))).toEqual([
      'local a',
      'local b',
      'local c'
    ]);
  });

  const bridged: Run = async ({ code, ask, print }) => {
    if (code.includes('%synapse')) {
      const request = { id: 1, step: 0, line: 'meta', cell: null };
      const answer = JSON.parse(
        await ask(REQUEST_TAG + JSON.stringify(request))
      ) as { status: string; evalue: string; value: unknown };
      if (answer.status === 'error') {
        throw new Error(answer.evalue);
      }
      print(JSON.stringify(answer.value));
    }
  };

  it('is served over the bridge, and shows no input box', async () => {
    const rig = new Rig(['x = %synapse meta', 'b'], {
      kernel: bridged,
      remote: () => ({ session_id: 3 })
    });
    expect(await rig.runAll()).toBe(true);
    expect(rig.text(0)).toBe('{"session_id":3}');
    expect(rig.calls[0].origin).toMatchObject({
      sessionContext: rig.context,
      cellId: rig.cell(0).model.id
    });
    expect(rig.notebook.node.querySelector('.jp-Stdin')).toBeNull();
  });

  it('may be run while another one waits in a magic', async () => {
    const rig = new Rig(['x = %synapse meta', 'b'], {
      kernel: bridged,
      remote: () => pause(60)
    });
    const first = rig.run(0);
    await until(() => rig.calls.length === 1);
    await pause();
    const second = rig.run(1);
    expect(await first).toBe(true);
    expect(await second).toBe(true);
    expect(rig.log.at(-1)).toBe('end b');
  });

  it('stops its magic when it is interrupted', async () => {
    const rig = new Rig(['x = %synapse meta', 'b'], {
      kernel: bridged,
      remote: forever
    });
    const running = rig.runAll();
    await until(() => rig.calls.length === 1);
    rig.executor.interrupt(rig.context);
    rig.wire.interrupt();
    expect(await running).toBe(false);
    expect(rig.calls[0].signal.aborted).toBe(true);
    await until(() => rig.log.includes('end meta'));
    expect(rig.wire.replies).toEqual([]);
  });

  it('gets the magic again after a restart', async () => {
    const rig = new Rig(['a', 'b']);
    await rig.run(0);
    rig.wire.status('restarting');
    await pause();
    rig.wire.status('idle');
    await pause();
    await rig.run(1);
    expect(rig.wire.requests.map(({ code }) => code)).toEqual([
      'install()',
      'a',
      'install()',
      'b'
    ]);
  });
});

it('gives errors of cells that never ran the shape that Lab knows', async () => {
  const rig = new Rig([remote('boom'), 'b'], {
    remote: () => Promise.reject(new StatementError('E', 'x', []))
  });
  const errors: unknown[] = [];
  const slot = (_: unknown, args: { error?: unknown }) =>
    errors.push(args.error);
  NotebookActions.executed.connect(slot);
  await rig.runAll();
  await until(() => errors.length === 2);
  NotebookActions.executed.disconnect(slot);
  expect(errors).toHaveLength(2);
  expect(errors[1]).toBeInstanceOf(KernelError);
  expect((errors[1] as KernelError).message).toMatch(/^KernelReplyNotOK/);
});

describe('a console', () => {
  it.each([
    ['its cells are cleared', true],
    ['it is closed', false]
  ])('stops a statement only when %s', async (_, isCleared) => {
    const rig = new Rig([], { remote: forever });
    const model = new CodeCellModel();
    model.sharedModel.setSource(remote('a'));
    const cell = new CodeCell({
      model,
      rendermime: NBTestUtils.defaultRenderMime(),
      contentFactory: NBTestUtils.createCodeCellFactory()
    }).initializeState();
    const content = new Panel();
    content.addWidget(cell);
    Widget.attach(content, document.body);
    const ended = jest.fn();
    const running = rig.executor.run({
      cell,
      sessionContext: rig.context,
      stock: sessionContext =>
        runCell({ cell, sessionContext, onCellExecuted: ended }),
      scheduled: () => undefined,
      aborted: () => undefined
    });
    await until(() => rig.calls.length === 1);
    if (isCleared) {
      cell.dispose();
    } else {
      content.dispose();
    }
    await running.catch(() => undefined);
    expect(rig.calls[0].signal.aborted).toBe(isCleared);
  });
});
