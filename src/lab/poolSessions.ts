import { Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';
import { IProblem } from '../core/errors';
import { IPoolSession } from '../core/poolSession';
import { IPoolSessions } from '../tokens';
import type { PoolSessionReader } from './poolSessionReader';

const CHECK_MS = 30_000;

/** The sessions that pools have, with or without a notebook. */
export class PoolSessions implements IPoolSessions {
  /**
   * `load` gives what reads them, which most pages never need. `hasOwn` tells
   * whether the user has started any that may run.
   */
  constructor(
    private _load: () => Promise<PoolSessionReader>,
    hasOwn: () => Promise<boolean>
  ) {
    let isFirst = true;
    // What was left running in earlier pages, or elsewhere.
    this._poll = new Poll({
      name: 'jupyterlab-synapse:sessions-alone',
      standby: 'when-hidden',
      frequency: { interval: CHECK_MS, backoff: false, max: CHECK_MS },
      factory: async () => {
        // A page that has just been opened has enough to do.
        if (!isFirst && (this.orphans.length > 0 || (await hasOwn()))) {
          await this._do(reader => reader.check());
        }
        isFirst = false;
      }
    });
  }

  entries: readonly IPoolSession[] | null = null;
  orphans: readonly IPoolSession[] = [];
  problem: IProblem | null = null;

  get changed(): ISignal<IPoolSessions, void> {
    return this._changed;
  }

  refresh(): Promise<void> {
    return this._do(reader => reader.refresh());
  }

  stop(entry: IPoolSession): Promise<void> {
    return this._do(reader => reader.stop(entry));
  }

  /** Other notebooks use other sessions now. */
  usersChanged(): void {
    // Who uses one is known without reading; who is alone is not.
    if (this._reader) {
      this._show(this._reader);
    }
    if (!this._poll.isDisposed) {
      void this._poll.refresh();
    }
  }

  dispose(): void {
    this._poll.dispose();
    Signal.clearData(this);
  }

  private async _do(
    work: (reader: PoolSessionReader) => Promise<void>
  ): Promise<void> {
    this._reader ??= await this._load();
    const reader = this._reader;
    await work(reader).finally(() => this._show(reader));
  }

  private _show({ entries, orphans, problem }: PoolSessionReader): void {
    Object.assign(this, { entries, orphans, problem });
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _poll: Poll;
  private _reader: PoolSessionReader | null = null;
}
