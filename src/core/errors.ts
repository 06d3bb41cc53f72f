/**
 * Why something failed, as classes that the user can act on.
 *
 * usage: the magic was written wrongly · session: no session, or it ended ·
 * access: not signed in, or a role is missing · notFound: a name is wrong ·
 * quota: the pool or workspace is full · network: no answer · server: the
 * other side failed · cancelled: the user stopped it · unsupported: this pool
 * cannot do it · code: the user's own code failed.
 */
export type ProblemKind =
  | 'usage'
  | 'session'
  | 'access'
  | 'notFound'
  | 'quota'
  | 'network'
  | 'server'
  | 'cancelled'
  | 'unsupported'
  | 'code';

/** The parts of a message to the user. */
export interface IProblem {
  kind: ProblemKind;
  /** What happened, one sentence. */
  what: string;
  /** Why, one sentence; empty when unknown. */
  why: string;
  /** What to do next, one sentence; empty when there is nothing to do. */
  next: string;
  /** Status, request id, raw body: for the *Details* part only. */
  detail: string;
  /**
   * The sign-in has ended: the same works once the user has signed in, or the
   * server has another token for its Livy.
   */
  isSignedOut?: true;
}

/**
 * What is known of a write that failed. `refused`: not done, and will not be ·
 * `unsent`: it reached nobody · `lost`: no word from the Jupyter server, which
 * may have sent it · `unknown`: it was sent, and may have been acted on.
 */
export type WriteOutcome = 'refused' | 'unsent' | 'lost' | 'unknown';

/** What a failed write needs to be settled. */
export interface IWriteFailure {
  outcome: WriteOutcome;
  /** What the server asks to wait before the next try, ms; null: nothing. */
  retryAfter: number | null;
}

/** A failure that can be shown as it is. */
export class SynapseError extends Error {
  constructor(
    problem: Partial<IProblem> & Pick<IProblem, 'kind' | 'what'>,
    /** Null when it is not from a request. */
    readonly write: IWriteFailure | null = null
  ) {
    const { what, why = '', next = '' } = problem;
    super([what, why, next].filter(part => part).join(' '));
    this.name = 'SynapseError';
    this.problem = { why: '', next: '', detail: '', ...problem };
  }

  readonly problem: IProblem;
}

/** A statement that failed on the driver, as Livy tells it. */
export class StatementError extends Error {
  constructor(
    readonly ename: string,
    readonly evalue: string,
    readonly traceback: readonly string[]
  ) {
    super(evalue);
    this.name = 'StatementError';
  }
}

/** What is known of a write that was rejected with `reason`. */
export function writeFailure(reason: unknown): IWriteFailure {
  if (reason instanceof SynapseError && reason.write) {
    return reason.write;
  }
  const { kind } = problemOf(reason);
  return {
    outcome: kind === 'network' || kind === 'server' ? 'unknown' : 'refused',
    retryAfter: null
  };
}

/** Whether the same request may be answered differently a moment later. */
export function isPassing(reason: unknown): boolean {
  return writeFailure(reason).outcome !== 'refused';
}

/** Any thrown value as a problem; an unknown one keeps its own words. */
export function problemOf(reason: unknown): IProblem {
  if (reason instanceof SynapseError) {
    return reason.problem;
  }
  const what = reason instanceof Error ? reason.message : String(reason);
  return { kind: 'server', what, why: '', next: '', detail: '' };
}
