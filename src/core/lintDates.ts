import {
  assignmentsOf,
  ILiteral,
  literalOf,
  literalsOf,
  nodesOf
} from './lintTree';
import { ILintFix, ILintMark, ISyntaxNode } from './lintTypes';

/** Dates that a lookback window or a path of the lake does not take. */
export function lintDates(root: ISyntaxNode, text: string): ILintMark[] {
  const found: ILintMark[] = [];
  for (const { name, value } of assignmentsOf(root, text)) {
    const literal = literalOf(value, text);
    if (literal && !literal.prefix.includes('f') && /date/i.test(name)) {
      found.push(...dateMarks(name, literal));
    }
    if (/^lookback_days$/i.test(name)) {
      found.push(...lookbackMarks(value, text));
    }
  }
  for (const literal of literalsOf(root, text)) {
    found.push(...pathMarks(literal, text));
  }
  return found;
}

const WINDOW = /^(?:end|start)_?date$/i;

function dateMarks(name: string, literal: ILiteral): ILintMark[] {
  const { text } = literal;
  const day = /(\d{4})-(\d{1,2})-(\d{1,2})/.exec(text);
  const isWindow = WINDOW.test(name);
  // An example for the user to replace is another rule's.
  if (!day) {
    return isWindow ? slashes(name, literal) : [];
  }
  const [found, year, month, date] = day;
  const right = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const rest = text.replace(found, '').trim();
  const isOnly = rest === '' || /^[<>"'\s.,;]+$/.test(rest);
  if (!isOnly && !(isWindow && /^[T ]?\d{1,2}:/.test(rest))) {
    return [];
  }
  if (!isDay(right)) {
    return [mark(literal, 'dates', `${right} is no day of the calendar.`, [])];
  }
  if (text === right || (!isWindow && !isOnly)) {
    return [];
  }
  const why =
    rest && !isOnly
      ? `${name} is a day, without a time.`
      : found === right
        ? `Only the day may stand in ${name}: with other characters it cannot be read.`
        : `Month and day need two digits: the folders of the lake are written ${right}, and others hold no data.`;
  return [mark(literal, 'dates', why, [replace(literal, right)])];
}

/** 11/17/2021: one way to read it, or none that is sure. */
function slashes(name: string, literal: ILiteral): ILintMark[] {
  const match = /^\s*(\d{1,2})[/.](\d{1,2})[/.](\d{4})\s*$/.exec(literal.text);
  if (!match) {
    return [];
  }
  const [, first, second, year] = match;
  const ways = [
    [first, second],
    [second, first]
  ]
    .map(
      ([month, date]) =>
        `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
    )
    .filter((way, at, all) => isDay(way) && all.indexOf(way) === at);
  return [
    mark(
      literal,
      'dates',
      `${name} is written year-month-day, e.g. 2021-11-17.`,
      ways.map(way => replace(literal, way))
    )
  ];
}

function isDay(text: string): boolean {
  const [year, month, date] = text.split('-').map(Number);
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return date >= 1 && date <= (days[month - 1] ?? 0);
}

function lookbackMarks(value: ISyntaxNode, text: string): ILintMark[] {
  const written = text.slice(value.from, value.to);
  const literal = literalOf(value, text);
  const to = (insert: string): ILintFix => ({
    label: `Write ${insert}`,
    changes: [{ from: value.from, to: value.to, insert }]
  });
  const at = { from: value.from, to: value.to };
  const number = Number(literal ? literal.text.trim() : written);
  if (literal) {
    return [
      {
        ...at,
        rule: 'lookbackDays',
        severity: 'warning',
        message:
          'lookback_days is a number, without quotes: a text cannot be counted with.',
        fixes:
          Number.isInteger(number) && number > 0 ? [to(String(number))] : []
      }
    ];
  }
  const isNumber = value.name === 'Number' || value.name === 'UnaryExpression';
  if (!isNumber || Number.isNaN(number)) {
    return [];
  }
  if (!/^[\d_]+$/.test(written) && number > 0) {
    const whole = [...new Set([Math.floor(number), Math.ceil(number)])];
    return [
      {
        ...at,
        rule: 'lookbackDays',
        severity: 'warning',
        message:
          'lookback_days is a whole number: with a fraction the window moves by part of a day.',
        fixes: whole.filter(one => one > 0).map(one => to(String(one)))
      }
    ];
  }
  return number < 1
    ? [
        {
          ...at,
          rule: 'lookbackDays',
          severity: 'warning',
          message:
            'lookback_days must be 1 or more: with less there is no day to read.',
          fixes: []
        }
      ]
    : [];
}

/** `/y=2021/m=1/d=7`, and `{day.month}` without two digits. */
function pathMarks(literal: ILiteral, source: string): ILintMark[] {
  const { text, from, prefix } = literal;
  if (!/(?:^|\/)y=(?:\d{4}|\{)/.test(text)) {
    return [];
  }
  const digits = [...text.matchAll(/(?<=(?:^|\/)[mdh]=)\d(?=\/|$)/g)].map(
    ({ index }) => ({ from: from + index, to: from + index, insert: '0' })
  );
  const fields = prefix.includes('f') ? unpadded(literal, source) : [];
  const changes = [...digits, ...fields].sort((a, b) => a.from - b.from);
  return changes.length
    ? [
        mark(
          literal,
          'dates',
          'Months, days and hours of the paths have two digits (m=01/d=07): others hold no data.',
          [{ label: 'Write two digits', changes }]
        )
      ]
    : [];
}

/** Where `:02d` is missing behind a month, day or hour. */
function unpadded(
  { node, text, from }: ILiteral,
  source: string
): { from: number; to: number; insert: string }[] {
  return [...nodesOf(node)]
    .filter(one => one.name === 'FormatReplacement')
    .filter(one => /(?:^|\/)[mdh]=$/.test(text.slice(0, one.from - from)))
    .map(one => ({ one, code: source.slice(one.from, one.to) }))
    .filter(({ code }) => /\.(?:month|day|hour)\s*\}$/.test(code))
    .map(({ one }) => ({ from: one.to - 1, to: one.to - 1, insert: ':02d' }));
}

function replace({ from, to }: ILiteral, insert: string): ILintFix {
  return { label: `Write ${insert}`, changes: [{ from, to, insert }] };
}

function mark(
  { node }: ILiteral,
  rule: 'dates',
  message: string,
  fixes: ILintFix[]
): ILintMark {
  return {
    from: node.from,
    to: node.to,
    rule,
    severity: 'warning',
    message,
    fixes
  };
}
