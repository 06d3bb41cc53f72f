import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { IPoolChoice, ITarget } from '../../core/target';
import type { IPools } from '../../tokens';
import { IActions } from '../hooks';
import {
  filterGroups,
  isSamePool,
  nextActive,
  orderGroups
} from '../poolSearch';
import { PoolFooter } from './PoolFooter';
import { PoolGroup, optionId } from './PoolGroup';
import { ProblemNote } from './ProblemNote';

/** Properties of `PoolList`. */
export interface IPoolListProps {
  pools: IPools;
  /** What the notebook runs on; null when nothing is chosen. */
  current: ITarget | null;
  actions: IActions;
  trans: TranslationBundle;
  onChoose: (choice: IPoolChoice) => void;
  /** Shows the form for a pool that is not in the list. */
  onByHand: () => void;
  /** Closes the list and gives the focus back. */
  onClose: () => void;
}

/**
 * The pools to choose from: a search box that owns a list.
 *
 * #### Notes
 * The focus stays in the search box; the arrow keys move
 * `aria-activedescendant` (pattern *combobox with listbox popup* of the ARIA
 * practices). Pools that cannot be chosen stay reachable, so that their
 * reason is read out.
 */
export function PoolList(props: IPoolListProps): React.JSX.Element {
  const { actions, current, onByHand, onChoose, onClose, pools, trans } = props;
  const id = React.useId();
  const input = React.useRef<HTMLInputElement>(null);
  const [query, setQuery] = React.useState('');
  const ordered = React.useMemo(
    () => orderGroups(pools.groups),
    [pools.groups]
  );
  const groups = React.useMemo(
    () => filterGroups(ordered, query),
    [ordered, query]
  );
  const choices = React.useMemo(
    () => groups.flatMap(group => group.pools),
    [groups]
  );
  const [activeId, setActiveId] = React.useState<string | null>(null);
  const active =
    choices.find(choice => choice.id === activeId) ??
    choices.find(choice => !query && isSamePool(choice.target, current)) ??
    choices.find(choice => choice.available) ??
    choices[0] ??
    null;

  React.useEffect(() => input.current?.focus(), []);
  React.useEffect(() => {
    if (active) {
      document
        .getElementById(optionId(id, active))
        ?.scrollIntoView?.({ block: 'nearest' });
    }
  }, [active, id]);

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'Enter') {
      event.preventDefault();
      if (active?.available) {
        onChoose(active);
      }
      return;
    }
    const next = nextActive(choices, active, event.key);
    if (next) {
      event.preventDefault();
      setActiveId(next.id);
    }
  };

  return (
    <div
      className="syn-PoolList"
      role="dialog"
      aria-label={trans.__('Choose a Spark pool')}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onClose();
        }
      }}
    >
      <input
        ref={input}
        className="syn-PoolList-search jp-mod-styled"
        type="text"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        placeholder={trans.__('Search pools…')}
        aria-label={trans.__('Search pools')}
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-activedescendant={active ? optionId(id, active) : undefined}
        value={query}
        onChange={event => {
          setQuery(event.target.value);
          setActiveId(null);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        id={`${id}-list`}
        className="syn-PoolList-groups"
        role="listbox"
        aria-label={trans.__('Spark pools')}
        aria-busy={pools.isLoading}
      >
        {groups.map(group => (
          <PoolGroup
            key={group.id}
            idPrefix={id}
            group={group}
            activeId={active && group.pools.includes(active) ? active.id : null}
            current={current}
            trans={trans}
            onChoose={onChoose}
          />
        ))}
      </div>
      <p className="syn-PoolList-empty syn-mod-quiet" role="status">
        {emptyText(props, choices.length, query)}
      </p>
      {pools.problem ? (
        <ProblemNote problem={pools.problem} trans={trans} />
      ) : null}
      {actions.problem ? (
        <ProblemNote
          problem={actions.problem}
          trans={trans}
          onDismiss={actions.dismiss}
        />
      ) : null}
      <PoolFooter
        pools={pools}
        actions={actions}
        trans={trans}
        onByHand={onByHand}
      />
    </div>
  );
}

function emptyText(
  props: IPoolListProps,
  count: number,
  query: string
): string {
  const { pools, trans } = props;
  if (count > 0 || pools.problem) {
    return '';
  }
  if (pools.isLoading) {
    return trans.__('Reading pools…');
  }
  return query
    ? trans.__('No pool matches “%1”.', query)
    : trans.__('There are no pools to choose from.');
}
