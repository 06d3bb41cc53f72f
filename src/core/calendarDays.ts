/**
 * Days of the calendar as ISO texts (`YYYY-MM-DD`) and as numbers (days since
 * 1970-01-01), without a clock and without time zones. The Gregorian calendar
 * of Python's `datetime`, to which the tests hold it.
 */

const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Days in 400 years, after which the calendar repeats. */
const ERA = 146097;
/** From the first of March of the year 0 to 1970-01-01. */
const EPOCH = 719468;
const MS_PER_DAY = 86_400_000;

/** How many days a month has; 0 when there is no such month. */
export function monthLength(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (MONTH_LENGTHS[month - 1] ?? 0);
}

/** Whether a year has a 29th of February. */
export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days since 1970-01-01 of an ISO day; null when it is not one. */
export function dayNumber(day: string): number | null {
  const match = ISO_DAY.exec(day);
  if (!match) {
    return null;
  }
  const [year, month, date] = match.slice(1).map(Number);
  if (year < 1 || date < 1 || date > monthLength(year, month)) {
    return null;
  }
  // Years that begin in March end with the leap day.
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + date - 1;
  const dayOfEra =
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear;
  return era * ERA + dayOfEra - EPOCH;
}

/** The ISO day of a number of days since 1970-01-01; years 1 to 9999. */
export function isoDay(days: number): string {
  const shifted = days + EPOCH;
  const era = Math.floor(shifted / ERA);
  const dayOfEra = shifted - era * ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36524) -
      Math.floor(dayOfEra / 146096)) /
      365
  );
  const dayOfYear =
    dayOfEra -
    (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const date = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${pad(year, 4)}-${pad(month)}-${pad(date)}`;
}

/** The day in UTC of a time in milliseconds since the epoch. */
export function utcDay(milliseconds: number): string {
  return isoDay(Math.floor(milliseconds / MS_PER_DAY));
}

/** A number with leading zeros. */
export function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0');
}
