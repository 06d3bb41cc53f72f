import { IPoolChoice, IPoolGroup, PoolPlace } from './target';
import { asObject, parseTarget, text } from './targetMetadata';

/** Layout of what is kept; another one is not read. */
const VERSION = 1;
/** More than a tenant has: what was kept may have been written by anybody. */
const MAX_GROUPS = 2000;
const MAX_POOLS = 5000;

const PLACES: readonly string[] = [
  'local',
  'aml',
  'synapse',
  'livy',
  'subscription'
] satisfies PoolPlace[];

/** A list of pools as it is kept for the next page. */
export interface IPoolList {
  /** Whose list it is; null when that is not known. */
  account: string | null;
  /** When it was read, milliseconds since the epoch. */
  readAt: number;
  groups: readonly IPoolGroup[];
}

/**
 * A list as JSON that is short: Lab saves all that pages keep at once, and
 * each pool is a row without names.
 */
export function encodePools({ account, groups, readAt }: IPoolList): {
  version: number;
  account: string | null;
  readAt: number;
  groups: unknown[];
} {
  return {
    version: VERSION,
    account,
    readAt,
    groups: groups.map(group => {
      const first = group.pools[0]?.target;
      return {
        ...group,
        shared: first && {
          connection: first.connection,
          endpoint: first.endpoint,
          workspace: first.workspace,
          subscriptionId: first.subscriptionId,
          resourceGroup: first.resourceGroup,
          amlWorkspace: first.amlWorkspace
        },
        pools: group.pools.map(({ detail, id, label, reason, target }) => [
          id,
          label,
          detail,
          reason,
          differing(target, first)
        ])
      };
    })
  };
}

/** What was kept; null when it cannot be used. */
export function decodePools(value: unknown): IPoolList | null {
  const kept = asObject(value);
  if (
    kept?.version !== VERSION ||
    typeof kept.readAt !== 'number' ||
    !Array.isArray(kept.groups) ||
    kept.groups.length > MAX_GROUPS
  ) {
    return null;
  }
  let count = 0;
  const groups: IPoolGroup[] = [];
  for (const one of kept.groups) {
    const group = parseGroup(one);
    count += group?.pools.length ?? 0;
    if (!group || count > MAX_POOLS) {
      return null;
    }
    groups.push(group);
  }
  return { account: text(kept.account), readAt: kept.readAt, groups };
}

function parseGroup(value: unknown): IPoolGroup | null {
  const record = asObject(value);
  const id = text(record?.id);
  const label = text(record?.label);
  const place = text(record?.place);
  if (!id || !label || !place || !PLACES.includes(place)) {
    return null;
  }
  const shared = asObject(record?.shared);
  const rows = Array.isArray(record?.pools) ? record.pools : [];
  return {
    id,
    label,
    place: place as PoolPlace,
    subscription: text(record?.subscription),
    problem: text(record?.problem),
    pools: rows.map(row => parsePool(row, shared)).filter(pool => pool !== null)
  };
}

function parsePool(
  row: unknown,
  shared: Record<string, unknown> | null
): IPoolChoice | null {
  if (!Array.isArray(row)) {
    return null;
  }
  const [id, label, detail, reason, own] = row as unknown[];
  const target = parseTarget({ ...shared, ...asObject(own) });
  return target && text(id) && text(label)
    ? {
        id: text(id)!,
        label: text(label)!,
        detail: text(detail) ?? '',
        available: reason === null,
        reason: text(reason),
        target
      }
    : null;
}

function differing(target: object, base: object | undefined): object {
  const known: Record<string, unknown> = { ...base };
  return Object.fromEntries(
    Object.entries(target).filter(
      ([key, value]) => !SHARED.has(key) || value !== known[key]
    )
  );
}

const SHARED = new Set([
  'connection',
  'endpoint',
  'workspace',
  'subscriptionId',
  'resourceGroup',
  'amlWorkspace'
]);
