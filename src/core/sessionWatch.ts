import { IProblem, SynapseError, problemOf } from './errors';
import {
  DEFAULT_SIZES,
  ISparkSession,
  IStatement,
  StatementKind,
  isReady
} from './livy';
import type { IPoolSession } from './poolSession';
import { noSession } from './sessionErrors';
import { SessionLife, sessionEnds } from './sessionLife';
import type { EmptyResults } from './zombies';

/** How the session of one notebook is shared, kept alive, and found dead. */
export abstract class SessionWatch extends SessionLife {
  /**
   * Uses a session that runs already. Rejects with a `SynapseError` when it
   * is not there any more, or this notebook has one.
   */
  async attach(
    { target, session: wanted, isMine }: IPoolSession,
    idleMinutes: number
  ): Promise<ISparkSession> {
    this.assertFree();
    const livy = (await this._options.azure()).livy(target);
    const session = await livy.getSession(wanted.id);
    if (session.name !== wanted.name || !isReady(session)) {
      throw (await sessionEnds()).notUsable(session, target.pool);
    }
    await this._endGhost();
    // Another start may have been faster.
    this.assertFree();
    await this._take(livy, session, {
      target,
      sizes: session.sizes ?? { ...DEFAULT_SIZES },
      conf: {},
      idleMinutes,
      problem: null,
      isAttached: true,
      isForeign: !isMine,
      lastStatementId: null
    });
    this._record();
    return session;
  }

  /** Stops the session and starts another one just like it. */
  async restart(
    signal: AbortSignal,
    onRead?: (session: ISparkSession) => void
  ): Promise<ISparkSession> {
    const { target, sizes, conf, idleMinutes } = this;
    if (!target) {
      throw noSession();
    }
    if (this.phase === 'ready' || this.phase === 'ended') {
      await this.stop();
    }
    const settings = { target, sizes, conf, idleMinutes, startTimeout: null };
    return this.start(settings, signal, onRead);
  }

  /** Stops it when all that waits has run, or no longer does. */
  setStopsWhenDone(wanted: boolean): void {
    this.stopsWhenDone = wanted;
    this._record();
    this._changed();
  }

  /** The last lines of the driver's log, oldest first. */
  async readLog(): Promise<string[]> {
    const { _livy: livy, session } = this;
    return livy && session
      ? livy.readLog(session.id)
      : [...(session?.log ?? [])];
  }

  /** Begins the idle time of the session again. */
  async keepAlive(): Promise<void> {
    if (this.phase === 'ready' && this._livy && this.session) {
      this._idle.used(this._options.clock.now());
      this._changed();
      await this._livy.resetTimeout(this.session.id);
    }
  }

  /**
   * Reads the session again, keeps it alive while it is within its idle
   * limit, and stops it beyond. Call it from time to time. Never rejects.
   */
  async refresh(): Promise<void> {
    if (this.phase !== 'ready' || !this._livy || !this.session) {
      return;
    }
    const { clock } = this._options;
    const { id } = this.session;
    const livy = this._livy;
    let read: ISparkSession;
    try {
      read = await livy.getSession(id);
    } catch (reason) {
      await this._vanish(problemOf(reason), id);
      if (this._isReady(id)) {
        this.unread = problemOf(reason);
        this._changed();
      }
      return;
    }
    // It may have been stopped, and another one started, meanwhile.
    if (!this._isReady(id)) {
      return;
    }
    await this._read(read);
    if (this.isBusy || read.state !== 'idle') {
      this._idle.used(clock.now());
      return;
    }
    const next = this._idle.next(clock.now(), this.idleMinutes);
    if (next === 'keepAlive') {
      await livy.resetTimeout(id).catch(() => undefined);
    } else if (next === 'stop' && this._mayStop()) {
      const { idleLimitReached } = await sessionEnds();
      const end = idleLimitReached(id, this.idleMinutes);
      await this.stop(end).then(
        () => this._die(end),
        // Told as the problem, and tried again at the next call.
        () => undefined
      );
    }
  }

  /** Ends here what a read has not found. */
  private async _vanish(problem: IProblem, id: number): Promise<void> {
    if (problem.kind === 'notFound' && this._isReady(id)) {
      const { vanished } = await sessionEnds();
      if (this._isReady(id)) {
        this.session = null;
        this._die(vanished(problem, id));
      }
    }
  }

  /**
   * When the session will be stopped if nothing runs, ms since the epoch:
   * the longest time of the notebooks that use it. Null when it will not.
   */
  get idleEndsAt(): number | null {
    const ends = this._sharers().map(one => one.ownIdleEndsAt ?? 0);
    return this.ownIdleEndsAt === null || this.isForeign
      ? null
      : Math.max(this.ownIdleEndsAt, ...ends);
  }

  /** Other notebooks of this page that use it, by the names of their files. */
  get sharedWith(): readonly string[] {
    return this._sharers().map(one => one.label);
  }

  /** When this notebook will have done nothing in it for too long. */
  get ownIdleEndsAt(): number | null {
    return this.phase === 'ready' ? this._idle.endsAt(this.idleMinutes) : null;
  }

  /** Another notebook has stopped the session. */
  end(problem: IProblem): void {
    if (this.phase === 'ready') {
      this._die(problem);
    }
  }

  /** Whether the idle limit of this notebook is all that counts. */
  private _mayStop(): boolean {
    const end = this.idleEndsAt;
    return end !== null && end <= this._options.clock.now();
  }

  /**
   * Looks behind a failure of a statement: a real Livy keeps some sessions
   * `idle` that run nothing any more. Then it is ended here.
   */
  protected async _ghostBehind(
    reason: unknown,
    sessionId: number
  ): Promise<void> {
    const { zombieOf } = await zombies();
    const problem = zombieOf(reason, sessionId);
    if (problem && this._isReady(sessionId)) {
      this._haunt(problem);
    }
  }

  /**
   * Looks at the result of a statement that ended well. Rejects when it is
   * empty because the session shows nothing any more.
   */
  protected async _checkResult(
    code: string,
    kind: StatementKind,
    statement: IStatement | null
  ): Promise<void> {
    const { EmptyResults, emptyForEver, probe } = await zombies();
    this._empty ??= new EmptyResults();
    const { session, _livy: livy } = this;
    if (!this._empty.add(code, kind, statement) || !session || !livy) {
      return;
    }
    this._empty.clear();
    const { id } = session;
    const result = await probe(livy, this._options.clock, id, sent => {
      this.lastStatementId = Math.max(this.lastStatementId ?? -1, sent.id);
    });
    if (result === 'zombie' && this._isReady(id)) {
      throw new SynapseError(this._haunt(emptyForEver(id)));
    }
  }

  /** The session is of no use any more, but may still run. */
  private _haunt(problem: IProblem): IProblem {
    this.problem = problem;
    this.mayStillRun = true;
    this._become('ended');
    return problem;
  }

  private _empty: EmptyResults | null = null;
}

/** Loaded on first use, as a page starts without any session. */
function zombies() {
  return import(/* webpackChunkName: "running" */ './zombies');
}
