import { dayNumber, utcDay } from './calendarDays';
import { IDayData } from './coverageTally';

/** A window's days, oldest first, and the hours of the first and last. */
export interface ICoverageWindow {
  /** `YYYY-MM-DD`, in UTC. */
  days: readonly string[];
  /** First hour of the first day, 0 to 23. */
  fromHour: number;
  /** Hour at which the last day ends, 1 to 24. */
  toHour: number;
}

/**
 * full: each hour has data · partial: some have none · missing: none has ·
 * future: it is not there yet · unknown: it was not read.
 */
export type DayState = 'full' | 'partial' | 'missing' | 'future' | 'unknown';

/** One day of a window, held against the lake. */
export interface ICoveredDay {
  day: string;
  state: DayState;
  bytes: number;
  blobs: number;
  /** Hours, as bits, that the window takes and that have passed. */
  wanted: number;
  /** Hours, as bits, that have data. */
  present: number;
  hours: readonly ICoveredHour[];
}

/** One hour of a day. */
export interface ICoveredHour {
  hour: number;
  state: 'full' | 'missing' | 'future' | 'outside' | 'unknown';
  bytes: number;
  blobs: number;
}

/** Days that follow each other, both ends among them. */
export interface IDayRange {
  first: string;
  last: string;
}

/** A window held against the lake. */
export interface ITableCoverage {
  days: readonly ICoveredDay[];
  /** How many days have data. */
  present: number;
  /** Days without data, as ranges. */
  missing: readonly IDayRange[];
  /** Days of which some hours have no data. */
  partial: readonly string[];
  /** Days that were not read, or have not come. */
  open: number;
  /** Where the data of the last day ends when that is early; else null. */
  endsEarly: { day: string; hour: number } | null;
  bytes: number;
  blobs: number;
}

const MS_PER_HOUR = 3_600_000;

/**
 * Holds a window against what the lake has. A day that `data` does not have
 * was not read. `now` in milliseconds since the epoch.
 */
export function coverageOf(
  window: ICoverageWindow,
  data: ReadonlyMap<string, IDayData>,
  now: number
): ITableCoverage {
  const days = window.days.map((day, index) =>
    coveredDay(day, data.get(day) ?? null, wantedHours(window, index, now), now)
  );
  const missing = days
    .filter(({ state }) => state === 'missing')
    .map(({ day }) => day);
  return {
    days,
    present: days.filter(isPresent).length,
    missing: dayRanges(missing),
    partial: days
      .filter(({ state }) => state === 'partial')
      .map(({ day }) => day),
    open: days.filter(({ state }) => state === 'unknown' || state === 'future')
      .length,
    endsEarly: earlyEnd(days.at(-1) ?? null),
    bytes: days.reduce((sum, { bytes }) => sum + bytes, 0),
    blobs: days.reduce((sum, { blobs }) => sum + blobs, 0)
  };
}

/** The days that have data, oldest first. */
export function existingDays({ days }: ITableCoverage): string[] {
  return days.filter(isPresent).map(({ day }) => day);
}

/** Days in order as ranges of days that follow each other. */
export function dayRanges(days: readonly string[]): IDayRange[] {
  const ranges: IDayRange[] = [];
  for (const day of days) {
    const last = ranges.at(-1);
    if (last && dayNumber(day) === (dayNumber(last.last) ?? 0) + 1) {
      last.last = day;
    } else {
      ranges.push({ first: day, last: day });
    }
  }
  return ranges;
}

/** Whether an hour is among those of a set of bits. */
export function hasHour(bits: number, hour: number): boolean {
  return (bits & (1 << hour)) !== 0;
}

function isPresent({ state }: ICoveredDay): boolean {
  return state === 'full' || state === 'partial';
}

/** Bits of the hours of a day that the window takes. */
function hoursOfWindow(window: ICoverageWindow, index: number): number {
  const from = index === 0 ? window.fromHour : 0;
  const to = index === window.days.length - 1 ? window.toHour : 24;
  return bits(from, to);
}

/** Those of them that are over: the lake cannot have more. */
function wantedHours(
  window: ICoverageWindow,
  index: number,
  now: number
): { window: number; past: number } {
  const taken = hoursOfWindow(window, index);
  const day = window.days[index];
  const today = utcDay(now);
  const hour = Math.floor(now / MS_PER_HOUR) % 24;
  const past = day < today ? bits(0, 24) : day > today ? 0 : bits(0, hour);
  return { window: taken, past };
}

function coveredDay(
  day: string,
  data: IDayData | null,
  taken: { window: number; past: number },
  now: number
): ICoveredDay {
  const hours = Array.from({ length: 24 }, (_, hour): ICoveredHour => {
    const blobs = data?.hourBlobs[hour] ?? 0;
    return {
      hour,
      blobs,
      bytes: data?.hourBytes[hour] ?? 0,
      state: !hasHour(taken.window, hour)
        ? 'outside'
        : data === null
          ? 'unknown'
          : blobs > 0
            ? 'full'
            : hasHour(taken.past, hour)
              ? 'missing'
              : 'future'
    };
  });
  const inside = hours.filter(({ state }) => state !== 'outside');
  const wanted = taken.window & taken.past;
  const present = inside.reduce(
    (sum, { blobs, hour }) => (blobs > 0 ? sum | (1 << hour) : sum),
    0
  );
  return {
    day,
    state: stateOf(data !== null, wanted, present, day > utcDay(now)),
    bytes: inside.reduce((sum, { bytes }) => sum + bytes, 0),
    blobs: inside.reduce((sum, { blobs }) => sum + blobs, 0),
    wanted,
    present,
    hours
  };
}

function stateOf(
  isRead: boolean,
  wanted: number,
  present: number,
  isFuture: boolean
): DayState {
  if (!isRead) {
    return isFuture ? 'future' : 'unknown';
  }
  if (present === 0) {
    // Right after midnight nothing of today can be there.
    return isFuture || wanted === 0 ? 'future' : 'missing';
  }
  return (wanted & ~present) === 0 ? 'full' : 'partial';
}

/** Data that stop before the day does, as those of an export that is late. */
function earlyEnd(last: ICoveredDay | null): ITableCoverage['endsEarly'] {
  if (last?.state !== 'partial') {
    return null;
  }
  const end = 32 - Math.clz32(last.present);
  // Within the day there may be other gaps; at the end there must be one.
  return end < 32 - Math.clz32(last.wanted)
    ? { day: last.day, hour: end }
    : null;
}

/** Bits of the hours from one to before another. */
function bits(from: number, to: number): number {
  return to > from ? ((1 << to) - 1) & ~((1 << from) - 1) : 0;
}
