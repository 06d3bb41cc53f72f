import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { IPoolChoice, IPoolGroup, ITarget } from '../../core/target';
import { isSamePool } from '../poolSearch';
import { PoolOption } from './PoolOption';

/** Properties of `PoolGroup`. */
export interface IPoolGroupProps {
  /** Of the list, so that ids are unique in the page. */
  idPrefix: string;
  group: IPoolGroup;
  /** The pool of this group that the arrow keys are on; null: in none. */
  activeId: string | null;
  current: ITarget | null;
  trans: TranslationBundle;
  onChoose: (choice: IPoolChoice) => void;
}

/** Id of an option's element; an id of a pool may hold what an element's may not. */
export function optionId(prefix: string, choice: IPoolChoice): string {
  return `${prefix}-${encodeURIComponent(choice.id)}`;
}

/**
 * The pools of one place under its name. Memoised: an arrow key concerns at
 * most two of a hundred groups.
 */
export const PoolGroup = React.memo(function PoolGroup(
  props: IPoolGroupProps
): React.JSX.Element {
  const { activeId, current, group, idPrefix, onChoose, trans } = props;
  const headingId = `${idPrefix}-group-${encodeURIComponent(group.id)}`;
  return (
    <div
      className="syn-PoolList-group"
      role="group"
      aria-labelledby={headingId}
    >
      <div id={headingId} className="syn-PoolList-heading">
        <span className="syn-PoolList-place">{placeName(group, trans)}</span>
        <span className="syn-PoolList-kind">{placeKind(group, trans)}</span>
        {group.problem ? (
          <div className="syn-PoolList-problem">{group.problem}</div>
        ) : null}
      </div>
      {group.pools.map(choice => (
        <PoolOption
          key={choice.id}
          id={optionId(idPrefix, choice)}
          choice={choice}
          isActive={choice.id === activeId}
          isCurrent={isSamePool(choice.target, current)}
          trans={trans}
          onChoose={onChoose}
        />
      ))}
    </div>
  );
});

/** What a place is called. */
function placeName(group: IPoolGroup, trans: TranslationBundle): string {
  return group.place === 'local' ? trans.__('This computer') : group.label;
}

/** What kind of place it is, and where. */
function placeKind(group: IPoolGroup, trans: TranslationBundle): string {
  const { label, subscription } = group;
  switch (group.place) {
    case 'local':
      return trans.__('real Spark, local pool · plays %1', label);
    case 'aml':
      return subscription
        ? trans.__('Azure ML · %1', subscription)
        : trans.__('Azure ML');
    case 'synapse':
      return subscription
        ? trans.__('Synapse workspace · %1', subscription)
        : trans.__('Synapse workspace');
    case 'livy':
      return trans.__('set up on this Jupyter server');
    case 'subscription':
      return trans.__('could not be read');
  }
}
