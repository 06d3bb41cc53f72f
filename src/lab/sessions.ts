import { ISessionContext } from '@jupyterlab/apputils';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';
import { DEFAULT_FRAME_LIMITS, IFrameLimits } from '../core/frame';
import type { ISessionOffer } from '../core/sessionOffer';
import { isSameSession } from '../core/sessionPlace';
import { INotebookSession, ISynapseSessions } from '../tokens';
import { INotebookSessionOptions, NotebookSession } from './notebookSession';
import { ITargetStore } from './targetStore';
import { PoolSessions } from './poolSessions';
import type { IUser, SessionDirectory } from './sessionDirectory';
import { runSetUpCells } from './setUpCells';

/** Options of `SynapseSessions`. */
export interface ISynapseSessionsOptions {
  tracker: INotebookTracker;
  /** Makes the session of a document; `targets` is null for consoles. */
  make(
    path: string,
    targets: ITargetStore | null,
    links: Pick<
      INotebookSessionOptions,
      'idleMinutes' | 'setUp' | 'sharers' | 'offer'
    >
  ): NotebookSession;
  /** Loads what lists sessions of pools. */
  directory(): Promise<SessionDirectory>;
  /** Whether the user has started any session that may run. */
  hasOwn(): Promise<boolean>;
}

/** What the user has set. */
export interface ISessionDefaults {
  /** Minutes that a session may be idle when nothing else is said. */
  idleMinutes: number;
  /** What becomes of a session whose notebook's kernel is shut down. */
  onKernelShutdown: 'keep' | 'ask' | 'stop';
  /** Limits of frames that -o brings. */
  frames: IFrameLimits;
}

const REFRESH_MS = 10_000;
const METADATA_KEY = 'synapse';
/** How long a context may be without a session while its kernel changes, ms. */
const CHANGE_MS = 500;

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
    this.onPools = new PoolSessions(async () => {
      const { PoolSessionReader } = await import(
        /* webpackChunkName: "running" */ './poolSessionReader'
      );
      const target = () => this._current?.target ?? null;
      const users = () => this.users;
      const directory = await options.directory();
      return new PoolSessionReader({ directory, target, users });
    }, options.hasOwn);
    this._onCurrent();
  }

  readonly onPools: PoolSessions;

  /** Lists sessions of pools; loaded on first use. */
  directory(): Promise<SessionDirectory> {
    return this._options.directory();
  }

  /** What sessions of notebooks shall run before the next statement. */
  offer:
    | ((
        panel: NotebookPanel,
        session: NotebookSession
      ) => Promise<ISessionOffer | null>)
    | null = null;

  /** What the user has set; changed in place. */
  readonly defaults: ISessionDefaults = {
    idleMinutes: 30,
    onKernelShutdown: 'ask',
    frames: { ...DEFAULT_FRAME_LIMITS }
  };

  /** Notebooks that use a session now. */
  get users(): readonly IUser[] {
    return this.all.filter(({ phase }) =>
      /starting|ready|stopping/.test(phase)
    );
  }

  /** Emitted when the session of any notebook has changed. */
  get anyChanged(): ISignal<this, NotebookSession> {
    return this._anyChanged;
  }

  /** Emitted when the kernel of a notebook was shut down. */
  get kernelGone(): ISignal<this, NotebookSession> {
    return this._kernelGone;
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
    this.onPools.dispose();
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
    const targets: ITargetStore = {
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
    };
    const session = this._options.make(
      panel.context.path,
      targets,
      this._links(panel)
    );
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
    const session = this._options.make(context.path, null, this._links(null));
    context.propertyChanged.connect(() => session.moveTo(context.path));
    return this._add(context, session);
  }

  private _add(
    context: ISessionContext,
    session: NotebookSession
  ): NotebookSession {
    this._byContext.set(context, session);
    this._sessions.add(session);
    let { phase } = session;
    let isGone = false;
    session.stateChanged.connect(() => {
      this._anyChanged.emit(session);
      if (session.phase !== phase) {
        phase = session.phase;
        this.onPools.usersChanged();
      }
    });
    context.sessionChanged.connect((_, { newValue, oldValue }) => {
      // Lab may tell it more than once.
      const isNews = oldValue && !newValue && !isGone && !context.isDisposed;
      isGone = !newValue;
      if (isNews) {
        void this._onKernelGone(context, session);
      }
    });
    context.disposed.connect(() => {
      if (context.session && context.kernelPreference.shutdownOnDispose) {
        this._kernelGone.emit(session);
      }
      this._sessions.delete(session);
      session.dispose();
      this.onPools.usersChanged();
    });
    return session;
  }

  private async _onKernelGone(
    context: ISessionContext,
    session: NotebookSession
  ): Promise<void> {
    // A kernel that is changed has another session in a moment.
    await new Promise(resolve => setTimeout(resolve, CHANGE_MS));
    if (context.isDisposed || !context.session) {
      this._kernelGone.emit(session);
    }
  }

  private _links(
    panel: NotebookPanel | null
  ): Parameters<ISynapseSessionsOptions['make']>[2] {
    return {
      idleMinutes: () => this.defaults.idleMinutes,
      setUp: panel && (() => runSetUpCells(panel)),
      offer: async session =>
        panel ? ((await this.offer?.(panel, session)) ?? null) : null,
      sharers: session =>
        this.all.filter(
          one =>
            one !== session &&
            one.phase === 'ready' &&
            isSameSession(one, session)
        )
    };
  }

  private _onCurrent(): void {
    const panel = this._options.tracker.currentWidget;
    const current = panel ? this.ofPanel(panel) : null;
    if (current !== this._current) {
      this._current = current;
      this._currentChanged.emit();
    }
  }

  private _anyChanged = new Signal<this, NotebookSession>(this);
  private _kernelGone = new Signal<this, NotebookSession>(this);
  private _byContext = new WeakMap<ISessionContext, NotebookSession>();
  private _current: NotebookSession | null = null;
  private _currentChanged = new Signal<ISynapseSessions, void>(this);
  private _options: ISynapseSessionsOptions;
  private _poll: Poll;
  private _sessions = new Set<NotebookSession>();
}
