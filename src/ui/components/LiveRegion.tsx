import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { INotebookSession, SessionPhase } from '../../tokens';
import { isAboutToStop } from '../idleWarning';
import { Announcement } from './Announcement';

/** What of a session is worth an announcement, at one point in time. */
export interface ISessionSnapshot {
  session: INotebookSession | null;
  phase: SessionPhase;
  /** Ids of the runs that failed. */
  failed: readonly number[];
  /** Whether it will soon be stopped, as it is idle. */
  isStopping: boolean;
}

/** Properties of `LiveRegion`. */
export interface ILiveRegionProps {
  session: INotebookSession | null;
  trans: TranslationBundle;
}

/** A copy of what may be announced: the session itself changes in place. */
export function snapshotOf(
  session: INotebookSession | null,
  at: number
): ISessionSnapshot {
  return {
    isStopping: isAboutToStop(session, at),
    session,
    phase: session?.phase ?? 'none',
    failed: (session?.runs ?? [])
      .filter(run => run.state === 'failed')
      .map(run => run.id)
  };
}

/**
 * What to say after a change; null when there is nothing to say. Another
 * notebook in front is no news about its session.
 */
export function announcement(
  before: ISessionSnapshot,
  after: ISessionSnapshot,
  trans: TranslationBundle
): string | null {
  const { session } = after;
  if (session === null || session !== before.session) {
    return null;
  }
  const pool = session.target?.pool ?? '';
  if (after.phase !== before.phase) {
    if (after.phase === 'ready') {
      return trans.__('The Spark session on %1 is ready.', pool);
    }
    if (after.phase === 'ended') {
      return [
        trans.__('The Spark session on %1 ended.', pool),
        session.problem?.what ?? ''
      ]
        .filter(part => part)
        .join(' ');
    }
  }
  if (after.isStopping && !before.isStopping) {
    return trans.__(
      'The Spark session on %1 will soon be stopped, as it is idle. Keep alive in the Synapse panel prolongs it.',
      pool
    );
  }
  const known = new Set(before.failed);
  const failed = session.runs.filter(
    run => run.state === 'failed' && !known.has(run.id)
  );
  if (failed.length > 0) {
    return trans.__('A statement failed: %1', failed[failed.length - 1].title);
  }
  return null;
}

/**
 * Tells assistive technology that a session is ready or ended, or that a
 * statement failed.
 */
export function LiveRegion(props: ILiveRegionProps): React.JSX.Element {
  const { session, trans } = props;
  const [text, setText] = React.useState('');
  const last = React.useRef<ISessionSnapshot | null>(null);
  // No list of dependencies: the session changes in place, so that every
  // rendering may bring news.
  React.useEffect(() => {
    const now = snapshotOf(session, Date.now());
    const news = last.current && announcement(last.current, now, trans);
    last.current = now;
    if (news) {
      setText(news);
    }
  });
  return <Announcement text={text} />;
}
