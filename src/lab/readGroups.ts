import { abortable } from '../core/abortable';
import { IConnection, IServerStatus } from '../core/connection';
import { SynapseError, problemOf } from '../core/errors';
import { mergeGroups } from '../core/mergeGroups';
import { IResourceManager } from '../core/ports';
import { IPoolGroup, IPoolProgress } from '../core/target';
import type { ISignInState } from '../tokens';

/** What is read, and how far it is told. */
export interface IReadGroupsOptions {
  status: IServerStatus;
  signIn: ISignInState | null;
  /** The list before: what has not come yet stays in sight. */
  before: readonly IPoolGroup[];
  resourceManager: IResourceManager;
  signal: AbortSignal;
  onProgress: (progress: IPoolProgress) => void;
}

/**
 * Reads the pools of all connections at once. A connection that cannot be read
 * is a group with a problem. Rejects only when the signal is aborted.
 */
export async function readGroups(
  options: IReadGroupsOptions
): Promise<readonly IPoolGroup[]> {
  const { onProgress, resourceManager, signal, signIn, status } = options;
  const before = groupsInSight(options.before, status, signIn);
  const livy = livyGroups(status);
  const progress = new Map<string, IPoolProgress>();
  const groups = (): IPoolGroup[] => [
    ...[...progress.values()].flatMap(one => one.groups),
    ...livy
  ];
  const usable = usableConnections(status, signIn);
  for (const { id } of usable) {
    progress.set(id, { groups: [], read: 0, total: 0 });
  }
  await Promise.all(
    usable.map(async connection => {
      const { id } = connection;
      const note = (now: IPoolProgress): void => {
        progress.set(id, { ...now, groups: placed(now.groups, connection) });
        onProgress({
          groups: mergeGroups(before, groups()),
          read: sum(progress, 'read'),
          total: sum(progress, 'total')
        });
      };
      const found = await abortable(
        resourceManager.listGroups(id, signal, note),
        signal,
        () => new SynapseError({ kind: 'cancelled', what: 'It was stopped.' })
      ).catch((reason: unknown): IPoolGroup[] => {
        if (signal.aborted) {
          throw reason;
        }
        return [unreadable(connection, problemOf(reason).what)];
      });
      const last = progress.get(id);
      note({ read: 0, total: 0, ...last, groups: found });
    })
  );
  return groups();
}

/** What of a list may be shown now: its connection can still be used. */
export function groupsInSight(
  groups: readonly IPoolGroup[],
  status: IServerStatus,
  signIn: ISignInState | null
): IPoolGroup[] {
  const ids = usableConnections(status, signIn).map(one => one.id);
  return groups.filter(group =>
    ids.includes(group.pools[0]?.target.connection ?? '')
  );
}

/** Plain Livy endpoints: one pool each, which is the endpoint itself. */
export function livyGroups(status: IServerStatus): IPoolGroup[] {
  return status.connections
    .filter(one => one.kind === 'livy')
    .map(one => ({
      id: one.id,
      place: 'livy',
      label: one.label,
      subscription: null,
      problem: null,
      pools: [
        {
          id: `livy:${one.id}`,
          label: one.label,
          detail: 'Apache Livy',
          available: one.available,
          reason: one.reason,
          target: {
            connection: one.id,
            // The proxy knows the real address; only the shape matters here.
            endpoint: 'https://livy.invalid',
            pool: one.id,
            workspace: null,
            poolResourceId: null,
            subscriptionId: null,
            resourceGroup: null,
            amlWorkspace: null,
            compute: null
          }
        }
      ]
    }));
}

/** Connections whose pools can be listed now. */
function usableConnections(
  status: IServerStatus,
  signIn: ISignInState | null
): IConnection[] {
  return status.connections.filter(
    one =>
      one.available &&
      (one.kind === 'local' ||
        one.signedIn === true ||
        (one.browserSignIn && signIn?.state === 'signedIn'))
  );
}

/** Whatever its workspaces are called: the local pool is this computer. */
function placed(
  groups: readonly IPoolGroup[],
  connection: IConnection
): readonly IPoolGroup[] {
  return connection.kind === 'local'
    ? groups.map(group =>
        group.place === 'subscription' ? group : { ...group, place: 'local' }
      )
    : groups;
}

function unreadable(connection: IConnection, problem: string): IPoolGroup {
  return {
    id: connection.id,
    place: connection.kind === 'local' ? 'local' : 'subscription',
    label: connection.label,
    subscription: null,
    pools: [],
    problem
  };
}

function sum(
  progress: ReadonlyMap<string, IPoolProgress>,
  key: 'read' | 'total'
): number {
  return [...progress.values()].reduce((total, one) => total + one[key], 0);
}
