import { ISessionSizes } from './livy';
import { IAzure, IClock, IWatch } from './ports';
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
  sessionId: number;
  /** Ids begin again at 0 in a new server: the name proves identity. */
  name: string;
}

/** Options of a `SessionController`. */
export interface ISessionControllerOptions {
  azure: () => Promise<IAzure>;
  clock: IClock;
  watch: IWatch;
  /** A name for a new session that no other session has. */
  uniqueName: () => string;
  /** Told after any property has changed. */
  onChange: () => void;
  /** Told when there is another session to remember, or none. */
  onRecord: (record: ISessionRecord | null) => void;
}
