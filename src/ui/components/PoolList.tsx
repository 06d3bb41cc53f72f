import type { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import { IPoolChoice, IPoolGroup, ITarget } from '../../core/target';
import type { IPools } from '../../tokens';
import { formatMinutes } from '../format';
import { IActions } from '../hooks';
import { useNow } from '../useNow';
import { needsSignIn } from '../localPool';
import { signInActions } from '../signInActions';
import { filterGroups, isSamePool, nextActive } from '../poolSearch';
import { PoolOption } from './PoolOption';
import { ProblemNote } from './ProblemNote';
import { SignInNote } from './SignInNote';

/** Properties of `PoolList`. */
export interface IPoolListProps {
  pools: IPools;
  /** What the notebook runs on; null when nothing is chosen. */
  current: ITarget | null;
  actions: IActions;
  trans: TranslationBundle;
  onChoose: (choice: IPoolChoice) => void;
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
  const { actions, current, onChoose, onClose, pools, trans } = props;
  const id = React.useId();
  const input = React.useRef<HTMLInputElement>(null);
  const [query, setQuery] = React.useState('');
  const groups = React.useMemo(
    () => filterGroups(pools.groups, query),
    [pools.groups, query]
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
          <Group
            key={group.id}
            idPrefix={id}
            group={group}
            activeId={active?.id ?? null}
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
      <Footer {...props} />
    </div>
  );
}

/** Id of an option's element; an id of a pool may hold what an element's may not. */
function optionId(prefix: string, choice: IPoolChoice): string {
  return `${prefix}-${encodeURIComponent(choice.id)}`;
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

interface IGroupProps {
  idPrefix: string;
  group: IPoolGroup;
  activeId: string | null;
  current: ITarget | null;
  trans: TranslationBundle;
  onChoose: (choice: IPoolChoice) => void;
}

function Group(props: IGroupProps): React.JSX.Element {
  const { activeId, current, group, idPrefix, onChoose, trans } = props;
  const headingId = `${idPrefix}-group-${encodeURIComponent(group.id)}`;
  return (
    <div
      className="syn-PoolList-group"
      role="group"
      aria-labelledby={headingId}
    >
      <div id={headingId} className="syn-PoolList-heading">
        {group.label}
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
}

function Footer(props: IPoolListProps): React.JSX.Element {
  const { actions, pools, trans } = props;
  const { isLoading, loadedAt, signIn } = pools;
  const element = React.useRef<HTMLDivElement>(null);
  const now = useNow({ element, isRunning: true, interval: 10_000 });
  return (
    <div ref={element} className="syn-PoolList-footer">
      {signIn?.state === 'pending' || signIn?.state === 'failed' ? (
        <SignInNote
          {...signInActions(pools, actions)}
          signIn={signIn}
          trans={trans}
        />
      ) : null}
      <button
        type="button"
        className="syn-PoolList-action"
        aria-disabled={isLoading || undefined}
        onClick={() => {
          if (!isLoading) {
            void actions.run(() => pools.refresh());
          }
        }}
      >
        <refreshIcon.react tag="span" aria-hidden="true" />
        <span>{trans.__('Refresh')}</span>
        <span className="syn-PoolList-age syn-mod-quiet">
          {isLoading
            ? trans.__('reading…')
            : loadedAt === null
              ? ''
              : trans.__('read %1 ago', formatMinutes(now - loadedAt, trans))}
        </span>
      </button>
      {needsSignIn(pools) ? (
        <button
          type="button"
          className="syn-PoolList-action"
          onClick={() => void actions.run(() => pools.beginSignIn())}
        >
          <span>{trans.__('Sign in to Azure…')}</span>
        </button>
      ) : null}
      {signIn?.state === 'signedIn' ? (
        <button
          type="button"
          className="syn-PoolList-action"
          onClick={() => void signInActions(pools, actions).onSomeoneElse()}
        >
          <span>{trans.__('Sign in as someone else…')}</span>
        </button>
      ) : null}
      {signIn?.state === 'signedIn' ? (
        <button
          type="button"
          className="syn-PoolList-action"
          onClick={() => void actions.run(() => pools.endSignIn())}
        >
          <span>{trans.__('Sign out of Azure')}</span>
          {signIn.account ? (
            <span className="syn-PoolList-age syn-mod-quiet">
              {signIn.account}
            </span>
          ) : null}
        </button>
      ) : null}
    </div>
  );
}
