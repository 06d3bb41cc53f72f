import { IPoolChoice, IPoolGroup, ITarget, PoolPlace } from '../core/target';

/** How many pools *Page Up* and *Page Down* pass. */
const PAGE = 10;

/** Whether two targets are one pool, whatever their sizes. */
export function isSamePool(one: ITarget, other: ITarget | null): boolean {
  return (
    other !== null &&
    one.connection === other.connection &&
    one.endpoint === other.endpoint &&
    one.pool === other.pool
  );
}

/** The order in which places are listed. */
const PLACES: readonly PoolPlace[] = [
  'local',
  'aml',
  'synapse',
  'livy',
  'subscription'
];

/** Groups by kind of place, then by name; what could not be read comes last. */
export function orderGroups(groups: readonly IPoolGroup[]): IPoolGroup[] {
  const rank = (group: IPoolGroup): number => PLACES.indexOf(group.place);
  // One collator: `localeCompare` makes one at each call.
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return [...groups].sort(
    (one, other) => rank(one) - rank(other) || compare(one.label, other.label)
  );
}

/**
 * Groups with the pools that have all words of the query somewhere in label,
 * detail, group label or subscription. Without a query everything, also empty groups: their
 * problem is to be seen.
 */
export function filterGroups(
  groups: readonly IPoolGroup[],
  query: string
): readonly IPoolGroup[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return groups;
  }
  return groups
    .map(group => ({
      ...group,
      pools: group.pools.filter(choice => {
        const text =
          `${choice.label} ${choice.detail} ${group.label} ${group.subscription ?? ''}`.toLocaleLowerCase();
        return words.every(word => text.includes(word));
      })
    }))
    .filter(group => group.pools.length > 0);
}

/** Where a key moves in the list; null for a key that does not move. */
export function nextActive(
  choices: readonly IPoolChoice[],
  active: IPoolChoice | null,
  key: string
): IPoolChoice | null {
  const last = choices.length - 1;
  const position = active ? choices.indexOf(active) : -1;
  const move = (index: number): IPoolChoice | null => choices[index] ?? null;
  switch (key) {
    case 'ArrowDown':
      return move(position >= last ? 0 : position + 1);
    case 'ArrowUp':
      return move(position <= 0 ? last : position - 1);
    case 'Home':
      return move(0);
    case 'End':
      return move(last);
    case 'PageDown':
      return move(Math.min(last, position + PAGE));
    case 'PageUp':
      return move(Math.max(0, position - PAGE));
    default:
      return null;
  }
}
