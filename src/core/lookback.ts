import { dayNumber, isoDay, utcDay } from './calendarDays';

/**
 * Which days `end_date` and `lookback_days` = N mean.
 *
 * endIncluded: N days, the last is the end date; Microsoft's documentation ·
 * endExcluded: N + 1 days, the last is the day before; the beaconing hunt ·
 * endIncludedPlusOne: N + 1 days, the last is the end date; the low-and-slow
 * hunt. Source: the notebooks in Azure/Azure-Sentinel-Notebooks, executed.
 */
export type LookbackRule = 'endIncluded' | 'endExcluded' | 'endIncludedPlusOne';

/** All rules, the default first. */
export const LOOKBACK_RULES: readonly LookbackRule[] = [
  'endIncluded',
  'endExcluded',
  'endIncludedPlusOne'
];

/** At most so many days, about ten years: a day is a path that Spark lists. */
export const MAX_LOOKBACK_DAYS = 3660;

/** Earlier there are no logs; Azure Monitor is younger. */
export const FIRST_LOOKBACK_DAY = '2000-01-01';

/** A window that was checked, see `checkLookback`. */
export interface ILookbackWindow {
  /** The last day named, `YYYY-MM-DD`, in UTC as all days are. */
  readonly endDate: string;
  /** Whole, 0 to `MAX_LOOKBACK_DAYS`. */
  readonly lookbackDays: number;
  readonly rule: LookbackRule;
  /** First hour of the first day, 0 to 23. */
  readonly fromHour: number;
  /** Hour of the last day at which the window ends, 1 to 24. */
  readonly toHour: number;
}

/** The values of Microsoft's example, and the days of the sample data. */
export const DEFAULT_LOOKBACK: ILookbackWindow = {
  endDate: '2021-11-17',
  lookbackDays: 21,
  rule: 'endIncluded',
  fromHour: 0,
  toHour: 24
};

/** First and last day of a window, and how many they are. */
export interface ILookbackSpan {
  first: number;
  count: number;
}

/** The days of a window in UTC, `YYYY-MM-DD`, oldest first. */
export function lookbackDays(window: ILookbackWindow): string[] {
  const { first, count } = lookbackSpan(window);
  return Array.from({ length: count }, (_, index) => isoDay(first + index));
}

/** Where a window begins, in days since 1970-01-01, and its days' count. */
export function lookbackSpan(window: ILookbackWindow): ILookbackSpan {
  const { endDate, lookbackDays, rule } = window;
  const end = dayNumber(endDate) ?? 0;
  const last = rule === 'endExcluded' ? end - 1 : end;
  const count = dayCount(lookbackDays, rule);
  return { first: last - count + 1, count };
}

/** How many days N means by a rule. */
export function dayCount(lookbackDays: number, rule: LookbackRule): number {
  return rule === 'endIncluded' ? lookbackDays : lookbackDays + 1;
}

/** Whether a window takes all hours of its days. */
export function takesWholeDays(window: ILookbackWindow): boolean {
  return window.fromHour === 0 && window.toHour === 24;
}

/**
 * What a notebook starts with: on the local pool the days of its sample data,
 * elsewhere the last whole day. `now` in milliseconds since the epoch.
 */
export function defaultLookback(
  isLocal: boolean,
  now: number
): ILookbackWindow {
  const yesterday = (dayNumber(utcDay(now)) ?? 0) - 1;
  return isLocal
    ? DEFAULT_LOOKBACK
    : { ...DEFAULT_LOOKBACK, endDate: isoDay(yesterday) };
}
