import { Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';
import { IProblem, problemOf } from '../core/errors';
import { IPoolSession, isOrphan, isSameSession } from '../core/poolSession';
import { ITarget } from '../core/target';
import { IPoolSessions } from '../tokens';
import type { IUser, SessionDirectory } from './sessionDirectory';

/** Options of `PoolSessions`. */
export interface IPoolSessionsOptions {
  /** Loaded on first use, as a page starts without any session. */
  directory: () => Promise<SessionDirectory>;
  /** Pool of the notebook in front. */
  target: () => ITarget | null;
  /** Notebooks of the page that use a session. */
  users: () => readonly IUser[];
}

const CHECK_MS = 30_000;

/** The sessions that pools have, with or without a notebook. */
export class PoolSessions implements IPoolSessions {
  constructor(private _options: IPoolSessionsOptions) {
    let isFirst = true;
    // What was left running in earlier pages, or elsewhere.
    this._poll = new Poll({
      name: 'jupyterlab-synapse:sessions-alone',
      standby: 'when-hidden',
      frequency: { interval: CHECK_MS, backoff: false, max: CHECK_MS },
      factory: async () => {
        if (isFirst) {
          // The page has enough to do.
          isFirst = false;
          return;
        }
        await this.check();
      }
    });
  }

  problem: IProblem | null = null;

  get entries(): readonly IPoolSession[] | null {
    const target = this._options.target();
    return this._target !== null && isSamePool(this._target, target)
      ? this._entries.map(one => this._now(one))
      : null;
  }

  get orphans(): readonly IPoolSession[] {
    const listed = this.entries ?? [];
    const others = this._alone.filter(
      one => !listed.some(entry => isSameSession(entry, one))
    );
    return [...listed, ...others.map(one => this._now(one))].filter(isOrphan);
  }

  get changed(): ISignal<IPoolSessions, void> {
    return this._changed;
  }

  async refresh(): Promise<void> {
    const target = this._options.target();
    if (!target) {
      return;
    }
    try {
      const directory = await this._options.directory();
      this._entries = await directory.list(target);
      this._target = target;
      this.problem = null;
    } catch (reason) {
      this.problem = problemOf(reason);
    }
    this._changed.emit();
  }

  /** Looks for sessions of the user that are left alone. Never rejects. */
  async check(): Promise<void> {
    try {
      this._alone = await (await this._options.directory()).alone();
      this._changed.emit();
    } catch {
      // It is asked again soon, and the panel tells what is wrong.
    }
  }

  async stop(entry: IPoolSession): Promise<void> {
    const isOther = (one: IPoolSession): boolean => !isSameSession(one, entry);
    await (await this._options.directory()).stop(entry);
    this._entries = this._entries.filter(isOther);
    this._alone = this._alone.filter(isOther);
    this._changed.emit();
  }

  /** Who uses a session is known without reading. */
  usersChanged(): void {
    this._changed.emit();
  }

  dispose(): void {
    this._poll.dispose();
    Signal.clearData(this);
  }

  private _now(entry: IPoolSession): IPoolSession {
    const users = this._options.users();
    const openIn = users.filter(one => isSameSession(one, entry));
    return { ...entry, openIn: openIn.map(one => one.label) };
  }

  private _alone: readonly IPoolSession[] = [];
  private _changed = new Signal<this, void>(this);
  private _entries: readonly IPoolSession[] = [];
  private _poll: Poll;
  private _target: ITarget | null = null;
}

function isSamePool(one: ITarget, other: ITarget | null): boolean {
  return (
    one.connection === other?.connection &&
    one.endpoint === other.endpoint &&
    one.pool === other.pool
  );
}
