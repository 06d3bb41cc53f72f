import type { NotebookPanel } from '@jupyterlab/notebook';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { Throttler } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';
import { IProblem, SynapseError } from '../core/errors';
import {
  ILookbackWindow,
  defaultLookback,
  lookbackDays
} from '../core/lookback';
import {
  CellReader,
  ICellAssignment,
  ILookbackSource,
  lookbackSource,
  sparkNames,
  valueOf,
  windowEdits
} from '../core/lookbackCells';
import {
  ILookbackCheck,
  ILookbackDraft,
  ILookbackFinding,
  checkLookback,
  draftOf,
  isSameValue
} from '../core/lookbackCheck';
import { parameterCell, pathsCell } from '../core/lookbackCode';
import { hasAllParameters, nothingToUpdate } from '../core/lookbackErrors';
import type { ILogPlace } from '../core/lookbackPaths';
import { lookbackMetadata, parseLookback } from '../core/lookbackMetadata';
import type { INotebookLookback } from '../tokens';
import { revealCell } from './revealCell';
import { codeCells, editCells, insertCell, metadataOf } from './notebookCells';

/** Options of a `NotebookLookback`. */
export interface INotebookLookbackOptions {
  panel: NotebookPanel;
  reader: CellReader;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Whether the notebook runs on the local pool, with its sample data. */
  isLocal: () => boolean;
  /** Where its logs may be, as far as it is known. */
  place: () => ILogPlace;
  /** See `INotebookLookback.offer`. */
  offer: (lookback: NotebookLookback) => INotebookLookback['offer'];
}

/** How often a notebook is read while it changes, ms. */
const READ_MS = 200;
const KEY = 'lookback';
const CODE_FIELDS = ['endDate', 'lookbackDays'] as const;
type CodeField = (typeof CODE_FIELDS)[number];

/** The lookback window of one notebook: what code, metadata and user say. */
export class NotebookLookback implements INotebookLookback, IDisposable {
  constructor(private _options: INotebookLookbackOptions) {
    this._throttler = new Throttler(() => this.read(), {
      limit: READ_MS,
      edge: 'trailing'
    });
    this._base = draftOf(this._default);
    this._check = checkLookback(this._base, _options.now());
  }

  get draft(): ILookbackDraft {
    return { ...this._base, ...this._edits };
  }

  get window(): ILookbackWindow | null {
    return this.computed.length ? null : this._check.window;
  }

  get days(): readonly string[] {
    return this.window ? lookbackDays(this.window) : [];
  }

  get findings(): readonly ILookbackFinding[] {
    const { computed } = this;
    return this._check.findings.filter(
      ({ field }) => !computed.some(one => one === field)
    );
  }

  /** The parameters of a hunt that the cells assign, as last read. */
  get assignments(): readonly ICellAssignment[] {
    return this._assignments;
  }

  get source(): ILookbackSource | null {
    return this._source;
  }

  get computed(): readonly CodeField[] {
    return CODE_FIELDS.filter(field => this._source?.[field]?.literal === null);
  }

  get isEdited(): boolean {
    return this._assigned.some(field => this._edits[field] !== undefined);
  }

  get offer(): INotebookLookback['offer'] {
    return this._options.offer(this);
  }

  /** Whether somebody has said which days are wanted, not only we. */
  get isChosen(): boolean {
    const { endDate, lookbackDays } = this._metadata;
    return (
      this._source !== null ||
      endDate !== undefined ||
      lookbackDays !== undefined
    );
  }

  /** The window without the edits that are not in the code yet. */
  get settled(): ILookbackWindow | null {
    return this.computed.length
      ? null
      : checkLookback(this._base, this._options.now()).window;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._throttler.dispose();
    Signal.clearData(this);
  }

  watch(): IDisposable {
    const { model } = this._options.panel.context;
    const slot = (): void => {
      // It rejects once it is disposed of.
      this._throttler.invoke().catch(() => undefined);
    };
    model.contentChanged.connect(slot);
    model.metadataChanged.connect(slot);
    this.read();
    return new DisposableDelegate(() => {
      model.contentChanged.disconnect(slot);
      model.metadataChanged.disconnect(slot);
    });
  }

  /** The session has another window than before. */
  offerChanged(): void {
    this._changed.emit();
  }

