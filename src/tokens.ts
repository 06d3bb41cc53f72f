import { Token } from '@lumino/coreutils';
import { IDisposable } from '@lumino/disposable';
import { ISignal } from '@lumino/signaling';
import { ILocalPoolStatus, IServerStatus } from './core/connection';
import { IProblem } from './core/errors';
import { ISessionSizes, ISparkSession } from './core/livy';
import type { ILookbackWindow } from './core/lookback';
import type { ILookbackSource } from './core/lookbackCells';
import type { ILookbackDraft, ILookbackFinding } from './core/lookbackCheck';
import { IRun, IWaitingCell, SessionPhase } from './core/run';
import { IPoolSession } from './core/poolSession';
import type { IPrincipal } from './core/roles';
import { IPoolFacts, IPoolGroup, ITarget } from './core/target';

export type { ILookbackDraft, ILookbackFinding, ILookbackSource };
export type { ILookbackWindow };
export * from './coverageTokens';
export type { IPoolSession, IRun, IWaitingCell, SessionPhase };

/** The Spark session of one notebook or console. */
export interface INotebookSession extends IDisposable {
  /** File name, for titles. */
  readonly label: string;
  readonly phase: SessionPhase;
  /** What it runs, or would run, on; null until one is chosen or found. */
  readonly target: ITarget | null;
  /** As last read from Livy; null when there is none. */
  readonly session: ISparkSession | null;
  /** Sizes asked for or to be asked for. */
  readonly sizes: ISessionSizes;
  /** Minutes without work after which it is stopped. */
  readonly idleMinutes: number;
  /**
   * When it will be stopped if nothing runs, milliseconds since the epoch;
   * null when it will not be, or there is none.
   */
  readonly idleEndsAt: number | null;
  /** Whether it was taken up, not started, by this notebook. */
  readonly isAttached: boolean;
  /** Whether somebody else started it. */
  readonly isForeign: boolean;
  /** Whether it has ended for this notebook but may still run at the pool. */
  readonly mayStillRun: boolean;
  /** Other open notebooks that use it. */
  readonly sharedWith: readonly string[];
  /** When the start was asked for, milliseconds since the epoch. */
  readonly startedAt: number | null;
  /** The last thing that went wrong with the session; null when nothing. */
  readonly problem: IProblem | null;
  /** Facts of the target's pool; null until read, or when ARM has none. */
  readonly pool: IPoolFacts | null;
  /** Newest last, at most 200. */
  readonly runs: readonly IRun[];
  /** Cells of the notebook that wait for their turn, in order. */
  readonly waiting: readonly IWaitingCell[];
  /** Whether it is to be stopped when all that waits has run. */
  readonly stopsWhenDone: boolean;
  /** Why the session could not be read last; null when it could. */
  readonly unread: IProblem | null;
  /** Code was told to stop and runs on: all that comes later waits. */
  readonly doesNotStop: boolean;
  /** Emitted after any of the above changed. */
  readonly stateChanged: ISignal<INotebookSession, void>;

  /** Starts a session on the target; resolves when it takes statements. */
  start(): Promise<void>;
  /** Deletes the session; a start under way is given up. */
  stop(): Promise<void>;
  /** Uses a session that runs on a pool. */
  attach(entry: IPoolSession): Promise<void>;
  /** Begins the idle time again. */
  keepAlive(): Promise<void>;
  /**
   * Stops the session and starts another one just like it, then runs the
   * cells with the tag `synapse-setup`. Resolves to how many these are.
   */
  restart(): Promise<number>;
  /**
   * Chooses another target and writes it to the notebook's metadata. A
   * running session must be stopped or left before.
   */
  chooseTarget(target: ITarget): Promise<void>;
  /**
   * Chooses the sizes of the next session and writes them to the notebook's
   * metadata; nothing without a target. Throws while a session runs.
   */
  chooseSizes(sizes: ISessionSizes): void;
  /**
   * Stops the session once all cells that wait have run, or no longer does.
   * A reloaded page goes on with it.
   */
  stopWhenDone(wanted: boolean): void;
  /** Reads the last lines of the driver's log, oldest first. */
  readLog(): Promise<string[]>;
  /** Lets go of a running session without stopping it. */
  leave(): void;
  /** Cancels a run; a queued one never starts. */
  cancel(run: IRun): Promise<void>;
  /** Reads session and pool again. */
  refresh(): Promise<void>;
}

/** The Spark sessions of all open notebooks and consoles. */
export interface ISynapseSessions {
  /** That of the notebook in front; null when none is. */
  readonly current: INotebookSession | null;
  /** Emitted when another notebook comes to the front. */
  readonly currentChanged: ISignal<ISynapseSessions, void>;
  /** All, in no particular order. */
  readonly all: readonly INotebookSession[];
  /** Sessions at the pools, whoever uses them. */
  readonly onPools: IPoolSessions;
  /** Reads again the session of the notebook in front. */
  refresh(): Promise<void>;
}

/** The sessions that pools have, with or without a notebook. */
export interface IPoolSessions {
  /** Those of the pool of the notebook in front; null before they were read. */
  readonly entries: readonly IPoolSession[] | null;
  /** The user's own, on any pool, that no open notebook uses. */
  readonly orphans: readonly IPoolSession[];
  /** Why they could not be read; null when they could. */
  readonly problem: IProblem | null;
  readonly changed: ISignal<IPoolSessions, void>;
  /** Reads them again. */
  refresh(): Promise<void>;
  /** Stops one of them, and checks that it has stopped. */
  stop(entry: IPoolSession): Promise<void>;
}

