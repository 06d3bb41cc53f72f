import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ISetUpStep } from '../../setUpTokens';
import { stepMark } from '../setUpWords';
import { ActionButton } from './ActionButton';
import { ProblemNote } from './ProblemNote';
import { SetUpForm } from './SetUpForm';
import { SetUpHints } from './SetUpHints';
import { SetUpOperations } from './SetUpOperations';
import { SetUpOptions } from './SetUpOptions';
import { SetUpTenants } from './SetUpTenants';
import { StateMark } from './StateMark';

/** Properties of `SetUpStep`. */
export interface ISetUpStepProps {
  step: ISetUpStep;
  /** From one. */
  number: number;
  isOpen: boolean;
  onToggle: () => void;
  onCheck: () => Promise<void>;
  onChoose: (option: string) => Promise<void>;
  onChooseTenant: (tenant: string) => Promise<void>;
  onEdit: (field: string, value: string) => void;
  onPropose: () => Promise<void>;
  /** The step that is to be done after this one; null: none. */
  next: ISetUpStep | null;
  onNext: () => void;
  /** What is special about the step, e.g. a sign-in. */
  children?: React.ReactNode;
  /** Roles that are lacking for it. */
  roles?: React.ReactNode;
  trans: TranslationBundle;
}

/** One step: how far it is, and all that can be done about it. */
export function SetUpStep(props: ISetUpStepProps): React.JSX.Element {
  const { isOpen, number, onToggle, step, trans } = props;
  const id = React.useId();
  const mark = stepMark(step.state, trans);
  return (
    <li
      className={`syn-SetUpStep syn-mod-${step.state}${isOpen ? ' syn-mod-open' : ''}`}
    >
      <h4 className="syn-SetUpStep-heading">
        <button
          type="button"
          className="syn-SetUpStep-toggle"
          data-step={step.id}
          aria-expanded={isOpen}
          aria-controls={`${id}-content`}
          aria-describedby={step.text ? `${id}-text` : undefined}
          onClick={onToggle}
        >
          <span className="syn-SetUpStep-number">{number}</span>
          <span className="syn-SetUpStep-label">
            {step.label}
            {step.isOptional ? (
              <span className="syn-SetUpStep-optional">
                {' '}
                {trans.__('(optional)')}
              </span>
            ) : null}
          </span>
          <StateMark mark={mark} />
        </button>
      </h4>
      {step.text ? (
        <p id={`${id}-text`} className="syn-SetUpStep-text">
          {step.text}
        </p>
      ) : null}
      <div
        id={`${id}-content`}
        className="syn-SetUpStep-content"
        role="group"
        aria-label={step.label}
        hidden={!isOpen}
      >
        {isOpen ? <Content {...props} /> : null}
      </div>
    </li>
  );
}

function Content(props: ISetUpStepProps): React.JSX.Element {
  const { children, next, onChoose, onNext, roles, step, trans } = props;
  const { chosen, form, hints, operations, options, problem, state } = step;
  const isReady = state !== 'waiting' && state !== 'working';
  return (
    <>
      <p className="syn-mod-quiet">{step.explanation}</p>
      <SetUpOperations operations={operations} trans={trans} />
      {problem ? (
        <ProblemNote problem={problem} trans={trans}>
          <ActionButton action={props.onCheck}>
            {trans.__('Try again')}
          </ActionButton>
        </ProblemNote>
      ) : null}
      {roles}
      {children}
      <SetUpTenants
        tenants={step.tenants}
        onChoose={props.onChooseTenant}
        trans={trans}
      />
      {isReady ? (
        <SetUpOptions
          label={step.id === 'account' ? trans.__('Subscription') : step.label}
          options={options}
          chosen={chosen}
          onChoose={option => void onChoose(option)}
          trans={trans}
        />
      ) : null}
      {isReady && form && state !== 'unknown' ? (
        <SetUpForm
          label={step.label}
          fields={form}
          isOpenAtFirst={options.length === 0}
          onEdit={props.onEdit}
          onPropose={props.onPropose}
          trans={trans}
        />
      ) : null}
      <SetUpHints hints={hints} trans={trans} />
      <div className="syn-Buttons">
        {state === 'done' && next ? (
          <ActionButton isPrimary action={async () => onNext()}>
            {trans.__('Next: %1', next.label)}
          </ActionButton>
        ) : null}
        {problem ? null : (
          <ActionButton
            label={trans.__('Look again: %1', step.label)}
            action={props.onCheck}
          >
            {trans.__('Look again')}
          </ActionButton>
        )}
      </div>
    </>
  );
}
