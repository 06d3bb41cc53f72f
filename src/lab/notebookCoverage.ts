import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import { utcDay, isoDay, dayNumber } from '../core/calendarDays';
import { coverageOf, ICoverageWindow, ITableCoverage } from '../core/coverage';
import { IDayData } from '../core/coverageTally';
import { IProblem, problemOf } from '../core/errors';
import { ILake, ITablePlace } from '../core/lake';
import { IClock } from '../core/ports';
import { INotebookCoverage } from '../tokens';

/** Where a notebook's window and its lake come from. */
export interface ICoverageSource {
  /** Null: the notebook has no window, or a wrong one. */
  window(): ICoverageWindow | null;
  /** Null when nothing says where the logs are. Rejects with a `SynapseError`. */
  place(): Promise<ITablePlace | null>;
  /** Keeps an address that the user has typed; null forgets it. */
  keepAddress(address: string | null): void;
}

/** Options of a `NotebookCoverage`. */
export interface INotebookCoverageOptions {
  lake: () => Promise<ILake>;
  clock: IClock;
  source: ICoverageSource;
}

/** What is known of one table. */
interface ITableData {
  days: Map<string, IDayData>;
  /** When the oldest of it was read; null: nothing was. */
  readAt: number | null;
}

/** A date that is typed is not read letter by letter, ms. */
const SETTLE_MS = 300;

/**
 * Which days of a notebook's window the lake has. What was read is kept by
 * table and day: a longer window reads only what is new.
 */
export class NotebookCoverage implements INotebookCoverage, IDisposable {
  constructor(private _options: INotebookCoverageOptions) {}

  place: ITablePlace | null = null;
  tables: readonly string[] = [];
  isLoading = false;
  /** Whether it was looked for a place. */
  isReady = false;
  problem: IProblem | null = null;
  isDisposed = false;

  get window(): ICoverageWindow | null {
    return this._options.source.window();
  }

  get table(): string | null {
    return this._table ?? this.place?.container ?? null;
  }

  get readAt(): number | null {
    return this._data()?.readAt ?? null;
  }

  get coverage(): ITableCoverage | null {
    const { window } = this;
    const data = this._data();
    return window && data
      ? coverageOf(window, data.days, this._options.clock.now())
      : null;
  }

  get stateChanged(): ISignal<INotebookCoverage, void> {
    return this._stateChanged;
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.isDisposed = true;
      this._abort?.abort();
      Signal.clearData(this);
    }
  }

  chooseTable(table: string): Promise<void> {
    this._table = table;
    return this.update();
  }

  async choosePlace(address: string | null): Promise<void> {
    this._options.source.keepAddress(address);
    this._table = null;
    await this.update();
  }

  async refresh(): Promise<void> {
    // What is known stays in sight until there is something newer.
    this._isStale = true;
    this._tablesOf = '';
    await this.update(0);
  }

  /** Reads the days that may have changed: yesterday's, today's. */
  async refreshRecent(): Promise<void> {
    const today = dayNumber(utcDay(this._options.clock.now())) ?? 0;
    const data = this._data();
    const stale = [today, today - 1]
      .map(isoDay)
      .filter(day => data?.days.has(day));
    if (data && stale.length > 0 && !this.isLoading) {
      stale.forEach(day => data.days.delete(day));
      await this.update(0);
    }
  }

  /** Looks again at the days without data: some may have come. Never rejects. */
  async refreshMissing(): Promise<void> {
    if (this.isLoading) {
      await this._updated;
      return;
    }
    const missing = this.coverage?.days.filter(
      ({ state }) => state === 'missing'
    );
    if (missing?.length) {
      // They stay missing until there is an answer.
      this._again = new Set(missing.map(({ day }) => day));
      await this.update(0);
    }
  }

  /** Reads what is not known of place, tables and window. Never rejects. */
  update(settle = SETTLE_MS): Promise<void> {
    this._updated = this._update(settle);
    return this._updated;
  }

  private async _update(settle: number): Promise<void> {
    this._abort?.abort();
    const abort = new AbortController();
    this._abort = abort;
    const { signal } = abort;
    this.isLoading = true;
    this._changed();
    try {
      if (settle > 0) {
        await this._options.clock.sleep(settle, signal);
      }
      if (!signal.aborted) {
        await this._read(signal);
        this.problem = null;
      }
    } catch (reason) {
      if (!signal.aborted) {
        this.problem = problemOf(reason);
      }
    } finally {
      // A later update is under way when this one was stopped.
      if (this._abort === abort) {
        this.isLoading = false;
        this.isReady = true;
        this._changed();
      }
    }
  }

  private async _read(signal: AbortSignal): Promise<void> {
    const place = await this._options.source.place();
    if (signal.aborted) {
      return;
    }
    if (accountOf(place) !== accountOf(this.place)) {
      this.tables = [];
    }
    if (JSON.stringify(place) !== JSON.stringify(this.place)) {
      // The code names another table: that one is meant now.
      this._table = null;
    }
    this.place = place;
    const { table, window } = this;
    if (!place || !table || !window) {
      return;
    }
    const lake = await this._options.lake();
    const days = this._daysToRead(window);
    this._again.clear();
    const key = this._key;
    const reads = [this._readTables(lake, place, signal)];
    if (days.length > 0) {
      const at = this._options.clock.now();
      const isStale = this._isStale;
      this._isStale = false;
      const onRead = (found: ReadonlyMap<string, IDayData>) => {
        const data = this._known.get(key) ?? { days: new Map(), readAt: at };
        found.forEach((one, day) => data.days.set(day, one));
        data.readAt = isStale ? at : Math.min(data.readAt ?? at, at);
        this._known.set(key, data);
        this._changed();
      };
      reads.push(
        lake.days({ ...place, container: table }, days, signal, onRead)
      );
    }
    await Promise.all(reads);
  }

  /** Lists the tables of an account once; without a right to, there is one. */
  private async _readTables(
    lake: ILake,
    place: ITablePlace,
    signal: AbortSignal
  ): Promise<void> {
    const account = accountOf(place);
    if (this._tablesOf !== account) {
      const found = await lake
        .containers(place, 'am-', signal)
        .catch(() => null);
      if (!signal.aborted) {
        this._tablesOf = found ? account : '';
        this.tables = [...new Set([place.container, ...(found ?? [])])].sort();
        this._changed();
      }
    }
  }

  private _daysToRead(window: ICoverageWindow): string[] {
    const today = utcDay(this._options.clock.now());
    const known = this._data()?.days;
    return window.days.filter(
      day =>
        day <= today &&
        (this._isStale || this._again.has(day) || !known?.has(day))
    );
  }

  private _data(): ITableData | null {
    return this._known.get(this._key) ?? null;
  }

  private get _key(): string {
    return `${accountOf(this.place)}/${this.table}/${this.place?.folder}`;
  }

  private _changed(): void {
    if (!this.isDisposed) {
      this._stateChanged.emit();
    }
  }

  private _abort: AbortController | null = null;
  /** Days that are read although they are known. */
  private _again = new Set<string>();
  private _isStale = false;
  private _known = new Map<string, ITableData>();
  private _stateChanged = new Signal<INotebookCoverage, void>(this);
  private _table: string | null = null;
  private _tablesOf = '';
  private _updated: Promise<void> = Promise.resolve();
}

function accountOf(place: ITablePlace | null): string {
  return place ? `${place.connection} ${place.endpoint}` : '';
}