/** How the server's sign-in to Azure stands. */
export interface ISignInState {
  state: 'signedOut' | 'pending' | 'signedIn' | 'failed';
  account: string | null;
  /** Whose sign-in it is, in which tenant; null or absent: not known. */
  principal?: IPrincipal | null;
  /** The tenant that was chosen, by id or domain; null: the account's own. */
  tenant?: string | null;
  /** The code to type at `verificationUri`, while `pending`. */
  userCode: string | null;
  verificationUri: string | null;
  /** When the code ends, milliseconds since the epoch; null: not known. */
  expiresAt?: number | null;
  /** Whether a window of the browser asks, not a code. */
  isWindow?: boolean;
  /** One sentence for the user; empty when there is nothing to say. */
  message: string;
}

/** Connections, and the pools that can be chosen on them. */
export interface IPools {
  /** As last read; null until the first answer. */
  readonly status: IServerStatus | null;
  readonly localPool: ILocalPoolStatus | null;
  readonly signIn: ISignInState | null;
  /** Name of the tenant that is signed in to; null: not known. */
  readonly tenantName: string | null;
  /** Groups of pools, as last read. */
  readonly groups: readonly IPoolGroup[];
  /** Whether groups are being read; `groups` holds what has come so far. */
  readonly isLoading: boolean;
  /** Subscriptions that were read, of how many; null while that is unknown. */
  readonly progress: { read: number; total: number } | null;
  /** Whether the reading was given up: groups may be missing. */
  readonly isPartial: boolean;
  /** When groups were read, milliseconds since the epoch. */
  readonly loadedAt: number | null;
  /** Why the server extension cannot be reached; null when it can. */
  readonly problem: IProblem | null;
  readonly changed: ISignal<IPools, void>;
  /**
   * For whoever shows the list: an earlier page's at once, and one that is
   * old, partial or missing is read.
   */
  load(): Promise<void>;
  /** Reads connections and groups again. */
  refresh(): Promise<void>;
  /** Gives up reading groups, and keeps what has come. */
  cancel(): void;
  /** Starts the local pool's server. */
  startLocalPool(): Promise<void>;
  /**
   * Begins a sign-in; the code shows in `signIn`. With `ask` as someone else;
   * who is signed in stays so until that has worked.
   */
  beginSignIn(options?: { ask?: boolean }): Promise<void>;
  /**
   * Begins a sign-in to a tenant, by its id or a domain of it. It is kept for
   * later sign-ins, until signed out.
   */
  signInTo(tenant: string, options?: { ask?: boolean }): Promise<void>;
  /** Who uses a connection; null when that is not known. Never rejects. */
  principal(connection: string): Promise<IPrincipal | null>;
  /** Gives up a sign-in that waits. */
  cancelSignIn(): Promise<void>;
  /** Signs out. */
  endSignIn(): Promise<void>;
}

/** The lookback window of one notebook. */
export interface INotebookLookback {
  /** What is shown: as edited, else as the code or the metadata says. */
  readonly draft: ILookbackDraft;
  /** The draft as a window; null when it cannot be one, or is computed. */
  readonly window: ILookbackWindow | null;
  /** Days of `window`, `YYYY-MM-DD` in UTC, oldest first; empty without. */
  readonly days: readonly string[];
  /** What is to be said of the draft. */
  readonly findings: readonly ILookbackFinding[];
  /** The cells that assign the window; null when none does. */
  readonly source: ILookbackSource | null;
  /** Which values the code computes, so that they are not known here. */
  readonly computed: readonly ('endDate' | 'lookbackDays')[];
  /** Whether the draft says something else than the code. */
  readonly isEdited: boolean;
  /**
   * Whether the Spark session gets the window as variables: with the next
   * statement (`due`), or has it (`done`).
   */
  readonly offer: 'none' | 'due' | 'done';
  /** Emitted after any of the above changed. */
  readonly changed: ISignal<INotebookLookback, void>;
  /** Follows the notebook until disposed: without a watcher nothing is read. */
  watch(): IDisposable;
  /**
   * Changes the draft. What the code does not assign is kept in the metadata
   * as soon as it is a window.
   */
  edit(change: Partial<ILookbackDraft>): void;
  /** Takes back the edits. */
  revert(): void;
  /** Writes the draft into the literals of the code; throws a `SynapseError`. */
  updateCell(): void;
  /** Shows a cell of the notebook. */
  reveal(cellId: string): void;
  /** Inserts a cell with the parameters; throws a `SynapseError`. */
  insertParameters(): void;
  /** Inserts a cell that makes the window's paths; throws a `SynapseError`. */
  insertPaths(): void;
}

/** The lookback windows of open notebooks. */
export interface ILookbackModel {
  /** That of the notebook in front; null when none is. */
  readonly current: INotebookLookback | null;
  /** Emitted when another notebook comes to the front. */
  readonly currentChanged: ISignal<ILookbackModel, void>;
}

/** The lookback windows of open notebooks; loaded on first use. */
export interface ILookbacks {
  load(): Promise<ILookbackModel>;
}

/** The Spark sessions of all open notebooks and consoles. */
export const ISynapseSessions = new Token<ISynapseSessions>(
  'jupyterlab-synapse:ISynapseSessions',
  'The Spark sessions of open notebooks: state, start, stop, runs.'
);

/** Connections, and the pools that can be chosen on them. */
export const IPools = new Token<IPools>(
  'jupyterlab-synapse:IPools',
  'Connections to Livy, and the Spark pools that a notebook can run on.'
);

/** The lookback windows of open notebooks. */
export const ILookbacks = new Token<ILookbacks>(
  'jupyterlab-synapse:ILookbacks',
  'The lookback windows of notebooks: the days in UTC that a hunt reads.'
);
