import { SynapseError } from './errors';

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
