import { IProblem } from './errors';
import { DEFAULT_SIZES, ISessionSizes, ISparkSession, isEnded } from './livy';
import { ILivy } from './ports';
import { SessionPhase } from './run';
import { ISessionControllerOptions } from './sessionSettings';
import { IPoolFacts, ITarget } from './target';

/** What is known of the session of one notebook, and how it is told. */
export class SessionFacts {
  constructor(protected _options: ISessionControllerOptions) {}

  phase: SessionPhase = 'none';
  target: ITarget | null = null;
  session: ISparkSession | null = null;
  sizes: ISessionSizes = { ...DEFAULT_SIZES };
  conf: Record<string, string> = {};
  idleMinutes = 30;
  startedAt: number | null = null;
  problem: IProblem | null = null;
  pool: IPoolFacts | null = null;
  /** Whether it was taken up, not started, by this notebook. */
  isAttached = false;
  /** Whether somebody else started it. */
  isForeign = false;
  /** Whether it may run on, though it is of no use any more. */
  mayStillRun = false;
  /** Whether it is to be stopped when all that waits has run. */
  stopsWhenDone = false;
  /** Why the session could not be read last; null when it could. */
  unread: IProblem | null = null;
  /** Highest id of a statement in the session: -1 for none, null if unknown. */
  lastStatementId: number | null = null;

  /** Reads the facts of the target's pool. Never rejects. */
  async refreshPool(): Promise<void> {
    const { target } = this;
    if (!target) {
      return;
    }
    try {
      const { resourceManager } = await this._options.azure();
      const pool = await resourceManager.poolFacts(target);
      if (this.target === target) {
        this.pool = pool;
        this._changed();
      }
    } catch {
      // Facts are an extra: the session works without them.
      this.pool = null;
    }
  }

  /** Takes what was read; resolves when a death that it tells was told. */
  protected async _read(session: ISparkSession): Promise<void> {
    this.session = session;
    this.unread = null;
    this._changed();
    if (isEnded(session) && this.phase === 'ready') {
      const { sessionProblem } = await import(
        /* webpackChunkName: "running" */ './sessionProblem'
      );
      if (this.session === session) {
        this._die(sessionProblem(session));
      }
    }
  }

  protected _die(problem: IProblem): void {
    if (this.session && isEnded(this.session)) {
      this._options.onGone?.(this.session.name ?? '');
    }
    this.problem = problem;
    this.stopsWhenDone = false;
    this.unread = null;
    this._livy = null;
    this._options.onRecord(null);
    this._become('ended');
  }

  protected _record(): void {
    if (this.session && this.target) {
      this._options.onRecord({
        target: this.target,
        sizes: this.sizes,
        idleMinutes: this.idleMinutes,
        sessionId: this.session.id,
        name: this.session.name ?? '',
        lastStatementId: this.lastStatementId,
        ...(this.isAttached && { isAttached: true }),
        ...(this.isForeign && { isForeign: true }),
        ...(this.stopsWhenDone && { stopsWhenDone: true })
      });
    }
  }

  protected _become(phase: SessionPhase): void {
    this.phase = phase;
    this._changed();
  }

  protected _changed(): void {
    this._options.onChange();
  }

  protected _livy: ILivy | null = null;
}
