import type { TranslationBundle } from '@jupyterlab/translation';
import { editIcon, refreshIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { IPools } from '../../tokens';
import { formatMinutes } from '../format';
import { IActions } from '../hooks';
import { needsSignIn } from '../localPool';
import { signInActions } from '../signInActions';
import { useNow } from '../useNow';
import { SignInNote } from './SignInNote';

/** Properties of `PoolFooter`. */
export interface IPoolFooterProps {
  pools: IPools;
  actions: IActions;
  trans: TranslationBundle;
  /** Shows the form for a pool that is not in the list. */
  onByHand: () => void;
}

/** What can be done about the list: under it. */
export function PoolFooter(props: IPoolFooterProps): React.JSX.Element {
  const { actions, onByHand, pools, trans } = props;
  const { isLoading, signIn } = pools;
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
      <Action onClick={onByHand} icon={editIcon}>
        {trans.__('Enter by hand…')}
      </Action>
      <Action
        icon={refreshIcon}
        isDisabled={isLoading}
        onClick={() => void actions.run(() => pools.refresh())}
        note={ageText(pools, now, trans)}
      >
        {trans.__('Refresh')}
      </Action>
      {needsSignIn(pools) ? (
        <Action onClick={() => void actions.run(() => pools.beginSignIn())}>
          {trans.__('Sign in to Azure…')}
        </Action>
      ) : null}
      {signIn?.state === 'signedIn' ? (
        <>
          <Action
            onClick={() => void signInActions(pools, actions).onSomeoneElse()}
          >
            {trans.__('Sign in as someone else…')}
          </Action>
          <Action
            onClick={() => void actions.run(() => pools.endSignIn())}
            note={signIn.account ?? ''}
          >
            {trans.__('Sign out of Azure')}
          </Action>
        </>
      ) : null}
    </div>
  );
}

interface IActionProps {
  children: string;
  icon?: typeof refreshIcon;
  isDisabled?: boolean;
  note?: string;
  onClick: () => void;
}

function Action(props: IActionProps): React.JSX.Element {
  const { children, icon: Icon, isDisabled, note, onClick } = props;
  return (
    <button
      type="button"
      className="syn-PoolList-action"
      aria-disabled={isDisabled || undefined}
      onClick={() => {
        if (!isDisabled) {
          onClick();
        }
      }}
    >
      {Icon ? <Icon.react tag="span" aria-hidden="true" /> : null}
      <span>{children}</span>
      {note ? (
        <span className="syn-PoolList-age syn-mod-quiet">{note}</span>
      ) : null}
    </button>
  );
}

/** How far the reading is, or how old what was read. */
function ageText(
  { isLoading, isPartial, loadedAt, progress }: IPools,
  now: number,
  trans: TranslationBundle
): string {
  if (isLoading) {
    return progress && progress.total > 1
      ? trans.__(
          'reading… %1 of %2 subscriptions',
          progress.read,
          progress.total
        )
      : trans.__('reading…');
  }
  if (loadedAt === null) {
    return '';
  }
  return isPartial
    ? trans.__('not read to the end')
    : trans.__('read %1 ago', formatMinutes(now - loadedAt, trans));
}
