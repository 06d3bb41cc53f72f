import { ISessionSizes, isEnded, vCores } from './livy';
import { IPoolSession } from './poolSession';
import { ISessionPlace, isSameSession } from './sessionPlace';
import { gigabytes } from './sessionSizes';
import { IPoolFacts } from './target';

/** What of a pool is taken, in vCores. */
export interface IPoolRoom {
  /** All that it can have; null when ARM does not say. */
  maximum: number | null;
  /** Taken by sessions whose sizes are known. */
  used: number;
  /** Of that, by the session asked about. */
  own: number;
  /** Sessions that take something, nobody knows how much. */
  unknown: number;
}

/**
 * How much of a pool its sessions take. `entries` is null before they were
 * read; `own` is the notebook's session, which counts also while the list
 * does not have it.
 *
 * #### Notes
 * What Livy does not list is not seen: batches, and sessions that scale their
 * executors by themselves. Azure decides; this is to foresee a refusal.
 */
export function poolRoom(
  facts: Pick<IPoolFacts, 'maxNodes' | 'nodeCores'> | null,
  entries: readonly IPoolSession[] | null,
  own: (ISessionPlace & { sizes: ISessionSizes }) | null
): IPoolRoom {
  const { maxNodes = null, nodeCores = null } = facts ?? {};
  const ownCores = own?.session ? vCores(own.sizes) : 0;
  const room: IPoolRoom = {
    maximum:
      maxNodes === null || nodeCores === null ? null : maxNodes * nodeCores,
    used: ownCores,
    own: ownCores,
    unknown: 0
  };
  for (const entry of entries ?? []) {
    const { session } = entry;
    if (isEnded(session) || (own && isSameSession(entry, own))) {
      continue;
    }
    if (session.sizes) {
      room.used += vCores(session.sizes);
    } else {
      room.unknown += 1;
    }
  }
  return room;
}

/** Why sizes do not fit on a pool. Numbers are vCores, memory is in GB. */
export type Misfit =
  /** More than the pool ever has: Azure refuses it. */
  | { reason: 'pool'; asked: number; maximum: number }
  /** A driver or an executor is larger than a node. */
  | { reason: 'cores'; part: Part; asked: number; maximum: number }
  | { reason: 'memory'; part: Part; asked: number; maximum: number }
  /** More than is free now: it would be refused unless others stop. */
  | { reason: 'full'; asked: number; free: number };

type Part = 'driver' | 'executor';

/** Whether a misfit may be over by the time that the request arrives. */
export function mayPass({ reason }: Misfit): boolean {
  return reason === 'full';
}

/** The worst reason for which sizes do not fit; null when they do. */
export function misfitOf(
  sizes: ISessionSizes,
  facts: IPoolFacts | null,
  room: IPoolRoom
): Misfit | null {
  const asked = vCores(sizes);
  const { nodeCores = null, nodeMemory = null } = facts ?? {};
  for (const part of ['driver', 'executor'] as const) {
    const cores = sizes[`${part}Cores`];
    const memory = gigabytes(sizes[`${part}Memory`]);
    if (nodeCores !== null && cores > nodeCores) {
      return { reason: 'cores', part, asked: cores, maximum: nodeCores };
    }
    if (nodeMemory !== null && memory > nodeMemory) {
      return { reason: 'memory', part, asked: memory, maximum: nodeMemory };
    }
  }
  const { maximum, used } = room;
  if (maximum === null) {
    return null;
  }
  if (asked > maximum) {
    return { reason: 'pool', asked, maximum };
  }
  const free = Math.max(0, maximum - used);
  return asked > free ? { reason: 'full', asked, free } : null;
}
