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
  const why =
    reason ??
    (state && UNUSABLE.has(state.toLowerCase())
      ? `Azure says: ${state}.`
      : null);
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

/** `3–10 nodes`, `3 nodes`, or nothing. */
function nodes({ maxNodes, minNodes }: IAttachedPool): string | null {
  if (maxNodes === null) {
    return null;
  }
  return minNodes === null || minNodes === maxNodes
    ? `${maxNodes} nodes`
    : `${minNodes}–${maxNodes} nodes`;
}
