import { ISessionContext } from '@jupyterlab/apputils';
import { coverageOf } from '../../core/coverage';
import { CoverageTally } from '../../core/coverageTally';
import { problemOf } from '../../core/errors';
import { GapChoice } from '../../core/gapWarning';
import { lookbackDays } from '../../core/lookback';
import { GapGuard, IGuardedNotebook } from '../gapGuard';

const CONTEXT = {} as ISessionContext;
const READS = 'days = [d for d in days if d in lookback_dates or end_date]';

function rig(...choices: GapChoice[]) {
  const state = {
    lookbackDays: 2,
    missing: '2021-11-17',
    /** What another look at the lake finds missing; null: the same. */
    missingNow: null as string | null,
    looks: 0,
    isInterrupted: false,
    session: 'one' as string | null,
    sparkCode: [READS]
  };
  const notebook = (): IGuardedNotebook => {
    const window = {
      endDate: '2021-11-17',
      lookbackDays: state.lookbackDays,
      rule: 'endIncluded' as const,
      fromHour: 0,
      toHour: 24
    };
    const days = lookbackDays(window);
    const tally = new CoverageTally();
    for (const day of days.filter(day => day !== state.missing)) {
      const [year, month, date] = day.split('-');
      tally.add(`y=${year}/m=${month}/d=${date}/h=00/a`, 1);
    }
    const data = new Map(days.map(day => [day, tally.day(day)]));
    const hours = { fromHour: 0, toHour: 24 };
    const now = Date.parse('2022-01-01');
    return {
      window,
      table: 'am-a',
      coverage: coverageOf({ days, ...hours }, data, now),
      session: state.session,
      sparkCode: state.sparkCode
    };
  };
  const asked: boolean[] = [];
  const about: string[] = [];
  const sent: string[] = [];
  const abort = new AbortController();
  const guard = new GapGuard({
    notebook,
    lookAgain: () => {
      state.looks += 1;
      if (state.isInterrupted) {
        abort.abort();
      }
      state.missing = state.missingNow ?? state.missing;
      return Promise.resolve(notebook());
    },
    ask: ({ coverage }, canLeaveOut) => {
      about.push(...(coverage?.missing ?? []).map(({ first }) => first));
      asked.push(canLeaveOut);
      return Promise.resolve(choices.shift() ?? 'cancel');
    }
  });
  const run = (cell: string | null = READS, line = '', isResumed = false) =>
    guard.check(
      { cell, line },
      { sessionContext: CONTEXT, cellId: 'c', runId: null, isResumed },
      abort.signal,
      code => {
        sent.push(code.split('\n')[2]);
        return Promise.resolve();
      }
    );
  return { about, asked, guard, notebook, run, sent, state };
}

it('asks once for each window, and runs', async () => {
  const { asked, run, sent, state } = rig('run', 'run');
  await run();
  await run();
  expect(asked).toEqual([true]);
  state.lookbackDays = 3;
  await run();
  expect(asked).toHaveLength(2);
  expect(sent).toEqual([]);
});

it('looks again before it asks: days that have come are no gap', async () => {
  const { asked, run, sent, state } = rig();
  state.missingNow = '';
  await run();
  expect(state.looks).toBe(1);
  expect(asked).toEqual([]);
  expect(sent).toEqual([]);
});

it('does not run a cell that is interrupted while it looks again', async () => {
  const { asked, run, state } = rig();
  Object.assign(state, { missingNow: '', isInterrupted: true });
  const reason: unknown = await run().catch((reason: unknown) => reason);
  expect(problemOf(reason).kind).toBe('cancelled');
  expect(asked).toEqual([]);
});

it('asks about what is missing now, once', async () => {
  const { about, run, state } = rig('run');
  state.missingNow = '2021-11-16';
  await run();
  await run();
  expect(about).toEqual(['2021-11-16']);
  expect(state.looks).toBe(1);
});

it('rejects as interrupted, and asks again the next time', async () => {
  const { asked, run } = rig('cancel', 'run');
  const reason: unknown = await run().catch((reason: unknown) => reason);
  expect(problemOf(reason).kind).toBe('cancelled');
  await run();
  expect(asked).toHaveLength(2);
});

it('tells each session once which days exist, and when that changes', async () => {
  const { asked, run, sent, state } = rig('existing', 'run');
  await run();
  await run();
  expect(sent).toEqual(['lookback_dates = ["2021-11-16"]']);
  state.session = 'two';
  await run();
  expect(sent).toHaveLength(2);
  // Another window: run anyway, and the days of the old one must go.
  state.lookbackDays = 3;
  await run();
  expect(sent[2]).toBe(
    'lookback_dates = ["2021-11-15", "2021-11-16", "2021-11-17"]'
  );
  expect(asked).toHaveLength(2);
});

it.each<[string, () => Partial<ReturnType<typeof rig>['state']>]>([
  ['no gaps', () => ({ missing: '' })]
])('asks nothing: %s', async (_, change) => {
  const { asked, run, state } = rig();
  Object.assign(state, change());
  await run();
  expect(asked).toEqual([]);
});

it('leaves other cells alone', async () => {
  const { asked, guard, run } = rig();
  await run('x = 1');
  await run('end_date = "2021-11-17"');
  await run(null);
  await run(READS, 'sql');
  await run(READS, '', true);
  guard.isOn = false;
  await run();
  expect(asked).toEqual([]);
});

it('cannot leave days out where no code reads the list', async () => {
  const { asked, run, state } = rig('run', 'run');
  state.sparkCode = ['print(end_date)'];
  await run();
  expect(asked).toEqual([false]);
});

it('uses the existing days without a question', async () => {
  const { asked, guard, notebook, run, sent } = rig();
  guard.useExisting(CONTEXT, notebook());
  await run();
  expect(asked).toEqual([]);
  expect(sent).toHaveLength(1);
});
