import type { TranslationBundle } from '@jupyterlab/translation';
import {
  hasHour,
  ICoveredDay,
  ICoveredHour,
  IDayRange,
  ITableCoverage
} from '../core/coverage';
import { formatNumber } from './format';

/** Ranges of missing days that are named; the table has the others. */
const MAX_RANGES = 4;
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** `20 of 21 days in commonsecuritylog`. */
export function coverageText(
  { days, present }: ITableCoverage,
  table: string,
  trans: TranslationBundle
): string {
  return trans._n(
    '%2 of %1 day in %3',
    '%2 of %1 days in %3',
    days.length,
    formatNumber(present),
    table
  );
}

/** What is not as it should be, a sentence each: gaps, gaps in days, the end. */
export function coverageNotes(
  coverage: ITableCoverage,
  isLoading: boolean,
  trans: TranslationBundle
): string[] {
  const { endsEarly, missing, open, partial } = coverage;
  const notes: string[] = [];
  if (missing.length > 0) {
    const named = missing.slice(0, MAX_RANGES).map(range => rangeText(range));
    const more = missing.length - named.length;
    const list = named.join(', ');
    notes.push(
      more > 0
        ? trans.__('missing %1 and %2 more', list, formatNumber(more))
        : trans.__('missing %1', list)
    );
  }
  if (partial.length > 0) {
    notes.push(
      trans._n(
        'hours missing on %1 day',
        'hours missing on %1 days',
        partial.length
      )
    );
  }
  if (endsEarly) {
    notes.push(
      trans.__(
        'data end on %1 at %2 UTC',
        dayText(endsEarly.day),
        hourText(endsEarly.hour)
      )
    );
  }
  if (open > 0 && !isLoading) {
    const future = coverage.days.filter(({ state }) => state === 'future');
    notes.push(
      future.length === open
        ? trans._n('%1 day has not come yet', '%1 days have not come yet', open)
        : trans._n('%1 day was not read', '%1 days were not read', open)
    );
  }
  return notes;
}

/** A day in the user's way to write dates, in UTC; without its year: short. */
export function dayText(day: string, isShort = true): string {
  return new Intl.DateTimeFormat(undefined, {
    ...(isShort
      ? { month: 'short' as const, day: 'numeric' as const }
      : { dateStyle: 'medium' as const }),
    timeZone: 'UTC'
  }).format(dateOf(day));
}

/** Days that follow each other: `Nov 11`, `Nov 11 – 13`. */
export function rangeText({ first, last }: IDayRange): string {
  return new Intl.DateTimeFormat(undefined, {
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC'
  }).formatRange(dateOf(first), dateOf(last));
}

/** An hour as the lake counts them: `08:00`. */
export function hourText(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

/** What a day's state is called. */
export function dayStateText(
  { present, state, wanted }: ICoveredDay,
  trans: TranslationBundle
): string {
  switch (state) {
    case 'full':
      return trans.__('complete');
    case 'partial':
      return trans.__(
        '%1 of %2 hours',
        countHours(present & wanted),
        countHours(wanted)
      );
    case 'missing':
      return trans.__('no data');
    case 'future':
      return trans.__('has not come yet');
    case 'unknown':
      return trans.__('not read');
  }
}

/** What an hour's state is called. */
export function hourStateText(
  { state }: ICoveredHour,
  trans: TranslationBundle
): string {
  switch (state) {
    case 'full':
      return trans.__('has data');
    case 'missing':
      return trans.__('no data');
    case 'future':
      return trans.__('has not come yet');
    case 'outside':
      return trans.__('outside of the window');
    case 'unknown':
      return trans.__('not read');
  }
}

/** All of a day in a line, for its tooltip and for assistive technology. */
export function dayLabel(day: ICoveredDay, trans: TranslationBundle): string {
  const name = dayText(day.day, false);
  const state = dayStateText(day, trans);
  return day.blobs > 0
    ? trans._n(
        '%2: %3, %4 in %1 file',
        '%2: %3, %4 in %1 files',
        day.blobs,
        name,
        state,
        formatBytes(day.bytes)
      )
    : trans.__('%1: %2', name, state);
}

/** The same for an hour. */
export function hourLabel(
  hour: ICoveredHour,
  trans: TranslationBundle
): string {
  const name = hourText(hour.hour);
  const state = hourStateText(hour, trans);
  return hour.blobs > 0
    ? trans._n(
        '%2: %3 in %1 file',
        '%2: %3 in %1 files',
        hour.blobs,
        name,
        formatBytes(hour.bytes)
      )
    : trans.__('%1: %2', name, state);
}

/** A size as people read it, in powers of 1,000: `1.5 MB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(
    UNITS.length - 1,
    bytes >= 1 ? Math.floor(Math.log10(bytes) / 3) : 0
  );
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: UNITS[power],
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumSignificantDigits: 3
  }).format(bytes / 1000 ** power);
}

function countHours(bits: number): string {
  const hours = Array.from({ length: 24 }, (_, hour) => hasHour(bits, hour));
  return formatNumber(hours.filter(has => has).length);
}

function dateOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}
