import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import { lakeDomain } from '../core/lakePlace';
import { CellReader } from '../core/lookbackCells';
import { placeOf } from '../core/lookbackCode';
import { ILedger } from '../core/ledger';
import { IClock } from '../core/ports';
import { ParsePython } from '../core/pythonAssignments';
import type { ILookbackModel } from '../tokens';
import { LookbackOffers } from './lookbackOffers';
import { NotebookLookback } from './notebookLookback';
import type { NotebookSession } from './notebookSession';

/** Options of `Lookbacks`. */
export interface ILookbacksOptions {
  tracker: INotebookTracker;
  /** The Spark session of a notebook; null when there is no such thing. */
  sessionOf: (panel: NotebookPanel) => NotebookSession | null;
  ledger: ILedger;
  clock: IClock;
  parse: ParsePython;
  /** Whether a connection is the local pool. */
  isLocal: (connection: string) => boolean;
  /** Origin of the Azure Resource Manager of a connection; null: it has none. */
  armOrigin: (connection: string) => string | null;
}

/** The lookback windows of all open notebooks. */
export class Lookbacks implements ILookbackModel, IDisposable {
  constructor(private _options: ILookbacksOptions) {
    this.offers = new LookbackOffers(_options.ledger, panel => this.of(panel));
    _options.tracker.currentChanged.connect(this._onCurrent, this);
  }

  readonly offers: LookbackOffers;

  get current(): NotebookLookback | null {
    const panel = this._options.tracker.currentWidget;
    return panel ? this.of(panel) : null;
  }

  get currentChanged(): ISignal<this, void> {
    return this._currentChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  /** The window of a notebook. */
  of(panel: NotebookPanel): NotebookLookback {
    const known = this._known.get(panel);
    if (known) {
      return known;
    }
    const { armOrigin, clock, isLocal, parse, sessionOf } = this._options;
    // A notebook without a target runs on the local pool.
    const connection = () => sessionOf(panel)?.target?.connection ?? 'local';
    const made = new NotebookLookback({
      panel,
      reader: new CellReader(parse),
      now: () => clock.now(),
      isLocal: () => isLocal(connection()),
      place: () =>
        placeOf(isLocal(connection()), lakeDomain(armOrigin(connection()))),
      offer: lookback => this.offers.state(lookback, sessionOf(panel))
    });
    this._known.set(panel, made);
    panel.disposed.connect(() => made.dispose());
    return made;
  }

  private _onCurrent(): void {
    this._currentChanged.emit();
  }

  private _currentChanged = new Signal<this, void>(this);
  private _isDisposed = false;
  private _known = new WeakMap<NotebookPanel, NotebookLookback>();
}
