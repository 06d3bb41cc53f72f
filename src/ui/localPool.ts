import type { TranslationBundle } from '@jupyterlab/translation';
import { IConnection } from '../core/connection';
import { SynapseError } from '../core/errors';
import { livyTarget } from '../core/livyTarget';
import { IPoolChoice, ITarget } from '../core/target';
import type { INotebookSession, IPools } from '../tokens';

/** The connection to the pool on this computer; null when there is none. */
export function localConnection(pools: IPools): IConnection | null {
  return (
    pools.status?.connections.find(connection => connection.kind === 'local') ??
    null
  );
}

/** Whether a target is the pool on this computer. */
export function isLocalTarget(pools: IPools, target: ITarget | null): boolean {
  return target !== null && localConnection(pools)?.id === target.connection;
}

/**
 * Whether a sign-in would open more pools. One that has failed has a note with
 * a button of its own.
 */
export function needsSignIn(pools: IPools): boolean {
  return pools.signIn?.state === 'signedOut';
}

/**
 * The list's entry of a target that is a plain Livy; null for all others. Before
 * the list was read it says only that it is one.
 */
export function livyChoice(
  pools: IPools,
  target: ITarget | null
): IPoolChoice | null {
  const connection = pools.status?.connections.find(
    one => one.kind === 'livy' && one.id === target?.connection
  );
  if (!connection) {
    return null;
  }
  const { available, id, label, reason } = connection;
  return (
    pools.groups
      .flatMap(group => group.pools)
      .find(choice => choice.target.connection === id) ?? {
      id: `livy:${id}`,
      label,
      detail: 'Apache Livy',
      target: livyTarget(id),
      available,
      reason
    }
  );
}

/** Starts the local pool's server unless it runs. */
export async function readyLocalPool(pools: IPools): Promise<void> {
  if (pools.localPool?.state !== 'ready') {
    await pools.startLocalPool();
  }
}

/**
 * Puts a notebook on the local pool, and starts that pool's server.
 *
 * Rejects with a `SynapseError` when the server does not offer it.
 */
export async function chooseLocalPool(
  pools: IPools,
  session: INotebookSession,
  trans: TranslationBundle
): Promise<void> {
  await readyLocalPool(pools);
  if (!localChoice(pools)) {
    await pools.refresh();
  }
  const choice = localChoice(pools);
  if (!choice) {
    throw new SynapseError({
      kind: 'notFound',
      what: trans.__('The local pool is not there.'),
      why: pools.localPool?.message ?? '',
      next: trans.__('Refresh, or ask whoever runs this Jupyter server.')
    });
  }
  await session.chooseTarget(choice.target);
}

function localChoice(pools: IPools): IPoolChoice | null {
  return (
    pools.groups
      .flatMap(group => group.pools)
      .find(choice => isLocalTarget(pools, choice.target)) ?? null
  );
}
