import { dayNumber, isoDay, utcDay } from './calendarDays';
import { IProblem } from './errors';
import {
  FIRST_LOOKBACK_DAY,
  ILookbackWindow,
  LookbackRule,
  MAX_LOOKBACK_DAYS,
  dayCount
} from './lookback';
import { dayTextProblem } from './lookbackEndDate';
import { usageProblem } from './usageProblem';

/** A value as a cell or a field has it, not yet checked. */
export interface ILookbackValue {
  /** What Python takes it for. */
  type: 'text' | 'whole' | 'decimal' | 'other';
  /** As it is written, with its quotes when it has some. */
  source: string;
  value: string | number | null;
}

/** A window before it was checked. */
export interface ILookbackDraft {
  endDate: ILookbackValue;
  lookbackDays: ILookbackValue;
  rule: LookbackRule;
  /** 0 to 23. */
  fromHour: number;
  /** 1 to 24. */
  toHour: number;
}

/** What is to be said of a draft. */
export interface ILookbackFinding {
  field: 'endDate' | 'lookbackDays' | 'hours';
  /** Whether the window can be used all the same. */
  isNotice: boolean;
  problem: IProblem;
}

/** A draft that was checked. */
export interface ILookbackCheck {
  /** Null when there is a finding that is more than a notice. */
  window: ILookbackWindow | null;
  findings: readonly ILookbackFinding[];
}

const MS_PER_HOUR = 3_600_000;

/**
 * The window of a draft, or why there is none; `now` in milliseconds since the
 * epoch. What Python does with bad values was tried out.
 */
export function checkLookback(
  draft: ILookbackDraft,
  now: number
): ILookbackCheck {
  const { endDate, lookbackDays, rule, fromHour, toHour } = draft;
  const dayProblem =
    dayTextProblem(endDate) ?? dayRangeProblem(String(endDate.value), now);
  const countProblem = lookbackDaysProblem(lookbackDays, rule);
  const findings: ILookbackFinding[] = [];
  const add = (
    field: ILookbackFinding['field'],
    problem: IProblem | null,
    isNotice = false
  ): void => {
    if (problem) {
      findings.push({ field, isNotice, problem });
    }
  };
  add('endDate', dayProblem);
  add('lookbackDays', countProblem);
  const isHours = areHours(fromHour, toHour);
  const count = countProblem
    ? null
    : dayCount(Number(lookbackDays.value), rule);
  if (!isHours || (count === 1 && fromHour >= toHour)) {
    add('hours', hoursProblem(fromHour, toHour));
  }
  if (findings.length > 0) {
    return { window: null, findings };
  }
  const window: ILookbackWindow = {
    endDate: String(endDate.value),
    lookbackDays: Number(lookbackDays.value),
    rule,
    fromHour,
    toHour
  };
  add('lookbackDays', zeroNotice(window), true);
  add('endDate', todayNotice(window, now), true);
  return { window, findings };
}

/** What a field of the panel holds, as Python would take it. */
export function typedDay(typed: string): ILookbackValue {
  return { type: 'text', source: `"${typed}"`, value: typed };
}

/** What a field for a number holds, as Python would take it. */
export function typedNumber(typed: string): ILookbackValue {
  const source = typed.trim();
  if (/^[+-]?\d{1,15}$/.test(source)) {
    return { type: 'whole', source, value: Number(source) };
  }
  return /^[+-]?(\d+\.\d*|\.\d+)$/.test(source)
    ? { type: 'decimal', source, value: Number(source) }
    : { type: 'other', source, value: null };
}

/** The draft that a window is. */
export function draftOf(window: ILookbackWindow): ILookbackDraft {
  return {
    ...window,
    endDate: typedDay(window.endDate),
    lookbackDays: typedNumber(String(window.lookbackDays))
  };
}

function dayRangeProblem(day: string, now: number): IProblem | null {
  const today = utcDay(now);
  if (day > today) {
    return usageProblem(
      `The end date ${day} is in the future.`,
      `Logs are kept by days in UTC, where today is ${today}.`,
      `Write "${today}", or an earlier day.`
    );
  }
  return day < FIRST_LOOKBACK_DAY
    ? usageProblem(
        `The end date ${day} is too early.`,
        `There are no exported logs from before ${FIRST_LOOKBACK_DAY}.`,
        'Look at the year.'
      )
    : null;
}

