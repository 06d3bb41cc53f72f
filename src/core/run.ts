import { IStatement } from './livy';

/**
 * Where the session of a notebook is: `none` (never started, or stopped),
 * `starting` (asked for, not ready), `ready` (idle or busy), `stopping`,
 * `ended` (it died; the problem says why).
 */
export type SessionPhase = 'none' | 'starting' | 'ready' | 'stopping' | 'ended';

/** A cell with a statement that waits in the notebook's own queue. */
export interface IWaitingCell {
  cellId: string;
  /** The line that names it in lists; null for a cell without a statement. */
  title: string | null;
}

/** One piece of code that was sent to the session of a notebook. */
export interface IRun {
  /** Unique within the page. */
  id: number;
  /** Id of the cell; null when a magic ran it (from a widget, a thread). */
  cellId: string | null;
  /** A line of the code that tells it from others, for lists. */
  title: string;
  /** The statement as last read; null until Livy took it. */
  statement: IStatement | null;
  state: 'queued' | 'running' | 'ok' | 'failed' | 'cancelled';
  /** Why it failed, in a line; null unless it did. */
  failure: string | null;
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt: number | null;
}
