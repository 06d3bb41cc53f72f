import { ISessionSizes } from './livy';
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
