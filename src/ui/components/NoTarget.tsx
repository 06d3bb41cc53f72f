import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { livyTarget } from '../../core/livyTarget';
import type { ISetUp } from '../../setUpTokens';
import type { INotebookSession, IPools } from '../../tokens';
import { IActions } from '../hooks';
import { chooseLocalPool, localConnection, needsSignIn } from '../localPool';
import { ActionButton } from './ActionButton';
import { SetUpButton } from './SetUpButton';

/** Properties of `NoTarget`. */
export interface INoTargetProps {
  session: INotebookSession;
  pools: IPools;
  /** Null: there is no assistant that sets Azure up. */
  setUp?: ISetUp | null;
  actions: IActions;
  trans: TranslationBundle;
}

/** The way out when nothing is configured. */
export function NoTarget(props: INoTargetProps): React.JSX.Element {
  const { actions, pools, session, setUp, trans } = props;
  const { localPool } = pools;
  const { connections, defaults } = pools.status ?? {};
  const byDefault = connections?.find(
    one =>
      one.kind === 'livy' && one.available && one.id === defaults?.connection
  );
  const canUseLocal = localConnection(pools) !== null;
  return (
    <>
      <p>
        {trans.__(
          'No Spark pool is chosen for this notebook: choose one in its toolbar, or begin here.'
        )}
      </p>
      <div className="syn-Buttons syn-mod-stacked">
        {byDefault ? (
          <ActionButton
            isPrimary
            action={() =>
              actions.run(() => session.chooseTarget(livyTarget(byDefault.id)))
            }
          >
            {trans.__('Use %1 (Apache Livy)', byDefault.label)}
          </ActionButton>
        ) : null}
        {canUseLocal && localPool?.state !== 'missing' ? (
          <ActionButton
            isPrimary={!byDefault}
            action={() =>
              actions.run(() => chooseLocalPool(pools, session, trans))
            }
          >
            {trans.__('Use the local pool (real Spark, this computer)')}
          </ActionButton>
        ) : null}
        {needsSignIn(pools) ? (
          <ActionButton action={() => actions.run(() => pools.beginSignIn())}>
            {trans.__('Sign in to Azure')}
          </ActionButton>
        ) : null}
        <SetUpButton setUp={setUp} trans={trans} />
      </div>
      {localPool?.message ? (
        <p className="syn-mod-quiet" role="status">
          {localPool.message}
        </p>
      ) : null}
    </>
  );
}
