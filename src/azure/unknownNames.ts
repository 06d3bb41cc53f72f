import { SynapseError } from '../core/errors';
import { IComputeReference } from '../core/target';

import { API_VERSION, Arm, isNotFound } from './arm';
import { amlPath, attachedPool, isSynapseSpark } from './armDocuments';
import { asText } from './guards';

/** As many names as a sentence can hold. */
const MAX_NAMES = 20;

/** Where an Azure ML workspace is. */
type Place = Omit<IComputeReference, 'compute'>;

/**
 * The error for a compute that ARM does not know: which of the names is wrong,
 * and what there is instead. Rejects only when the signal is aborted.
 */
export async function unknownCompute(
  arm: Arm,
  reference: IComputeReference,
  reason: unknown,
  signal?: AbortSignal
): Promise<SynapseError> {
  let names: string[];
  try {
    names = await sparkComputes(arm, reference, signal);
  } catch (failure) {
    return unknownWorkspace(arm, reference, failure, signal);
  }
  return notFound(
    `Azure ML workspace ${quote(reference.amlWorkspace)} has no compute ${quote(reference.compute)}.`,
    known('Its Synapse Spark computes', names),
    'Name one of them with -c.',
    reason
  );
}

/**
 * The error for a workspace that could not be read: which of the names is
 * wrong, and what there is instead; any other failure as it is. Rejects only
 * when the signal is aborted.
 */
export async function unknownWorkspace(
  arm: Arm,
  place: Place,
  reason: unknown,
  signal?: AbortSignal
): Promise<SynapseError> {
  throwIfStopped(reason);
  if (!isNotFound(reason)) {
    return reason as SynapseError;
  }
  let names: string[];
  try {
    const found = await arm.list(
      amlPath({ ...place, amlWorkspace: undefined }),
      API_VERSION.machineLearning,
      signal
    );
    names = found.map(document => asText(document.name) ?? '');
  } catch (failure) {
    throwIfStopped(failure);
    if (isNotFound(failure)) {
      return unknownGroup(place, failure.code, failure);
    }
    names = [];
  }
  return notFound(
    `Resource group ${quote(place.resourceGroup)} has no Azure ML workspace ${quote(place.amlWorkspace)}.`,
    known('The workspaces that you can see there', names),
    'Name one of them with -w, or another group with -r.',
    reason
  );
}

/** The error for a resource group, or its subscription, that does not exist. */
function unknownGroup(
  place: Place,
  code: string | null,
  reason: unknown
): SynapseError {
  return code === 'SubscriptionNotFound'
    ? notFound(
        `Subscription ${quote(place.subscriptionId)} was not found.`,
        'It does not exist, or you may not see it.',
        'Check -s, and the account that you are signed in with.',
        reason
      )
    : notFound(
        `Resource group ${quote(place.resourceGroup)} does not exist in subscription ${quote(place.subscriptionId)}.`,
        '',
        'Check -r and -s.',
        reason
      );
}

/** The names of the Synapse Spark computes of a workspace. */
export async function sparkComputes(
  arm: Arm,
  place: Place,
  signal?: AbortSignal
): Promise<string[]> {
  const documents = await arm.list(
    `${amlPath(place)}/computes`,
    API_VERSION.machineLearning,
    signal
  );
  return documents
    .map(attachedPool)
    .filter(isSynapseSpark)
    .map(compute => compute.name);
}

/** A list of names as a sentence: `Its computes: a, b.` */
export function known(what: string, names: readonly string[]): string {
  if (names.length === 0) {
    return `${what}: none.`;
  }
  const rest = names.length - MAX_NAMES;
  const shown = [...names].sort().slice(0, MAX_NAMES).join(', ');
  return `${what}: ${shown}${rest > 0 ? ` and ${rest} more` : ''}.`;
}

/** A name as it stands in a sentence. */
export function quote(name: string): string {
  return `“${name}”`;
}

/** An error of kind `notFound`, with the details of what it came from. */
function notFound(
  what: string,
  why: string,
  next: string,
  reason: unknown
): SynapseError {
  const detail = reason instanceof SynapseError ? reason.problem.detail : '';
  return new SynapseError({ kind: 'notFound', what, why, next, detail });
}

/** Leave at once when it was the user who stopped it. */
function throwIfStopped(reason: unknown): void {
  if (reason instanceof SynapseError && reason.problem.kind === 'cancelled') {
    throw reason;
  }
}
