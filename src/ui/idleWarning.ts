import type { INotebookSession } from '../tokens';

const MINUTE = 60_000;

/** How long before its end the user is told, minutes. */
const WARN_MINUTES = 5;

/**
 * When the user is told that an idle session will be stopped, milliseconds
 * since the epoch: five minutes before, or half of a shorter limit. Null when
 * it will not be.
 */
export function idleWarningAt(session: INotebookSession): number | null {
  const { idleEndsAt, idleMinutes } = session;
  return idleEndsAt === null
    ? null
    : idleEndsAt - Math.min(WARN_MINUTES, idleMinutes / 2) * MINUTE;
}

/** Whether that time has come. */
export function isAboutToStop(
  session: INotebookSession | null,
  now: number
): boolean {
  const at = session && idleWarningAt(session);
  return at !== null && session?.session?.state === 'idle' && now >= at;
}
