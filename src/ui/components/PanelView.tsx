import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ISetUp } from '../../setUpTokens';
import type {
  ICoverage,
  ILookbacks,
  INotebookSession,
  IPools,
  IRun,
  ISynapseSessions
} from '../../tokens';
import { IActions, useActions, useSignal } from '../hooks';
import { isLocalTarget, livyChoice } from '../localPool';
import { signInActions } from '../signInActions';
import { batchOf, sessionMark } from '../words';
import { ActionButton } from './ActionButton';
import { CoveragePart } from './CoveragePart';
import { LookbackPart } from './LookbackPart';
import { NoTarget } from './NoTarget';
import { PoolSection, poolMark } from './PoolSection';
import { PoolSessionList } from './PoolSessionList';
import { ProblemNote } from './ProblemNote';
import { RunList } from './RunList';
import { Section } from './Section';
import { SessionSection } from './SessionSection';
import { SetUpButton } from './SetUpButton';
import { SetUpSection } from './SetUpSection';
import { SignInNote } from './SignInNote';
import { StateMark } from './StateMark';

/** Properties of `PanelView`. */
export interface IPanelViewProps {
  sessions: ISynapseSessions;
  pools: IPools;
  /** Null: the panel has no such part. */
  lookbacks?: ILookbacks | null;
  /** Null: the panel does not say which days have data. */
  coverage?: ICoverage | null;
  /** Null: there is no assistant that sets Azure up. */
  setUp?: ISetUp | null;
  trans: TranslationBundle;
  /** Shows the cell of a run. */
  onReveal: (run: Pick<IRun, 'cellId'>, session: INotebookSession) => void;
  /** The prompt number of a cell of the notebook in front. */
  countOf?: (cellId: string) => number | null;
}

/** What the sidebar shows about the notebook in front. */
export function PanelView(props: IPanelViewProps): React.JSX.Element {
  const { pools, sessions, trans } = props;
  useSignal(sessions.currentChanged);
  useSignal(pools.changed);
  const session = sessions.current;
  useSignal(session?.stateChanged ?? null);
  const actions = useActions();
  const { dismiss } = actions;
  React.useEffect(() => dismiss(), [dismiss, session]);
  // Without a server and a session there is nothing that could be done.
  const isUseless =
    pools.problem !== null &&
    session?.phase === 'none' &&
    session.target === null;
  return (
    <div className="syn-PanelView">
      <Notices {...props} actions={actions} session={session} />
      {session && !isUseless ? (
        <SessionSections {...props} actions={actions} session={session} />
      ) : pools.problem ? null : (
        <div className="syn-PanelView-empty">
          <p>{trans.__('Open a notebook to see its Spark session here.')}</p>
          <div className="syn-Buttons">
            <SetUpButton setUp={props.setUp} trans={trans} />
          </div>
          <PoolSessionList
            sessions={sessions}
            session={null}
            actions={actions}
            trans={trans}
          />
        </div>
      )}
    </div>
  );
}

/** What stands above the sections: no server, a sign-in, a failed click. */
function Notices(
  props: IPanelViewProps & {
    actions: IActions;
    session: INotebookSession | null;
  }
): React.JSX.Element {
  const { actions, pools, session, trans } = props;
  const { signIn } = pools;
  const isUrgent = signIn?.state === 'pending' || signIn?.state === 'failed';
  // A start that fails is told by the session too.
  const isNews =
    actions.problem !== null && actions.problem.what !== session?.problem?.what;
  return (
    <>
      {pools.problem ? (
        <ProblemNote problem={pools.problem} trans={trans}>
          <ActionButton action={() => actions.run(() => pools.refresh())}>
            {trans.__('Try again')}
          </ActionButton>
        </ProblemNote>
      ) : null}
      {isNews && actions.problem ? (
        <ProblemNote
          problem={actions.problem}
          trans={trans}
          onDismiss={actions.dismiss}
        />
      ) : null}
      <ConfigurationProblems pools={pools} trans={trans} />
      {signIn && isUrgent ? (
        <SignInNote
          {...signInActions(pools, actions)}
          signIn={signIn}
          trans={trans}
        />
      ) : null}
    </>
  );
}

