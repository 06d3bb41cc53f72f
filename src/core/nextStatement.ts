import { isPassing, writeFailure } from './errors';
import { IClock, ILivy } from './ports';

/** First and longest wait between two tries, ms. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;

/** As long as a server may take to come back, ms. */
const PATIENCE = 5 * 60_000;

/**
 * The number that the next statement of a session will have, at least. Livy
 * does not tell it, and its list is not to be trusted: a statement that does
 * nothing is sent, again and again if need be, since it does no harm.
 * Rejects with the last failure, and at once when `signal` is aborted.
 */
export async function nextStatement(
  livy: ILivy,
  clock: IClock,
  sessionId: number,
  signal: AbortSignal
): Promise<number> {
  const deadline = clock.now() + PATIENCE;
  for (let wait = FIRST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 2)) {
    try {
      const { id } = await livy.createStatement(sessionId, 'pass', 'pyspark');
      return id + 1;
    } catch (reason) {
      if (!isPassing(reason) || clock.now() >= deadline) {
        throw reason;
      }
      await clock.sleep(
        Math.max(wait, writeFailure(reason).retryAfter ?? 0),
        signal
      );
      if (signal.aborted) {
        throw reason;
      }
    }
  }
}
