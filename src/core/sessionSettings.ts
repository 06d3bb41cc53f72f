import { IProblem } from './errors';
import { ISessionSizes, ISparkSession } from './livy';
import { ILedger } from './ledger';
import { IAzure, IClock, IWatch } from './ports';
import type { ISessionOffer } from './sessionOffer';
import { ITarget } from './target';

/** What a session is started with. */
export interface ISessionSettings {
  target: ITarget;
  sizes: ISessionSizes;
  conf: Record<string, string>;
  /** Minutes that it may be idle before it is stopped. */
  idleMinutes: number;
  /** Seconds until the start is given up; null waits for as long as it takes. */
  startTimeout: number | null;
}

/** What is remembered of a session, to find it again after a reload. */
export interface ISessionRecord {
  target: ITarget;
  sizes: ISessionSizes;
  idleMinutes: number;
  /** Null while the answer to its POST is waited for. */
  sessionId: number | null;
  /** Ids begin again at 0 in a new server: the name proves identity. */
  name: string;
  /** Highest id of a statement in it: -1 for none, null if unknown. */
  lastStatementId: number | null;
  /** Whether it was taken up, not started, by the notebook. */
  isAttached?: boolean;
  /** Whether somebody else started it. */
  isForeign?: boolean;
  /** Whether it is to be stopped when all that waits has run. */
  stopsWhenDone?: boolean;
}

/** Another notebook of this page that uses the same session. */
export interface ISharer {
  /** File name, for titles. */
  label: string;
  /** When it will have done nothing in it for too long, ms since the epoch. */
  ownIdleEndsAt: number | null;
  /** Tells it that the session was stopped. */
  end(problem: IProblem): void;
}

/** Options of a `SessionController`. */
export interface ISessionControllerOptions {
  azure: () => Promise<IAzure>;
  clock: IClock;
  watch: IWatch;
  /** A name for a new session that no other session has. */
  uniqueName: () => string;
  /** Path of the notebook or console, from the server's root. */
  notebook: () => string;
  /** Records what is sent; null: nothing is recorded. */
  ledger: ILedger | null;
  /** Told when a run has published all of its output. */
  onEnded: (runId: string) => void;
  /** An id for a run that no other run has. */
  newId: () => string;
  /** Told the name of a session that certainly has ended. */
  onGone?: (name: string) => void;
  /** Other notebooks of this page that use the same session. */
  sharers?: () => readonly ISharer[];
  /**
   * What the session shall run before the next statement in Python; null:
   * nothing. Never rejects.
   */
  offer?: (session: ISparkSession) => Promise<ISessionOffer | null>;
  /** Told after any property has changed. */
  onChange: () => void;
  /** Told when there is another session to remember, or none. */
  onRecord: (record: ISessionRecord | null) => void;
}
