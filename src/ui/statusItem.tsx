import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { ISignal, Signal } from '@lumino/signaling';
import * as React from 'react';
import type { INotebookSession, ISynapseSessions } from '../tokens';
import { isWorthShowing } from './worthShowing';

/** A chunk of its own: a page without Spark has no use for it. */
const StatusText = React.lazy(async () => {
  const { StatusText } = await import(
    /* webpackChunkName: "status" */ './components/StatusText'
  );
  return { default: StatusText };
});

/** Options of a `StatusItem`. */
export interface IStatusItemOptions {
  sessions: ISynapseSessions;
  trans: TranslationBundle;
  /** Opens the panel. */
  onClick: () => void;
}

/**
 * The session of the notebook in front, in the status bar.
 *
 * #### Notes
 * Give `isActive` and `activeStateChanged` to the status bar: it is the one
 * that shows and hides its items.
 */
export class StatusItem extends ReactWidget {
  constructor(options: IStatusItemOptions) {
    super();
    this._options = options;
    this.addClass('syn-StatusItem');
    options.sessions.currentChanged.connect(this._watch, this);
    options.sessions.onPools.changed.connect(this._check, this);
    this._watch();
  }

  /** Whether there is something to show. */
  readonly isActive = (): boolean => isWorthShowing(this._options.sessions);

  /** Emitted when `isActive` may answer something else. */
  get activeStateChanged(): ISignal<this, void> {
    return this._activeStateChanged;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    // The sessions' signals, and those who listen to ours.
    Signal.clearData(this);
    super.dispose();
  }

  protected override render(): React.JSX.Element {
    // While it is hidden its text need not be loaded.
    if (!this.isActive()) {
      return <></>;
    }
    return (
      <React.Suspense fallback={null}>
        <StatusText {...this._options} />
      </React.Suspense>
    );
  }

  /** Follows the session of the notebook in front. */
  private _watch(): void {
    const { current } = this._options.sessions;
    this._watched?.stateChanged.disconnect(this._check, this);
    this._watched = current;
    current?.stateChanged.connect(this._check, this);
    this._check();
  }

  private _check(): void {
    const isActive = this.isActive();
    if (isActive !== this._wasActive) {
      this._wasActive = isActive;
      this.update();
      this._activeStateChanged.emit();
    }
  }

  private _activeStateChanged = new Signal<this, void>(this);
  private _options: IStatusItemOptions;
  private _wasActive: boolean | null = null;
  private _watched: INotebookSession | null = null;
}

/** Creates the item of the status bar. */
export function createStatusItem(options: IStatusItemOptions): StatusItem {
  return new StatusItem(options);
}
