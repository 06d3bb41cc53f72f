import { SynapseError, isPassing, problemOf } from './errors';
import { findStatement } from './findStatement';
import { followToTheEnd, runsOn } from './lateOutput';
import { freeFrame } from './frameTransfer';
import { IStatement, StatementKind } from './livy';
import { FrameSieve, slim } from './frameSieve';
import { ILedger, IRunTag } from './ledger';
import { IClock, ILivy, IOutputs, IWatch } from './ports';
import { sendOnce } from './sendOnce';
import { sqlAsPyspark } from './sqlStatement';
import { StatementOutputs, failureOf } from './statementOutputs';

/** What running a statement needs. */
export interface IStatementRunOptions {
  livy: ILivy;
  watch: IWatch;
  clock: IClock;
  sessionId: number;
  code: string;
  kind: StatementKind;
  outputs: IOutputs;
  /** Takes the words of a frame out of the output; null: it brings none. */
  sieve?: FrameSieve | null;
  /** Aborted when the user interrupts. */
  signal: AbortSignal;
  /** How it is recorded; with the id of an earlier try, that is taken up. */
  run: IRunTag;
  /** Null: nothing is recorded. */
  ledger: ILedger | null;
  /** Ids of statements that belong to other runs. */
  isTaken(id: number): boolean;
  /** Told once, when Livy has given it a number. */
  onSent(statement: IStatement): void;
  /** Told each time the statement was read. */
  onRead(statement: IStatement): void;
  /**
   * Told when it is cancelled but its code runs on; `end` resolves when that
   * has ended. What it prints then is published too.
   */
  onRunsOn(end: Promise<void>): void;
}

/**
 * What a piece of code is sent as. SQL goes as `spark.sql` in pyspark: as kind
 * `sql` it costs 0.3 s more on a real Livy, and values are damaged.
 */
export function sentAs(
  code: string,
  kind: StatementKind
): { code: string; kind: StatementKind } {
  return kind === 'sql'
    ? { code: sqlAsPyspark(code), kind: 'pyspark' }
    : { code, kind };
}

/**
 * How long a cancelled statement may take to end before the user is told that
 * it still runs. A real Livy forces the state after 30 s (facts of Apache
 * Livy 0.9, `livy.server.interpreter.cancel.timeout`).
 */
export const CANCEL_GRACE_MS = 35_000;

/**
 * Sends code to a session, publishes its output as it comes and resolves when
 * it has ended well.
 *
 * It is executed once, whatever becomes of the answer to the POST. Rejects
 * with a `StatementError` when the code failed and with a `SynapseError` for
 * all else; kind `cancelled` after an interrupt. An interrupted statement is
 * cancelled at the driver, and its end is waited for.
 */
export async function runStatement(
  options: IStatementRunOptions
): Promise<void> {
  const { livy, watch, clock, sessionId, outputs, signal, onRead } = options;
  if (signal.aborted) {
    throw cancelled('Nothing was sent to the session.');
  }
  const first = await send(options);
  options.onSent(first);
  const reading = new AbortController();
  const patience = new AbortController();
  let refusal = '';
  const cancel = async () => {
    // Not awaited: a request without an answer must not hold the cell.
    void cancelPersistently(options, first.id, patience.signal, reason => {
      refusal = reason;
    });
    await clock.sleep(CANCEL_GRACE_MS, patience.signal);
    if (!patience.signal.aborted) {
      reading.abort();
    }
  };
  const onAbort = () => void cancel();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) {
    onAbort();
  }
  const mapper = new StatementOutputs(options.sieve);
  let last = first;
  try {
    for await (const statement of watch.watch(
      livy,
      sessionId,
      first,
      reading.signal,
      options.ledger && options.run.id
    )) {
      last = statement;
      onRead(options.sieve ? slim(statement) : statement);
      for (const event of mapper.next(statement)) {
        await outputs.publish(event);
      }
    }
  } catch (reason) {
    if (!reading.signal.aborted) {
      throw reason;
    }
  } finally {
    patience.abort();
    signal.removeEventListener('abort', onAbort);
    if (signal.aborted && options.sieve) {
      // It may have been collected already.
      void freeFrame({ ...options, onSent: () => undefined }, options.sieve.id);
    }
  }
  if (signal.aborted && (await runsOn(options, last))) {
    const onRead = async (statement: IStatement) => {
      options.onRead(statement);
      for (const event of mapper.next(statement)) {
        await outputs.publish(event);
      }
    };
    options.onRunsOn(followToTheEnd({ ...options, last, onRead }));
    throw stillRunning(first.id, refusal);
  }
  const failure = failureOf(last);
  if (failure) {
    throw failure;
  }
}

/** Publishes the output of a statement that has ended; rejects if it failed. */
export async function publishEnd(
  statement: IStatement,
  outputs: IOutputs,
  sieve: FrameSieve | null = null
): Promise<void> {
  for (const event of new StatementOutputs(sieve).next(statement)) {
    await outputs.publish(event);
  }
  const failure = failureOf(statement);
  if (failure) {
    throw failure;
  }
}

/** The statement that the code has become: sent now, or found. */
function send(options: IStatementRunOptions): Promise<IStatement> {
  const { livy, clock, sessionId, code, kind, signal, run, ledger } = options;
  const others = new Set<number>();
  // Not abortable: without the answer nobody could cancel the statement.
  return sendOnce<IStatement>({
    clock,
    signal,
    isRecorded: ledger !== null,
    random: Math.random,
    send: again =>
      livy.createStatement(sessionId, code, kind, {
        run: ledger && run,
        again
      }),
    find: async () => {
      for (;;) {
        const statement = await findStatement(
          livy,
          sessionId,
          code,
          run.after,
          id => options.isTaken(id) || others.has(id)
        );
        // Without the ledger's word the server does not keep the output, which
        // is no reason to fail.
        const isOurs =
          statement === null ||
          ((await ledger?.adopt(run.id, statement.id).catch(() => true)) ??
            true);
        if (isOurs) {
          return statement;
        }
        others.add(statement.id);
      }
    }
  });
}

/** Wait between two tries to cancel, ms. */
const CANCEL_AGAIN_MS = 2000;

/**
 * Asks Livy to cancel until it has heard it: to ask twice does no harm.
 * `onRefusal` is told why it would not; empty when it took it. Never rejects.
 */
async function cancelPersistently(
  { livy, clock, sessionId }: IStatementRunOptions,
  statementId: number,
  signal: AbortSignal,
  onRefusal: (why: string) => void
): Promise<void> {
  while (!signal.aborted) {
    try {
      await livy.cancelStatement(sessionId, statementId);
      onRefusal('');
      return;
    } catch (reason) {
      onRefusal(problemOf(reason).what);
      if (!isPassing(reason) && !problemOf(reason).isSignedOut) {
        return;
      }
    }
    await clock.sleep(CANCEL_AGAIN_MS, signal);
  }
}

function cancelled(next: string): SynapseError {
  return new SynapseError({
    kind: 'cancelled',
    what: 'The statement was cancelled.',
    next
  });
}

function stillRunning(id: number, refusal: string): SynapseError {
  return new SynapseError({
    kind: 'cancelled',
    what: `Statement ${id} was asked to stop but still runs on the driver.`,
    why:
      refusal ||
      'Livy cannot interrupt every kind of code; later statements wait for it.',
    next: 'Wait for it, or interrupt once more to restart the session.'
  });
}
