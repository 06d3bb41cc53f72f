import { IDayData } from '../../core/coverageTally';
import { SynapseError } from '../../core/errors';
import { ILake, ITablePlace } from '../../core/lake';
import { FakeClock } from '../../testing/fakeClock';
import { NotebookCoverage } from '../notebookCoverage';

const PLACE: ITablePlace = {
  connection: 'local',
  endpoint: 'https://contosolake.dfs.core.windows.net',
  container: 'am-a',
  folder: 'x'
};
const FULL: IDayData = {
  bytes: 24,
  blobs: 24,
  hourBytes: new Array<number>(24).fill(1),
  hourBlobs: new Array<number>(24).fill(1)
};
const EMPTY: IDayData = {
  bytes: 0,
  blobs: 0,
  hourBytes: new Array<number>(24).fill(0),
  hourBlobs: new Array<number>(24).fill(0)
};

function rig() {
  const clock = new FakeClock({ now: Date.parse('2021-11-18T12:00:00Z') });
  const asked: string[] = [];
  const state = {
    days: ['2021-11-16', '2021-11-17'],
    place: PLACE as ITablePlace | null,
    missing: ['2021-11-17'],
    fail: null as SynapseError | null
  };
  const lake: ILake = {
    containers: () => Promise.resolve(['am-b', 'am-a']),
    days: (place, days, _, onRead) => {
      asked.push(`${place.container} ${days.join(' ')}`);
      if (state.fail) {
        return Promise.reject(state.fail);
      }
      const entry = (day: string): [string, IDayData] => [
        day,
        state.missing.includes(day) ? EMPTY : FULL
      ];
      onRead(new Map(days.map(entry)));
      return Promise.resolve();
    }
  };
  const coverage = new NotebookCoverage({
    clock,
    lake: () => Promise.resolve(lake),
    source: {
      window: () =>
        state.days.length
          ? { days: state.days, fromHour: 0, toHour: 24 }
          : null,
      place: () => Promise.resolve(state.place),
      keepAddress: () => undefined
    }
  });
  return { asked, clock, coverage, state };
}

it('reads the days of the window, and later only new ones', async () => {
  const { asked, coverage, state } = rig();
  await coverage.update(0);
  expect(coverage.coverage).toMatchObject({
    present: 1,
    missing: [{ first: '2021-11-17', last: '2021-11-17' }]
  });
  expect(coverage.tables).toEqual(['am-a', 'am-b']);
  expect(coverage.isLoading).toBe(false);
  state.days = ['2021-11-15', '2021-11-16', '2021-11-17', '2021-11-19'];
  await coverage.update(0);
  // The day after today is not asked for.
  expect(asked).toEqual(['am-a 2021-11-16 2021-11-17', 'am-a 2021-11-15']);
  expect(coverage.coverage?.days.map(({ state }) => state)).toEqual([
    'full',
    'full',
    'missing',
    'future'
  ]);
});

it('keeps tables apart, and reads one again when it is told to', async () => {
  const { asked, coverage, clock, state } = rig();
  await coverage.update(0);
  await expectRead(coverage.chooseTable('am-b'), clock);
  await expectRead(coverage.chooseTable('am-a'), clock);
  state.missing = [];
  expect(coverage.coverage?.present).toBe(1);
  await coverage.refresh();
  expect(coverage.coverage?.present).toBe(2);
  expect(asked.map(text => text.slice(0, 4))).toEqual(['am-a', 'am-b', 'am-a']);
});

it('reads again what may have changed', async () => {
  const { asked, coverage, state } = rig();
  state.days = ['2021-11-15', '2021-11-17', '2021-11-18'];
  await coverage.update(0);
  await coverage.refreshRecent();
  expect(asked[1]).toBe('am-a 2021-11-17 2021-11-18');
});

it('says why it could not be read, and keeps what it has', async () => {
  const { coverage, state } = rig();
  await coverage.update(0);
  state.fail = new SynapseError({ kind: 'access', what: 'No.' });
  state.days = ['2021-11-15', '2021-11-16'];
  await coverage.update(0);
  expect(coverage.problem?.what).toBe('No.');
  expect(coverage.coverage?.days.map(({ state }) => state)).toEqual([
    'unknown',
    'full'
  ]);
});

it('has nothing without a place, and nothing without a window', async () => {
  const { asked, coverage, state } = rig();
  state.place = null;
  await coverage.update(0);
  expect(coverage.isReady).toBe(true);
  expect(coverage.table).toBeNull();
  state.place = PLACE;
  state.days = [];
  await coverage.update(0);
  expect(coverage.coverage).toBeNull();
  expect(asked).toEqual([]);
});

it('an update that was overtaken does nothing', async () => {
  const { asked, clock, coverage } = rig();
  const first = coverage.update();
  const second = coverage.update();
  await expectRead(Promise.all([first, second]), clock);
  expect(asked).toHaveLength(1);
  coverage.dispose();
});

async function expectRead(work: Promise<unknown>, clock: FakeClock) {
  await clock.advance(1000);
  await work;
}

it('looks again at the missing days alone, which stay so until there is an answer', async () => {
  const { asked, coverage, state } = rig();
  await coverage.update(0);
  state.fail = new SynapseError({ kind: 'network', what: 'No answer.' });
  await coverage.refreshMissing();
  expect(coverage.problem?.what).toBe('No answer.');
  expect(coverage.coverage?.missing).toHaveLength(1);
  Object.assign(state, { fail: null, missing: [] });
  const reading = coverage.refreshMissing();
  expect(coverage.coverage?.missing).toHaveLength(1);
  await reading;
  expect(coverage.coverage?.missing).toEqual([]);
  await coverage.refreshMissing();
  expect(asked).toEqual([
    'am-a 2021-11-16 2021-11-17',
    'am-a 2021-11-17',
    'am-a 2021-11-17'
  ]);
});

it('takes what is being read anyway for another look', async () => {
  const { asked, coverage } = rig();
  const reading = coverage.update(0);
  await coverage.refreshMissing();
  await reading;
  expect(asked).toEqual(['am-a 2021-11-16 2021-11-17']);
});
