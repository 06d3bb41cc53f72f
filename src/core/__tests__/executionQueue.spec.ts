import fc from 'fast-check';
import { ExecutionQueue, IExecutionJob } from '../executionQueue';

type Kind = 'local' | 'remote';
interface ICell {
  kind: Kind;
  fails?: boolean;
  tolerated?: boolean;
}

/** Runs cells as Lab does: all at once; the kernel is a queue of its own. */
async function runAll(
  cells: readonly ICell[],
  queue = new ExecutionQueue(),
  onRun: (index: number) => void = () => undefined
) {
  const log: string[] = [];
  let kernel: Promise<unknown> = Promise.resolve();
  let kernelFailed = false;
  const job = (cell: ICell, index: number): IExecutionJob<boolean> => ({
    remote: cell.kind === 'remote',
    stopOnError: !cell.tolerated,
    wait: () => log.push(`wait ${index}`),
    abort: () => {
      log.push(`abort ${index}`);
      return Promise.reject(new Error('aborted'));
    },
    run: () => {
      const work = async () => {
        if (cell.kind === 'local' && kernelFailed) {
          throw new Error('aborted');
        }
        log.push(`begin ${index}`);
        onRun(index);
        await Promise.resolve();
        log.push(`end ${index}`);
        if (cell.fails) {
          kernelFailed = cell.kind === 'local' && !cell.tolerated;
          throw new Error('failed');
        }
        return true;
      };
      if (cell.kind === 'remote') {
        return work();
      }
      const result = kernel.then(work);
      kernel = result.catch(() => undefined);
      return result;
    },
    ended: result =>
      result.status === 'fulfilled'
        ? 'ok'
        : (result.reason as Error).message === 'aborted'
          ? 'aborted'
          : 'failed'
  });
  const results = await Promise.allSettled(
    cells.map((cell, index) => queue.submit(job(cell, index)))
  );
  return { log, results: results.map(result => result.status) };
}

const L: ICell = { kind: 'local' };
const R: ICell = { kind: 'remote' };

describe('ExecutionQueue', () => {
  const ran = (log: string[]) =>
    log.filter(line => line.startsWith('begin')).map(line => Number(line[6]));

  it.each([
    ['local cells go to the kernel at once', [L, L, L], [0, 1, 2], []],
    ['remote cells wait for each other', [R, R], [0, 1], [0, 1]],
    ['a local cell does not overtake', [R, L, R], [0, 1, 2], [0, 1, 2]],
    ['a remote cell waits for the kernel', [L, R, L], [0, 1, 2], [1, 2]]
  ] as [string, ICell[], number[], number[]][])(
    '%s',
    async (_, cells, order, waited) => {
      const { log } = await runAll(cells);
      expect(ran(log)).toEqual(order);
      expect(log.filter(line => line.startsWith('wait'))).toEqual(
        waited.map(index => `wait ${index}`)
      );
    }
  );

  it.each([
    ['remote failure', [R, { ...R, fails: true }, R, L], [0, 1]],
    ['local failure', [{ ...L, fails: true }, R, L], [0]],
    ['local failure aborts at the kernel', [{ ...L, fails: true }, L, R], [0]],
    [
      'tolerated failure',
      [{ ...R, fails: true, tolerated: true }, R, L],
      [0, 1, 2]
    ]
  ] as [string, ICell[], number[]][])('%s', async (_, cells, order) => {
    const { log, results } = await runAll(cells);
    expect(ran(log)).toEqual(order);
    expect(results.slice(order.length)).toEqual(
      results.slice(order.length).map(() => 'rejected')
    );
  });

  it('runs what the user starts after a failure', async () => {
    const queue = new ExecutionQueue();
    await runAll([{ ...R, fails: true }, R, R], queue);
    const { log } = await runAll([R, L], queue);
    expect(ran(log)).toEqual([0, 1]);
    expect(queue.size).toBe(0);
  });

  it('gives up what waits on abort, not what comes later', async () => {
    const queue = new ExecutionQueue();
    const first = runAll([R, R, L], queue, index => {
      if (index === 0) {
        queue.abort();
      }
    });
    expect(ran((await first).log)).toEqual([0]);
    expect(ran((await runAll([R], queue)).log)).toEqual([0]);
  });

  it('keeps order and ends every cell once, whatever the mix', async () => {
    const cell = fc.record({
      kind: fc.constantFrom<Kind>('local', 'remote'),
      fails: fc.boolean(),
      tolerated: fc.boolean()
    });
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { maxLength: 12 }), async cells => {
        const queue = new ExecutionQueue();
        const { log, results } = await runAll(cells, queue);
        const begun = log
          .filter(line => line.startsWith('begin'))
          .map(line => Number(line.slice(6)));
        const stop = cells.findIndex(one => one.fails && !one.tolerated);
        const expected = cells
          .map((_, index) => index)
          .slice(0, stop < 0 ? cells.length : stop + 1);
        expect(begun).toEqual(expected);
        expect(results).toHaveLength(cells.length);
        expect(queue.size).toBe(0);
        // No cell begins before the one before it has ended.
        const steps = log.filter(line => /^(begin|end)/.test(line));
        expect(steps).toEqual(
          expected.flatMap(index => [`begin ${index}`, `end ${index}`])
        );
      })
    );
  });
});
