import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, launchIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { formatTime } from '../../lab/formatTime';
import { vCores } from '../../core/livy';
import type { INotebookSession, ISynapseSessions } from '../../tokens';
import { formatNumber } from '../format';
import { IActions } from '../hooks';
import { restartSession, stopSession } from '../sessionActions';
import { sparkLink } from '../../core/sparkLink';
import { ActionButton } from './ActionButton';
import { Elapsed } from './Elapsed';
import { IdleLimit } from './IdleLimit';
import { ProblemNote } from './ProblemNote';

/** Properties of `ReadySession`. */
export interface IReadySessionProps {
  session: INotebookSession;
  sessions: ISynapseSessions;
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
  const link = sparkLink(session.target, live);
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
      {session.doesNotStop ? <DoesNotStop {...props} /> : null}
      {session.stopsWhenDone ? <StopsWhenDone {...props} /> : null}
      <div className="syn-Buttons">
        <ActionButton
          action={() => actions.run(() => stopSession(session, trans))}
        >
          {trans.__('Stop session')}
        </ActionButton>
        <MoreButton {...props} />
        <ActionButton
          action={async () => {
            // Loaded when somebody looks: most never do.
            const { showDriverLog } = await import(
              /* webpackChunkName: "session-actions" */ '../driverLog'
            );
            await showDriverLog(session, trans);
          }}
        >
          {trans.__('Logs')}
        </ActionButton>
        {link ? (
          <a
            className="syn-Link"
            href={link.url}
            target="_blank"
            rel="noopener noreferrer"
          >
            {link.kind === 'sparkUi'
              ? trans.__('Spark UI')
              : trans.__('Synapse Studio')}
            <launchIcon.react tag="span" aria-hidden="true" />
          </a>
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

/** What is done less often, in a menu. */
function MoreButton(props: IReadySessionProps): React.JSX.Element {
  const { trans } = props;
  const anchor = React.useRef<HTMLButtonElement>(null);
  const [isOpen, setIsOpen] = React.useState(false);
  const open = async (): Promise<void> => {
    const { openSessionMenu } = await import(
      /* webpackChunkName: "session-actions" */ '../sessionMenu'
    );
    if (anchor.current) {
      setIsOpen(true);
      openSessionMenu({
        ...props,
        anchor: anchor.current,
        onClose: () => setIsOpen(false)
      });
    }
  };
  return (
    <button
      ref={anchor}
      type="button"
      className="jp-Button syn-ActionButton jp-mod-styled syn-mod-secondary"
      aria-label={trans.__('More about the session')}
      title={trans.__('More about the session')}
      aria-haspopup="menu"
      aria-expanded={isOpen}
      onClick={() => void open()}
    >
      <caretDownIcon.react tag="span" />
    </button>
  );
}

/** Code was told to stop and runs on: what that means, and the way out. */
function DoesNotStop(props: IReadySessionProps): React.JSX.Element {
  const { actions, session, trans } = props;
  return (
    <ProblemNote
      trans={trans}
      problem={{
        kind: 'code',
        what: trans.__('The code does not stop.'),
        why: trans.__(
          'It was told to stop and still runs on the driver; all later cells wait for it.'
        ),
        next: trans.__(
          'Wait, or restart the session: that ends it, and all variables with it.'
        ),
        detail: ''
      }}
    >
      <ActionButton
        action={() => {
          void actions.run(() => restartSession(session, trans));
          return Promise.resolve();
        }}
      >
        {trans.__('Restart session')}
      </ActionButton>
    </ProblemNote>
  );
}

/** That the session will be stopped when all has run, and the way back. */
function StopsWhenDone(props: IReadySessionProps): React.JSX.Element {
  const { session, trans } = props;
  return (
    <div className="syn-StopsWhenDone">
      <span>{trans.__('Stops when all cells that wait have run.')}</span>
      <ActionButton action={() => Promise.resolve(session.stopWhenDone(false))}>
        {trans.__('Let it run on')}
      </ActionButton>
    </div>
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
