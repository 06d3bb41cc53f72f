import { builtEndpoint } from '../core/clouds';
import { SynapseError } from '../core/errors';

import { API_VERSION, Arm, ArmError, isNotFound } from './arm';
import { devEndpoint, ISynapseAddress, synapsePath } from './armDocuments';
import { quote } from './unknownNames';

/**
 * Origin of the Livy endpoint of a pool: what its Synapse workspace says in
 * ARM, else what its cloud's naming says. Rejects with `notFound` when the
 * workspace is gone, or nothing is known.
 */
export async function findEndpoint(
  arm: Arm,
  address: ISynapseAddress,
  signal?: AbortSignal
): Promise<string> {
  let endpoint: string | null = null;
  try {
    const path = synapsePath(address);
    endpoint = devEndpoint(await arm.get(path, API_VERSION.synapse, signal));
  } catch (reason) {
    if (isNotFound(reason)) {
      throw new SynapseError({
        kind: 'notFound',
        what: `Synapse workspace ${quote(address.workspace)} was not found.`,
        why: `The compute points to it in resource group ${quote(address.resourceGroup)}.`,
        next: 'Attach another pool to the Azure ML workspace.',
        detail: reason.problem.detail
      });
    }
    // Who may run Spark need not be allowed to read the workspace in ARM.
    if (!(reason instanceof ArmError && reason.status === 403)) {
      throw reason;
    }
  }
  endpoint ??= builtEndpoint(address.workspace, arm.origin);
  if (endpoint === null) {
    throw new SynapseError({
      kind: 'notFound',
      what: `The address of Synapse workspace ${quote(address.workspace)} is not known.`,
      why: 'Azure does not say it, and its cloud has no known pattern.',
      next: 'Ask for the Reader role on the Synapse workspace.'
    });
  }
  return endpoint;
}
