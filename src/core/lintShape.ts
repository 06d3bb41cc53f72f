import { LANGUAGES } from './magicUsage';

/** A `%synapse` or `%%synapse` in a cell. */
export interface IMagicLine {
  from: number;
  to: number;
  /** Offset of all after `synapse`. */
  argumentsFrom: number;
  arguments: string;
  isCellMagic: boolean;
  /** What IPython does not know: `%% synapse`, `%Synapse`; null: well written. */
  badName: { from: number; to: number; right: string } | null;
}

/** How a cell is built. */
export interface ICellShape {
  /** Its `%%synapse`; null for a cell of the local kernel. */
  cellMagic: IMagicLine | null;
  /** Where the code below it begins; 0 for a local cell. */
  bodyFrom: number;
  language: 'python' | 'sql' | 'other';
  /** All magics, the cell's own too. */
  magics: IMagicLine[];
  /** As long as the source, with all that is no Python blanked. */
  python: string;
  /** Whether other magics or `!` commands are in it. */
  hasOtherMagics: boolean;
}

const SYNAPSE = /^([^\S\n]*)(%{1,2})([^\S\n]*)(synapse)\b((?:\\\n|[^\n])*)/gim;
const ASSIGNED = /^([^\S\n]*[\w.[\]'", ]+=[^\S\n]*)(%)(synapse)\b([^\n]*)/gm;

/** Cell magics that run their body where the next magic says. */
const AROUND = /^%%(?:time|timeit|capture|prun)\b[^\n]*$/;

/** How a cell is built. `source` has `\n` line ends. */
export function cellShape(source: string): ICellShape {
  const first = firstLine(source, 0);
  const inner = AROUND.test(lineAt(source, first).trim())
    ? firstLine(source, lineEnd(source, first) + 1)
    : first;
  const magics = [...source.matchAll(SYNAPSE)].map(match => {
    const [, indent, sign, gap, name, rest] = match;
    const from = match.index + indent.length;
    const argumentsFrom = from + sign.length + gap.length + name.length;
    const isBad = gap !== '' || name !== 'synapse';
    return {
      from,
      to: match.index + match[0].trimEnd().length,
      argumentsFrom,
      arguments: rest,
      isCellMagic: sign === '%%',
      badName: isBad
        ? { from, to: argumentsFrom, right: `${sign}synapse` }
        : null
    };
  });
  const assigned = [...source.matchAll(ASSIGNED)].map(match => {
    const [, target, sign, name, rest] = match;
    const from = match.index + target.length;
    return {
      from,
      to: match.index + match[0].trimEnd().length,
      argumentsFrom: from + sign.length + name.length,
      arguments: rest,
      isCellMagic: false,
      badName: null
    };
  });
  const cellMagic =
    magics.find(
      ({ from, isCellMagic }) =>
        isCellMagic &&
        (lineStart(source, from) === inner || lineStart(source, from) === first)
    ) ?? null;
  const bodyFrom = cellMagic
    ? Math.min(source.length, lineEnd(source, cellMagic.to) + 1)
    : 0;
  const language = languageOf(source, first, cellMagic);
  return {
    cellMagic,
    bodyFrom,
    language,
    magics: [...magics, ...assigned],
    python:
      language === 'python' ? withoutMagics(source, bodyFrom) : blank(source),
    hasOtherMagics: source
      .split('\n')
      .some(
        line =>
          /^\s*(?:%{1,2}[a-z]|!|\?)/i.test(line) &&
          !/^\s*%{1,2}\s*synapse\b/i.test(line)
      )
  };
}

function languageOf(
  source: string,
  first: number,
  magic: IMagicLine | null
): ICellShape['language'] {
  if (!magic) {
    // `%%bash`, `%%html` …: none of ours, and no Python.
    const line = lineAt(source, first).trim();
    return /^%%/.test(line) && !AROUND.test(line) ? 'other' : 'python';
  }
  const [word = ''] = magic.arguments.trim().split(/\s+/);
  const kind = LANGUAGES[word.toLowerCase() || 'pyspark'];
  return kind === 'pyspark' ? 'python' : kind === 'sql' ? 'sql' : 'other';
}

/** The source with magics, commands and all before the body blanked. */
function withoutMagics(source: string, bodyFrom: number): string {
  return (blank(source.slice(0, bodyFrom)) + source.slice(bodyFrom))
    .replace(
      /^[^\S\n]*(?:%{1,2}[A-Za-z]|%{1,2}[^\S\n]+synapse\b|!|\?)(?:\\\n|[^\n])*/gim,
      blank
    )
    .replace(
      /^([^\S\n]*[\w.[\]'", ]+=[^\S\n]*)(%[A-Za-z]|!)([^\n]*)/gm,
      (_, target: string, sign: string, rest: string) =>
        `${target}0${' '.repeat(sign.length - 1 + rest.length)}`
    );
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function firstLine(source: string, from: number): number {
  const at = source.slice(from).search(/\S/);
  return at < 0 ? from : lineStart(source, from + at);
}

function lineStart(source: string, at: number): number {
  return source.lastIndexOf('\n', at - 1) + 1;
}

/** Offset of the line's end, before its `\n`. */
export function lineEnd(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  return end < 0 ? source.length : end;
}

function lineAt(source: string, at: number): string {
  return source.slice(at, lineEnd(source, at));
}
