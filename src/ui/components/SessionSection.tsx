import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { IProblem } from '../../core/errors';
import { ITarget } from '../../core/target';
import type { INotebookSession, ISynapseSessions } from '../../tokens';
import { IActions } from '../hooks';
import { restartSession, stopSession } from '../sessionActions';
import { ActionButton } from './ActionButton';
import { Elapsed } from './Elapsed';
import { ProblemNote } from './ProblemNote';
import { ReadySession } from './ReadySession';
import { StageList } from './StageList';
import { StartSession } from './StartSession';

/** Properties of `SessionSection`. */
export interface ISessionSectionProps {
  session: INotebookSession;
  sessions: ISynapseSessions;
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
  const { actions, noTarget, session, trans } = props;
  const { phase, problem, target, unread } = session;
  return (
    <div className={`syn-SessionSection syn-mod-${phase}`}>
      {target ? <TargetLine target={target} trans={trans} /> : null}
      {phase === 'ended' ? (
        <ProblemNote
          problem={problem ?? endProblem(session, trans)}
          trans={trans}
        >
          {session.startedAt !== null ? <AfterEnd {...props} /> : null}
        </ProblemNote>
      ) : problem ? (
        <ProblemNote problem={problem} trans={trans} />
      ) : null}
      {unread ? (
        <ProblemNote problem={notUpToDate(unread, trans)} trans={trans}>
          <ActionButton action={() => actions.run(() => session.refresh())}>
            {trans.__('Try again')}
          </ActionButton>
        </ProblemNote>
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

/** Why what is shown may be old: no answer, or no right to ask any more. */
function notUpToDate(unread: IProblem, trans: TranslationBundle): IProblem {
  return {
    ...unread,
    what: trans.__('The session cannot be read now: this is its last state.'),
    why: [unread.what, unread.why].filter(part => part).join(' ')
  };
}

/** The ways on after a session has ended. */
function AfterEnd(props: ISessionSectionProps): React.JSX.Element {
  const { actions, session, trans } = props;
  return (
    <>
      <ActionButton
        isPrimary
        action={() => {
          void actions.run(() => restartSession(session, trans));
          return Promise.resolve();
        }}
      >
        {trans.__('Restart session')}
      </ActionButton>
      {session.mayStillRun ? (
        <ActionButton
          action={() => actions.run(() => stopSession(session, trans))}
        >
          {trans.__('Stop session')}
        </ActionButton>
      ) : null}
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
