import { SynapseError, problemOf, writeFailure } from './errors';
import { IClock } from './ports';

/** What sending a write exactly once needs. */
export interface ISendOnceOptions<T> {
  clock: IClock;
  /** Aborted when the user gives up; what was sent is settled all the same. */
  signal: AbortSignal;
  /** `again`: its outcome was unknown, and it was looked for in vain. */
  send(again: boolean): Promise<T>;
  /** What an earlier try made; null when it made nothing. Only reads. */
  find(): Promise<T | null>;
  /** Whether the Jupyter server knows it by an id, and does it once. */
  isRecorded: boolean;
  /** From 0 to 1, so that many pages do not come back in step. */
  random: () => number;
  /** How long no word from anybody is put up with, ms. */
  patience?: number;
}

/** As long as a Jupyter server may take to come back, ms. */
const PATIENCE = 5 * 60_000;

/** Waits before looking, ms: a server acts a moment after the answer is lost. */
const LOOKS = [200, 1000, 3000];

/** How often a write that left no trace is sent again. */
const MAX_RESENDS = 3;

/** First and longest wait between tries, ms. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;

/** A server that asks to wait longer than this is a failure to show, ms. */
const LONGEST_RETRY_AFTER = 120_000;

/**
 * Sends a write so that it happens once, whatever becomes of the answer.
 *
 * #### Notes
 * What reached nobody is sent again; so is what had no answer from the
 * Jupyter server, which knows the run by its id and does it once. Of all else
 * the outcome is read: what is there is adopted, what is not is sent again,
 * after as long as the server asked to wait. Rejects with the last failure
 * when that comes to no end, and with kind `cancelled` when the user gave up
 * and nothing was made.
 */
export async function sendOnce<T>(options: ISendOnceOptions<T>): Promise<T> {
  const { clock, signal, patience = PATIENCE } = options;
  const deadline = clock.now() + patience;
  let again = false;
  let resends = 0;
  for (let failures = 0; ; failures++) {
    let reason: unknown;
    try {
      return await options.send(again);
    } catch (thrown) {
      reason = thrown;
    }
    const { outcome: told, retryAfter } = writeFailure(reason);
    const outcome = told === 'lost' && !options.isRecorded ? 'unknown' : told;
    if (outcome === 'refused') {
      throw reason;
    }
    if (outcome === 'unknown') {
      const found = await look(options, reason, deadline);
      if (found !== null) {
        return found;
      }
      again = true;
      resends++;
    }
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures);
    const pause = retryAfter ?? wait * (0.75 + options.random() / 2);
    if (
      resends > MAX_RESENDS ||
      pause > LONGEST_RETRY_AFTER ||
      clock.now() >= deadline
    ) {
      throw reason;
    }
    // Whether the server has it must be known before anybody gives up.
    await clock.sleep(pause, outcome === 'lost' ? undefined : signal);
    if (signal.aborted && outcome !== 'lost') {
      throw new SynapseError({
        kind: 'cancelled',
        what: 'It was cancelled before it was sent.'
      });
    }
  }
}

/**
 * Looks for what a write made, several times, until reading works. Rejects
 * when it does not work to the end: then nobody may send it again.
 */
async function look<T>(
  { clock, find }: ISendOnceOptions<T>,
  reason: unknown,
  deadline: number
): Promise<T | null> {
  let seen = 0;
  for (let tries = 0; ; tries++) {
    await clock.sleep(LOOKS[seen]);
    try {
      const found = await find();
      if (found !== null || ++seen === LOOKS.length) {
        return found;
      }
    } catch (failure) {
      if (
        writeFailure(failure).outcome === 'refused' ||
        clock.now() >= deadline
      ) {
        throw unsettled(reason, failure);
      }
      await clock.sleep(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries));
    }
  }
}

/** The failure of a write whose outcome could not be read either. */
function unsettled(reason: unknown, failure: unknown): SynapseError {
  const { kind, what } = problemOf(failure);
  return new SynapseError({
    kind: kind === 'notFound' ? 'session' : kind,
    what: problemOf(reason).what,
    why: `Whether it was acted on is not known: ${what}`,
    next: 'Look at the session before you run it again.',
    detail: problemOf(reason).detail
  });
}
