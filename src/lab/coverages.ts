import { ISessionContext } from '@jupyterlab/apputils';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Debouncer, Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';
import { cellPython } from '../core/cellPython';
import { SynapseError } from '../core/errors';
import { usesDates } from '../core/gapWarning';
import { ILake } from '../core/lake';
import { ICoverages } from '../tokens';
import { IBackend } from './backend';
import { IGuardedNotebook } from './gapGuard';
import { Lookbacks } from './lookbacks';
import { codeCells } from './notebookCells';
import { NotebookCoverage } from './notebookCoverage';
import { IPlaceOptions, NotebookLake } from './notebookLake';
import { NotebookSession } from './notebookSession';

/** Options of `Coverages`. */
export interface ICoveragesOptions extends Pick<
  IPlaceOptions,
  'connections' | 'armEndpoint'
> {
  tracker: INotebookTracker;
  lookbacks: Lookbacks;
  sessionOf: (panel: NotebookPanel) => NotebookSession | null;
  lake: () => Promise<ILake>;
  clock: IBackend['clock'];
  /** Lets the next cell of a notebook use only the days that exist. */
  useExisting: (context: ISessionContext, notebook: IGuardedNotebook) => void;
}

/** Data of today and yesterday still come: they are read again so often, ms. */
const REFRESH_MS = 10 * 60_000;
/** A cell waits no longer than this for another look at the lake, ms. */
const LOOK_MS = 5000;
/** How long a notebook must rest before its code is looked at, ms. */
const REST_MS = 500;

/** What belongs to one notebook. */
interface IEntry {
  coverage: NotebookCoverage;
  lake: NotebookLake;
  /** Window and place that were read last. */
  signature: string;
}

/** The coverage of open notebooks; read only while the strip is in sight. */
export class Coverages implements ICoverages {
  constructor(private _options: ICoveragesOptions) {
    _options.tracker.currentChanged.connect(this._onCurrent, this);
    this._debouncer = new Debouncer(() => this._follow(), REST_MS);
    this._poll = new Poll({
      name: 'jupyterlab-synapse:coverage',
      auto: false,
      standby: 'when-hidden',
      frequency: { interval: REFRESH_MS, backoff: true, max: 6 * REFRESH_MS },
      factory: () => this.current?.refreshRecent() ?? Promise.resolve()
    });
  }

  get current(): NotebookCoverage | null {
    const panel = this._options.tracker.currentWidget;
    return panel ? this._entry(panel).coverage : null;
  }

  get currentChanged(): ISignal<ICoverages, void> {
    return this._currentChanged;
  }

  setVisible(isVisible: boolean): void {
    this._isVisible = isVisible;
    this._watch();
    if (isVisible) {
      void this._poll.start();
      this._follow();
    } else {
      void this._poll.stop();
    }
  }

  useExistingDays(): Promise<void> {
    const panel = this._options.tracker.currentWidget;
    const notebook = panel && this.guarded(panel.sessionContext);
    if (!panel || !notebook?.sparkCode.some(usesDates)) {
      return Promise.reject(
        new SynapseError({
          kind: 'usage',
          what: 'No %%synapse cell of this notebook reads lookback_dates.',
          why: 'It is the list of days by which code can leave some out.',
          next: 'Use Insert paths: its cell leaves out folders that are not there.'
        })
      );
    }
    this._options.useExisting(panel.sessionContext, notebook);
    return Promise.resolve();
  }

  /** What is known of a notebook whose cell is about to run. */
  guarded(context: ISessionContext): IGuardedNotebook | null {
    const { lookbacks, sessionOf, tracker } = this._options;
    const panel = tracker.find(one => one.sessionContext === context);
    const entry = panel && this._entries.get(panel);
    if (!panel || !entry) {
      return null;
    }
    // The window is that of the cells as they are now.
    const lookback = lookbacks.of(panel);
    lookback.read();
    return {
      window: lookback.settled,
      table: entry.coverage.table ?? '',
      coverage: entry.coverage.coverage,
      session: sessionOf(panel)?.session?.name ?? null,
      sparkCode: codeCells(panel).flatMap(({ source }) => {
        const python = cellPython(source);
        return python?.place === 'spark' ? [python.text] : [];
      })
    };
  }

  /** The same after another look at the days without data. */
  async lookAgain(
    context: ISessionContext,
    signal: AbortSignal
  ): Promise<IGuardedNotebook | null> {
    const { clock, tracker } = this._options;
    const panel = tracker.find(one => one.sessionContext === context);
    const entry = panel && this._entries.get(panel);
    await Promise.race([
      entry?.coverage.refreshMissing(),
      clock.sleep(LOOK_MS, signal)
    ]);
    return this.guarded(context);
  }

  private _entry(panel: NotebookPanel): IEntry {
    const known = this._entries.get(panel);
    if (known) {
      return known;
    }
    const { armEndpoint, clock, connections, lake, lookbacks, sessionOf } =
      this._options;
    const source = new NotebookLake({
      panel,
      lookback: lookbacks.of(panel),
      connections,
      armEndpoint,
      target: () => sessionOf(panel)?.target ?? null
    });
    const coverage = new NotebookCoverage({ lake, clock, source });
    const entry = { coverage, lake: source, signature: '' };
    this._entries.set(panel, entry);
    panel.disposed.connect(() => {
      this._entries.delete(panel);
      coverage.dispose();
    });
    return entry;
  }

  private _onCurrent(): void {
    this._watch();
    this._currentChanged.emit();
    if (this._isVisible) {
      this._follow();
    }
  }

  /** Follows code, metadata and window of the notebook in front, if seen. */
  private _watch(): void {
    const panel = this._isVisible ? this._options.tracker.currentWidget : null;
    if (panel === this._watched) {
      return;
    }
    const change = (panel: NotebookPanel, isOn: boolean) => {
      const { model } = panel.context;
      const { changed } = this._options.lookbacks.of(panel);
      for (const signal of [model?.contentChanged, model?.metadataChanged]) {
        if (isOn) {
          signal?.connect(this._onChange, this);
        } else {
          signal?.disconnect(this._onChange, this);
        }
      }
      if (isOn) {
        changed.connect(this._onChange, this);
      } else {
        changed.disconnect(this._onChange, this);
      }
    };
    if (this._watched && !this._watched.isDisposed) {
      change(this._watched, false);
    }
    this._watched = panel;
    if (panel) {
      change(panel, true);
    }
  }

  private _onChange(): void {
    void this._debouncer.invoke();
  }

  /** Reads what is new when window or place are others than before. */
  private _follow(): void {
    const panel = this._options.tracker.currentWidget;
    if (!this._isVisible || !panel || panel.isDisposed) {
      return;
    }
    const entry = this._entry(panel);
    const signature = entry.lake.signature();
    if (signature !== entry.signature) {
      entry.signature = signature;
      void entry.coverage.update();
    }
  }

  private _currentChanged = new Signal<ICoverages, void>(this);
  private _debouncer: Debouncer;
  private _entries = new Map<NotebookPanel, IEntry>();
  private _isVisible = false;
  private _poll: Poll;
  private _watched: NotebookPanel | null = null;
}
