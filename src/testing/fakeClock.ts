import { IClock } from '../core/ports';

/** Taken before a spec can replace it with a fake timer. */
const realTimeout = setTimeout;

/** Lets every promise that can settle do so. */
export function settle(): Promise<void> {
  return new Promise(resolve => realTimeout(resolve, 0));
}

/**
 * Time that moves only when a spec says so, or, with `auto`, as soon as
 * everybody sleeps: then whatever takes minutes is over in no time, in the
 * right order.
 */
export class FakeClock implements IClock {
  constructor(options: { now?: number; auto?: boolean } = {}) {
    this._now = options.now ?? 0;
    this._isAuto = options.auto ?? false;
  }

  now(): number {
    return this._now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) {
      return Promise.resolve();
    }
    return new Promise(resolve => {
      const sleeper = {
        at: this._now + Math.max(0, ms),
        wake: () => {
          this._sleepers.delete(sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        }
      };
      this._sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake);
      if (this._isAuto) {
        void this._run();
      }
    });
  }

  /** How many sleep now. */
  get sleeping(): number {
    return this._sleepers.size;
  }

  /**
   * Move on by `ms`, waking who is due on the way in the order of time, each
   * before the next; who sleeps again within that time is woken again.
   */
  async advance(ms: number): Promise<void> {
    const end = this._now + ms;
    await settle();
    for (
      let next = this._next();
      next !== null && next.at <= end;
      next = this._next()
    ) {
      this._now = Math.max(this._now, next.at);
      next.wake();
      await settle();
    }
    this._now = end;
  }

  /** Wake one after the other until nobody sleeps. */
  private async _run(): Promise<void> {
    if (this._isRunning) {
      return;
    }
    this._isRunning = true;
    await settle();
    for (let next = this._next(); next !== null; next = this._next()) {
      this._now = Math.max(this._now, next.at);
      next.wake();
      await settle();
    }
    this._isRunning = false;
  }

  /** Who is to be woken first; of several, who came first. */
  private _next(): ISleeper | null {
    let first: ISleeper | null = null;
    for (const sleeper of this._sleepers) {
      if (first === null || sleeper.at < first.at) {
        first = sleeper;
      }
    }
    return first;
  }

  private _now: number;
  private readonly _isAuto: boolean;
  private _isRunning = false;
  private readonly _sleepers = new Set<ISleeper>();
}

interface ISleeper {
  at: number;
  wake: () => void;
}
