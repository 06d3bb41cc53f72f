import type { TranslationBundle } from '@jupyterlab/translation';
import { errorIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { vCores } from '../../core/livy';
import type { INotebookSession, ISynapseSessions } from '../../tokens';
import { useSignal } from '../hooks';
import { synapseIcon } from '../icon';
import { sessionMark } from '../words';
import { hasSpark, isWorthShowing } from '../worthShowing';
import { Elapsed } from './Elapsed';

/** Properties of `StatusText`. */
export interface IStatusTextProps {
  sessions: ISynapseSessions;
  trans: TranslationBundle;
  /** Opens the panel. */
  onClick: () => void;
}

/** What the status bar shows about a session. */
export function StatusText(props: IStatusTextProps): React.JSX.Element | null {
  const { onClick, sessions, trans } = props;
  useSignal(sessions.currentChanged);
  const session = sessions.current;
  useSignal(session?.stateChanged ?? null);
  useSignal(sessions.onPools.changed);
  if (!isWorthShowing(sessions)) {
    return null;
  }
  const alone = sessions.onPools.orphans.length;
  const shown = hasSpark(session) ? session : null;
  const phase = shown?.phase ?? 'none';
  const Glyph = phase === 'ended' ? errorIcon.react : synapseIcon.react;
  const classes = ['syn-StatusItem-button', `syn-mod-${phase}`];
  if (alone > 0) {
    classes.push('syn-mod-orphans');
  }
  const aloneText = trans._n(
    '%1 session without a notebook',
    '%1 sessions without a notebook',
    alone
  );
  const title = shown
    ? statusTitle(shown, trans)
    : trans.__('Click for the panel.');
  return (
    <button
      type="button"
      className={classes.join(' ')}
      title={alone > 0 ? `${aloneText}. ${title}` : title}
      onClick={onClick}
    >
      <Glyph tag="span" className="syn-StatusItem-glyph" aria-hidden="true" />
      <span>
        {shown ? <StatusParts session={shown} trans={trans} /> : null}
        {shown && alone > 0 ? ' · ' : null}
        {alone > 0 ? aloneText : null}
      </span>
    </button>
  );
}

function StatusParts(props: {
  session: INotebookSession;
  trans: TranslationBundle;
}): React.JSX.Element {
  const { session, trans } = props;
  const live = session.session;
  const since =
    session.phase === 'starting'
      ? session.startedAt
      : (live?.submittedAt ?? session.startedAt);
  const { word } = sessionMark(session, trans);
  switch (session.phase) {
    case 'none':
      return <>{trans.__('Spark: no session')}</>;
    case 'ended':
      return <>{trans.__('Spark session ended')}</>;
    case 'stopping':
      return <>{trans.__('Spark: stopping')}</>;
    default: {
      const cores = vCores(live?.sizes ?? session.sizes);
      return (
        <>
          {trans.__('Spark: %1', word)} ·{' '}
          {trans._n('%1 vCore', '%1 vCores', cores)}
          {since === null ? null : (
            <>
              {' · '}
              <Elapsed from={since} inMinutes trans={trans} />
            </>
          )}
        </>
      );
    }
  }
}

function statusTitle(
  session: INotebookSession,
  trans: TranslationBundle
): string {
  const pool = session.target?.pool ?? '';
  switch (session.phase) {
    case 'none':
      return trans.__(
        '%1 would run on %2. Click for the panel.',
        session.label,
        pool
      );
    case 'ended':
      return [
        session.problem?.what ?? trans.__('The session on %1 ended.', pool),
        trans.__('Click for the panel.')
      ].join(' ');
    default:
      return trans.__(
        'Spark session of %1 on %2. Click for the panel.',
        session.label,
        pool
      );
  }
}
