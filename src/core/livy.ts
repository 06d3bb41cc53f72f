/**
 * Livy's nouns as this product uses them: one shape for Azure Synapse, Apache
 * Livy and the local pool.
 *
 * #### Notes
 * Names and states follow Azure's `sparkJob.json` (2019-11-01-preview) and
 * Apache Livy 0.9. Every enumeration is open: a server may send a state that
 * is not listed here, which is shown as it is and treated as not final.
 */

/** States of a session as Livy names them. */
export type SessionState =
  | 'not_started'
  | 'starting'
  | 'idle'
  | 'busy'
  | 'shutting_down'
  | 'error'
  | 'dead'
  | 'killed'
  | 'success'
  | 'running'
  | 'recovering'
  | (string & NonNullable<unknown>);

/** States of a statement as Livy names them. */
export type StatementState =
  | 'waiting'
  | 'running'
  | 'available'
  | 'error'
  | 'cancelling'
  | 'cancelled'
  | (string & NonNullable<unknown>);

/** The language a statement is sent as. */
export type StatementKind =
  | 'pyspark'
  | 'spark'
  | 'sql'
  | 'sparkr'
  | 'csharp'
  | (string & NonNullable<unknown>);

/** Sizes of a session. Memory as Spark writes it (`28g`), cores in vCores. */
export interface ISessionSizes {
  driverMemory: string;
  driverCores: number;
  executorMemory: string;
  executorCores: number;
  numExecutors: number;
}

/** What is asked of a pool to make a session. */
export interface ISessionRequest extends ISessionSizes {
  /** Unique name with the owner's tag, e.g. `jl-hunt-beacons-3f2a`. */
  name: string;
  /** Spark configuration; values as text. Never null: Livy dies of it. */
  conf: Record<string, string>;
  /** Free labels; Azure Synapse only. */
  tags?: Record<string, string>;
}

/** One reason that a pool gave for the failure of a session. */
export interface ISessionFault {
  message: string;
  errorCode: string | null;
  /** System, User, Unknown or Dependency. */
  source: string | null;
}

/** A session as last read. */
export interface ISparkSession {
  id: number;
  name: string | null;
  state: SessionState;
  appId: string | null;
  /** Last lines of the driver's log, oldest first. */
  log: readonly string[];
  faults: readonly ISessionFault[];
  /** Queued, Scheduled or Ended; null when the server does not say. */
  schedulerState: string | null;
  /** Preparation, ResourceAcquisition, Submission, Monitoring, Ended …; null when the server does not say. */
  pluginState: string | null;
  submitter: string | null;
  workspaceName: string | null;
  poolName: string | null;
  /** When it was submitted, milliseconds since the epoch; null when unknown. */
  submittedAt: number | null;
  /** True when the pool ended it because it was idle. */
  isTimedOut: boolean;
  /** Sizes as asked for, when the server repeats them. */
  sizes: ISessionSizes | null;
  /**
   * Where Spark's own pages are; null when the server does not say, and for
   * Azure, whose addresses only its own network can reach.
   */
  sparkUiUrl: string | null;
  /** Where the driver's log is, under the same conditions. */
  driverLogUrl: string | null;
}

/** The result of a statement. Shapes: Livy's `Statement.output`. */
export type StatementOutput =
  | {
      status: 'ok';
      data: Readonly<Record<string, unknown>>;
    }
  | {
      status: 'error';
      ename: string;
      evalue: string;
      traceback: readonly string[];
      /** What was printed before the failure, where the server keeps it (the local pool does). */
      data: Readonly<Record<string, unknown>>;
    };

/** Spark's task counts of a running statement (local pool only). */
export interface ITaskCounts {
  jobs: number;
  done: number;
  total: number;
  active: number;
  failed: number;
  /** Stages of these jobs, and how many are over; absent in old servers. */
  stages?: number;
  stagesDone?: number;
}

/** A statement as last read. */
export interface IStatement {
  id: number;
  /** What was sent; null when the server does not repeat it. */
  code: string | null;
  state: StatementState;
  /** Null until it has ended, and for some cancelled statements. */
  output: StatementOutput | null;
  /** 0 to 1; null when the server does not say. */
  progress: number | null;
  /** Milliseconds since the epoch; null when unknown. */
  started: number | null;
  /** Milliseconds since the epoch; null when unknown. */
  completed: number | null;
  /**
   * Standard output while running (local pool only): `text` begins at
   * character `offset` of all that was printed.
   */
  partial: { text: string; offset: number } | null;
  tasks: ITaskCounts | null;
}

const ENDED_SESSION = new Set(['error', 'dead', 'killed', 'success']);
const ENDED_STATEMENT = new Set(['available', 'error', 'cancelled']);

/** Whether a session can never run another statement. */
export function isEnded(session: ISparkSession): boolean {
  return (
    ENDED_SESSION.has(session.state) ||
    session.schedulerState === 'Ended' ||
    session.pluginState === 'Ended'
  );
}

/** Whether a session takes statements now (`busy` queues them). */
export function isReady(session: ISparkSession): boolean {
  return (
    !isEnded(session) && (session.state === 'idle' || session.state === 'busy')
  );
}

/** Whether a statement has come to its end. */
export function isDone(statement: IStatement): boolean {
  return ENDED_STATEMENT.has(statement.state);
}

/** The vCores that a session takes from its pool. */
export function vCores(sizes: ISessionSizes): number {
  return sizes.driverCores + sizes.numExecutors * sizes.executorCores;
}

/** Sizes of `%synapse start` when nothing is said: Azure's *Small* preset. */
export const DEFAULT_SIZES: Readonly<ISessionSizes> = Object.freeze({
  driverMemory: '28g',
  driverCores: 4,
  executorMemory: '28g',
  executorCores: 4,
  numExecutors: 2
});
