import { IProblem, problemOf } from '../core/errors';
import { IPoolSession } from '../core/poolSession';
import { isOrphan, isSameSession } from '../core/sessionPlace';
import { ITarget } from '../core/target';
import type { IUser, SessionDirectory } from './sessionDirectory';

/** Options of a `PoolSessionReader`. */
export interface IPoolSessionReaderOptions {
  directory: SessionDirectory;
  /** Pool of the notebook in front. */
  target: () => ITarget | null;
  /** Notebooks of the page that use a session. */
  users: () => readonly IUser[];
}

/** Reads the sessions that pools have; `PoolSessions` shows them. */
export class PoolSessionReader {
  constructor(private _options: IPoolSessionReaderOptions) {}

  problem: IProblem | null = null;

  /** Those of the pool of the notebook in front; null before they were read. */
  get entries(): readonly IPoolSession[] | null {
    const target = this._options.target();
    return this._target !== null && isSamePool(this._target, target)
      ? this._entries.map(one => this._now(one))
      : null;
  }

  /** The user's own, on any pool, that no open notebook uses. */
  get orphans(): readonly IPoolSession[] {
    const listed = this.entries ?? [];
    const others = this._alone.filter(
      one => !listed.some(entry => isSameSession(entry, one))
    );
    return [...listed, ...others.map(one => this._now(one))].filter(isOrphan);
  }

  /** Reads those of the pool of the notebook in front. Never rejects. */
  async refresh(): Promise<void> {
    const target = this._options.target();
    if (!target) {
      return;
    }
    try {
      this._entries = await this._options.directory.list(target);
      this._target = target;
      this.problem = null;
    } catch (reason) {
      this.problem = problemOf(reason);
    }
  }

  /** Looks for sessions of the user that are left alone. Never rejects. */
  async check(): Promise<void> {
    try {
      this._alone = await this._options.directory.alone();
    } catch {
      // It is asked again soon, and the panel tells what is wrong.
    }
  }

  /** Stops one of them, and checks that it has stopped. */
  async stop(entry: IPoolSession): Promise<void> {
    const isOther = (one: IPoolSession): boolean => !isSameSession(one, entry);
    await this._options.directory.stop(entry);
    this._entries = this._entries.filter(isOther);
    this._alone = this._alone.filter(isOther);
  }

  private _now(entry: IPoolSession): IPoolSession {
    const users = this._options.users();
    const openIn = users.filter(one => isSameSession(one, entry));
    return { ...entry, openIn: openIn.map(one => one.label) };
  }

  private _alone: readonly IPoolSession[] = [];
  private _entries: readonly IPoolSession[] = [];
  private _target: ITarget | null = null;
}

function isSamePool(one: ITarget, other: ITarget | null): boolean {
  return (
    one.connection === other?.connection &&
    one.endpoint === other.endpoint &&
    one.pool === other.pool
  );
}
