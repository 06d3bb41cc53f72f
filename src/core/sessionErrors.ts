import { IProblem, StatementError, SynapseError } from './errors';

/** For everything that needs a session when there is none. */
export function noSession(): SynapseError {
  return new SynapseError({
    kind: 'session',
    what: 'No Spark session runs for this notebook.',
    next: 'Start one with %synapse start, or with Start session in the Synapse panel.'
  });
}

/** For a start while there is a session already. */
export function alreadyThere(
  pool: string | null,
  sessionId: number | null
): SynapseError {
  const where = pool ? ` on ${pool}` : '';
  return new SynapseError({
    kind: 'usage',
    what:
      sessionId === null
        ? `A session is already being started${where}.`
        : `Session ${sessionId} already runs${where} for this notebook.`,
    next: 'Use it as it is, or run %synapse stop first.'
  });
}

/** For a cell that was interrupted while it waited for the session. */
export function cancelledBeforeReady(): SynapseError {
  return new SynapseError({
    kind: 'cancelled',
    what: 'The cell was cancelled before the session was ready.'
  });
}

/** For a cell whose session was stopped under it. */
export function stoppedMeanwhile(sessionId: number): SynapseError {
  return new SynapseError({
    kind: 'session',
    what: `Session ${sessionId} was stopped while the cell ran.`,
    next: 'Start a new one with %synapse start and run the cell again.'
  });
}

/** For a run of an earlier page whose session has ended since. */
export function lostWithSession(sessionId: number | null): SynapseError {
  return new SynapseError({
    kind: 'session',
    what: `Session ${sessionId ?? '?'} ended before the output of this cell was read.`,
    why: 'A session keeps its outputs in memory, and nobody has read this one.',
    next: 'Start a new session with %synapse start and run the cell again.'
  });
}

/** For a session that another notebook of the page has stopped. */
export function stoppedFrom(sessionId: number, notebook: string): IProblem {
  return {
    kind: 'session',
    what: `Session ${sessionId} was stopped.`,
    why: `It was shared, and ${notebook} has stopped it.`,
    next: 'Start a new one with %synapse start.',
    detail: ''
  };
}

/** For a session that Livy has forgotten. */
export function vanished(problem: IProblem, sessionId: number): IProblem {
  return {
    ...problem,
    kind: 'session',
    what: `Session ${sessionId} does not exist any more.`,
    why: 'It was stopped elsewhere, or its server was restarted; its variables are gone.',
    next: 'Start a new one with %synapse start.'
  };
}

/** For a session that reached its idle limit. */
export function idleLimitReached(sessionId: number, minutes: number): IProblem {
  return {
    kind: 'session',
    what: `Session ${sessionId} was stopped after ${minutes} min without work.`,
    why: 'That is its idle limit (-t of %synapse start).',
    next: 'Start a new one when you need it.',
    detail: ''
  };
}

/** A statement's failure, with the death of its session told behind it. */
export function withDeath(reason: unknown, death: IProblem): Error {
  if (!(reason instanceof StatementError)) {
    return new SynapseError(death);
  }
  // The server may have told the statement the same.
  const why = death.why
    .split(/(?<=[.!?…]) (?=[A-Z_]+: )/)
    .filter(part => !reason.evalue.includes(part.replace(/^[A-Z_]+: /, '')));
  const after = [death.what, ...why, death.next].filter(part => part).join(' ');
  return new StatementError(reason.ename, `${reason.evalue}\n${after}`, [
    ...reason.traceback,
    after
  ]);
}
