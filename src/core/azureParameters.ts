import { cellPython } from './cellPython';
import type { ICellEdit, INotebookCode } from './lookbackCells';
import {
  IPythonAssignment,
  ParsePython,
  pythonAssignments,
  stringParts
} from './pythonAssignments';
import { ITarget } from './target';

/** A parameter of a notebook that does not say what the picker does. */
export interface IParameterChange {
  name: string;
  cellNumber: number;
  /** What the cell assigns, as written. */
  before: string;
  /** What it would have to be. */
  after: string;
  /** How to write it down; null when the cell computes the value. */
  edit: ICellEdit | null;
}

/** How the parameters of a notebook stand to a target. */
export interface IParameterReport {
  changes: readonly IParameterChange[];
  /**
   * Cells that name a compute by their parameters, though the target has no
   * name in Azure ML: magics with `-c` cannot start on it.
   */
  unnamed: readonly number[];
}

/** The names by which documented hunts start, and the target's part of each. */
const PARAMETERS: Readonly<Record<string, keyof ITarget>> = {
  amlworkspace: 'amlWorkspace',
  aml_workspace: 'amlWorkspace',
  subscription_id: 'subscriptionId',
  resource_group: 'resourceGroup',
  linkedservice: 'linkedService',
  synapse_spark_compute: 'compute',
  synapse_compute_name: 'compute'
};
const NAMES = new Set(Object.keys(PARAMETERS));
/** Whoever assigns none of them means other things by the other names. */
const OWN = /^(?:aml_?workspace|linkedservice|synapse_)/;
const MAX_LENGTH = 100_000;

/**
 * What a notebook's parameter cells would have to say, so that
 * `%synapse start -w $amlworkspace … -c $synapse_spark_compute` starts on the
 * target. Only cells that run in the kernel: magics take the names from there.
 *
 * #### Notes
 * `subscription_id` and `resource_group` also name where logs are, so they
 * count only in a cell that names a workspace or a compute, too.
 */
export function azureParameters(
  cells: readonly INotebookCode[],
  target: ITarget,
  parse: ParsePython
): IParameterReport {
  const changes: IParameterChange[] = [];
  const unnamed: number[] = [];
  for (const { id, number, source } of cells) {
    const python = source.length > MAX_LENGTH ? null : cellPython(source);
    if (python?.place !== 'kernel') {
      continue;
    }
    const found = pythonAssignments(python.text, NAMES, parse);
    if (!found.some(({ name }) => OWN.test(name))) {
      continue;
    }
    if (target.compute === null) {
      unnamed.push(number);
      continue;
    }
    // Of several assignments the last one counts.
    const last = new Map(found.map(one => [one.name, one]));
    for (const assignment of last.values()) {
      const { literal, name, source: before } = assignment;
      const value = target[PARAMETERS[name]];
      if (typeof value === 'string' && literal?.value !== value) {
        const edit = editOf(id, assignment, value, python.offset);
        changes.push({
          name,
          cellNumber: number,
          before,
          after: value,
          edit
        });
      }
    }
  }
  return { changes, unnamed };
}

/** Replaces a text literal and keeps its quotes; null for anything else. */
function editOf(
  cellId: string,
  { literal, source }: IPythonAssignment,
  value: string,
  offset: number
): ICellEdit | null {
  // ARM's names have neither; a value with one is not Azure's.
  if (literal?.type !== 'text' || /["'\\\n\r]/.test(value)) {
    return null;
  }
  const inner = source.replace(/^[(\s]+|[)\s]+$/g, '');
  const { prefix, quote } = stringParts(inner) ?? { prefix: '', quote: '"' };
  return {
    cellId,
    from: literal.from + offset,
    to: literal.to + offset,
    text: `${prefix}${quote}${value}${quote}`
  };
}
