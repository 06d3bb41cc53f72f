import { DEFAULT_LOOKBACK, LookbackRule } from '../lookback';
import {
  ILookbackDraft,
  checkLookback,
  draftOf,
  typedDay,
  typedNumber
} from '../lookbackCheck';
import { lookbackMetadata, parseLookback } from '../lookbackMetadata';

/** 2026-11-24 15:30 in UTC. */
const NOW = Date.UTC(2026, 10, 24, 15, 30);

function check(change: Partial<ILookbackDraft>) {
  return checkLookback({ ...draftOf(DEFAULT_LOOKBACK), ...change }, NOW);
}

/** The sentences of the one finding. */
function said(change: Partial<ILookbackDraft>): string[] {
  const { findings } = check(change);
  expect(findings).toHaveLength(1);
  const { next, what, why } = findings[0].problem;
  return [what, why, next];
}

describe('checkLookback', () => {
  it('takes the documented window', () => {
    expect(check({})).toEqual({ window: DEFAULT_LOOKBACK, findings: [] });
  });

  it.each<[string, RegExp, RegExp, RegExp]>([
    [
      '2021-11-17>',
      /">" behind the day/,
      /unconverted data remains: >/,
      /Write "2021-11-17"/
    ],
    [
      '2021-11-17T05:00:00Z',
      /time of day/,
      /whole day/,
      /Write "2021-11-17"\. Hours/
    ],
    [
      '2021-11-17 05:00',
      /time of day/,
      /whole day/,
      /Write "2021-11-17"\. Hours/
    ],
    [
      '2021-02-29',
      /no day of the calendar/,
      /February 2021 has 28 days/,
      /"2021-02-28" or "2021-03-01"/
    ],
    [
      '2021-12-32',
      /no day of the calendar/,
      /December 2021 has 31 days/,
      /"2021-12-31" or "2022-01-01"/
    ],
    ['2021-13-01', /no day of the calendar/, /no month 13/, /"2021-11-17"/],
    [
      '2021-11-00',
      /no day of the calendar/,
      /November 2021 has 30 days/,
      /"2021-11-17"/
    ],
    ['0000-11-17', /no day of the calendar/, /no year 0/, /"2021-11-17"/],
    [
      '11/17/2021',
      /does not begin with the year/,
      /%Y-%m-%d/,
      /Write "2021-11-17"/
    ],
    [
      '17.11.2021',
      /does not begin with the year/,
      /%Y-%m-%d/,
      /Write "2021-11-17"/
    ],
    [
      '01/02/2021',
      /does not begin with the year/,
      /could be either/,
      /"2021-01-02" or "2021-02-01"/
    ],
    [
      '05/05/2021',
      /does not begin with the year/,
      /%Y-%m-%d/,
      /Write "2021-05-05"/
    ],
    ['99/99/2021', /does not begin with the year/, /%Y-%m-%d/, /"2021-11-17"/],
    [
      '2021-1-7',
      /no leading zeros/,
      /m=01\/d=07.*finds no data and says nothing/,
      /Write "2021-01-07"/
    ],
    ['2021/11/17', /no hyphens/, /%Y-%m-%d/, /Write "2021-11-17"/],
    ['20211117', /no hyphens/, /%Y-%m-%d/, /Write "2021-11-17"/],
    [' 2021-11-17', /blanks around it/, /Python refuses/, /Write "2021-11-17"/],
    [
      '2021-11-17\n',
      /blanks around it/,
      /Python refuses/,
      /Write "2021-11-17"/
    ],
    ['', /is empty/, /ends with/, /"2021-11-17"/],
    ['   ', /is blank/, /ends with/, /"2021-11-17"/],
    ['<end date>', /still a placeholder/, /stands where/, /"2021-11-17"/],
    ['yesterday', /is not a day/, /year, month and day/, /"2021-11-17"/],
    ['2026-11-25', /in the future/, /today is 2026-11-24/, /"2026-11-24"/],
    ['0201-11-17', /too early/, /2000-01-01/, /year/],
    ['x'.repeat(500), /^.{1,80}is not a day/, /./, /./]
  ])('refuses the end date %j', (value, what, why, next) => {
    const sentences = said({ endDate: typedDay(value) });
    [what, why, next].forEach((one, at) => expect(sentences[at]).toMatch(one));
    expect(check({ endDate: typedDay(value) }).window).toBeNull();
  });

  it.each<[string, number | null, RegExp]>([
    ['20211117', 20211117, /Write "2021-11-17"/],
    ['None', null, /Write a day as/]
  ])('refuses an end date that is no text: %s', (source, value, next) => {
    const endDate = { type: 'other' as const, source, value };
    expect(said({ endDate }).join(' ')).toMatch(/is not text/);
    expect(said({ endDate })[2]).toMatch(next);
  });

  it.each<[string, RegExp, RegExp, RegExp]>([
    ['21.5', /21\.5 is a decimal/, /moves the whole window/, /Write 21 or 22/],
    ['21.0', /21\.0 is a decimal/, /range\(\) refuses/, /Write 21\./],
    ['-3', /-3 days are fewer than none/, /empty/, /Write 3\./],
    ['3661', /3661 days are more/, /3660/, /in parts/],
    ['', /is missing/, /how far back/, /such as 21/],
    ['abc', /abc is not a number/, /whole number/, /such as 21/],
    ['1e3', /1e3 is not a number/, /whole number/, /such as 21/],
    ['٢١', /is not a number/, /whole number/, /such as 21/]
  ])('refuses %j days', (value, what, why, next) => {
    const sentences = said({ lookbackDays: typedNumber(value) });
    [what, why, next].forEach((one, at) => expect(sentences[at]).toMatch(one));
  });

  it.each([
    ['"21"', '21', /Write 21, without quotes/],
    ['"many"', 'many', /Write a whole number, without quotes/]
  ])('refuses text for a number: %s', (source, value, next) => {
    const lookbackDays = { type: 'text' as const, source, value };
    const sentences = said({ lookbackDays });
    expect(sentences[0]).toBe(`The number of days is text: ${source}.`);
    expect(sentences[1]).toMatch(/timedelta\(\) refuse/);
    expect(sentences[2]).toMatch(next);
  });

  it.each<[LookbackRule, boolean, RegExp]>([
    ['endIncluded', false, /empty window/],
    ['endExcluded', true, /one day by this rule: 2021-11-16/],
    ['endIncludedPlusOne', true, /one day by this rule: 2021-11-17/]
  ])('says what zero means, %s', (rule, isUsable, what) => {
    const draft = { rule, lookbackDays: typedNumber('0') };
    expect(said(draft)[0]).toMatch(what);
    expect(check(draft).window !== null).toBe(isUsable);
    expect(check(draft).findings[0].isNotice).toBe(isUsable);
  });

  it.each<[string, Partial<ILookbackDraft>, boolean]>([
    ['today', {}, true],
    ['today, up to an hour that is over', { toHour: 15 }, false],
    ['today, up to this hour', { toHour: 16 }, true],
    ['up to the day before', { rule: 'endExcluded' }, false],
    ['yesterday', { endDate: typedDay('2026-11-23') }, false]
  ])('%s is usable; a notice: %s', (_, change, isTold) => {
    const { findings, window } = check({
      endDate: typedDay('2026-11-24'),
      ...change
    });
    expect(window).not.toBeNull();
    expect(findings.map(({ isNotice }) => isNotice)).toEqual(
      isTold ? [true] : []
    );
  });

  it.each<[number, number, string, boolean]>([
    [8, 17, '1', true],
    [8, 8, '1', false],
    [17, 8, '1', false],
    [17, 8, '2', true],
    [24, 24, '2', false],
    [0, 0, '2', false],
    [1.5, 3, '2', false],
    [NaN, 3, '2', false]
  ])('hours %d to %d of %s days: %s', (fromHour, toHour, days, isUsable) => {
    const draft = { fromHour, toHour, lookbackDays: typedNumber(days) };
    expect(check(draft).window !== null).toBe(isUsable);
    expect(check(draft).findings.map(({ field }) => field)).toEqual(
      isUsable ? [] : ['hours']
    );
  });

  it('tells all that is wrong at once', () => {
    const { findings } = check({
      endDate: typedDay('x'),
      lookbackDays: typedNumber('x'),
      fromHour: 30
    });
    expect(findings.map(({ field }) => field)).toEqual([
      'endDate',
      'lookbackDays',
      'hours'
    ]);
  });
});

