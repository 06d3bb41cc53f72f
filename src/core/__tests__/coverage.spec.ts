import {
  coverageOf,
  dayRanges,
  DayState,
  existingDays,
  hasHour
} from '../coverage';
import { CoverageTally, coverageReads, IDayData } from '../coverageTally';
import { lookbackDays } from '../lookback';

const NOW = Date.parse('2021-11-20T09:30:00Z');
const WHOLE = { fromHour: 0, toHour: 24 };

/** A day with 10 bytes in each of these hours. */
function data(...hours: number[]): IDayData {
  const at = (value: number) =>
    Array.from({ length: 24 }, (_, hour) => (hours.includes(hour) ? value : 0));
  return {
    bytes: 10 * hours.length,
    blobs: hours.length,
    hourBytes: at(10),
    hourBlobs: at(1)
  };
}

const ALL = Array.from({ length: 24 }, (_, hour) => hour);
const upTo = (hour: number) => ALL.slice(0, hour);

describe('coverageOf', () => {
  it.each<[string, string, IDayData | null, DayState]>([
    ['each hour', '2021-11-18', data(...ALL), 'full'],
    ['a gap at night', '2021-11-18', data(...upTo(3), 5), 'partial'],
    ['nothing', '2021-11-18', data(), 'missing'],
    ['not read', '2021-11-18', null, 'unknown'],
    ['today so far', '2021-11-20', data(...upTo(9)), 'full'],
    ['today, with the hour that runs', '2021-11-20', data(...upTo(10)), 'full'],
    ['today, late', '2021-11-20', data(...upTo(7)), 'partial'],
    ['today, nothing', '2021-11-20', data(), 'missing'],
    ['tomorrow', '2021-11-21', data(), 'future'],
    ['tomorrow, not read', '2021-11-21', null, 'future']
  ])('%s', (_, day, given, state) => {
    const known = new Map(given ? [[day, given]] : []);
    const { days } = coverageOf({ days: [day], ...WHOLE }, known, NOW);
    expect(days[0].state).toBe(state);
  });

  it('has nothing to miss right after midnight', () => {
    const now = Date.parse('2021-11-20T00:20:00Z');
    const days = ['2021-11-20'];
    const known = new Map([[days[0], data()]]);
    const result = coverageOf({ days, ...WHOLE }, known, now);
    expect(result.days[0].state).toBe('future');
    expect(result.missing).toEqual([]);
  });

  it('looks only at the hours of the window', () => {
    const days = ['2021-11-16', '2021-11-17'];
    const known = new Map([
      ['2021-11-16', data(...ALL.slice(12))],
      ['2021-11-17', data(...upTo(6))]
    ]);
    const result = coverageOf({ days, fromHour: 12, toHour: 6 }, known, NOW);
    expect(result.days.map(({ state }) => state)).toEqual(['full', 'full']);
    expect(result.days.map(({ bytes }) => bytes)).toEqual([120, 60]);
    expect(result.days[0].hours[11].state).toBe('outside');
    expect(result.days[1].hours[6].state).toBe('outside');
    const night = coverageOf({ days, fromHour: 0, toHour: 24 }, known, NOW);
    expect(night.partial).toEqual(days);
    expect(night.days[0].hours[11].state).toBe('missing');
    expect(hasHour(night.days[0].present, 12)).toBe(true);
    expect(hasHour(night.days[0].present, 11)).toBe(false);
  });

  it.each<[string, IDayData, string, { day: string; hour: number } | null]>([
    ['ends', data(...upTo(15)), '2021-11-18', { day: '2021-11-18', hour: 15 }],
    ['has a gap inside', data(...upTo(15), 23), '2021-11-18', null],
    [
      'ends today',
      data(...upTo(7)),
      '2021-11-20',
      { day: '2021-11-20', hour: 7 }
    ],
    ['is up to date', data(...upTo(9)), '2021-11-20', null],
    ['is missing', data(), '2021-11-18', null]
  ])('the last day %s', (_, last, day, endsEarly) => {
    const known = new Map([[day, last]]);
    const result = coverageOf({ days: [day], ...WHOLE }, known, NOW);
    expect(result.endsEarly).toEqual(endsEarly);
  });

  it('counts days, gaps, bytes and blobs', () => {
    const days = lookbackDays({
      endDate: '2021-11-17',
      lookbackDays: 21,
      rule: 'endIncluded',
      ...WHOLE
    });
    const gaps = ['2021-10-31', '2021-11-01', '2021-11-11'];
    const known = new Map(
      days.map(day => [day, gaps.includes(day) ? data() : data(...ALL)])
    );
    const result = coverageOf({ days, ...WHOLE }, known, NOW);
    expect(result).toMatchObject({
      present: 18,
      missing: [
        { first: '2021-10-31', last: '2021-11-01' },
        { first: '2021-11-11', last: '2021-11-11' }
      ],
      partial: [],
      open: 0,
      endsEarly: null,
      bytes: 18 * 240,
      blobs: 18 * 24
    });
    expect(existingDays(result)).toEqual(
      days.filter(day => !gaps.includes(day))
    );
  });

  it('has an answer for no days', () => {
    expect(coverageOf({ days: [], ...WHOLE }, new Map(), NOW)).toMatchObject({
      present: 0,
      missing: [],
      endsEarly: null
    });
  });
});

