import { coverageOf } from '../coverage';
import { CoverageTally } from '../coverageTally';
import { datesCode, gapKey, usesDates, usesWindow } from '../gapWarning';

describe('usesWindow', () => {
  it.each<[string, boolean, boolean]>([
    ['x = 1', false, false],
    ['end_date = "2021-11-17"\nlookback_days = 21', false, false],
    ['end_date: str = "2021-11-17"', false, false],
    ['lookback_dates = ["2021-11-17"]', false, false],
    ['end = datetime.strptime(end_date, "%Y-%m-%d")', true, false],
    ['for back in range(lookback_days):', true, false],
    ['paths = [base + day for day in lookback_dates]', true, true],
    ['end_date = end_date.strip()', true, false],
    ['if end_date == "2021-11-17": pass', true, false],
    ['# end_date is above', false, false],
    ['x = 1  # of end_date', false, false],
    ['my_end_date = 1; end_dates = 2', false, false],
    ['lookback_dates = lookback_dates[:3]', true, true]
  ])('%s', (code, window, dates) => {
    expect(usesWindow(code)).toBe(window);
    expect(usesDates(code)).toBe(dates);
  });
});

it('datesCode is Python that says for which window it is', () => {
  const window = { endDate: '2021-11-17', lookbackDays: 2 };
  expect(
    datesCode(window, ['2021-11-16', '2021-11-17']).split('\n').slice(1)
  ).toEqual([
    'lookback_window = ("2021-11-17", 2)',
    'lookback_dates = ["2021-11-16", "2021-11-17"]'
  ]);
  expect(datesCode(window, [])).toContain('lookback_dates = []');
});

it('gapKey changes with table, window and gaps', () => {
  const of = (days: string[], ...known: string[]) => {
    const tally = new CoverageTally();
    known.forEach(day => {
      const [year, month, date] = day.split('-');
      tally.add(`y=${year}/m=${month}/d=${date}/h=00/a.json`, 1);
    });
    const data = new Map(days.map(day => [day, tally.day(day)]));
    return coverageOf(
      { days, fromHour: 0, toHour: 24 },
      data,
      Date.parse('2022-01-01')
    );
  };
  const days = ['2021-11-16', '2021-11-17'];
  const key = gapKey('a', of(days, days[0]));
  expect(gapKey('a', of(days, days[0]))).toBe(key);
  expect(gapKey('b', of(days, days[0]))).not.toBe(key);
  expect(gapKey('a', of(days, days[1]))).not.toBe(key);
  expect(gapKey('a', of(['2021-11-15', ...days], days[0]))).not.toBe(key);
});
