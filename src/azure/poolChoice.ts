import { IPoolChoice, ITarget } from '../core/target';

import { IAttachedPool } from './armDocuments';

/** States in which a compute will not run anything soon (ARM: free text). */
const UNUSABLE = new Set(['failed', 'canceled', 'deleting']);

/** An attached pool as the picker shows it; `reason` says why it cannot work. */
export function poolChoice(
  compute: IAttachedPool,
  target: ITarget,
  reason: string | null
): IPoolChoice {
  const state = compute.provisioningState;
  const why = reason ?? (isUnusable(state) ? `Azure says: ${state}.` : null);
  return {
    id: compute.id.toLowerCase(),
    target,
    label: compute.name,
    detail: [
      // Everywhere else it goes by this name.
      target.pool === compute.name ? null : target.pool,
      target.workspace,
      compute.nodeSize,
      nodes(compute),
      compute.sparkVersion && `Spark ${compute.sparkVersion}`
    ]
      .filter(part => part)
      .join(' · '),
    available: why === null,
    reason: why
  };
}

/** Whether a provisioning state says that nothing will run soon. */
export function isUnusable(state: string | null): boolean {
  return state !== null && UNUSABLE.has(state.toLowerCase());
}

/** `3–10 nodes`, `3 nodes`, or nothing. */
export function nodes({
  maxNodes,
  minNodes
}: Pick<IAttachedPool, 'minNodes' | 'maxNodes'>): string | null {
  if (maxNodes === null) {
    return null;
  }
  return minNodes === null || minNodes === maxNodes
    ? `${maxNodes} nodes`
    : `${minNodes}–${maxNodes} nodes`;
}
