import { cellPython } from './cellPython';
import { asObject } from './targetMetadata';
import { ParsePython, pythonAssignments } from './pythonAssignments';

/** The notebooks to begin with, in the order in which they are offered. */
export const TEMPLATES = [
  'beaconing',
  'sprays',
  'masquerading',
  'history',
  'configure'
] as const;

export type TemplateName = (typeof TEMPLATES)[number];

/**
 * Values of parameters by their names. A name counts in all cells that assign
 * it; with `spark.` or `kernel.` before it only in those that run there, and
 * then it comes first: `resource_group` is Azure ML's in the kernel, and that
 * of the Log Analytics workspace in Spark.
 */
export type TemplateValues = Readonly<Record<string, string | number>>;

/** As much of a notebook's cell as is looked at. */
export interface ITemplateCell {
  cell_type: string;
  id?: unknown;
  metadata?: unknown;
  source?: unknown;
  [key: string]: unknown;
}

/** What a template's cells are tagged with. */
export const TEMPLATE_TAGS = {
  /** They name the compute by which `%synapse start` finds the pool. */
  compute: 'synapse-compute',
  /** It starts the session. */
  start: 'synapse-start'
} as const;

const MAX_VALUES = 100;
const MAX_TEXT = 1024;
const NAME = /^(?:(?:spark|kernel)\.)?[A-Za-z_]\w{0,99}$/;

/** Whether something names a template. */
export function isTemplate(name: unknown): name is TemplateName {
  return TEMPLATES.some(one => one === name);
}

/** The values in what a caller gave as such; the rest is left out. */
export function parseTemplateValues(given: unknown): TemplateValues {
  const entries = Object.entries(asObject(given) ?? {}).filter(
    (entry): entry is [string, string | number] => {
      const [name, value] = entry;
      return (
        NAME.test(name) &&
        (typeof value === 'number'
          ? Number.isFinite(value)
          : typeof value === 'string' && value.length <= MAX_TEXT)
      );
    }
  );
  return Object.fromEntries(entries.slice(0, MAX_VALUES));
}

/**
 * A cell's source with the values in place of the literals that it assigns.
 * What it computes stays, and so does all else, to the letter.
 */
export function fillSource(
  source: string,
  values: TemplateValues,
  parse: ParsePython
): string {
  const python = cellPython(source);
  if (!python) {
    return source;
  }
  const { offset, place, text } = python;
  const wanted = new Map<string, string | number>();
  for (const prefix of ['', `${place}.`]) {
    for (const [name, value] of Object.entries(values)) {
      if (name.startsWith(prefix)) {
        wanted.set(name.slice(prefix.length), value);
      }
    }
  }
  const edits = pythonAssignments(text, new Set(wanted.keys()), parse)
    .flatMap(({ literal, name }) => {
      const value = wanted.get(name);
      return literal && value !== undefined && literal.value !== value
        ? [{ ...literal, value }]
        : [];
    })
    // From behind, so that one does not move the other.
    .sort((one, other) => other.from - one.from);
  return edits.reduce(
    (filled, { from, to, value }) =>
      filled.slice(0, offset + from) +
      pythonLiteral(value) +
      filled.slice(offset + to),
    source
  );
}

/**
 * The cells of a template with the values in them. Without `hasCompute` there
 * is no name for `-c`: the session starts on the target of the notebook.
 */
export function fillCells<T extends ITemplateCell>(
  cells: readonly T[],
  values: TemplateValues,
  hasCompute: boolean,
  parse: ParsePython
): T[] {
  const tagsOf = ({ metadata }: T): readonly unknown[] => {
    const tags = asObject(metadata)?.tags;
    return Array.isArray(tags) ? tags : [];
  };
  return cells
    .filter(cell => hasCompute || !tagsOf(cell).includes(TEMPLATE_TAGS.compute))
    .map(cell => {
      const source = sourceOf(cell);
      if (cell.cell_type !== 'code') {
        return { ...cell, source };
      }
      const isStart = tagsOf(cell).includes(TEMPLATE_TAGS.start);
      return {
        ...cell,
        source:
          isStart && !hasCompute
            ? '%synapse start'
            : fillSource(source, values, parse)
      };
    });
}

/** A value as Python writes it. */
export function pythonLiteral(value: string | number): string {
  if (typeof value === 'number') {
    return String(value);
  }
  const escaped = value.replace(
    // Controls, halves of a pair, and what editors take for an end of line.
    /["\\\p{Cc}\p{Cs}\u2028\u2029]/gu,
    found => ESCAPES[found] ?? `\\u${hex(found)}`
  );
  return `"${escaped}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t'
};

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, '0');
}

/** Source of a cell, which a file keeps as lines. */
function sourceOf({ source }: ITemplateCell): string {
  return Array.isArray(source) ? source.join('') : String(source ?? '');
}

/** Names for a template's notebook, until one is free: `hunt`, `hunt-1`, … */
export function notebookName(base: string, attempt: number): string {
  return `${base}${attempt ? `-${attempt}` : ''}.ipynb`;
}
