import type { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { ISetUpAssistant, SetUpStepId } from '../../setUpTokens';
import type { IPools } from '../../tokens';
import { IActions, useSignal } from '../hooks';
import { localConnection } from '../localPool';
import { firstOpenStep } from '../setUpWords';
import { signInActions } from '../signInActions';
import { SetUpCreated } from './SetUpCreated';
import { SetUpLive } from './SetUpLive';
import { SetUpPlan } from './SetUpPlan';
import { SetUpRoles, StepRoles } from './SetUpRoles';
import { SetUpSteps } from './SetUpSteps';
import { SignInNote } from './SignInNote';

/** Properties of `SetUpAssistantView`. */
export interface ISetUpAssistantViewProps {
  assistant: ISetUpAssistant;
  pools: IPools;
  actions: IActions;
  /** Called when the hunt or its parameters were opened. */
  onDone: () => void;
  trans: TranslationBundle;
}

/** The steps, or the plan of what is created or deleted next. */
export function SetUpAssistantView(
  props: ISetUpAssistantViewProps
): React.JSX.Element {
  const { actions, assistant, pools, trans } = props;
  useSignal(assistant.changed);
  const root = React.useRef<HTMLDivElement>(null);
  const { connection, plan, steps } = assistant;
  const [opened, setOpened] = React.useState<SetUpStepId | null | undefined>();
  const isLocal = connection !== null && isLocalOne(pools, connection);

  // A step opens by itself once: when it is known which one is next.
  const isSettled = steps.every(({ state }) => state !== 'checking');
  const first = firstOpenStep(steps);
  const isWorking = steps.some(({ state }) => state === 'working');
  const shown = React.useRef(connection);
  React.useEffect(() => {
    if (shown.current !== connection) {
      shown.current = connection;
      setOpened(undefined);
    } else if (opened === undefined && first && (isSettled || isWorking)) {
      setOpened(first);
    }
  }, [connection, first, isSettled, isWorking, opened]);

  // A page that had a plan when it was reloaded leaves the focus alone.
  const isLater = React.useRef(false);
  React.useEffect(() => {
    isLater.current = true;
  }, []);
  const planned = plan?.step ?? null;
  const before = React.useRef(planned);
  React.useEffect(() => {
    const was = before.current;
    before.current = planned;
    if (planned === null && was !== null) {
      setOpened(was);
      // The page with the plan is gone, and the focus with it.
      if (document.activeElement === document.body) {
        root.current
          ?.querySelector<HTMLElement>(`[data-step="${was}"]`)
          ?.focus();
      }
    }
  }, [planned]);

  const step = plan && steps.find(one => one.id === plan.step);
  return (
    <div ref={root}>
      <SetUpLive steps={steps} trans={trans} />
      <Connection {...props} isLocal={isLocal} />
      {connection === null ? null : plan ? (
        <SetUpPlan
          plan={plan}
          isSending={assistant.isSending}
          operations={step?.operations ?? []}
          problem={step?.problem ?? null}
          takesFocus={isLater.current}
          onConfirm={() => actions.run(() => assistant.confirm())}
          onBack={() => assistant.withdraw()}
          onLeave={() => assistant.leave()}
          trans={trans}
        />
      ) : (
        <>
          <SetUpSteps
            assistant={assistant}
            steps={steps}
            open={opened ?? null}
            onOpen={setOpened}
            onFinish={async how => {
              await assistant.finish(how);
              props.onDone();
            }}
            actions={actions}
            signIn={isLocal ? null : <AccountNote {...props} />}
            rolesOf={checks => <StepRoles checks={checks} trans={trans} />}
            trans={trans}
          />
          <SetUpRoles assistant={assistant} actions={actions} trans={trans} />
          <SetUpCreated
            created={assistant.created}
            onUndo={ids => actions.run(() => assistant.proposeUndo(ids))}
            now={Date.now}
            trans={trans}
          />
        </>
      )}
    </div>
  );
}

function isLocalOne(pools: IPools, connection: string): boolean {
  const local = localConnection(pools);
  return local ? local.id === connection : connection === 'local';
}

/** Which Azure is set up. */
function Connection(
  props: ISetUpAssistantViewProps & { isLocal: boolean }
): React.JSX.Element {
  const { actions, assistant, isLocal, trans } = props;
  const id = React.useId();
  const { connection, connections, steps } = assistant;
  if (connection === null) {
    return (
      <p>
        {trans.__(
          'The Jupyter server offers no connection to Azure. Whoever runs it adds one to its configuration.'
        )}
      </p>
    );
  }
  const done = steps.filter(({ state }) => state === 'done').length;
  return (
    <>
      {connections.length > 1 ? (
        <div className="syn-SetUpField">
          <label htmlFor={id}>{trans.__('Connection')}</label>
          <HTMLSelect
            id={id}
            value={connection}
            disabled={assistant.isSending}
            onChange={event =>
              void actions.run(() => assistant.connect(event.target.value))
            }
          >
            {connections.map(one => (
              <option key={one.id} value={one.id}>
                {one.label}
              </option>
            ))}
          </HTMLSelect>
        </div>
      ) : null}
      {isLocal ? (
        <p className="syn-SetUpView-local">
          {trans.__(
            'This is the local Azure of this computer, to practise: nothing is sent to Microsoft, and nothing costs money.'
          )}
        </p>
      ) : null}
      {assistant.plan ? null : (
        <p className="syn-SetUpView-progress syn-mod-quiet">
          {trans.__('%1 of %2 steps done', done, steps.length)}
        </p>
      )}
    </>
  );
}

/** The sign-in, for connections that have one. */
function AccountNote(
  props: ISetUpAssistantViewProps
): React.JSX.Element | null {
  const { actions, pools, trans } = props;
  const { signIn } = pools;
  return signIn ? (
    <SignInNote
      {...signInActions(pools, actions)}
      signIn={signIn}
      tenantName={pools.tenantName}
      trans={trans}
    />
  ) : null;
}
