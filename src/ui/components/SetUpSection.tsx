import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ISetUp } from '../../setUpTokens';
import type { ILookbacks, INotebookSession, IPools } from '../../tokens';
import { IActions } from '../hooks';
import { SetUpAction, setUpSteps } from '../setUpSteps';
import { useLookback } from '../useLookback';
import { ActionButton } from './ActionButton';
import { Section } from './Section';
import { SetUpButton } from './SetUpButton';
import { StateMark } from './StateMark';

/** Properties of `SetUpSection`. */
export interface ISetUpSectionProps {
  session: INotebookSession;
  pools: IPools;
  /** Null: there is no such step. */
  lookbacks?: ILookbacks | null;
  /** Null: there is no assistant that sets Azure up. */
  setUp?: ISetUp | null;
  actions: IActions;
  trans: TranslationBundle;
}

/** What is there for a hunt and what is not yet, each with its next step. */
export function SetUpSection(props: ISetUpSectionProps): React.JSX.Element {
  const { actions, lookbacks, pools, session, trans } = props;
  const lookback = useLookback(lookbacks ?? null);
  const steps = setUpSteps(session, pools, lookback, trans);
  const done = steps.filter(step => step.isDone).length;
  const buttons: Record<SetUpAction, [string, () => Promise<void>]> = {
    refresh: [trans.__('Look again'), () => pools.refresh()],
    signIn: [trans.__('Sign in'), () => pools.beginSignIn()],
    start: [trans.__('Start now'), () => session.start()]
  };
  return (
    <Section
      heading={trans.__('Set up')}
      isClosedAtFirst
      status={trans.__('%1 of %2 done', done, steps.length)}
    >
      <ol className="syn-SetUp">
        {steps.map(({ action, id, isDone, label, text }) => (
          <li key={id} className="syn-SetUp-step">
            <div className="syn-SetUp-line">
              <strong>{label}</strong>
              <StateMark
                mark={
                  isDone
                    ? { kind: 'ok', word: trans.__('done') }
                    : { kind: 'none', word: trans.__('to do') }
                }
              />
            </div>
            <p className="syn-mod-quiet">{text}</p>
            {isDone || action === null ? null : (
              <div className="syn-Buttons">
                <ActionButton
                  action={() => {
                    void actions.run(buttons[action][1]);
                    return Promise.resolve();
                  }}
                >
                  {buttons[action][0]}
                </ActionButton>
              </div>
            )}
          </li>
        ))}
      </ol>
      {props.setUp ? (
        <>
          <p className="syn-mod-quiet">
            {trans.__(
              'No workspace, pool or logs yet? The assistant finds or creates them, step by step.'
            )}
          </p>
          <div className="syn-Buttons">
            <SetUpButton setUp={props.setUp} trans={trans} />
          </div>
        </>
      ) : null}
    </Section>
  );
}
