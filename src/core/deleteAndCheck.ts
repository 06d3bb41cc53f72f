import {
  IProblem,
  SynapseError,
  isPassing,
  problemOf,
  writeFailure
} from './errors';
import { isEnded } from './livy';
import { IClock, ILivy } from './ports';

/** How long the end of a session is waited for, ms. */
const PATIENCE = 30_000;

/** First and longest wait between two reads, ms. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 4000;

/** How long a session may look untouched before it is deleted again, ms. */
const AGAIN_AFTER = 10_000;

/**
 * Deletes a session and believes it only when a later read agrees: it is not
 * there any more, or has ended.
 *
 * #### Notes
 * A real Livy answers "deleted" also for drivers that run on, and an answer
 * may be lost on the way. A DELETE may be repeated without harm. Rejects with
 * a `SynapseError` that names session and pool when that comes to no end
 * within half a minute of the first answer, or at once when the server refuses.
 */
export async function deleteAndCheck(
  livy: ILivy,
  clock: IClock,
  id: number,
  pool: string | null = null
): Promise<'gone'> {
  // From the first answer, or its lack: that may take longer than all else.
  let begun: number | null = null;
  let deletedAt: number | null = null;
  let last = '';
  for (let wait = FIRST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 2)) {
    let asked = 0;
    try {
      if (deletedAt === null || clock.now() - deletedAt >= AGAIN_AFTER) {
        await livy.deleteSession(id);
        deletedAt = clock.now();
      }
      const session = await livy.getSession(id);
      if (isEnded(session)) {
        return 'gone';
      }
      last = `The pool still says "${session.state}".`;
    } catch (reason) {
      const problem = problemOf(reason);
      if (problem.kind === 'notFound') {
        return 'gone';
      }
      if (!isPassing(reason)) {
        throw mayStillRun(id, pool, problem.what, problem);
      }
      last = problem.what;
      asked = writeFailure(reason).retryAfter ?? 0;
    }
    begun ??= clock.now();
    if (clock.now() - begun >= PATIENCE) {
      throw mayStillRun(id, pool, last, null);
    }
    await clock.sleep(Math.max(wait, asked));
  }
}

function mayStillRun(
  id: number,
  pool: string | null,
  why: string,
  problem: IProblem | null
): SynapseError {
  return new SynapseError({
    kind: problem?.kind ?? 'session',
    what: `Session ${id}${pool ? ` on ${pool}` : ''} may still run and take its vCores: it could not be stopped.`,
    why,
    next: [
      problem?.next ?? '',
      'Stop it again, here or in the list of sessions of its pool.'
    ]
      .filter(part => part)
      .join(' '),
    detail: problem?.detail ?? ''
  });
}
