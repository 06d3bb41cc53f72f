import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { IProblem } from '../../core/errors';
import { vCores } from '../../core/livy';
import { ITarget } from '../../core/target';
import type { INotebookSession } from '../../tokens';
import { formatNumber, formatSizes, formatTime } from '../format';
import { IActions } from '../hooks';
import { ActionButton } from './ActionButton';
import { Elapsed } from './Elapsed';
import { ProblemNote } from './ProblemNote';
import { StageList } from './StageList';

/** Properties of `SessionSection`. */
export interface ISessionSectionProps {
  session: INotebookSession;
  /** Whether the pool is the one on this computer. */
  isLocal: boolean;
  /** Where failures of the buttons go. */
  actions: IActions;
  trans: TranslationBundle;
  /** Shown when the notebook has no target. */
  noTarget: React.ReactNode;
}

/** The session of the notebook in front: start, wait, watch, stop. */
export function SessionSection(props: ISessionSectionProps): React.JSX.Element {
  const { noTarget, session, trans } = props;
  const { phase, problem, target } = session;
  return (
    <div className={`syn-SessionSection syn-mod-${phase}`}>
      {target ? <TargetLine target={target} trans={trans} /> : null}
      {problem ? <ProblemNote problem={problem} trans={trans} /> : null}
      {phase === 'ended' && !problem ? (
        <ProblemNote problem={endProblem(session, trans)} trans={trans} />
      ) : null}
      {phase === 'none' || phase === 'ended' ? (
        target ? (
          <StartSession {...props} target={target} />
        ) : (
          noTarget
        )
      ) : null}
      {phase === 'starting' ? <StartingSession {...props} /> : null}
      {phase === 'ready' ? <ReadySession {...props} /> : null}
      {phase === 'stopping' ? (
        <p>
          {trans.__(
            'Stopping the session and giving its vCores back to the pool…'
          )}
        </p>
      ) : null}
    </div>
  );
}

/** Pool and workspace of a target in one line. */
function TargetLine(props: {
  target: ITarget;
  trans: TranslationBundle;
}): React.JSX.Element {
  const { target, trans } = props;
  return (
    <p className="syn-SessionSection-target" title={target.endpoint}>
      <strong>{target.pool}</strong>
      {target.workspace ? (
        <span className="syn-mod-quiet"> · {target.workspace}</span>
      ) : null}
      {target.compute && target.compute !== target.pool ? (
        <span className="syn-mod-quiet">
          {' '}
          · {trans.__('compute %1', target.compute)}
        </span>
      ) : null}
    </p>
  );
}

/** Words for a session that ended without anybody saying why. */
function endProblem(
  session: INotebookSession,
  trans: TranslationBundle
): IProblem {
  const last = session.session;
  const faults = last?.faults.map(fault => fault.message) ?? [];
  return {
    kind: 'session',
    what: trans.__('The session ended.'),
    why: last?.isTimedOut
      ? trans.__('It was idle for longer than the pool allows.')
      : (faults[0] ?? ''),
    next: trans.__(
      'Start another one and run the cells again: variables of the old session are lost.'
    ),
    detail: [...faults, ...(last?.log ?? [])].join('\n')
  };
}

function StartSession(
  props: ISessionSectionProps & { target: ITarget }
): React.JSX.Element {
  const { actions, session, target, trans } = props;
  const count = vCores(session.sizes);
  return (
    <>
      <div className="syn-Buttons">
        <ActionButton
          isPrimary
          className="syn-mod-wide"
          action={() => {
            // Resolves after minutes, when the phase has long told the rest.
            void actions.run(() => session.start());
            return Promise.resolve();
          }}
        >
          {session.phase === 'ended'
            ? trans.__('Start another session on %1', target.pool)
            : trans.__('Start session on %1', target.pool)}
        </ActionButton>
      </div>
      <p className="syn-mod-quiet syn-mod-lines">
        {formatSizes(session.sizes, trans)}
      </p>
      <p className="syn-mod-quiet">
        {trans._n(
          'It takes %1 vCore while it is up.',
          'It takes %1 vCores while it is up.',
          count
        )}
      </p>
    </>
  );
}

function StartingSession(props: ISessionSectionProps): React.JSX.Element {
  const { actions, isLocal, session, trans } = props;
  const log = session.session?.log ?? [];
  return (
    <>
      <StageList session={session.session} trans={trans} />
      <p>
        {session.startedAt === null ? null : (
          <>
            {trans.__('Elapsed:')}{' '}
            <Elapsed from={session.startedAt} trans={trans} />
          </>
        )}
      </p>
      {session.target?.workspace && !isLocal ? (
        <p className="syn-mod-quiet">
          {trans.__('Usually 2–4 minutes on a paused pool.')}
        </p>
      ) : null}
      <div className="syn-Buttons">
        <ActionButton action={() => actions.run(() => session.stop())}>
          {trans.__('Cancel')}
        </ActionButton>
      </div>
      <LogDetails log={log} trans={trans} />
    </>
  );
}

function LogDetails(props: {
  log: readonly string[];
  trans: TranslationBundle;
}): React.JSX.Element | null {
  const { log, trans } = props;
  return log.length === 0 ? null : (
    <details className="syn-Details">
      <summary>{trans.__('Log of the driver')}</summary>
      <pre tabIndex={0}>{log.join('\n')}</pre>
    </details>
  );
}

function ReadySession(props: ISessionSectionProps): React.JSX.Element {
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
        {trans._n(
          'It stops after %1 minute without work.',
          'It stops after %1 minutes without work.',
          session.idleMinutes
        )}
      </p>
      <div className="syn-Buttons">
        <ActionButton action={() => actions.run(() => session.stop())}>
          {trans.__('Stop session')}
        </ActionButton>
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