describe('the window in the metadata', () => {
  it.each([
    { ...DEFAULT_LOOKBACK },
    {
      ...DEFAULT_LOOKBACK,
      fromHour: 8,
      toHour: 17,
      rule: 'endExcluded' as const
    },
    { ...DEFAULT_LOOKBACK, lookbackDays: 0 }
  ])('goes there and back: %j', window => {
    const written: unknown = JSON.parse(
      JSON.stringify(lookbackMetadata(window))
    );
    expect({ ...DEFAULT_LOOKBACK, ...parseLookback(written) }).toEqual(window);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'x'],
    ['a list', ['2021-11-17']],
    [
      'bad fields',
      {
        endDate: '2021-02-29',
        lookbackDays: 1e9,
        rule: 'x',
        fromHour: -1,
        toHour: 99
      }
    ],
    [
      'other types',
      {
        endDate: 20211117,
        lookbackDays: '21',
        rule: ['endIncluded'],
        fromHour: '0',
        toHour: null
      }
    ],
    ['an inherited name', { rule: 'constructor', endDate: { length: 10 } }],
    ['half of the hours', { fromHour: 3 }],
    ['far away', { endDate: '1999-12-31', lookbackDays: 3661 }]
  ])('takes nothing from %s', (_, value) => {
    expect(parseLookback(value)).toEqual({});
  });
});
