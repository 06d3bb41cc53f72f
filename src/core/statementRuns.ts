import { isPassing } from './errors';
import { FrameRun, IFrameOrder } from './frameRun';
import { ISparkSession, IStatement, StatementKind, isDone } from './livy';
import { nextStatement } from './nextStatement';
import { IRunRecord } from './ledger';
import { ILivy, IOutputs } from './ports';
import { IRun } from './run';
import { lostWithSession } from './sessionErrors';
import { sendOffer } from './sessionOffer';
import { ISessionControllerOptions } from './sessionSettings';
import { publishEnd, runStatement, sentAs } from './statementRunner';
import { Turns } from './turns';

/** The session that statements are sent to. */
export interface IRunHost {
  options: ISessionControllerOptions;
  /** Waits for a start under way; rejects when there is no session to use. */
  ready(signal: AbortSignal): Promise<{ livy: ILivy; session: ISparkSession }>;
  /** Highest id of a statement that is known; null: none is. */
  lastId(): number | null;
  /** Tells the highest id. */
  setLastId(id: number): void;
  /** A statement was sent: what is remembered has changed. */
  sent(): void;
  changed(): void;
  /** The session was used until now. */
  used(): void;
  /** Rejects when the session turns out to be of no use. */
  check(
    code: string,
    kind: StatementKind,
    statement: IStatement | null
  ): Promise<void>;
  /** The reason, or the end of the session that lies behind it. */
  withDeath(reason: unknown, sessionId: number): Promise<unknown>;
}

/** A cell as it was asked for. */
export interface IAskedCode {
  code: string;
  kind: StatementKind;
  cellId: string | null;
  runId: string;
  /** Brings a frame to the kernel; null: none. */
  order: IFrameOrder | null;
}

/** Code as it is sent, and how it is recorded. */
interface ISentCode {
  id: string;
  code: string;
  kind: StatementKind;
  cellId: string | null;
  /** Highest id of a statement when it was first sent; null: that of now. */
  after: number | null;
  frame: FrameRun | null;
}

/**
 * Runs the statements of one session, one after the other; loaded with the
 * first.
 */
export class StatementRuns {
  constructor(private _host: IRunHost) {}

  /** Cancelled statements whose code runs on. */
  runningOn = 0;

  /** Ids of runs that this page has begun or taken up. */
  readonly own = new Set<string>();

  /** Runs new code, or takes up what an earlier try has made of it. */
  run(
    { code, kind, cellId, runId: id, order }: IAskedCode,
    run: IRun,
    outputs: IOutputs,
    signal: AbortSignal
  ): Promise<void> {
    const frame = order && new FrameRun(id, order);
    const sent = frame ? frame.sentAs(code, kind) : sentAs(code, kind);
    const all = { ...sent, id, cellId, after: null, frame };
    return this._perform(all, run, outputs, signal);
  }

  /** Takes up a run of an earlier page; one that has ended needs no session. */
  async resume(
    record: IRunRecord,
    order: IFrameOrder | null,
    run: IRun,
    outputs: IOutputs,
    signal: AbortSignal
  ): Promise<void> {
    const { azure, clock, onEnded } = this._host.options;
    const { id, sessionId, sessionName } = record;
    const connect = async () => {
      const { livy, session } = await this._host.ready(signal);
      if (session.id !== sessionId || session.name !== sessionName) {
        throw lostWithSession(sessionId);
      }
      return this._way(livy, session, signal);
    };
    const frame = order && new FrameRun(id, order, true);
    const last = (await azure()).statement(record.statement);
    if (last && isDone(last)) {
      run.statement = last;
      this.own.add(id);
      try {
        await publishEnd(last, outputs, frame?.sieve);
        await frame?.bring(connect, outputs, clock, signal);
      } finally {
        onEnded(id);
      }
      return;
    }
    await connect();
    const code = record.code ?? '';
    const kind = record.kind ?? 'pyspark';
    await this._perform({ ...record, code, kind, frame }, run, outputs, signal);
  }

  private async _perform(
    sent: ISentCode,
    run: IRun,
    outputs: IOutputs,
    signal: AbortSignal
  ): Promise<void> {
    const host = this._host;
    const { clock, notebook, newId, offer: findOffer, onEnded } = host.options;
    this.own.add(sent.id);
    const { livy, session } = await host.ready(signal);
    // One after the other, so that each knows the number before its own.
    const release = await this._sending.enter();
    let isOver = true;
    try {
      run.state = 'running';
      run.startedAt = clock.now();
      host.changed();
      const { id, cellId, code, kind, frame } = sent;
      if (host.lastId() === null) {
        const next = await nextStatement(livy, clock, session.id, signal);
        host.setLastId(next - 1);
      }
      const way = this._way(livy, session, signal);
      const tag = (id: string, cellId: string | null) => ({
        id,
        notebook: notebook(),
        cellId,
        sessionName: session.name,
        after: host.lastId() ?? -1
      });
      // What is sent once more has had its turn.
      const isNew = sent.after === null && kind === 'pyspark';
      const offer = isNew ? await findOffer?.(session) : null;
      if (offer) {
        const run = tag(newId(), null);
        this.own.add(run.id);
        await sendOffer(offer, { ...way, run }, onEnded);
      }
      const tagged = tag(id, cellId);
      await runStatement({
        ...way,
        code,
        kind,
        outputs,
        sieve: frame?.sieve,
        run: { ...tagged, after: sent.after ?? tagged.after },
        onSent: statement => {
          way.onSent(statement);
          release();
        },
        onRead: statement => {
          run.statement = statement;
          host.changed();
        },
        onRunsOn: end => {
          this.runningOn += 1;
          void end.then(() => {
            this.runningOn -= 1;
            host.changed();
          });
        }
      });
      await host.check(code, kind, run.statement);
      await frame?.bring(() => Promise.resolve(way), outputs, clock, signal);
    } catch (reason) {
      const told = await host.withDeath(reason, session.id);
      // One that could only not be read any more is for a later page.
      isOver =
        told !== reason ||
        !isPassing(reason) ||
        (run.statement !== null && isDone(run.statement));
      throw told;
    } finally {
      release();
      host.used();
      if (isOver) {
        onEnded(sent.id);
      }
    }
  }

  /** The way of statements to a session. */
  private _way(livy: ILivy, session: ISparkSession, signal: AbortSignal) {
    const { clock, watch, ledger } = this._host.options;
    return {
      livy,
      watch,
      clock,
      ledger,
      sessionId: session.id,
      signal,
      isTaken: (id: number) => this._taken.has(`${session.name} ${id}`),
      onSent: ({ id }: IStatement) => {
        this._taken.add(`${session.name} ${id}`);
        this._host.setLastId(Math.max(this._host.lastId() ?? -1, id));
        this._host.sent();
      }
    };
  }

  private _sending = new Turns();
  /** Statements of this page, by the name of their session and their number. */
  private _taken = new Set<string>();
}
