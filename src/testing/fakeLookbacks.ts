import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { ISignal } from '@lumino/signaling';
import { DEFAULT_LOOKBACK, lookbackDays } from '../core/lookback';
import {
  ILookbackDraft,
  ILookbackFinding,
  checkLookback,
  draftOf
} from '../core/lookbackCheck';
import { ILookbackSource } from '../core/lookbackCells';
import type {
  ILookbackModel,
  ILookbacks,
  ILookbackWindow,
  INotebookLookback
} from '../tokens';
import { FakeModel } from './fakeModel';

/** 2026-11-24 15:30 in UTC. */
const NOW = Date.UTC(2026, 10, 24, 15, 30);

/** A lookback window without a notebook; `calls` tells what was asked of it. */
export class FakeLookback
  extends FakeModel<FakeLookback>
  implements INotebookLookback
{
  draft: ILookbackDraft = draftOf(DEFAULT_LOOKBACK);
  source: ILookbackSource | null = null;
  computed: readonly ('endDate' | 'lookbackDays')[] = [];
  isEdited = false;
  offer: INotebookLookback['offer'] = 'none';
  /** How many watch it now. */
  watchers = 0;

  get window(): ILookbackWindow | null {
    return this.computed.length ? null : checkLookback(this.draft, NOW).window;
  }

  get days(): readonly string[] {
    return this.window ? lookbackDays(this.window) : [];
  }

  get findings(): readonly ILookbackFinding[] {
    return checkLookback(this.draft, NOW).findings;
  }

  get changed(): ISignal<this, void> {
    return this._signal;
  }

  watch(): IDisposable {
    this.watchers += 1;
    return new DisposableDelegate(() => {
      this.watchers -= 1;
    });
  }

  edit(change: Partial<ILookbackDraft>): void {
    this.calls.push(`edit ${JSON.stringify(change)}`);
    this.set({ draft: { ...this.draft, ...change } });
  }

  revert(): void {
    this._do('revert');
  }

  updateCell(): void {
    this._do('updateCell');
  }

  reveal(cellId: string): void {
    this._do(`reveal ${cellId}`);
  }

  insertParameters(): void {
    this._do('insertParameters');
  }

  insertPaths(): void {
    this._do('insertPaths');
  }

  private _do(name: string): void {
    this.calls.push(name);
    if (this.failure !== null) {
      throw this.failure;
    }
  }
}

/** The windows of one notebook at a time. */
export class FakeLookbacks
  extends FakeModel<FakeLookbacks>
  implements ILookbackModel, ILookbacks
{
  constructor(public current: FakeLookback | null = new FakeLookback()) {
    super();
  }

  get currentChanged(): ISignal<this, void> {
    return this._signal;
  }

  load(): Promise<ILookbackModel> {
    return Promise.resolve(this);
  }
}
