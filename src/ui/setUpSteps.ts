import type { TranslationBundle } from '@jupyterlab/translation';
import type { INotebookLookback, INotebookSession, IPools } from '../tokens';
import { isLocalTarget } from './localPool';

/** What to do for a step that is not done. */
export type SetUpAction = 'refresh' | 'signIn' | 'start';

/** One step of setting a notebook up. */
export interface ISetUpStep {
  id: 'connection' | 'signIn' | 'pool' | 'session' | 'lookback';
  label: string;
  isDone: boolean;
  /** How it is done, or what comes next; empty when the label says all. */
  text: string;
  /** Null when there is nothing to click here. */
  action: SetUpAction | null;
}

/** How far a notebook is set up: only what can be checked now. */
export function setUpSteps(
  session: INotebookSession,
  pools: IPools,
  lookback: INotebookLookback | null,
  trans: TranslationBundle
): ISetUpStep[] {
  const { phase, target } = session;
  const connections = pools.status?.connections ?? [];
  const usable = connections.filter(one => one.available);
  const isLocal = isLocalTarget(pools, target);
  const needsAccount =
    target !== null &&
    connections.some(
      ({ id, kind }) => id === target.connection && kind === 'synapse'
    );
  const isSignedIn =
    pools.signIn?.state === 'signedIn' ||
    connections.some(
      one => one.id === target?.connection && one.signedIn === true
    );
  return [
    {
      id: 'connection',
      label: trans.__('Connection'),
      isDone: usable.length > 0,
      text:
        usable.map(one => one.label).join(', ') ||
        (connections.find(one => one.reason)?.reason ??
          trans.__('The Jupyter server offers none that can be used.')),
      action: 'refresh'
    },
    {
      id: 'pool',
      label: trans.__('Spark pool'),
      isDone: target !== null,
      text: target
        ? [target.pool, target.workspace].filter(part => part).join(' · ')
        : trans.__('Choose one in the toolbar of the notebook.'),
      action: null
    },
    {
      id: 'signIn',
      label: trans.__('Sign-in'),
      isDone: target !== null && (!needsAccount || isSignedIn),
      text: isSignedIn
        ? (pools.signIn?.account ?? trans.__('The server is signed in.'))
        : isLocal
          ? trans.__('Not needed for the pool on this computer.')
          : target !== null && !needsAccount
            ? trans.__('Not needed for this connection.')
            : trans.__('Needed for the pools of Azure.'),
      action: pools.signIn?.state === 'signedOut' ? 'signIn' : null
    },
    {
      id: 'session',
      label: trans.__('Session'),
      isDone: phase === 'ready',
      text:
        phase === 'ready'
          ? trans.__('It takes statements.')
          : phase === 'starting'
            ? trans.__('It is being started.')
            : trans.__('Start it when you need it.'),
      action: target !== null && phase === 'none' ? 'start' : null
    },
    ...(lookback
      ? [
          {
            id: 'lookback' as const,
            label: trans.__('Lookback window'),
            isDone: lookback.window !== null,
            text: lookback.window
              ? trans._n('%1 day', '%1 days', lookback.days.length)
              : trans.__('Give an end date and a number of days above.'),
            action: null
          }
        ]
      : [])
  ];
}
