import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { vCores } from '../../core/livy';
import type { INotebookSession } from '../../tokens';
import { formatNumber, formatTime } from '../format';
import { IActions } from '../hooks';
import { restartSession, stopSession } from '../sessionActions';
import { ActionButton } from './ActionButton';
import { Elapsed } from './Elapsed';
import { IdleLimit } from './IdleLimit';

/** Properties of `ReadySession`. */
export interface IReadySessionProps {
  session: INotebookSession;
  /** Where failures of the buttons go. */
  actions: IActions;
  trans: TranslationBundle;
}

/** A session that takes statements: what it is, and what can be done with it. */
export function ReadySession(props: IReadySessionProps): React.JSX.Element {
  const { actions, session, trans } = props;
  const live = session.session;
  const sizes = live?.sizes ?? session.sizes;
  const upSince = live?.submittedAt ?? session.startedAt;
  return (
    <>
      <p>
        {trans.__(
          '%1 vCores (driver %2 + %3 × %4)',
          formatNumber(vCores(sizes)),
          formatNumber(sizes.driverCores),
          formatNumber(sizes.numExecutors),
          formatNumber(sizes.executorCores)
        )}
        {upSince === null ? null : (
          <>
            {' · '}
            <span
              className="syn-mod-together"
              title={formatTime(upSince, Date.now())}
            >
              {trans.__('up')}{' '}
              <Elapsed from={upSince} inMinutes trans={trans} />
            </span>
          </>
        )}
      </p>
      <p className="syn-mod-quiet">
        {session.isForeign
          ? trans.__('Whoever started it stops it, not this notebook.')
          : trans._n(
              'It stops after %1 minute without work.',
              'It stops after %1 minutes without work.',
              session.idleMinutes
            )}
      </p>
      <IdleLimit session={session} actions={actions} trans={trans} />
      <Sharing session={session} trans={trans} />
      <div className="syn-Buttons">
        <ActionButton
          action={() => actions.run(() => stopSession(session, trans))}
        >
          {trans.__('Stop session')}
        </ActionButton>
        <ActionButton
          action={() => {
            void actions.run(() => restartSession(session, trans));
            return Promise.resolve();
          }}
        >
          {trans.__('Restart')}
        </ActionButton>
        {session.isAttached ? (
          <ActionButton action={() => actions.run(async () => session.leave())}>
            {trans.__('Detach')}
          </ActionButton>
        ) : null}
      </div>
      {live ? (
        <details className="syn-Details">
          <summary>{trans.__('Details')}</summary>
          <dl className="syn-Facts">
            <dt>{trans.__('Session')}</dt>
            <dd>{live.name ? `${live.id} · ${live.name}` : live.id}</dd>
            {live.appId ? (
              <>
                <dt>{trans.__('Application')}</dt>
                <dd>{live.appId}</dd>
              </>
            ) : null}
          </dl>
        </details>
      ) : null}
    </>
  );
}

/** Who else has to do with the session. */
function Sharing(props: {
  session: INotebookSession;
  trans: TranslationBundle;
}): React.JSX.Element | null {
  const { session, trans } = props;
  const { isAttached, isForeign, sharedWith } = session;
  const submitter = session.session?.submitter;
  const lines = [
    isForeign
      ? submitter
        ? trans.__('Attached; %1 started it.', submitter)
        : trans.__('Attached; somebody else started it.')
      : isAttached
        ? trans.__('Attached; another notebook started it.')
        : '',
    sharedWith.length > 0
      ? trans.__('Also used by %1.', sharedWith.join(', '))
      : ''
  ].filter(line => line);
  return lines.length > 0 ? (
    <p className="syn-mod-lines">{lines.join('\n')}</p>
  ) : null;
}
