import { isPassing } from './errors';
import { IStatement, isDone } from './livy';
import { IClock, ILivy } from './ports';

/** What following a cancelled statement needs. */
export interface ILateOutputOptions {
  livy: ILivy;
  clock: IClock;
  sessionId: number;
  /** As last read. */
  last: IStatement;
  /** Told of it each time that it is read. */
  onRead(statement: IStatement): Promise<void>;
}

/** First and longest wait between two reads, ms. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 10_000;

/** Longer than this nobody waits for code that does not stop, ms. */
const PATIENCE = 60 * 60_000;

/**
 * Whether the code of a cancelled statement still runs on the driver. Livy
 * forces the state after some time, and says so only by a session that is
 * busy (livy-proven: Python loops and sleeps go on to their end).
 */
export async function runsOn(
  { livy, sessionId }: Pick<ILateOutputOptions, 'livy' | 'sessionId'>,
  statement: IStatement
): Promise<boolean> {
  if (!isDone(statement)) {
    return true;
  }
  // One that had not begun is simply gone.
  const isForced =
    statement.state === 'cancelled' &&
    statement.output === null &&
    statement.started !== null;
  try {
    return isForced && (await livy.getSession(sessionId)).state === 'busy';
  } catch {
    return false;
  }
}

/**
 * Follows a cancelled statement until its code has ended: then it may have an
 * output after all. Ends quietly with the session, and never rejects.
 */
export async function followToTheEnd(
  options: ILateOutputOptions
): Promise<void> {
  const { livy, clock, sessionId, last, onRead } = options;
  const deadline = clock.now() + PATIENCE;
  let wait = FIRST_WAIT;
  while (clock.now() < deadline) {
    await clock.sleep(wait);
    wait = Math.min(LONGEST_WAIT, wait * 1.5);
    try {
      const statement = await livy.getStatement(sessionId, last.id);
      if (isDone(statement) && !(await runsOn(options, statement))) {
        await onRead(statement);
        return;
      }
    } catch (reason) {
      if (!isPassing(reason)) {
        return;
      }
    }
  }
}
