import { IPoolGroup } from './target';

/**
 * Groups in which each pool is listed once: under the Azure ML workspaces that
 * name it, and only else under its Synapse workspace. A Synapse workspace of
 * which nothing is left is dropped, unless it has a problem to tell.
 */
export function withoutRepeats(groups: readonly IPoolGroup[]): IPoolGroup[] {
  const named = new Set(
    groups
      .filter(group => group.place !== 'synapse')
      .flatMap(group => group.pools.map(pool => idOf(pool.target)))
  );
  return groups.flatMap(group => {
    if (group.place !== 'synapse') {
      return [group];
    }
    const pools = group.pools.filter(pool => {
      const id = idOf(pool.target);
      return id === null || !named.has(id);
    });
    return pools.length > 0 || group.problem !== null
      ? [{ ...group, pools }]
      : [];
  });
}

/**
 * What to show while a list is read again: what has come, and of the list
 * before what has not come yet.
 */
export function mergeGroups(
  before: readonly IPoolGroup[],
  now: readonly IPoolGroup[]
): readonly IPoolGroup[] {
  if (before.length === 0) {
    return now;
  }
  const fresh = new Map(now.map(group => [group.id, group]));
  const kept = before.map(group => {
    const found = fresh.get(group.id);
    fresh.delete(group.id);
    return found ?? group;
  });
  return [...kept, ...fresh.values()];
}

function idOf(target: { poolResourceId: string | null }): string | null {
  return target.poolResourceId?.toLowerCase() ?? null;
}
