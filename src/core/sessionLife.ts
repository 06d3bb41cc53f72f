import { linkedController } from './abortable';
import { IProblem, problemOf } from './errors';
import { IdleWatch } from './idleWatch';
import { ISparkSession, isEnded, isReady } from './livy';
import { ILivy } from './ports';
import { alreadyThere, noSession } from './sessionErrors';
import { SessionFacts } from './sessionFacts';
import { ISessionRecord, ISessionSettings, ISharer } from './sessionSettings';

/** How the session of one notebook begins, is kept, and ends. */
export abstract class SessionLife extends SessionFacts {
  /** Whether anything runs in the session, or waits for it. */
  abstract get isBusy(): boolean;

  /** Throws when a session runs or is being started. */
  assertFree(): void {
    if (this.phase !== 'none' && this.phase !== 'ended') {
      throw alreadyThere(
        this.target?.pool ?? null,
        this.phase === 'starting' ? null : (this.session?.id ?? null)
      );
    }
  }

  /** Starts a session; resolves when it takes statements. */
  async start(
    settings: ISessionSettings,
    signal: AbortSignal,
    onRead: (session: ISparkSession) => void = () => undefined
  ): Promise<ISparkSession> {
    this.assertFree();
    if (this.mayStillRun) {
      await this._endGhost();
      this.assertFree();
    }
    return this._start(settings, signal, onRead, null);
  }

  /**
   * Takes up a remembered session if it still runs; one that still starts is
   * waited for, but not by the caller. Never rejects.
   */
  async adopt(record: ISessionRecord): Promise<boolean> {
    try {
      const livy = (await this._options.azure()).livy(record.target);
      const session = await this._find(livy, record);
      if (this.phase !== 'none' || session === null) {
        return false;
      }
      if (session.name !== record.name || isEnded(session)) {
        this._options.onRecord(null);
        return false;
      }
      const { target, sizes, idleMinutes, isAttached, isForeign } = record;
      this.stopsWhenDone = record.stopsWhenDone ?? false;
      const settings = { target, sizes, idleMinutes };
      if (!isReady(session)) {
        this._start(
          { ...settings, conf: {}, startTimeout: null },
          new AbortController().signal,
          () => undefined,
          session
        ).catch(() => undefined);
        return true;
      }
      await this._take(livy, session, {
        ...settings,
        lastStatementId: record.lastStatementId,
        isAttached: isAttached ?? false,
        isForeign: isForeign ?? false
      });
      return true;
    } catch (reason) {
      if (problemOf(reason).kind === 'notFound' && this.phase === 'none') {
        this._options.onRecord(null);
      }
      return false;
    }
  }

  /** Makes a session that is ready this notebook's. */
  protected async _take(
    livy: ILivy,
    session: ISparkSession,
    facts: Partial<SessionFacts>
  ): Promise<void> {
    const now = this._options.clock.now();
    this._livy = livy;
    Object.assign(this, { startedAt: session.submittedAt ?? now }, facts);
    this._idle.used(now);
    await this._read(session);
    this._become('ready');
    void this.refreshPool();
  }

  /** The session of a record; null when its POST has made none. */
  private async _find(
    livy: ILivy,
    { sessionId, name }: ISessionRecord
  ): Promise<ISparkSession | null> {
    if (sessionId !== null) {
      return livy.getSession(sessionId);
    }
    // The page went away while it waited for the answer.
    const sessions = await livy.listSessions();
    return sessions.find(one => one.name === name) ?? null;
  }