function lookbackDaysProblem(
  { source, type, value }: ILookbackValue,
  rule: LookbackRule
): IProblem | null {
  if (type === 'text') {
    const number = /^\s*(\d{1,4})\s*$/.exec(String(value));
    return usageProblem(
      `The number of days is text: ${source}.`,
      'Python does not count with text: range() and timedelta() refuse it.',
      number
        ? `Write ${Number(number[1])}, without quotes.`
        : 'Write a whole number, without quotes.'
    );
  }
  if (type === 'decimal' && typeof value === 'number') {
    const isWhole = Number.isInteger(value);
    return usageProblem(
      `${source} is a decimal number, not a whole number of days.`,
      isWhole
        ? 'range() refuses it.'
        : 'Some hunts fail on it; the beaconing hunt moves the whole window, and does not tell.',
      isWhole
        ? `Write ${Math.abs(value)}.`
        : `Write ${Math.floor(Math.abs(value))} or ${Math.ceil(Math.abs(value))}.`
    );
  }
  if (type !== 'whole' || typeof value !== 'number') {
    return source
      ? usageProblem(
          `${short(source)} is not a number of days.`,
          'The window needs a whole number.',
          'Write one, such as 21.'
        )
      : usageProblem(
          'The number of days is missing.',
          'It says how far back the window reaches.',
          'Write a whole number, such as 21.'
        );
  }
  if (value < 0) {
    return usageProblem(
      `${value} days are fewer than none.`,
      'The window reaches back from the end date: the list of its days would be empty.',
      value >= -MAX_LOOKBACK_DAYS
        ? `Write ${-value}.`
        : 'Write a whole number, such as 21.'
    );
  }
  if (value === 0 && rule === 'endIncluded') {
    return usageProblem(
      '0 days are an empty window.',
      'By this rule the end date is one of the days: 1 is the end date alone.',
      'Write 1 or more, or choose another rule.'
    );
  }
  return value > MAX_LOOKBACK_DAYS
    ? usageProblem(
        `${value} days are more than a window can have.`,
        `Each day is a folder that Spark lists; the limit is ${MAX_LOOKBACK_DAYS}, ten years.`,
        'Read a longer history in parts.'
      )
    : null;
}

/** Whether two numbers are hours that a window can have. */
export function areHours(from: number, to: number): boolean {
  return (
    Number.isInteger(from) &&
    Number.isInteger(to) &&
    from >= 0 &&
    from <= 23 &&
    to >= 1 &&
    to <= 24
  );
}

function hoursProblem(from: number, to: number): IProblem {
  return usageProblem(
    areHours(from, to)
      ? `The window ends at ${to}:00, before it begins at ${from}:00.`
      : 'The hours are none of a day.',
    areHours(from, to)
      ? 'Both hours are of the same day, as the window has only one.'
      : 'A window begins at 0 to 23 and ends at 1 to 24 o’clock.',
    'Choose a later end.'
  );
}

function zeroNotice(window: ILookbackWindow): IProblem | null {
  const { endDate, lookbackDays, rule } = window;
  const end = dayNumber(endDate) ?? 0;
  return lookbackDays === 0
    ? usageProblem(
        `0 days read one day by this rule: ${isoDay(rule === 'endExcluded' ? end - 1 : end)}.`,
        'It counts one day more than the number says.',
        ''
      )
    : null;
}

function todayNotice(window: ILookbackWindow, now: number): IProblem | null {
  const { endDate, rule, toHour } = window;
  const hour = Math.floor(now / MS_PER_HOUR) % 24;
  if (rule === 'endExcluded' || endDate !== utcDay(now) || toHour <= hour) {
    return null;
  }
  const yesterday = isoDay((dayNumber(endDate) ?? 0) - 1);
  return usageProblem(
    'The last day is today (UTC) and not over yet.',
    'Its counts are lower than those of whole days, and the export may lag behind.',
    `For whole days only, end with "${yesterday}".`
  );
}

function short(source: string): string {
  return source.length > 60 ? `${source.slice(0, 60)}…` : source;
}

/** Whether two values of a draft mean the same. */
export function isSameValue(one: unknown, other: unknown): boolean {
  const value = (of: unknown): unknown =>
    typeof of === 'object' && of !== null && 'value' in of && 'type' in of
      ? `${String(of.type)} ${String(of.value)}`
      : of;
  return value(one) === value(other);
}
