import type { TranslationBundle } from '@jupyterlab/translation';
import { checkIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { IPoolChoice } from '../../core/target';

/** Properties of `PoolOption`. */
export interface IPoolOptionProps {
  /** Id of the element, for `aria-activedescendant`. */
  id: string;
  choice: IPoolChoice;
  /** Whether the arrow keys are on it. */
  isActive: boolean;
  /** Whether the notebook runs on it. */
  isCurrent: boolean;
  trans: TranslationBundle;
  onChoose: (choice: IPoolChoice) => void;
}

/** A pool in the list. Memoised: there may be hundreds of them. */
export const PoolOption = React.memo(function PoolOption(
  props: IPoolOptionProps
): React.JSX.Element {
  const { choice, id, isActive, isCurrent, onChoose, trans } = props;
  const reason = choice.available ? null : choice.reason;
  return (
    <div
      id={id}
      className={`syn-PoolOption${isActive ? ' syn-mod-active' : ''}`}
      role="option"
      aria-selected={isCurrent}
      aria-disabled={!choice.available}
      // The focus is to stay in the search box.
      onMouseDown={event => event.preventDefault()}
      onClick={() => {
        if (choice.available) {
          onChoose(choice);
        }
      }}
    >
      <span className="syn-PoolOption-mark" aria-hidden="true">
        {isCurrent ? <checkIcon.react tag="span" /> : null}
      </span>
      <span className="syn-PoolOption-text">
        <span className="syn-PoolOption-label">
          {choice.label}
          {isCurrent ? (
            <span className="syn-PoolOption-tag">
              {' '}
              · {trans.__('this notebook')}
            </span>
          ) : null}
        </span>
        {choice.detail ? (
          <span className="syn-PoolOption-detail">{choice.detail}</span>
        ) : null}
        {choice.available ? null : (
          <span className="syn-PoolOption-reason">
            {reason
              ? trans.__('Not available: %1', reason)
              : trans.__('Not available')}
          </span>
        )}
      </span>
    </div>
  );
});