  /** Reads cells and metadata now. */
  read(): void {
    if (this._isDisposed) {
      return;
    }
    const before = JSON.stringify([this._base, this._source]);
    this._assignments = this._options.reader.read(
      codeCells(this._options.panel)
    );
    this._source = lookbackSource(this._assignments);
    const last = this._base;
    const base = draftOf({ ...this._default, ...this._metadata });
    for (const field of CODE_FIELDS) {
      const assigned = this._source?.[field];
      base[field] = (assigned && valueOf(assigned)) ?? base[field];
      // Who changes the code means it: an older edit is over.
      if (base[field].value !== last[field].value) {
        delete this._edits[field];
      }
    }
    this._base = base;
    this._update(before !== JSON.stringify([base, this._source]));
  }

  edit(change: Partial<ILookbackDraft>): void {
    this.read();
    const { computed } = this;
    const edits = { ...this._edits, ...change };
    computed.forEach(field => delete edits[field]);
    const { window } = checkLookback(
      { ...this._base, ...edits },
      this._options.now()
    );
    const assigned = this._assigned;
    if (window) {
      const kept: Partial<ILookbackWindow> = { ...this._metadata, ...window };
      assigned.forEach(field => delete kept[field]);
      const values = lookbackMetadata(kept);
      if (JSON.stringify(values) !== JSON.stringify(this._metadata)) {
        metadataOf(this._options.panel).set(KEY, values);
      }
    }
    // The rest is in the metadata now, unless it is no window.
    this._edits = Object.fromEntries(
      Object.entries(edits).filter(([name, value]) => {
        const field = name as keyof ILookbackDraft;
        const isOpen = !window || assigned.some(one => one === field);
        return isOpen && !isSameValue(value, this._base[field]);
      })
    );
    this._update(true);
    this.read();
  }

  revert(): void {
    this._edits = {};
    this._update(true);
  }

  updateCell(): void {
    // Another user or an undo may have changed it just now.
    const wanted = this.draft;
    this.read();
    const { window } = checkLookback(wanted, this._options.now());
    const edits =
      this._source && window ? windowEdits(this._source, window) : [];
    if (edits.length === 0) {
      throw nothingToUpdate(window ? undefined : this._problem);
    }
    this._edits = {};
    editCells(this._options.panel, edits);
    this.read();
  }

  reveal(cellId: string): void {
    void revealCell(this._options.panel, cellId);
  }

  insertParameters(): void {
    this.read();
    const names = sparkNames(this._assignments);
    const place = this._options.place();
    const source = parameterCell(this._usable(), place, names);
    if (source === null) {
      throw hasAllParameters(this._assignments);
    }
    insertCell(this._options.panel, source, -1);
    this.read();
  }

  insertPaths(): void {
    this.read();
    const spark = this._assignments.filter(({ place }) => place === 'spark');
    const place = this._options.place();
    const source = pathsCell(this._usable(), place, sparkNames(spark));
    const last = Math.max(-1, ...spark.map(({ cellNumber }) => cellNumber - 1));
    insertCell(this._options.panel, source, last);
    this.read();
  }

  /** The window for a new cell; computed values are the code's own. */
  private _usable(): ILookbackWindow {
    if (this._problem) {
      throw new SynapseError(this._problem);
    }
    const { fromHour, rule, toHour } = this.draft;
    return this.window ?? { ...this._default, rule, fromHour, toHour };
  }

  /** What is wrong with the window; undefined when nothing is. */
  private get _problem(): IProblem | undefined {
    return this.findings.find(({ isNotice }) => !isNotice)?.problem;
  }

  /** The fields that the code assigns. */
  private get _assigned(): CodeField[] {
    return CODE_FIELDS.filter(field => this._source?.[field]);
  }

  private get _default(): ILookbackWindow {
    const { isLocal, now } = this._options;
    return defaultLookback(isLocal(), now());
  }

  private get _metadata(): Partial<ILookbackWindow> {
    return parseLookback(metadataOf(this._options.panel).get(KEY));
  }

  private _update(isNews: boolean): void {
    const last = JSON.stringify(this._check);
    this._check = checkLookback(this.draft, this._options.now());
    if (isNews || JSON.stringify(this._check) !== last) {
      this._changed.emit();
    }
  }

  private _assignments: ICellAssignment[] = [];
  /** What code and metadata say. */
  private _base: ILookbackDraft;
  private _changed = new Signal<this, void>(this);
  private _check: ILookbackCheck;
  private _edits: Partial<ILookbackDraft> = {};
  private _isDisposed = false;
  private _source: ILookbackSource | null = null;
  private _throttler: Throttler;
}
