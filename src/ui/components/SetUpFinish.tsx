import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { SetUpFinish as How } from '../../setUpTokens';
import { useActions } from '../hooks';
import { ActionButton } from './ActionButton';
import { ProblemNote } from './ProblemNote';

/** Properties of `SetUpFinish`. */
export interface ISetUpFinishProps {
  /** Rejects with a `SynapseError`. */
  onFinish: (how: How) => Promise<void>;
  trans: TranslationBundle;
}

/** What to do with all that was chosen. */
export function SetUpFinish(props: ISetUpFinishProps): React.JSX.Element {
  const { onFinish, trans } = props;
  const actions = useActions();
  return (
    <>
      <div className="syn-Buttons syn-mod-stacked">
        <ActionButton
          isPrimary
          action={() => actions.run(() => onFinish('hunt'))}
        >
          {trans.__('Open the beaconing hunt and run it')}
        </ActionButton>
        <ActionButton action={() => actions.run(() => onFinish('notebook'))}>
          {trans.__('Write the parameter cell and choose the pool')}
        </ActionButton>
      </div>
      {actions.problem ? (
        <ProblemNote
          problem={actions.problem}
          trans={trans}
          onDismiss={actions.dismiss}
        />
      ) : null}
    </>
  );
}
