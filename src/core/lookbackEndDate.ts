import { dayNumber, isoDay, monthLength, pad } from './calendarDays';
import { IProblem } from './errors';
import type { ILookbackValue } from './lookbackCheck';
import { usageProblem } from './usageProblem';

const EXAMPLE = 'Write a day as "2021-11-17": year, month and day.';
const MAX_SHOWN = 40;
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December'
];

/** Why a value is no day as `YYYY-MM-DD`; null when it is one. */
export function dayTextProblem({
  source,
  type,
  value
}: ILookbackValue): IProblem | null {
  if (type !== 'text' || typeof value !== 'string') {
    return notText(source, value);
  }
  if (dayNumber(value) !== null) {
    return null;
  }
  const shown = `The end date ${quoted(value)}`;
  const bare = value.trim();
  if (bare === '') {
    return usageProblem(
      value ? 'The end date is blank.' : 'The end date is empty.',
      'A window needs the day that it ends with.',
      EXAMPLE
    );
  }
  if (bare !== value) {
    return usageProblem(
      `${shown} has blanks around it.`,
      'Python refuses them, and a path made of the text would have them too.',
      suggestion(bare)
    );
  }
  return (
    placeholder(value, shown) ??
    yearFirst(value, shown) ??
    yearLast(value, shown) ??
    usageProblem(
      `${shown} is not a day.`,
      'Python reads it as year, month and day with hyphens between, and nothing else.',
      EXAMPLE
    )
  );
}

function notText(source: string, value: unknown): IProblem {
  const digits = /^(\d{4})(\d\d)(\d\d)$/.exec(String(value ?? ''));
  return usageProblem(
    `The end date is not text: ${clipped(source)}.`,
    'Hunts read a text of year, month and day.',
    digits ? suggestion(digits.slice(1).join('-')) : EXAMPLE
  );
}

function placeholder(value: string, shown: string): IProblem | null {
  return /^[<{[].*[>}\]]$/.test(value)
    ? usageProblem(
        `${shown} is still a placeholder.`,
        'It stands where the day belongs that the window ends with.',
        EXAMPLE
      )
    : null;
}

/** Texts that begin like a day: with something behind, unpadded, impossible. */
function yearFirst(value: string, shown: string): IProblem | null {
  const match = /^(\d{4})(\D?)(\d{1,2})\2(\d{1,2})(?!\d)(.*)$/s.exec(value);
  if (!match) {
    return null;
  }
  const [, year, separator, month, day, rest] = match;
  const padded = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (rest && /^[T ]\d/.test(rest)) {
    return usageProblem(
      `${shown} has a time of day.`,
      'The end date is a whole day; Python refuses what comes behind it.',
      `${suggestion(padded)} Hours are set beside it.`
    );
  }
  if (rest) {
    return usageProblem(
      `${shown} has ${quoted(rest)} behind the day.`,
      `Python refuses it: "unconverted data remains: ${clipped(rest)}".`,
      suggestion(padded)
    );
  }
  if (separator !== '-') {
    return usageProblem(
      `${shown} has no hyphens between year, month and day.`,
      'Python refuses it, as it expects %Y-%m-%d.',
      suggestion(padded)
    );
  }
  if (dayNumber(padded) === null) {
    return impossible(Number(year), Number(month), Number(day), shown);
  }
  return usageProblem(
    `${shown} has no leading zeros.`,
    `Python reads it, but the folder is ${folder(padded)}: a path made of the text finds no data and says nothing.`,
    suggestion(padded)
  );
}

function yearLast(value: string, shown: string): IProblem | null {
  const match = /^(\d{1,2})\D(\d{1,2})\D(\d{4})$/.exec(value);
  if (!match) {
    return null;
  }
  const [first, second, year] = match.slice(1).map(Number);
  const days = [
    [first, second],
    [second, first]
  ]
    .map(([month, day]) => `${pad(year, 4)}-${pad(month)}-${pad(day)}`)
    .filter(day => dayNumber(day) !== null);
  const [one, other] = [...new Set(days)];
  return usageProblem(
    `${shown} does not begin with the year.`,
    other
      ? 'Month and day could be either, and Python refuses it.'
      : 'Python refuses it, as it expects %Y-%m-%d.',
    other ? `Write "${one}" or "${other}".` : one ? suggestion(one) : EXAMPLE
  );
}

function impossible(
  year: number,
  month: number,
  day: number,
  shown: string
): IProblem {
  const length = monthLength(year, month);
  if (length === 0 || year === 0) {
    return usageProblem(
      `${shown} is no day of the calendar.`,
      year === 0 ? 'There is no year 0.' : `There is no month ${month}.`,
      EXAMPLE
    );
  }
  const last = `${pad(year, 4)}-${pad(month)}-${pad(length)}`;
  return usageProblem(
    `${shown} is no day of the calendar.`,
    `${MONTHS[month - 1]} ${year} has ${length} days.`,
    day > length
      ? `Write "${last}" or "${isoDay((dayNumber(last) ?? 0) + 1)}".`
      : EXAMPLE
  );
}

function suggestion(day: string): string {
  return dayNumber(day) === null ? EXAMPLE : `Write "${day}".`;
}

function folder(day: string): string {
  const [, month, date] = day.split('-');
  return `m=${month}/d=${date}`;
}

function quoted(value: string): string {
  return `"${clipped(value)}"`;
}

function clipped(value: string): string {
  return value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value;
}