describe('dayRanges', () => {
  it.each([
    [[], []],
    [['2024-02-28'], ['2024-02-28/2024-02-28']],
    [
      ['2024-02-28', '2024-02-29', '2024-03-01', '2024-03-03'],
      ['2024-02-28/2024-03-01', '2024-03-03/2024-03-03']
    ],
    [['2023-12-31', '2024-01-01'], ['2023-12-31/2024-01-01']]
  ])('%j', (days, ranges) => {
    expect(
      dayRanges(days).map(({ first, last }) => `${first}/${last}`)
    ).toEqual(ranges);
  });
});

describe('CoverageTally', () => {
  const BASE = 'WorkspaceResourceId=/subscriptions/s/resourcegroups/r';

  it.each<[string, number]>([
    [`${BASE}/y=2021/m=11/d=05/h=07/m=00/PT05M.json`, 1],
    [`${BASE}/y=2021/m=11/d=05/h=07/m=55/PT05M_1.json`, 1],
    [`${BASE}/y=2021/m=11/d=05/h=07/m=00/PT1H.json`, 1],
    [`y=2021/m=11/d=05/h=07/part-0000.json`, 1],
    [`${BASE}/y=2021/m=11/d=05/h=24/m=00/PT05M.json`, 0],
    [`${BASE}/y=2021/m=11/d=5/h=07/m=00/PT05M.json`, 0],
    [`${BASE}/y=2021/m=11/d=05/_SUCCESS`, 0],
    [`${BASE}/y=2021/m=11/d=05/h=07/`, 0],
    ['__proto__', 0]
  ])('%s', (path, blobs) => {
    const tally = new CoverageTally();
    tally.add(path, 9);
    const day = tally.day('2021-11-05');
    expect([day.blobs, day.bytes]).toEqual([blobs, blobs * 9]);
    expect([day.hourBlobs[7], day.hourBytes[7]]).toEqual([blobs, blobs * 9]);
  });
});

describe('coverageReads', () => {
  it('lists months, or single days where they are few', () => {
    expect(coverageReads(['2021-10-30', '2021-10-31'])).toEqual([
      { directory: 'y=2021/m=10/d=30', days: ['2021-10-30'] },
      { directory: 'y=2021/m=10/d=31', days: ['2021-10-31'] }
    ]);
    const days = ['01', '02', '03', '04', '05'].map(day => `2021-11-${day}`);
    expect(coverageReads(['2021-10-31', ...days])).toEqual([
      { directory: 'y=2021/m=10/d=31', days: ['2021-10-31'] },
      { directory: 'y=2021/m=11', days }
    ]);
    expect(coverageReads([])).toEqual([]);
  });

  it('never asks more often than once a day', () => {
    for (let count = 1; count <= 400; count += 7) {
      const days = lookbackDays({
        endDate: '2024-03-02',
        lookbackDays: count,
        rule: 'endIncluded',
        ...WHOLE
      });
      const reads = coverageReads(days);
      expect(reads.length).toBeLessThanOrEqual(count);
      expect(reads.flatMap(read => read.days)).toEqual(days);
    }
  });
});
