import { StatementError, SynapseError } from './errors';
import { IStatement } from './livy';
import { IOutputEvent } from './ports';

/** Turns successive snapshots of one statement into output events. */
export class StatementOutputs {
  /** What is new in this snapshot, in order; empty when nothing is. */
  next(_statement: IStatement): IOutputEvent[] {
    return [];
  }
}

/** Why a statement failed, or null when it did not (or has not ended). */
export function failureOf(
  _statement: IStatement
): StatementError | SynapseError | null {
  return null;
}
