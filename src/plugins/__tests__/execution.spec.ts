import { JupyterFrontEnd } from '@jupyterlab/application';
import { CommandRegistry } from '@lumino/commands';
import { settle } from '../../testing/fakeClock';
import { follow } from '../../core/__tests__/controllerRig';
import { ICellExecution } from '../../lab/backend';
import { ICellExecutorOptions } from '../../lab/cellExecutor';
import { execution } from '../execution';
import { interrupts } from '../interrupts';

async function made(): Promise<[ICellExecution, ICellExecutorOptions['run']]> {
  const app = {} as JupyterFrontEnd;
  const service = await execution.activate(app);
  const { _options: options } = (await service.load()) as unknown as {
    _options: ICellExecutorOptions;
  };
  return [service, options.run];
}

describe('the execution plugin', () => {
  const origin = {
    sessionContext: null as never,
    cellId: null,
    runId: null,
    isResumed: false
  };
  const outputs = { publish: () => Promise.resolve() };
  const request = { line: 'meta', cell: null };

  it('lets magics wait for who runs them', async () => {
    const [service, run] = await made();
    const { signal } = new AbortController();
    const result = follow(run(request, outputs, signal, origin));
    await settle();
    expect(result.state).toBe('pending');
    const runner = jest.fn(() => Promise.resolve(3));
    service.setRunner(runner);
    await settle();
    expect(result.value).toBe(3);
    expect(runner).toHaveBeenCalledWith(request, outputs, signal, origin);
  });

  it('lets an interrupt end that wait', async () => {
    const [, run] = await made();
    const abort = new AbortController();
    const result = follow(run(request, outputs, abort.signal, origin));
    abort.abort();
    await settle();
    expect(result.problem).toMatch(/^cancelled: /);
  });
});

describe('the executor', () => {
  it('is there with the first cell, and hooks before it', async () => {
    const service = await execution.activate({} as JupyterFrontEnd);
    expect(service.executor).toBeNull();
    const log: string[] = [];
    service.onLoad(() => log.push('hook'));
    await Promise.all(
      ['a', 'b'].map(name =>
        service.use(() => {
          log.push(name);
          return Promise.resolve();
        })
      )
    );
    expect(log).toEqual(['hook', 'a', 'b']);
    // From now on a cell is on its way at once.
    void service.use(() => {
      log.push('c');
      return Promise.resolve();
    });
    expect(log.at(-1)).toBe('c');
    service.onLoad(() => log.push('late'));
    expect(log.at(-1)).toBe('late');
  });
});

describe('the interrupts plugin', () => {
  it.each([
    ['notebook:interrupt-kernel', 'notebook'],
    ['console:interrupt-kernel', 'console'],
    ['kernelmenu:interrupt', null],
    ['notebook:restart-kernel', null]
  ])('%s', async (id, expected) => {
    const commands = new CommandRegistry();
    commands.addCommand(id, { execute: () => undefined });
    const interrupt = jest.fn();
    interrupts.activate(
      { commands } as unknown as JupyterFrontEnd,
      { executor: { interrupt } },
      { currentWidget: { sessionContext: 'notebook' } },
      { currentWidget: { sessionContext: 'console' } }
    );
    await commands.execute(id);
    expect(interrupt.mock.calls).toEqual(expected ? [[expected]] : []);
  });

  it('does nothing when there is nothing in front', async () => {
    const commands = new CommandRegistry();
    commands.addCommand('notebook:interrupt-kernel', { execute: () => 1 });
    const interrupt = jest.fn();
    interrupts.activate(
      { commands } as unknown as JupyterFrontEnd,
      { executor: { interrupt } },
      null,
      null
    );
    await commands.execute('notebook:interrupt-kernel');
    expect(interrupt).not.toHaveBeenCalled();
  });
});
