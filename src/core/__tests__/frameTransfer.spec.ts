import { FakeClock } from '../../testing/fakeClock';
import { SynapseError, problemOf } from '../errors';
import { IFrameHeader, IFrameReceiver } from '../frame';
import { transferFrame } from '../frameTransfer';
import { IStatement } from '../livy';
import { ILivy } from '../ports';
import { PollingWatch } from '../watchByPolling';

const TEXT = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef';

/** A driver that holds `TEXT`, and a kernel that keeps what it gets. */
function rig(answer: (start: number, tries: number) => string | Error | null) {
  const clock = new FakeClock({ now: 0, auto: true });
  const abort = new AbortController();
  const got: string[] = [];
  const starts: number[] = [];
  const tries = new Map<number, number>();
  const sent: string[] = [];
  const livy = {
    createStatement: (_: number, code: string): Promise<IStatement> => {
      sent.push(code);
      const [, start, size] = /, (\d+), (\d+)\)$/.exec(code)!.map(Number);
      tries.set(start, (tries.get(start) ?? 0) + 1);
      const told = answer(start, tries.get(start)!);
      if (told instanceof Error) {
        return Promise.reject(told);
      }
      const piece = told ?? TEXT.slice(start, start + size);
      return Promise.resolve({
        id: sent.length,
        state: 'available',
        output: {
          status: 'ok',
          data: { 'text/plain': `\u2063synapse-data:r:${start}:${piece}\u2063` }
        }
      } as unknown as IStatement);
    }
  } as unknown as ILivy;
  const receiver: IFrameReceiver = {
    check: () => Promise.resolve(),
    find: () => Promise.resolve(null),
    add: (_, piece, start) => {
      got.push(piece);
      starts.push(start);
      return Promise.resolve();
    },
    finish: (_, piece) => {
      got.push(piece);
      return Promise.resolve({ rows: 1, columns: 1 });
    },
    drop: () => undefined
  };
  const header = { id: 'r', name: 'df', length: TEXT.length } as IFrameHeader;
  const way = {
    livy,
    watch: new PollingWatch({ clock, delay: () => 1 }),
    clock,
    sessionId: 0,
    signal: abort.signal,
    onSent: () => undefined
  };
  const run = (first = '') => transferFrame(way, header, first, 8, receiver);
  return { run, got, starts, sent, abort, receiver };
}

const away = () => new SynapseError({ kind: 'network', what: 'No answer.' });

describe('transferFrame', () => {
  it('asks for nothing when all came with the statement', async () => {
    const { run, got, sent } = rig(() => null);
    expect(await run(TEXT)).toEqual({ rows: 1, columns: 1 });
    expect(got).toEqual([TEXT]);
    expect(sent).toEqual([]);
  });

  it('pulls pieces and hands them over in order', async () => {
    const { run, got, starts, sent } = rig(() => null);
    await run();
    expect(got.join('')).toBe(TEXT);
    expect(starts).toEqual([0, 8, 16]);
    expect(sent).toHaveLength(4);
  });

  it('asks again for a piece that did not come, or not whole', async () => {
    const { run, got } = rig((start, tries) =>
      tries > 2 ? null : start === 8 ? away() : start === 16 ? 'short' : null
    );
    await run();
    expect(got.join('')).toBe(TEXT);
  });

  it('gives up in the end', async () => {
    const { run, sent } = rig(start => (start === 8 ? away() : null));
    await expect(run()).rejects.toThrow('No answer.');
    expect(sent.filter(code => code.includes(', 8, '))).toHaveLength(4);
  });

  it('stops at an interrupt, and sends no more', async () => {
    const { run, abort, sent, receiver, got } = rig(() => null);
    receiver.add = (_, piece, _start, signal) => {
      got.push(piece);
      abort.abort();
      expect(signal.aborted).toBe(true);
      return Promise.resolve();
    };
    const reason: unknown = await run().catch((one: unknown) => one);
    expect(problemOf(reason).kind).toBe('cancelled');
    const before = sent.length;
    await new Promise(resolve => setTimeout(resolve));
    expect(sent).toHaveLength(before);
    expect(got).toHaveLength(1);
  });
});
