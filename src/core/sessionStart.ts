import { deleteAndCheck } from './deleteAndCheck';
import { isPassing, SynapseError, problemOf } from './errors';
import { IRunTag } from './ledger';
import { ILivy, IClock } from './ports';
import { ISessionRequest, ISparkSession, isEnded, isReady } from './livy';
import { sessionDelay } from './polling';
import { sessionProblem } from './sessionProblem';
import { sendOnce } from './sendOnce';

/** What starting a session needs. */
export interface ISessionStartOptions {
  livy: ILivy;
  clock: IClock;
  request: ISessionRequest;
  /** How it is recorded; null: nowhere. */
  run: IRunTag | null;
  /** Seconds until the start is given up; null waits for as long as it takes. */
  startTimeout: number | null;
  signal: AbortSignal;
  /** Told each time the session was read. */
  onRead(session: ISparkSession): void;
}

/** How long reads may fail without a break before the start fails, ms. */
const PATIENCE = 60_000;

/**
 * Starts a session and waits until it takes statements.
 *
 * The POST makes one session: when its outcome is unknown, the session is looked
 * for by its unique name. A start that fails, times out or is given up leaves
 * no session behind. Rejects with a `SynapseError`.
 */
export async function startSession(
  options: ISessionStartOptions
): Promise<ISparkSession> {
  const begun = options.clock.now();
  return awaitSession(options, await create(options), begun);
}

/**
 * Waits until a session that was asked for at `begun` takes statements; one
 * that does not is deleted. Rejects with a `SynapseError`.
 */
export async function awaitSession(
  options: Omit<ISessionStartOptions, 'request' | 'run'>,
  first: ISparkSession,
  begun: number
): Promise<ISparkSession> {
  const { livy, clock, signal, startTimeout, onRead } = options;
  let session = first;
  onRead(session);
  try {
    let failingSince: number | null = null;
    for (;;) {
      // Before all else: an answer under way may say that it is ready.
      throwIfGivenUp(signal);
      if (isReady(session)) {
        return session;
      }
      if (isEnded(session)) {
        throw new SynapseError(sessionProblem(session));
      }
      const age = clock.now() - begun;
      if (startTimeout !== null && age > startTimeout * 1000) {
        throw new SynapseError({
          kind: 'session',
          what: `The session was not ready after ${startTimeout} s and was deleted.`,
          why: `It was last "${session.state}"; a paused pool usually needs 2 to 4 minutes.`,
          next: 'Start again with a larger --start-timeout, or without it to wait for as long as it takes.'
        });
      }
      await clock.sleep(sessionDelay(age), signal);
      throwIfGivenUp(signal);
      try {
        session = await livy.getSession(session.id, signal);
      } catch (reason) {
        failingSince ??= clock.now();
        if (!isPassing(reason) || clock.now() - failingSince >= PATIENCE) {
          throw reason;
        }
        continue;
      }
      failingSince = null;
      onRead(session);
    }
  } catch (reason) {
    throw await afterDelete(options, session, reason);
  }
}

/** Sends the POST so that it makes one session, whatever becomes of its answer. */
async function create(options: ISessionStartOptions): Promise<ISparkSession> {
  const { livy, clock, request, signal, run } = options;
  throwIfGivenUp(signal);
  const find = async () => {
    const sessions = await livy.listSessions();
    return sessions.find(({ name }) => name === request.name) ?? null;
  };
  try {
    // Not abortable: an answer that we do not wait for may be a session that
    // nobody knows of.
    return await sendOnce({
      clock,
      signal,
      isRecorded: run !== null,
      random: Math.random,
      send: again => livy.createSession(request, { run, again }),
      find
    });
  } catch (reason) {
    // A name is taken by what an earlier try of ours has made.
    const isTaken = /duplicate session name/i.test(problemOf(reason).what);
    const found = isTaken ? await find() : null;
    if (found) {
      return found;
    }
    throw signal.aborted && problemOf(reason).kind === 'cancelled'
      ? new SynapseError(GIVEN_UP)
      : reason;
  }
}

/** Deletes the session; the reason then says so if that failed too. */
async function afterDelete(
  { livy, clock, signal }: Omit<ISessionStartOptions, 'request' | 'run'>,
  { id, poolName }: ISparkSession,
  reason: unknown
): Promise<unknown> {
  const problem = signal.aborted
    ? { ...GIVEN_UP, next: '' }
    : problemOf(reason);
  try {
    await deleteAndCheck(livy, clock, id, poolName);
  } catch (failure) {
    const left = problemOf(failure);
    return new SynapseError({
      ...problem,
      // Not `cancelled`: that would be no problem to show, and one is left.
      kind: problem.kind === 'cancelled' ? 'session' : problem.kind,
      next: [left.what, left.why, left.next, problem.next]
        .filter(part => part)
        .join(' ')
    });
  }
  return signal.aborted ? new SynapseError(GIVEN_UP) : reason;
}

const GIVEN_UP = {
  kind: 'cancelled' as const,
  what: 'The start of the session was cancelled.',
  why: '',
  next: 'No session is left running.',
  detail: ''
};

function throwIfGivenUp(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new SynapseError(GIVEN_UP);
  }
}
