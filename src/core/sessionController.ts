import { abortable } from './abortable';
import { StatementError, SynapseError, problemOf } from './errors';
import type { IFrameOrder } from './frameRun';
import { ISparkSession, StatementKind, isReady } from './livy';
import { IRunRecord } from './ledger';
import { ILivy, IOutputs } from './ports';
import { IRun } from './run';
import { RunList } from './runList';
import {
  cancelledBeforeReady,
  noSession,
  stoppedMeanwhile
} from './sessionErrors';
import { sessionEnds } from './sessionLife';
import { ISessionControllerOptions } from './sessionSettings';
import { SessionWatch } from './sessionWatch';
import type { StatementRuns } from './statementRuns';

/**
 * The Spark session of one notebook: start, run, stop, and what is known of
 * it. It lives as long as the notebook is open, whatever the kernel does.
 */
export class SessionController extends SessionWatch {
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
   * there is no session. With the `runId` of an earlier try that is taken up
   * where it is, and not sent again. `order` brings a frame to the kernel.
   */
  run(
    code: string,
    kind: StatementKind,
    cellId: string | null,
    outputs: IOutputs,
    signal: AbortSignal,
    runId = this._options.newId(),
    order: IFrameOrder | null = null
  ): Promise<void> {
    const asked = { code, kind, cellId, runId, order };
    return this._list.track(code, cellId, signal, async (run, signal) =>
      (await this._statements()).run(asked, run, outputs, signal)
    );
  }

  /**
   * Takes up a run of an earlier page: publishes its output as `run` does. One
   * that has ended needs no session any more.
   */
  resume(
    record: IRunRecord,
    outputs: IOutputs,
    signal: AbortSignal,
    order: IFrameOrder | null = null
  ): Promise<void> {
    const { cellId, code } = record;
    return this._list.track(code ?? '', cellId, signal, async (run, signal) =>
      (await this._statements()).resume(record, order, run, outputs, signal)
    );
  }

  /** Waits for a start under way; rejects when there is no session to use. */
  async untilReady(signal: AbortSignal): Promise<void> {
    await this._ready(signal);
  }

  /**
   * Whether code was told to stop and runs on, so that all that comes later
   * waits: only a restart of the session ends it for sure.
   */
  get doesNotStop(): boolean {
    return (
      this.phase === 'ready' &&
      ((this._runner?.runningOn ?? 0) > 0 || this._list.isCancelling)
    );
  }

  /** Whether this page runs, or has run, what a record tells of. */
  isOwn(runId: string): boolean {
    return this._runner?.own.has(runId) ?? false;
  }

  /** Cancels a run; one that was not sent yet never is. */
  cancel(run: IRun): void {
    this._list.cancel(run);
  }

  /** Cancels all runs, as an interrupt does. Returns how many there were. */
  cancelAll(): number {
    return this._list.cancelAll();
  }

  /** Whether anything runs in the session, or waits for it. */
  get isBusy(): boolean {
    return this._list.isBusy;
  }

  /** Runs the statements; loaded with the first. */
  private async _statements(): Promise<StatementRuns> {
    const { StatementRuns } = await import(
      /* webpackChunkName: "running" */ './statementRuns'
    );
    const { clock } = this._options;
    return (this._runner ??= new StatementRuns({
      options: this._options,
      ready: signal => this._ready(signal),
      lastId: () => this.lastStatementId,
      setLastId: id => (this.lastStatementId = id),
      sent: () => this._record(),
      changed: () => this._changed(),
      used: () => this._idle.used(clock.now()),
      check: (...result) => this._checkResult(...result),
      withDeath: (...end) => this._withDeath(...end)
    }));
  }

  private async _ready(
    signal: AbortSignal
  ): Promise<{ livy: ILivy; session: ISparkSession }> {
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
    return { livy: this._livy, session: this.session };
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
    await this._ghostBehind(reason, sessionId);
    if (this.phase === 'ended' && this.problem) {
      return (await sessionEnds()).withDeath(reason, this.problem);
    }
    const isGone =
      !(reason instanceof StatementError) &&
      (kind === 'notFound' || kind === 'session') &&
      (this.phase === 'stopping' || this.session?.id !== sessionId);
    return isGone ? stoppedMeanwhile(sessionId) : reason;
  }

  private _list: RunList;
  private _runner: StatementRuns | null = null;
}
