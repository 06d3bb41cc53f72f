import { abortable } from './abortable';
import { StatementError, SynapseError, problemOf } from './errors';
import { StatementKind, isReady } from './livy';
import { ILivy, IOutputs } from './ports';
import { IRun } from './run';
import { RunList } from './runList';
import {
  cancelledBeforeReady,
  noSession,
  stoppedMeanwhile,
  withDeath
} from './sessionErrors';
import { SessionLife } from './sessionLife';
import { ISessionControllerOptions } from './sessionSettings';

/**
 * The Spark session of one notebook: start, run, stop, and what is known of
 * it. It lives as long as the notebook is open, whatever the kernel does.
 */
export class SessionController extends SessionLife {
  constructor(options: ISessionControllerOptions) {
    super(options);
    this._list = new RunList(() => options.clock.now(), options.onChange);
  }

  /** Newest last, at most 200. */
  get runs(): readonly IRun[] {
    return this._list.runs;
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
      const { livy, sessionId } = await this._ready(signal);
      try {
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
          sessionId,
          ...sentAs(code, kind),
          outputs,
          signal,
          onRead: statement => {
            run.statement = statement;
            this._changed();
          }
        });
      } catch (reason) {
        throw await this._withDeath(reason, sessionId);
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

  protected get _isBusy(): boolean {
    return this._list.isBusy;
  }

  private async _ready(
    signal: AbortSignal
  ): Promise<{ livy: ILivy; sessionId: number }> {
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
    if (
      this.phase !== 'ready' ||
      !this._livy ||
      !this.session ||
      !isReady(this.session)
    ) {
      throw noSession();
    }
    return { livy: this._livy, sessionId: this.session.id };
  }

  /** The reason, or the end of the session that lies behind it. */
  private async _withDeath(
    reason: unknown,
    sessionId: number
  ): Promise<unknown> {
    const { kind } = problemOf(reason);
    if (reason instanceof SynapseError && kind === 'cancelled') {
      return reason;
    }
    await this.refresh();
    if (this.phase === 'ended' && this.problem) {
      return withDeath(reason, this.problem);
    }
    const isGone =
      !(reason instanceof StatementError) &&
      (kind === 'notFound' || kind === 'session') &&
      (this.phase === 'stopping' || this.session?.id !== sessionId);
    return isGone ? stoppedMeanwhile(sessionId) : reason;
  }

  private _list: RunList;
}
