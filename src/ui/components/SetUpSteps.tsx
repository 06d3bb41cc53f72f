import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type {
  IRoleCheck,
  ISetUpAssistant,
  ISetUpStep,
  SetUpFinish as How,
  SetUpStepId
} from '../../setUpTokens';
import { IActions } from '../hooks';
import { nextStep } from '../setUpWords';
import { SetUpFinish } from './SetUpFinish';
import { SetUpStep } from './SetUpStep';

/** Properties of `SetUpSteps`. */
export interface ISetUpStepsProps {
  assistant: ISetUpAssistant;
  steps: readonly ISetUpStep[];
  /** The step that is open; null: none. */
  open: SetUpStepId | null;
  onOpen: (id: SetUpStepId | null) => void;
  /** Rejects with a `SynapseError`. */
  onFinish: (how: How) => Promise<void>;
  actions: IActions;
  /** The sign-in to Azure; null: the connection needs none. */
  signIn: React.ReactNode;
  /** Shows the roles that a step lacks. */
  rolesOf?: (checks: readonly IRoleCheck[]) => React.ReactNode;
  trans: TranslationBundle;
}

/** All steps, one of them open. */
export function SetUpSteps(props: ISetUpStepsProps): React.JSX.Element {
  const { actions, assistant, onOpen, open, rolesOf, steps, trans } = props;
  const list = React.useRef<HTMLOListElement>(null);
  const goTo = (id: SetUpStepId): void => {
    onOpen(id);
    const toggle = list.current?.querySelector<HTMLElement>(
      `[data-step="${id}"]`
    );
    toggle?.focus();
    toggle?.scrollIntoView?.({ block: 'nearest' });
  };
  return (
    <ol className="syn-SetUpSteps" ref={list}>
      {steps.map((step, index) => {
        const { id } = step;
        const next = nextStep(steps, id);
        const lacking = assistant.roles.filter(
          role =>
            role.step === id &&
            (role.state === 'lack' || role.state === 'unknown')
        );
        return (
          <SetUpStep
            key={id}
            step={step}
            number={index + 1}
            isOpen={open === id}
            onToggle={() => onOpen(open === id ? null : id)}
            onCheck={() => actions.run(() => assistant.check(id))}
            onChoose={option => actions.run(() => assistant.choose(id, option))}
            onChooseTenant={tenant =>
              actions.run(() => assistant.chooseTenant(tenant))
            }
            onEdit={(field, value) => assistant.edit(id, field, value)}
            onPropose={() => actions.run(() => assistant.propose(id))}
            next={next}
            onNext={() => next && goTo(next.id)}
            roles={lacking.length > 0 ? rolesOf?.(lacking) : null}
            trans={trans}
          >
            {id === 'account' ? props.signIn : null}
            {id === 'finish' && step.state !== 'waiting' ? (
              <SetUpFinish onFinish={props.onFinish} trans={trans} />
            ) : null}
          </SetUpStep>
        );
      })}
    </ol>
  );
}