  /** Starts a session, or waits for one that somebody has `found` starting. */
  private async _start(
    settings: ISessionSettings,
    signal: AbortSignal,
    onRead: (session: ISparkSession) => void,
    found: ISparkSession | null
  ): Promise<ISparkSession> {
    const { clock, azure } = this._options;
    const abort = (this._startAbort = linkedController(signal));
    const begun = found?.submittedAt ?? clock.now();
    Object.assign(this, {
      ...settings,
      phase: 'starting',
      session: null,
      problem: null,
      startedAt: begun,
      lastStatementId: found ? null : -1,
      isAttached: false,
      isForeign: false
    });
    this._changed();
    const starting = (async () => {
      const livy = (await azure()).livy(settings.target);
      void this.refreshPool();
      // Loaded on first use, as the page starts without any session.
      const { awaitSession, startSession } = await import(
        /* webpackChunkName: "running" */ './sessionStart'
      );
      const options = {
        livy,
        clock,
        startTimeout: settings.startTimeout,
        signal: abort.signal,
        onRead: (session: ISparkSession) => {
          const isFirst = this.session === null;
          void this._read(session);
          if (isFirst) {
            // Now, so that no reload leaves it running unseen.
            this._record();
            // From now on that is how it is found.
            if (session.name) {
              this._options.ledger?.delivered(session.name);
            }
          }
          onRead(session);
        }
      };
      const session = found
        ? await awaitSession(options, found, begun)
        : await startSession({ ...options, ...this._request(settings) });
      this._livy = livy;
      return session;
    })();
    this._starting = starting;
    try {
      const session = await starting;
      this._idle.used(clock.now());
      this._become('ready');
      this._record();
      return session;
    } catch (reason) {
      this.session = null;
      this.startedAt = null;
      this.problem =
        problemOf(reason).kind === 'cancelled' ? null : problemOf(reason);
      this._options.onRecord(null);
      this._become(this.problem ? 'ended' : 'none');
      throw reason;
    } finally {
      abort.unlink();
      this._starting = null;
    }
  }

  /** What is sent to start a session, remembered before it is sent. */
  private _request(settings: ISessionSettings) {
    const { ledger, notebook, onRecord, uniqueName } = this._options;
    const name = uniqueName();
    const { target, sizes, idleMinutes, conf } = settings;
    const nothing = { sessionId: null, lastStatementId: -1 };
    onRecord({ target, sizes, idleMinutes, name, ...nothing });
    const run = ledger && {
      id: name,
      notebook: notebook(),
      cellId: null,
      sessionName: name,
      after: -1
    };
    return { request: { ...sizes, name, conf }, run };
  }

  /**
   * Deletes the session, or gives up a start. `why` is told to the notebooks
   * that share it; they hear who stopped it when it is null.
   */
  async stop(why: IProblem | null = null): Promise<void> {
    if (this._starting) {
      this._startAbort?.abort();
      await this._starting.catch(() => undefined);
      if (this.phase !== 'ready') {
        return;
      }
      // It had come to its end already.
    }
    this._stopping ??= this._delete(why).finally(() => {
      this._stopping = null;
    });
    return this._stopping;
  }

  /** Lets go of the session without stopping it; gives up a start. */
  forget(): void {
    if (this._starting) {
      this._startAbort?.abort();
      return;
    }
    this._livy = null;
    this.session = null;
    this.startedAt = null;
    this.problem = null;
    this.unread = null;
    this.isAttached = this.isForeign = this.mayStillRun = false;
    this.stopsWhenDone = false;
    this._options.onRecord(null);
    this._become('none');
  }

  /**
   * Deletes the session, and believes it only when a read agrees; who shares
   * it is told why.
   */
  private async _delete(why: IProblem | null): Promise<void> {
    const { phase, session, _livy: livy, target } = this;
    if (!livy || !session || !(phase === 'ready' || this.mayStillRun)) {
      if (phase === 'ended') {
        this.forget();
        return;
      }
      throw noSession();
    }
    const sharers = this._sharers();
    this._become('stopping');
    try {
      const { deleteAndCheck } = await import(
        /* webpackChunkName: "running" */ './deleteAndCheck'
      );
      const { clock } = this._options;
      await deleteAndCheck(livy, clock, session.id, target?.pool);
    } catch (reason) {
      this.problem = problemOf(reason);
      this._become(phase);
      throw reason;
    }
    this.forget();
    const { notebook, onGone } = this._options;
    onGone?.(session.name ?? '');
    if (sharers.length > 0) {
      const { stoppedFrom } = await sessionEnds();
      const end = why ?? stoppedFrom(session.id, notebook());
      sharers.forEach(one => one.end(end));
    }
  }

  /** Ends what may be left of a session that is of no use any more. */
  protected async _endGhost(): Promise<void> {
    if (this.mayStillRun) {
      await this.stop();
    }
  }

  /** Other notebooks of this page that use the session. */
  protected _sharers(): readonly ISharer[] {
    return this._options.sharers?.() ?? [];
  }

  protected _isReady(id: number): boolean {
    return this.phase === 'ready' && this.session?.id === id;
  }

  protected _idle = new IdleWatch();
  private _startAbort: AbortController | null = null;
  protected _starting: Promise<ISparkSession> | null = null;
  private _stopping: Promise<void> | null = null;
}

/** Loaded on first use, as a page starts without any session. */
export function sessionEnds() {
  return import(/* webpackChunkName: "running" */ './sessionEnds');
}
