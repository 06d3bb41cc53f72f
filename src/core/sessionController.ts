import { abortable } from './abortable';
import { StatementError, SynapseError, isPassing, problemOf } from './errors';
import {
  ISparkSession,
  IStatement,
  StatementKind,
  isDone,
  isReady
} from './livy';
import { ILivy, IOutputs, IRunRecord } from './ports';
import { IRun } from './run';
import { RunList } from './runList';
import {
  cancelledBeforeReady,
  lostWithSession,
  noSession,
  stoppedMeanwhile
} from './sessionErrors';
import { sessionEnds } from './sessionLife';
import { ISessionControllerOptions } from './sessionSettings';
import { SessionWatch } from './sessionWatch';
import { Turns } from './turns';

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
   * where it is, and not sent again.
   */
  run(
    code: string,
    kind: StatementKind,
    cellId: string | null,
    outputs: IOutputs,
    signal: AbortSignal,
    runId = this._options.newId()
  ): Promise<void> {
    return this._list.track(code, cellId, signal, async (run, signal) => {
      const { sentAs } = await statementRunner();
      const sent = { ...sentAs(code, kind), id: runId, cellId, after: null };
      await this._perform(sent, run, outputs, signal);
    });
  }

  /**
   * Takes up a run of an earlier page: publishes its output as `run` does. One
   * that has ended needs no session any more.
   */
  resume(
    record: IRunRecord,
    outputs: IOutputs,
    signal: AbortSignal
  ): Promise<void> {
    const { cellId, sessionId, sessionName } = record;
    const code = record.code ?? '';
    return this._list.track(code, cellId, signal, async (run, signal) => {
      const last = (await this._options.azure()).statement(record.statement);
      if (last && isDone(last)) {
        run.statement = last;
        const { publishEnd } = await statementRunner();
        this._own.add(record.id);
        return publishEnd(last, outputs).finally(() =>
          this._options.onEnded(record.id)
        );
      }
      const { session } = await this._ready(signal);
      if (session.id !== sessionId || session.name !== sessionName) {
        throw lostWithSession(sessionId);
      }
      const sent = { ...record, code, kind: record.kind ?? 'pyspark' };
      await this._perform(sent, run, outputs, signal);
    });
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
      this.phase === 'ready' && (this._runningOn > 0 || this._list.isCancelling)
    );
  }

  /** Whether this page runs, or has run, what a record tells of. */
  isOwn(runId: string): boolean {
    return this._own.has(runId);
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

  private async _perform(
    sent: ISentCode,
    run: IRun,
    outputs: IOutputs,
    signal: AbortSignal
  ): Promise<void> {
    const { clock, watch, ledger, notebook, onEnded } = this._options;
    this._own.add(sent.id);
    const { livy, session } = await this._ready(signal);
    // One after the other, so that each knows the number before its own.
    const release = await this._sending.enter();
    let isOver = true;
    try {
      const { runStatement } = await statementRunner();
      run.state = 'running';
      run.startedAt = clock.now();
      this._changed();
      const { id, cellId, code, kind } = sent;
      if (this.lastStatementId === null) {
        const { nextStatement } = await import(
          /* webpackChunkName: "running" */ './nextStatement'
        );
        const next = await nextStatement(livy, clock, session.id, signal);
        this.lastStatementId = next - 1;
      }
      const common = {
        livy,
        watch,
        clock,
        ledger,
        sessionId: session.id,
        signal,
        isTaken: (id: number) => this._taken.has(`${session.name} ${id}`),
        onSent: ({ id }: IStatement) => {
          this._taken.add(`${session.name} ${id}`);
          this.lastStatementId = Math.max(this.lastStatementId ?? -1, id);
          this._record();
        }
      };
      const tag = (id: string, cellId: string | null) => ({
        id,
        notebook: notebook(),
        cellId,
        sessionName: session.name,
        after: this.lastStatementId ?? -1
      });
      // What is sent once more has had its turn.
      const isNew = sent.after === null && kind === 'pyspark';
      const offer = isNew ? await this._options.offer?.(session) : null;
      if (offer) {
        const { sendOffer } = await import(
          /* webpackChunkName: "running" */ './sessionOffer'
        );
        const run = tag(this._options.newId(), null);
        this._own.add(run.id);
        await sendOffer(offer, { ...common, run }, onEnded);
      }
      const tagged = tag(id, cellId);
      await runStatement({
        ...common,
        code,
        kind,
        outputs,
        run: { ...tagged, after: sent.after ?? tagged.after },
        onSent: statement => {
          common.onSent(statement);
          release();
        },
        onRead: statement => {
          run.statement = statement;
          this._changed();
        },
        onRunsOn: end => {
          this._runningOn += 1;
          void end.then(() => {
            this._runningOn -= 1;
            this._changed();
          });
        }
      });
      await this._checkResult(code, kind, run.statement);
    } catch (reason) {
      const told = await this._withDeath(reason, session.id);
      // One that could only not be read any more is for a later page.
      isOver =
        told !== reason ||
        !isPassing(reason) ||
        (run.statement !== null && isDone(run.statement));
      throw told;
    } finally {
      release();
      this._idle.used(clock.now());
      if (isOver) {
        onEnded(sent.id);
      }
    }
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
  /** Cancelled statements whose code runs on. */
  private _runningOn = 0;
  private _sending = new Turns();
  /** Statements of this page, by the name of their session and their number. */
  private _taken = new Set<string>();
  /** Ids of runs that this page has begun or taken up. */
  private _own = new Set<string>();
}

/** Code as it is sent, and how it is recorded. */
interface ISentCode {
  id: string;
  code: string;
  kind: StatementKind;
  cellId: string | null;
  /** Highest id of a statement when it was first sent; null: that of now. */
  after: number | null;
}

/** Loaded on first use, as a page starts without any session. */
function statementRunner() {
  return import(/* webpackChunkName: "running" */ './statementRunner');
}
