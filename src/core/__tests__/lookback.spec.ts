import { dayNumber, isoDay, utcDay } from '../calendarDays';
import {
  DEFAULT_LOOKBACK,
  LookbackRule,
  lookbackDays,
  takesWholeDays
} from '../lookback';

const days = (
  endDate: string,
  lookbackDaysOf: number,
  rule: LookbackRule
): string[] =>
  lookbackDays({
    ...DEFAULT_LOOKBACK,
    endDate,
    lookbackDays: lookbackDaysOf,
    rule
  });

describe('lookbackDays', () => {
  it.each<[LookbackRule, string, string, number]>([
    ['endIncluded', '2021-10-28', '2021-11-17', 21],
    ['endExcluded', '2021-10-26', '2021-11-16', 22],
    ['endIncludedPlusOne', '2021-10-27', '2021-11-17', 22]
  ])('%s: 21 days from 2021-11-17 on', (rule, first, last, count) => {
    const found = days('2021-11-17', 21, rule);
    expect([found[0], found.at(-1), found.length]).toEqual([
      first,
      last,
      count
    ]);
    expect([...found].sort()).toEqual(found);
    expect(new Set(found).size).toBe(count);
  });

  it.each<[LookbackRule, string[]]>([
    ['endIncluded', []],
    ['endExcluded', ['2021-11-16']],
    ['endIncludedPlusOne', ['2021-11-17']]
  ])('%s: zero', (rule, expected) => {
    expect(days('2021-11-17', 0, rule)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ['2024-03-01', ['2024-02-28', '2024-02-29', '2024-03-01']],
    ['2023-03-01', ['2023-02-27', '2023-02-28', '2023-03-01']],
    ['2100-03-01', ['2100-02-27', '2100-02-28', '2100-03-01']],
    ['2000-03-01', ['2000-02-28', '2000-02-29', '2000-03-01']],
    ['2022-01-01', ['2021-12-30', '2021-12-31', '2022-01-01']],
    ['2022-11-01', ['2022-10-30', '2022-10-31', '2022-11-01']]
  ])('three days up to %s', (end, expected) => {
    expect(days(end, 3, 'endIncluded')).toEqual(expected);
  });

  it('knows whether hours are left out', () => {
    expect(takesWholeDays(DEFAULT_LOOKBACK)).toBe(true);
    expect(takesWholeDays({ ...DEFAULT_LOOKBACK, fromHour: 1 })).toBe(false);
    expect(takesWholeDays({ ...DEFAULT_LOOKBACK, toHour: 23 })).toBe(false);
  });
});

describe('days of the calendar', () => {
  it.each([
    '2021-02-29',
    '2100-02-29',
    '2021-13-01',
    '2021-00-10',
    '2021-04-31',
    '2021-01-00',
    '0000-01-01',
    '2021-1-7',
    ' 2021-01-07',
    '2021-01-07\n',
    '٢٠٢١-٠١-٠٧',
    ''
  ])('%j is no day', text => {
    expect(dayNumber(text)).toBeNull();
  });

  it('goes there and back for 400 years', () => {
    const first = dayNumber('1900-01-01') ?? NaN;
    for (let day = first; day < first + 146_100; day += 13) {
      const text = isoDay(day);
      if (dayNumber(text) !== day) {
        throw new Error(`${day} became ${text}`);
      }
    }
    expect(isoDay(0)).toBe('1970-01-01');
    expect(dayNumber('0001-01-01')).toBe(-719162);
    expect(isoDay(-719162)).toBe('0001-01-01');
  });

  it('is the day in UTC, whatever the time zone here', () => {
    expect(utcDay(Date.UTC(2021, 10, 17, 23, 59, 59, 999))).toBe('2021-11-17');
    expect(utcDay(Date.UTC(2021, 10, 18))).toBe('2021-11-18');
    expect(utcDay(-1)).toBe('1969-12-31');
  });
});
