import { IProblem, IWriteFailure, SynapseError } from './errors';

/** A refusal by Azure Resource Manager, with what its error envelope says. */
export class ArmError extends SynapseError {
  constructor(
    problem: IProblem,
    /** The HTTP status. */
    readonly status: number,
    /** `error.code`, e.g. `ResourceGroupNotFound`; null when there is none. */
    readonly code: string | null,
    write: IWriteFailure | null = null,
    /** `error.message` as ARM wrote it; empty when there is none. */
    readonly text: string = ''
  ) {
    super(problem, write);
    this.name = 'ArmError';
  }
}

/** Whether ARM said that something does not exist. */
export function isNotFound(reason: unknown): reason is ArmError {
  return reason instanceof ArmError && reason.status === 404;
}
