import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { IProblem } from '../../core/errors';
import type { ISetUpOperation, ISetUpPlan } from '../../setUpTokens';
import { warningIcon } from '../stateIcons';
import { ActionButton } from './ActionButton';
import { ProblemNote } from './ProblemNote';
import { SetUpOperations } from './SetUpOperations';
import { SetUpRequest } from './SetUpRequest';

/** Properties of `SetUpPlan`. */
export interface ISetUpPlanProps {
  plan: ISetUpPlan;
  isSending: boolean;
  /** What is under way. */
  operations: readonly ISetUpOperation[];
  /** Why sending has stopped; null: it has not. */
  problem: IProblem | null;
  /** Whether the heading gets the focus when the page is first shown. */
  takesFocus: boolean;
  onConfirm: () => Promise<void>;
  onBack: () => void;
  /** Goes back while Azure goes on. */
  onLeave: () => void;
  trans: TranslationBundle;
}

/** What would be sent, and its cost; what came of it while it is sent. */
export function SetUpPlan(props: ISetUpPlanProps): React.JSX.Element {
  const { isSending, onBack, onConfirm, onLeave, operations, plan, trans } =
    props;
  const id = React.useId();
  const section = React.useRef<HTMLElement>(null);
  const heading = React.useRef<HTMLHeadingElement>(null);
  React.useEffect(() => {
    if (props.takesFocus) {
      heading.current?.focus();
    }
    // Only when it is first shown.
  }, []);
  const wasSending = React.useRef(isSending);
  React.useEffect(() => {
    if (wasSending.current !== isSending) {
      wasSending.current = isSending;
      // The buttons come and go; whoever is elsewhere stays there.
      const { activeElement } = document;
      if (
        activeElement === document.body ||
        section.current?.contains(activeElement)
      ) {
        heading.current?.focus();
      }
    }
  }, [isSending]);
  const { costs, kind, requests, warnings } = plan;
  const isBegun = requests.some(({ outcome }) => outcome !== 'pending');
  const problem = isBegun && !isSending ? props.problem : null;
  const retry = isBegun && !isSending;
  const isFailed = requests.some(({ outcome }) => outcome === 'failed');
  return (
    <section ref={section} className="syn-SetUpPlan" aria-labelledby={id}>
      <h4 id={id} ref={heading} tabIndex={-1} className="syn-SetUp-heading">
        {plan.title}
      </h4>
      <p role="status" className="syn-mod-quiet">
        {isSending
          ? kind === 'create'
            ? trans.__('Azure is making these changes.')
            : trans.__('Azure is deleting these.')
          : isBegun
            ? trans.__('It has stopped. What is done stays done.')
            : trans.__('Nothing has been sent yet.')}
      </p>
      {warnings.map(text => (
        <p key={text} className="syn-Warning">
          <warningIcon.react
            tag="span"
            className="syn-Warning-glyph"
            aria-hidden="true"
          />
          <span>{text}</span>
        </p>
      ))}
      {costs.length > 0 ? (
        <>
          <h5 className="syn-SetUp-subheading">{trans.__('Cost')}</h5>
          <ul className="syn-SetUpPlan-costs">
            {costs.map(text => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </>
      ) : null}
      <h5 className="syn-SetUp-subheading">
        {trans._n('%1 request', '%1 requests', requests.length)}
      </h5>
      <ol className="syn-SetUpPlan-requests">
        {requests.map((request, index) => (
          <SetUpRequest key={index} request={request} trans={trans} />
        ))}
      </ol>
      <SetUpOperations operations={operations} trans={trans} />
      {problem ? <ProblemNote problem={problem} trans={trans} /> : null}
      {isSending && plan.isAllSent ? (
        <div className="syn-Buttons">
          <ActionButton action={async () => onLeave()}>
            {trans.__('Leave it; Azure goes on')}
          </ActionButton>
        </div>
      ) : null}
      {isSending ? null : (
        <div className="syn-Buttons">
          <ActionButton
            isPrimary
            className={kind === 'delete' ? 'syn-mod-danger' : undefined}
            action={onConfirm}
          >
            {isFailed
              ? trans.__('Try again')
              : retry
                ? trans.__('Go on')
                : kind === 'create'
                  ? trans.__('Create')
                  : trans.__('Delete')}
          </ActionButton>
          <ActionButton action={async () => onBack()}>
            {trans.__('Back to the steps')}
          </ActionButton>
        </div>
      )}
    </section>
  );
}
