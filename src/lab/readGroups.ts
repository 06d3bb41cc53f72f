import { abortable } from '../core/abortable';
import { IConnection, IServerStatus } from '../core/connection';
import { defaultSizes } from '../core/defaultSizes';
import { IProblem, SynapseError, problemOf } from '../core/errors';
import { vCores } from '../core/livy';
import { livyTarget } from '../core/livyTarget';
import { mergeGroups } from '../core/mergeGroups';
import { IAzure } from '../core/ports';
import { IPoolGroup, IPoolProgress } from '../core/target';
import type { ISignInState } from '../tokens';

/** What is read, and how far it is told. */
export interface IReadGroupsOptions {
  status: IServerStatus;
  signIn: ISignInState | null;
  /** The list before: what has not come yet stays in sight. */
  before: readonly IPoolGroup[];
  azure: Pick<IAzure, 'livyVersion' | 'resourceManager'>;
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
  const { azure, onProgress, signal, signIn, status } = options;
  const before = groupsInSight(options.before, status, signIn);
  const answers = new Map<string, ILivyAnswer>();
  const progress = new Map<string, IPoolProgress>();
  const groups = (): IPoolGroup[] => [
    ...[...progress.values()].flatMap(one => one.groups),
    ...livyGroups(status, answers)
  ];
  const usable = usableConnections(status, signIn);
  for (const { id } of usable) {
    progress.set(id, { groups: [], read: 0, total: 0 });
  }
  const tell = (): void =>
    onProgress({
      groups: mergeGroups(before, groups()),
      read: sum(progress, 'read'),
      total: sum(progress, 'total')
    });
  const unlessAborted = <T>(promise: Promise<T>): Promise<T> =>
    abortable(
      promise,
      signal,
      () => new SynapseError({ kind: 'cancelled', what: 'It was stopped.' })
    );
  const asked = status.connections.filter(
    one => one.kind === 'livy' && one.available
  );
  await Promise.all([
    ...asked.map(async ({ id }) => {
      const answer = await unlessAborted(azure.livyVersion(id, signal)).then(
        version => ({ version, problem: null }),
        (reason: unknown) => {
          if (signal.aborted) {
            throw reason;
          }
          return { version: null, problem: problemOf(reason) };
        }
      );
      answers.set(id, answer);
      tell();
    }),
    ...usable.map(async connection => {
      const { id } = connection;
      const note = (now: IPoolProgress): void => {
        progress.set(id, { ...now, groups: placed(now.groups, connection) });
        tell();
      };
      const found = await unlessAborted(
        azure.resourceManager.listGroups(id, signal, note)
      ).catch((reason: unknown): IPoolGroup[] => {
        if (signal.aborted) {
          throw reason;
        }
        return [unreadable(connection, problemOf(reason).what)];
      });
      const last = progress.get(id);
      note({ read: 0, total: 0, ...last, groups: found });
    })
  ]);
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

/** What a plain Livy has answered when it was asked for its version. */
export interface ILivyAnswer {
  /** Null: it does not tell. */
  version: string | null;
  problem: IProblem | null;
}

/**
 * Plain Livy endpoints: each is a pool of its own, those that can be used
 * first. Those that have not been asked are taken to be there.
 */
export function livyGroups(
  status: IServerStatus,
  answers: ReadonlyMap<string, ILivyAnswer> = new Map()
): IPoolGroup[] {
  const pools = status.connections
    .filter(one => one.kind === 'livy')
    .map(one => {
      const answer = answers.get(one.id);
      return {
        id: `livy:${one.id}`,
        label: one.label,
        detail: livyDetail(one, status, answer),
        available: one.available && !answer?.problem,
        reason: answer?.problem
          ? new SynapseError(answer.problem).message
          : one.reason,
        target: livyTarget(one.id)
      };
    })
    .sort((one, other) => Number(other.available) - Number(one.available));
  return pools.length === 0
    ? []
    : [
        {
          id: 'livy',
          place: 'livy',
          label: 'Livy',
          subscription: null,
          problem: null,
          pools
        }
      ];
}

/** Version, and sizes where the endpoint has its own. */
function livyDetail(
  connection: IConnection,
  status: IServerStatus,
  answer: ILivyAnswer | undefined
): string {
  const { sizes, id } = connection;
  const count = vCores(defaultSizes(livyTarget(id), status, null));
  return [
    answer?.version ? `Apache Livy ${answer.version}` : 'Apache Livy',
    sizes && Object.keys(sizes).length ? `sessions of ${count} vCores` : ''
  ]
    .filter(part => part)
    .join(' · ');
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
