import { abortable, linkedController } from './abortable';
import { SynapseError, problemOf } from './errors';
import { IdleWatch } from './idleWatch';
import { ISparkSession, StatementKind, isEnded, isReady } from './livy';
import { ILivy, IOutputs } from './ports';
import { IRun } from './run';
import { RunList } from './runList';
import {
  alreadyThere,
  cancelledBeforeReady,
  idleLimitReached,
  noSession,
  vanished,
  withDeath
} from './sessionErrors';
import {
  ISessionControllerOptions,
  ISessionRecord,
  ISessionSettings
} from './sessionSettings';
import { SessionFacts } from './sessionFacts';

/**
 * The Spark session of one notebook: start, run, stop, and what is known of
 * it. It lives as long as the notebook is open, whatever the kernel does.
 */
export class SessionController extends SessionFacts {
  constructor(options: ISessionControllerOptions) {
    super(options);
    this._list = new RunList(() => options.clock.now(), options.onChange);
  }

  /** Newest last, at most 200. */
  get runs(): readonly IRun[] {
    return this._list.runs;
  }

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
    const { clock, azure } = this._options;
    const abort = (this._startAbort = linkedController(signal));
    Object.assign(this, {
      ...settings,
      phase: 'starting',
      session: null,
      problem: null,
      startedAt: clock.now()
    });
    this._changed();
    const starting = (async () => {
      const livy = (await azure()).livy(settings.target);
      void this.refreshPool();
      // Loaded on first use, as the page starts without any session.
      const { startSession } = await import(
        /* webpackChunkName: "running" */ './sessionStart'
      );
      const session = await startSession({
        livy,
        clock,
        startTimeout: settings.startTimeout,
        signal: abort.signal,
        request: {
          ...settings.sizes,
          name: this._options.uniqueName(),
          conf: settings.conf
        },
        onRead: session => {
          void this._read(session);
          onRead(session);
        }
      });
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
      this.problem =
        problemOf(reason).kind === 'cancelled' ? null : problemOf(reason);
      this._become(this.problem ? 'ended' : 'none');
      throw reason;
    } finally {
      abort.unlink();
      this._starting = null;
    }
  }

  /** Takes up a remembered session if it still runs. Never rejects. */
  async adopt(record: ISessionRecord): Promise<boolean> {
    try {
      const livy = (await this._options.azure()).livy(record.target);
      const session = await livy.getSession(record.sessionId);
      if (session.name !== record.name || isEnded(session)) {
        this._options.onRecord(null);
        return false;
      }
      if (this.phase !== 'none') {
        return false;
      }
      this._livy = livy;
      Object.assign(this, {
        target: record.target,
        sizes: record.sizes,
        idleMinutes: record.idleMinutes,
        startedAt: session.submittedAt ?? this._options.clock.now()
      });
      this._idle.used(this._options.clock.now());
      await this._read(session);
      this._become('ready');
      void this.refreshPool();
      return true;
    } catch (reason) {
      if (problemOf(reason).kind === 'notFound') {
        this._options.onRecord(null);
      }
      return false;
    }
  }

  /** Deletes the session, or gives up a start. */
  async stop(): Promise<void> {
    if (this._starting) {
      this._startAbort?.abort();
      await this._starting.catch(() => undefined);
      return;
    }
    if (this.phase === 'none' || !this._livy || !this.session) {
      if (this.phase === 'ended') {
        this.forget();
        return;
      }
      throw noSession();
    }
    const { id } = this.session;
    this._become('stopping');
    try {
      await this._livy.deleteSession(id);
      this.forget();
    } catch (reason) {
      this.problem = problemOf(reason);
      this._become('ready');
      throw reason;
    }
  }

  /** Lets go of the session without stopping it. */
  forget(): void {
    this._livy = null;
    this.session = null;
    this.startedAt = null;
    this.problem = null;
    this._options.onRecord(null);
    this._become('none');
  }

  /**
   * Runs code in the session and publishes its output. Waits for a start
   * under way. Rejects as `runStatement` does, and with kind `session` when
   * there is no session.
   */
  run(
    code: string,
    kind: StatementKind,
    cellId: string | null,
    outputs: IOutputs,
    signal: AbortSignal
  ): Promise<void> {
    const { clock, watch } = this._options;
    return this._list.track(code, cellId, signal, async (run, signal) => {
      try {
        const livy = await this._ready(signal);
        const { runStatement, sentAs } = await import(
          /* webpackChunkName: "running" */ './statementRunner'
        );
        run.state = 'running';
        run.startedAt = clock.now();
        this._changed();
        await runStatement({
          livy,
          watch,
          clock,
          sessionId: this.session?.id ?? NaN,
          ...sentAs(code, kind),
          outputs,
          signal,
          onRead: statement => {
            run.statement = statement;
            this._changed();
          }
        });
      } catch (reason) {
        throw await this._withDeath(reason);
      } finally {
        this._idle.used(clock.now());
      }
    });
  }

  /** Cancels a run; one that was not sent yet never is. */
  cancel(run: IRun): void {
    this._list.cancel(run);
  }

  /** Cancels all runs, as an interrupt does. Returns how many there were. */
  cancelAll(): number {
    return this._list.cancelAll();
  }

  /**
   * Reads the session again, keeps it alive while it is within its idle
   * limit, and stops it beyond. Call it from time to time.
   */
  async refresh(): Promise<void> {
    if (this.phase !== 'ready' || !this._livy || !this.session) {
      return;
    }
    const { clock } = this._options;
    const { id } = this.session;
    const livy = this._livy;
    try {
      await this._read(await livy.getSession(id));
    } catch (reason) {
      const problem = problemOf(reason);
      if (problem.kind === 'notFound' && this._livy === livy) {
        this._die(vanished(problem, id));
      }
      return;
    }
    if (this._list.isBusy || this.session?.state !== 'idle') {
      this._idle.used(clock.now());
      return;
    }
    const next = this._idle.next(clock.now(), this.idleMinutes);
    if (next === 'keepAlive') {
      await livy.resetTimeout(id).catch(() => undefined);
    } else if (next === 'stop') {
      await this.stop().catch(() => undefined);
      this.problem = idleLimitReached(id, this.idleMinutes);
      this._changed();
    }
  }

  /** When the session will be stopped if nothing runs, ms since the epoch. */
  get idleEndsAt(): number | null {
    return this.phase === 'ready' ? this._idle.endsAt(this.idleMinutes) : null;
  }

  private async _ready(signal: AbortSignal): Promise<ILivy> {
    if (this._starting) {
      // An interrupt must not wait for minutes until the pool is up.
      await abortable(this._starting, signal, cancelledBeforeReady);
    }
    if (this.phase === 'ended' && this.problem) {
      throw new SynapseError({
        ...this.problem,
        next: this.problem.next || 'Start a new session with %synapse start.'
      });
    }
    if (!this._livy || !this.session || !isReady(this.session)) {
      throw noSession();
    }
    return this._livy;
  }

  /** The reason, or the death of the session that lies behind it. */
  private async _withDeath(reason: unknown): Promise<unknown> {
    if (reason instanceof SynapseError && reason.problem.kind === 'cancelled') {
      return reason;
    }
    await this.refresh();
    if (this.phase !== 'ended' || !this.problem) {
      return reason;
    }
    return withDeath(reason, this.problem);
  }

  private _idle = new IdleWatch();
  private _list: RunList;
  private _startAbort: AbortController | null = null;
  private _starting: Promise<ISparkSession> | null = null;
}
