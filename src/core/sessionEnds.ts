import { IProblem, StatementError, SynapseError } from './errors';
import { ISparkSession } from './livy';

/** For a session that cannot be attached to. */
export function notUsable(
  { id, state }: ISparkSession,
  pool: string
): SynapseError {
  return new SynapseError({
    kind: 'session',
    what: `Session ${id} on ${pool} cannot be used any more.`,
    why: `Its state is "${state}".`,
    next: 'Choose another one, or start a new one.'
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
