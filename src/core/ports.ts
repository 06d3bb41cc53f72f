import { IServerStatus } from './connection';
import {
  ISessionRequest,
  ISparkSession,
  IStatement,
  StatementKind
} from './livy';
import { IComputeReference, IPoolFacts, IPoolGroup, ITarget } from './target';

/**
 * One pool's Livy. Every method rejects with a `SynapseError`; a write is
 * sent once and never repeated by an adapter.
 */
export interface ILivy {
  createSession(
    request: ISessionRequest,
    signal?: AbortSignal
  ): Promise<ISparkSession>;
  getSession(id: number, signal?: AbortSignal): Promise<ISparkSession>;
  /** At most the 20 that Livy gives, in the server's order. */
  listSessions(signal?: AbortSignal): Promise<ISparkSession[]>;
  deleteSession(id: number): Promise<void>;
  /** Starts the idle time of a session again. */
  resetTimeout(id: number): Promise<void>;
  createStatement(
    sessionId: number,
    code: string,
    kind: StatementKind,
    signal?: AbortSignal
  ): Promise<IStatement>;
  getStatement(
    sessionId: number,
    statementId: number,
    signal?: AbortSignal
  ): Promise<IStatement>;
  cancelStatement(sessionId: number, statementId: number): Promise<void>;
}

/** Azure Resource Manager, as far as `%synapse` needs it. */
export interface IResourceManager {
  /**
   * AML workspace → compute → its `resourceId` → Synapse workspace → dev
   * endpoint. An unknown name is a `notFound` that lists the known ones.
   */
  resolveCompute(
    connection: string,
    reference: IComputeReference,
    signal?: AbortSignal
  ): Promise<ITarget>;
  /** Facts of a target's pool; null when ARM does not know it. */
  poolFacts(target: ITarget, signal?: AbortSignal): Promise<IPoolFacts | null>;
  /** What `%synapse list` shows: the Synapse computes of a workspace. */
  listComputes(
    connection: string,
    reference: Omit<IComputeReference, 'compute'>,
    signal?: AbortSignal
  ): Promise<IPoolGroup>;
  /** Azure ML workspaces with their Synapse computes, one group each. */
  listGroups(connection: string, signal?: AbortSignal): Promise<IPoolGroup[]>;
}

/** Waits for a statement. Ends after a snapshot for which `isDone` holds. */
export interface IWatch {
  /**
   * The statement each time it differs from the last. `first` is the answer
   * to the POST, which often is final already.
   */
  watch(
    livy: ILivy,
    sessionId: number,
    first: IStatement,
    signal: AbortSignal
  ): AsyncIterable<IStatement>;
}

/** Time, so that the core has none of its own. */
export interface IClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds, or at once when `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The server extension's own requests. */
export interface IServer {
  status(): Promise<IServerStatus>;
  /** Starts the local pool's server if it does not run. */
  startLocalPool(): Promise<IServerStatus>;
}

/** Reads files of the notebook server, for `config.json`. */
export interface IFiles {
  /** Text of a file, or null when there is none. Path from the server's root. */
  read(path: string): Promise<string | null>;
}

/** Connects to Livy and ARM; loaded on first use. */
export interface IAzure {
  livy(target: ITarget): ILivy;
  resourceManager: IResourceManager;
}

/** The kinds of message by which output reaches a cell. */
export type OutputType =
  'stream' | 'display_data' | 'update_display_data' | 'clear_output';

/** One piece of output, as Jupyter's messages have it. */
export interface IOutputEvent {
  type: OutputType;
  content: Record<string, unknown>;
}

/** Where a remote run puts its outputs, in order. */
export interface IOutputs {
  publish(event: IOutputEvent): Promise<void>;
}
