import { ISessionContext } from '@jupyterlab/apputils';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';
import { INotebookSession, ISynapseSessions } from '../tokens';
import { ITargetStore, NotebookSession } from './notebookSession';

/** Options of `SynapseSessions`. */
export interface ISynapseSessionsOptions {
  tracker: INotebookTracker;
  /** Makes the session of a document; `targets` is null for consoles. */
  make(path: string, targets: ITargetStore | null): NotebookSession;
}

const REFRESH_MS = 10_000;
const METADATA_KEY = 'synapse';

/** The Spark sessions of all open notebooks and consoles. */
export class SynapseSessions implements ISynapseSessions, IDisposable {
  constructor(options: ISynapseSessionsOptions) {
    this._options = options;
    options.tracker.currentChanged.connect(this._onCurrent, this);
    this._poll = new Poll({
      name: 'jupyterlab-synapse:sessions',
      // Hidden pages stand by: a session is kept alive only for a user who is there.
      standby: 'when-hidden',
      frequency: { interval: REFRESH_MS, backoff: false, max: REFRESH_MS },
      factory: () => Promise.all(this.all.map(one => one.controller.refresh()))
    });
    this._onCurrent();
  }

  get all(): readonly NotebookSession[] {
    return [...this._sessions];
  }

  get current(): INotebookSession | null {
    return this._current;
  }

  get currentChanged(): ISignal<ISynapseSessions, void> {
    return this._currentChanged;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  async refresh(): Promise<void> {
    await this._current?.refresh();
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._poll.dispose();
    this._sessions.forEach(one => one.dispose());
    this._sessions.clear();
    Signal.clearData(this);
  }

  /** The session of a notebook's panel. */
  ofPanel(panel: NotebookPanel): NotebookSession {
    const context = panel.sessionContext;
    const known = this._byContext.get(context);
    if (known) {
      return known;
    }
    const session = this._options.make(panel.context.path, {
      get: () =>
        (
          panel.context.model.getMetadata(METADATA_KEY) as
            { target?: unknown } | undefined
        )?.target,
      set: target =>
        panel.context.model.setMetadata(METADATA_KEY, {
          ...(panel.context.model.getMetadata(METADATA_KEY) as object),
          target
        })
    });
    panel.context.pathChanged.connect((_, path) => session.moveTo(path));
    panel.context.saveState.connect((_, state) => {
      if (state === 'started') {
        session.deliveries.saving();
      } else if (state.startsWith('completed')) {
        session.deliveries.saved();
      }
    });
    if (!panel.context.isReady) {
      // The target is in the metadata, which comes with the file.
      void panel.context.ready.then(() => {
        if (!session.isDisposed) {
          session.readTarget();
        }
      });
    }
    return this._add(context, session);
  }

  /**
   * The session for a cell that runs in a context: that of the notebook; for
   * a console that shares a notebook's kernel, the notebook's.
   */
  ofContext(context: ISessionContext): NotebookSession {
    const known = this._byContext.get(context);
    if (known) {
      return known;
    }
    const { tracker } = this._options;
    const kernel = context.session?.kernel?.id;
    const panel = tracker.find(
      one =>
        one.sessionContext === context ||
        (kernel !== undefined &&
          one.sessionContext.session?.kernel?.id === kernel)
    );
    if (panel) {
      return this.ofPanel(panel);
    }
    const session = this._options.make(context.path, null);
    context.propertyChanged.connect(() => session.moveTo(context.path));
    return this._add(context, session);
  }

  private _add(
    context: ISessionContext,
    session: NotebookSession
  ): NotebookSession {
    this._byContext.set(context, session);
    this._sessions.add(session);
    context.disposed.connect(() => {
      this._sessions.delete(session);
      session.dispose();
    });
    return session;
  }

  private _onCurrent(): void {
    const panel = this._options.tracker.currentWidget;
    const current = panel ? this.ofPanel(panel) : null;
    if (current !== this._current) {
      this._current = current;
      this._currentChanged.emit();
    }
  }

  private _byContext = new WeakMap<ISessionContext, NotebookSession>();
  private _current: NotebookSession | null = null;
  private _currentChanged = new Signal<ISynapseSessions, void>(this);
  private _options: ISynapseSessionsOptions;
  private _poll: Poll;
  private _sessions = new Set<NotebookSession>();
}