/** What is wrong in the server's configuration; the rest of it works. */
function ConfigurationProblems(props: {
  pools: IPools;
  trans: TranslationBundle;
}): React.JSX.Element | null {
  const { pools, trans } = props;
  const problems = pools.status?.problems ?? [];
  return problems.length === 0 ? null : (
    <details className="syn-Details syn-PanelView-configuration">
      <summary>
        {trans._n(
          '%1 wrong setting of the server',
          '%1 wrong settings of the server',
          problems.length
        )}
      </summary>
      <ul>
        {problems.map(problem => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
      <p className="syn-mod-quiet">
        {trans.__(
          'All others are in force. Whoever runs the server corrects them in jupyter_server_config.py and starts it again.'
        )}
      </p>
    </details>
  );
}

function SessionSections(
  props: IPanelViewProps & { actions: IActions; session: INotebookSession }
): React.JSX.Element {
  const { actions, countOf, lookbacks, onReveal, pools, session, sessions } =
    props;
  const { coverage, setUp, trans } = props;
  const { signIn } = pools;
  const statements = session.waiting.filter(one => one.title !== null);
  const batch =
    session.phase === 'ready' ? batchOf(session.runs, statements.length) : null;
  const mark = poolMark(session.pool, trans);
  const extra = batch ? batchText(batch, trans) : undefined;
  const hasPool = session.target !== null;
  const isLocal = isLocalTarget(pools, session.target);
  const livy = livyChoice(pools, session.target);
  return (
    <>
      <Section
        heading={trans.__('Session')}
        status={<StateMark mark={sessionMark(session, trans)} extra={extra} />}
      >
        <SessionSection
          session={session}
          sessions={sessions}
          isLocal={isLocal}
          actions={actions}
          trans={trans}
          noTarget={
            <NoTarget
              session={session}
              pools={pools}
              setUp={setUp}
              actions={actions}
              trans={trans}
            />
          }
        />
      </Section>
      {hasPool ? (
        <Section
          heading={trans.__('Pool')}
          status={mark ? <StateMark mark={mark} /> : undefined}
        >
          <PoolSection
            session={session}
            sessions={sessions}
            isLocal={isLocal}
            livy={livy}
            trans={trans}
          />
          <PoolSessionList
            sessions={sessions}
            session={session}
            actions={actions}
            trans={trans}
          />
        </Section>
      ) : null}
      {hasPool && lookbacks ? (
        <LookbackPart
          lookbacks={lookbacks}
          actions={actions}
          trans={trans}
          coverage={
            coverage ? (
              <CoveragePart
                coverage={coverage}
                actions={actions}
                trans={trans}
              />
            ) : null
          }
        />
      ) : null}
      {hasPool || session.runs.length + session.waiting.length > 0 ? (
        <Section heading={trans.__('Runs')}>
          <RunList
            runs={session.runs}
            waiting={session.waiting}
            countOf={countOf}
            trans={trans}
            onReveal={run => onReveal(run, session)}
            onCancel={run => actions.run(() => session.cancel(run))}
          />
        </Section>
      ) : null}
      <SetUpSection
        session={session}
        pools={pools}
        lookbacks={lookbacks}
        setUp={setUp}
        actions={actions}
        trans={trans}
      />
      {signIn?.state === 'signedIn' ||
      (signIn?.state === 'signedOut' && session.target?.workspace) ? (
        <div className="syn-PanelView-account">
          <SignInNote
            {...signInActions(pools, actions)}
            signIn={signIn}
            tenantName={pools.tenantName}
            trans={trans}
          />
        </div>
      ) : null}
    </>
  );
}

/**
 * Which statement runs. Cells of *Run All* come one at a time: when no other
 * is here yet, how many will follow is not known.
 */
function batchText(
  { position, total }: { position: number; total: number },
  trans: TranslationBundle
): string | undefined {
  if (position < total) {
    return trans.__('statement %1 of %2', position, total);
  }
  return total > 1 ? trans.__('statement %1', position) : undefined;
}
