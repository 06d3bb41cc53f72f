import { cellPython } from './cellPython';
import type { ILookbackValue } from './lookbackCheck';
import {
  IPythonAssignment,
  ParsePython,
  pythonAssignments,
  stringParts
} from './pythonAssignments';

/** A code cell of a notebook. */
export interface INotebookCode {
  id: string;
  /** Its place among all cells, from 1 on. */
  number: number;
  source: string;
}

/** An assignment, and the cell that it is in. */
export interface ICellAssignment extends IPythonAssignment {
  cellId: string;
  cellNumber: number;
  /** Where the cell runs: in the Spark session or in the local kernel. */
  place: 'spark' | 'kernel';
}

/** What a notebook's code says of its window. */
export interface ILookbackSource {
  endDate: ICellAssignment | null;
  lookbackDays: ICellAssignment | null;
  /** Numbers of the cells that assign them too, and do not count. */
  others: readonly number[];
}

/** A piece of a cell to be replaced. */
export interface ICellEdit {
  cellId: string;
  from: number;
  to: number;
  text: string;
}

/** The variables that say where the exported logs are, as hunts name them. */
export const LAKE_NAMES = [
  'account_name',
  'container_name',
  'subscription_id',
  'resource_group',
  'workspace_name'
] as const;

const NAMES = new Set(['end_date', 'lookback_days', ...LAKE_NAMES]);
/** A cell that is longer is no parameter cell. */
const MAX_LENGTH = 100_000;

/** Reads the assignments of a notebook's cells; each cell once for each text. */
export class CellReader {
  constructor(private _parse: ParsePython) {}

  /** All assignments to names of a hunt's parameters, in the notebook's order. */
  read(cells: readonly INotebookCode[]): ICellAssignment[] {
    const known = this._known;
    this._known = new Map();
    return cells.flatMap(({ id, number, source }) => {
      const last = known.get(id);
      const read =
        last?.source === source ? last : { source, found: this._find(source) };
      this._known.set(id, read);
      return read.found.map(one => ({
        ...one,
        cellId: id,
        cellNumber: number
      }));
    });
  }

  private _find(
    source: string
  ): Omit<ICellAssignment, 'cellId' | 'cellNumber'>[] {
    const python = source.length > MAX_LENGTH ? null : cellPython(source);
    if (!python) {
      return [];
    }
    const { offset, place, text } = python;
    return pythonAssignments(text, NAMES, this._parse).map(one => ({
      ...one,
      place,
      literal: one.literal && {
        ...one.literal,
        from: one.literal.from + offset,
        to: one.literal.to + offset
      }
    }));
  }

  private _known = new Map<
    string,
    { source: string; found: Omit<ICellAssignment, 'cellId' | 'cellNumber'>[] }
  >();
}

/**
 * What the code says of the window; null when it says nothing. Cells that run
 * on Spark come first, as the logs are read there; of several assignments the
 * last one counts, as it would after *Run All*.
 */
export function lookbackSource(
  assignments: readonly ICellAssignment[]
): ILookbackSource | null {
  const last = (name: string): ICellAssignment | null => {
    const all = assignments.filter(one => one.name === name);
    return (
      all.filter(({ place }) => place === 'spark').at(-1) ?? all.at(-1) ?? null
    );
  };
  const endDate = last('end_date');
  const lookbackDays = last('lookback_days');
  if (!endDate && !lookbackDays) {
    return null;
  }
  const counted = [endDate?.cellId, lookbackDays?.cellId];
  const others = assignments
    .filter(
      ({ cellId, name }) =>
        (name === 'end_date' || name === 'lookback_days') &&
        !counted.includes(cellId)
    )
    .map(({ cellNumber }) => cellNumber);
  return { endDate, lookbackDays, others: [...new Set(others)] };
}

/** Which names the cells that run on Spark assign. */
export function sparkNames(
  assignments: readonly ICellAssignment[]
): ReadonlySet<string> {
  return new Set(
    assignments.filter(({ place }) => place === 'spark').map(({ name }) => name)
  );
}

/** The value of an assignment; null when it is computed. */
export function valueOf({
  literal,
  source
}: ICellAssignment): ILookbackValue | null {
  return literal && { type: literal.type, value: literal.value, source };
}

/**
 * The edits by which the code says a window: only literals that say something
 * else are replaced, and a text keeps its quotes. What is computed stays.
 */
export function windowEdits(
  { endDate, lookbackDays }: ILookbackSource,
  window: { endDate: string; lookbackDays: number }
): ICellEdit[] {
  const edits: ICellEdit[] = [];
  if (endDate?.literal && endDate.literal.value !== window.endDate) {
    const { cellId, source } = endDate;
    const { from, to } = endDate.literal;
    const inner = source.replace(/^[(\s]+|[)\s]+$/g, '');
    const { prefix, quote } = stringParts(inner) ?? { prefix: '', quote: '"' };
    const text = `${prefix}${quote}${window.endDate}${quote}`;
    edits.push({ cellId, from, to, text });
  }
  if (
    lookbackDays?.literal &&
    (lookbackDays.literal.type !== 'whole' ||
      lookbackDays.literal.value !== window.lookbackDays)
  ) {
    const { from, to } = lookbackDays.literal;
    const text = String(window.lookbackDays);
    edits.push({ cellId: lookbackDays.cellId, from, to, text });
  }
  // From behind, so that one does not move the other.
  return edits.sort((one, other) => other.from - one.from);
}
