import { FakeClock } from '../../testing/fakeClock';
import { FakeLivy } from '../../testing/fakeLivy';
import {
  IFault,
  NETWORK_ERROR,
  SERVER_ERROR
} from '../../testing/fakeLivyFaults';
import { IFakeRun, textOutput } from '../../testing/fakeLivyStatement';
import { problemOf } from '../errors';
import { DEFAULT_SIZES, IStatement } from '../livy';
import { PollingWatch } from '../watchByPolling';

const START = 1_700_000_000_000;

/** A watch of one statement, and all that it yields. */
async function watching(run: IFakeRun, delay = (_age: number) => 100) {
  const clock = new FakeClock({ now: START, auto: true });
  const livy = new FakeLivy({ clock, script: () => run, states: ['idle'] });
  const request = { ...DEFAULT_SIZES, name: 'watched', conf: {} };
  const { id } = await livy.createSession(request);
  const first = await livy.createStatement(id, 'code', 'pyspark');
  const abort = new AbortController();
  const watch = new PollingWatch({ clock, delay });
  const seen: IStatement[] = [];
  const done = async (onSnapshot?: (statement: IStatement) => void) => {
    for await (const statement of watch.watch(livy, id, first, abort.signal)) {
      seen.push(statement);
      onSnapshot?.(statement);
    }
  };
  return { abort, clock, done, livy, seen };
}

const network: IFault = { when: 'before', answer: NETWORK_ERROR };
const server: IFault = { when: 'before', answer: SERVER_ERROR };

describe('PollingWatch', () => {
  it('asks nothing when the answer to the POST is final', async () => {
    const { done, livy, seen } = await watching({ output: textOutput('2') });
    await done();
    expect(seen).toHaveLength(1);
    expect(seen[0].output).toEqual(textOutput('2'));
    expect(livy.count('getStatement')).toBe(0);
  });

  it('yields what is new, once, and ends with the end', async () => {
    const { done, livy, seen } = await watching({
      duration: 1000,
      output: textOutput('done'),
      steps: [
        { at: 300, progress: 0.5, partial: { text: 'a', offset: 0 } },
        { at: 600, progress: 0.5, partial: { text: 'ab', offset: 0 } }
      ]
    });
    await done();
    expect(
      seen.map(({ partial, state }) => [state, partial?.text ?? null])
    ).toEqual([
      ['running', null],
      ['running', 'a'],
      ['running', 'ab'],
      ['available', null]
    ]);
    expect(livy.count('getStatement')).toBe(10);
  });

  it('paces itself by the age of the watch', async () => {
    const ages: number[] = [];
    const { done, livy } = await watching({ duration: 700 }, age => {
      ages.push(age);
      return age + 100;
    });
    await done();
    expect(ages).toEqual([0, 100, 300]);
    expect(livy.count('getStatement')).toBe(3);
  });

  it('ends quietly when it is aborted while it sleeps', async () => {
    const { abort, done, seen } = await watching({ duration: Infinity });
    await done(() => abort.abort());
    expect(seen).toHaveLength(1);
  });

  it('ends quietly when it is aborted while a read is under way', async () => {
    const { abort, clock, done, livy, seen } = await watching({
      duration: Infinity
    });
    livy.faults.add('getStatement', { when: 'before', answer: 'never' });
    const watched = done();
    await clock.advance(0);
    abort.abort();
    await watched;
    expect(seen).toHaveLength(1);
  });

  it('yields nothing when it is aborted from the beginning', async () => {
    const { abort, done, seen } = await watching({});
    abort.abort();
    await done();
    expect(seen).toEqual([]);
  });

  it.each([
    ['no network', network],
    ['a failing server', server]
  ])('survives %s for a while', async (_, fault) => {
    const { clock, done, livy, seen } = await watching({
      duration: 5000,
      output: textOutput('done')
    });
    livy.faults.add('getStatement', fault, fault, fault);
    await done();
    expect(seen.at(-1)?.output).toEqual(textOutput('done'));
    // 100 ms, then 1, 2 and 4 s of back-off.
    expect(clock.now() - START).toBe(7100);
  });

  it('fails with the last failure after a minute without an answer', async () => {
    const { clock, done, livy } = await watching({ duration: Infinity });
    livy.faults.add('getStatement', ...new Array<IFault>(50).fill(network));
    await expect(done()).rejects.toThrow('could not be reached');
    const waited = clock.now() - START;
    expect(waited).toBeGreaterThanOrEqual(60_000);
    expect(waited).toBeLessThanOrEqual(75_000);
    expect(livy.count('getStatement')).toBeLessThan(12);
  });

  it('counts the minute anew after an answer', async () => {
    const { done, livy, seen } = await watching(
      {
        duration: 90_000,
        output: textOutput('done'),
        steps: [{ at: 40_000, progress: 0.5 }]
      },
      () => 1000
    );
    const failures = new Array<IFault>(6).fill(network);
    livy.faults.add('getStatement', ...failures);
    await done(({ progress }) => {
      if (progress === 0.5) {
        livy.faults.add('getStatement', ...failures);
      }
    });
    expect(seen.at(-1)?.state).toBe('available');
  });

  it.each(['notFound', 'session', 'access', 'usage'] as const)(
    'throws a failure of kind %s at once',
    async kind => {
      const { clock, done, livy } = await watching({ duration: Infinity });
      livy.faults.add('getStatement', {
        when: 'before',
        answer: { kind, what: 'Gone.' }
      });
      const reason = await done().then(
        () => null,
        (error: unknown) => error
      );
      expect(problemOf(reason).kind).toBe(kind);
      expect(clock.now() - START).toBe(100);
    }
  );
});
