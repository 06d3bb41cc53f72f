import type { INotebookSession, ISynapseSessions } from '../tokens';

/**
 * Whether the status bar has something to show: a notebook that has nothing
 * to do with Spark gets no item, unless a session was left alone.
 */
export function isWorthShowing({
  current,
  onPools
}: ISynapseSessions): boolean {
  return hasSpark(current) || onPools.orphans.length > 0;
}

/** Whether a notebook has to do with Spark. */
export function hasSpark(session: INotebookSession | null): boolean {
  return (
    session !== null && (session.phase !== 'none' || session.target !== null)
  );
}
