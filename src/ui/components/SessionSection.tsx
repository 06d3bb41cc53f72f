import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { IProblem } from '../../core/errors';
import { vCores } from '../../core/livy';
import { ITarget } from '../../core/target';
import type { INotebookSession } from '../../tokens';
import { formatSizes } from '../format';
import { IActions } from '../hooks';
import { restartSession, stopSession } from '../sessionActions';
import { ActionButton } from './ActionButton';
import { Elapsed } from './Elapsed';
import { ProblemNote } from './ProblemNote';
import { ReadySession } from './ReadySession';
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

function StartSession(
  props: ISessionSectionProps & { target: ITarget }
): React.JSX.Element {
  const { actions, session, target, trans } = props;
  const count = vCores(session.sizes);
  return (
    <>
      <div className="syn-Buttons">
        <ActionButton
          isPrimary={session.phase === 'none'}
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
