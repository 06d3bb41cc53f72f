import { ISparkSession, vCores } from './livy';
import type { IPoolSession } from './poolSession';
import { SessionFacts } from './sessionFacts';

/** A duration in words: `8 s`, `2 min 41 s`, `1 h 05 min`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) {
    return ms < 9950
      ? `${(Math.max(0, ms) / 1000).toFixed(1)} s`
      : `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  }
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** What a starting session does, in words, from the states Livy reports. */
export function stageOf(session: ISparkSession): string {
  if (session.state === 'starting') {
    return 'starting the driver';
  }
  switch (session.pluginState) {
    case 'ResourceAcquisition':
      return 'acquiring nodes';
    case 'Submission':
      return 'submitting';
    case 'Monitoring':
      return session.state === 'not_started'
        ? 'starting the driver'
        : session.state;
  }
  if (session.schedulerState === 'Queued' || session.state === 'not_started') {
    return 'queued';
  }
  return session.state;
}

/** The live line of `%synapse start` while it waits. */
export function startingLine(
  pool: string,
  session: ISparkSession | null,
  ageMs: number
): string {
  const what = session
    ? `Session ${session.id} on ${pool}: ${stageOf(session)}`
    : `Asking ${pool} for a session`;
  return `${what} … ${duration(ageMs)}`;
}

/** The line that `%synapse start` ends with. */
export function readyLine(
  facts: Pick<SessionFacts, 'session' | 'target' | 'sizes' | 'idleMinutes'>,
  tookMs: number
): string {
  const { session, target, sizes, idleMinutes } = facts;
  return `Session ${session?.id} ready on ${target?.pool} in ${duration(tookMs)} · ${vCores(sizes)} vCores · stops after ${idleMinutes} min idle`;
}

/** The line that `%synapse attach` and `start --reuse` end with. */
export function attachedLine(
  facts: Pick<SessionFacts, 'session' | 'target' | 'sizes' | 'idleMinutes'>,
  { session, isMine, notebook, openIn }: IPoolSession,
  now: number
): string {
  const { target, sizes, idleMinutes } = facts;
  const users = openIn.length
    ? `shared with ${listOf(openIn)}`
    : notebook && `started by ${notebook}`;
  return [
    `Attached to session ${session.id} on ${target?.pool}`,
    isMine ? '' : `of ${session.submitter ?? 'somebody else'}`,
    users ?? '',
    session.submittedAt === null
      ? ''
      : `up ${duration(now - session.submittedAt)}`,
    `${vCores(sizes)} vCores`,
    isMine ? `stops after ${idleMinutes} min idle` : 'its owner stops it'
  ]
    .filter(part => part)
    .join(' · ');
}

/** What is said of the set-up cells after a restart. */
export function setUpText(count: number): string {
  return count === 0
    ? 'No cell has the tag synapse-setup: give it to the cells that a new session needs, and they run after each restart.'
    : `${count === 1 ? 'The cell' : `The ${count} cells`} with the tag synapse-setup ${count === 1 ? 'runs' : 'run'} next.`;
}

/** Names in a sentence: `a`, `a and b`, `a, b and c`. */
export function listOf(names: readonly string[]): string {
  return names.length < 2
    ? (names[0] ?? '')
    : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

/** A table as text, with columns lined up. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map(row => row[column].length))
  );
  return rows
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd()
    )
    .join('\n');
}
