import { SynapseError, problemOf } from './errors';
import { IStatement, StatementKind, isDone } from './livy';
import { IClock, ILivy, IOutputs, IWatch } from './ports';
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
  /** Aborted when the user interrupts. */
  signal: AbortSignal;
  /** Told each time the statement was read. */
  onRead(statement: IStatement): void;
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
 * The POST is sent once. Rejects with a `StatementError` when the code failed
 * and with a `SynapseError` for all else; kind `cancelled` after an
 * interrupt. An interrupted statement is cancelled at the driver, and its end
 * is waited for.
 */
export async function runStatement(
  options: IStatementRunOptions
): Promise<void> {
  const { livy, watch, clock, sessionId, outputs, signal, onRead } = options;
  if (signal.aborted) {
    throw cancelled('Nothing was sent to the session.');
  }
  // Not abortable: without the answer nobody could cancel the statement.
  const first = await livy.createStatement(
    sessionId,
    options.code,
    options.kind
  );
  const reading = new AbortController();
  const patience = new AbortController();
  let refusal = '';
  const cancel = async () => {
    // Not awaited: a request without an answer must not hold the cell.
    livy.cancelStatement(sessionId, first.id).catch((reason: unknown) => {
      refusal = problemOf(reason).what;
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
  const mapper = new StatementOutputs();
  let last = first;
  try {
    for await (const statement of watch.watch(
      livy,
      sessionId,
      first,
      reading.signal
    )) {
      last = statement;
      onRead(statement);
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
  }
  if (!isDone(last)) {
    throw stillRunning(first.id, refusal);
  }
  const failure = failureOf(last);
  if (failure) {
    throw failure;
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
    next: 'Wait for it, or run %synapse stop and %synapse start for a new session.'
  });
}
