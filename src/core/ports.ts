import { IServerStatus } from './connection';
import { SynapseError } from './errors';
import { ILake } from './lake';
import { IRunTag } from './ledger';
import { ISetUpArm } from './setUpArm';
import {
  ISessionRequest,
  ISparkSession,
  IStatement,
  StatementKind
} from './livy';
import { IPrincipal, IRoleChoices, IRoleFinding, IRoleLake } from './roles';
import {
  IComputeReference,
  IPoolFacts,
  IPoolGroup,
  IPoolProgress,
  ITarget
} from './target';

/** Options of a write that may happen once only. */
export interface IWriteOptions {
  signal?: AbortSignal;
  /** Null: it is recorded nowhere. */
  run?: IRunTag | null;
  /** It was looked for and not found: send it though its outcome was unknown. */
  again?: boolean;
}

/**
 * One pool's Livy. Every method rejects with a `SynapseError`; a write is
 * sent once and never repeated by an adapter.
 */
export interface ILivy {
  createSession(
    request: ISessionRequest,
    options?: IWriteOptions
  ): Promise<ISparkSession>;
  getSession(id: number, signal?: AbortSignal): Promise<ISparkSession>;
  /** The last lines of the driver's log, oldest first; all that can be had. */
  readLog(id: number, signal?: AbortSignal): Promise<string[]>;
  /** At most the 20 that Livy gives, in the server's order. */
  listSessions(signal?: AbortSignal): Promise<ISparkSession[]>;
  deleteSession(id: number): Promise<void>;
  /** Starts the idle time of a session again. */
  resetTimeout(id: number): Promise<void>;
  createStatement(
    sessionId: number,
    code: string,
    kind: StatementKind,
    options?: IWriteOptions
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
  /**
   * Every pool that the user can see, each once: under the Azure ML workspaces
   * it is attached or linked to, else under its Synapse workspace. What cannot
   * be read is a group with a problem. `onProgress` gets what there is so far,
   * after each subscription.
   */
  listGroups(
    connection: string,
    signal?: AbortSignal,
    onProgress?: (progress: IPoolProgress) => void
  ): Promise<IPoolGroup[]>;
  /** The tenants of which the user is a member or a guest. */
  listTenants(connection: string, signal?: AbortSignal): Promise<ITenant[]>;
}

/** A tenant of Microsoft Entra that the user can sign in to. */
export interface ITenant {
  /** GUID. */
  id: string;
  /** As its people know it; its domain or its id when it does not say. */
  name: string;
  /** Its first domain, e.g. `contoso.onmicrosoft.com`; null: not told. */
  domain: string | null;
}

/** Waits for a statement. Ends after a snapshot for which `isDone` holds. */
export interface IWatch {
  /**
   * The statement each time it differs from the last. `first` is the answer
   * to the POST, which often is final already. `run` is the id under which
   * the server has recorded it; null when it has not.
   */
  watch(
    livy: ILivy,
    sessionId: number,
    first: IStatement,
    signal: AbortSignal,
    run: string | null
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

/** A failed answer to a read that the server made for the page. */
export interface IFailedAnswer {
  status: number;
  body: string;
  /** By lower-case name. */
  headers: Record<string, string>;
  /** The proxy's own error code; null when Livy answered. */
  proxyCode: string | null;
}

/** Azure's tokens in the page, where users sign in in the browser. */
export interface ITokens {
  /**
   * For one request; null where the server has its own, or nobody signed in.
   * Rejects with a `SynapseError`.
   */
  token(connection: string, url: string): Promise<string | null>;
  /**
   * In place of one that was refused with 401; null when there is no other.
   * `claims` is the challenge of the refusal.
   */
  renew(
    connection: string,
    url: string,
    refused: string,
    claims: string | null
  ): Promise<string | null>;
}

/** A user's identity in the page; loaded when somebody signs in. */
export interface IBrowserIdentity {
  /**
   * Opens the sign-in window and resolves with the account's name. `ask` lets
   * the user choose another account. Aborted, it changes nothing.
   */
  signIn(
    scope: string,
    ask: boolean,
    signal: AbortSignal
  ): Promise<string | null>;
  /**
   * A token without a window. Rejects with kind `access` when only a window
   * would help. `expiresAt` is in milliseconds since the epoch.
   */
  token(
    scope: string,
    claims: string | null
  ): Promise<{ token: string; expiresAt: number }>;
  /** Who is signed in since before the page was loaded; null: nobody. */
  account(): Promise<string | null>;
  /** The same as Microsoft Entra knows them, in the tenant signed in to. */
  principal(): Promise<IPrincipal | null>;
  /** Forgets account and tokens. */
  signOut(): Promise<void>;
}

/** Which roles to check, and whose. */
export interface IRoleRequest {
  connection: string;
  choices: IRoleChoices;
  /** Null: none is known. */
  lake: IRoleLake | null;
  /** Who is signed in; null: Synapse's own roles cannot be checked. */
  principal: IPrincipal | null;
  signal?: AbortSignal;
}

/** Connects to Livy, ARM and the lake; loaded on first use. */
export interface IAzure {
  livy(target: ITarget): ILivy;
  /** A statement from Livy's document; null when it is none. */
  statement(document: unknown): IStatement | null;
  /** The error that a failed answer is for the user. */
  failure(answer: IFailedAnswer): SynapseError;
  resourceManager: IResourceManager;
  lake: ILake;
  /** Reads and changes Azure for the set-up assistant. */
  setUp(connection: string): ISetUpArm;
  /**
   * Asks a plain Livy whether it is there and lets us in. Its version; null
   * when it does not tell. Rejects with a `SynapseError`.
   */
  livyVersion(connection: string, signal?: AbortSignal): Promise<string | null>;
  /**
   * Whether the user has each role that hunts need, in the order of the steps.
   * `onChange` gets all of them each time one is known. Never rejects.
   */
  checkRoles(
    request: IRoleRequest,
    onChange: (findings: readonly IRoleFinding[]) => void
  ): Promise<readonly IRoleFinding[]>;
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
