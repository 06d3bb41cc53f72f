import { devEndpoint } from '../core/armEndpoint';
import { IComputeReference, IPoolFacts } from '../core/target';

import { asNumber, asRecord, asText } from './guards';

/** A document of ARM, as parsed. */
export type ArmDocument = Readonly<Record<string, unknown>>;

/** A Synapse workspace by its place in ARM. */
export interface ISynapseAddress {
  subscriptionId: string;
  resourceGroup: string;
  workspace: string;
}

/** A Spark pool by its place in ARM. */
export interface IPoolAddress extends ISynapseAddress {
  pool: string;
}

/** A Synapse Spark pool attached to an Azure ML workspace. */
export interface IAttachedPool {
  /** ARM id of the compute. */
  id: string;
  name: string;
  /** `SynapseSpark` or another of Azure ML's types, as ARM writes it. */
  computeType: string;
  /** ARM's free text; null when it does not say. */
  provisioningState: string | null;
  /** Null when it names no Synapse pool. */
  address: IPoolAddress | null;
  nodeSize: string | null;
  minNodes: number | null;
  maxNodes: number | null;
  sparkVersion: string | null;
}

/**
 * vCores and memory (GB) of one node by the name of its size (Microsoft's
 * "Apache Spark pool configurations").
 */
const NODE_SIZES: Readonly<Record<string, readonly [number, number]>> = {
  small: [4, 32],
  medium: [8, 64],
  large: [16, 128],
  xlarge: [32, 256],
  xxlarge: [64, 432],
  xxxlarge: [80, 504]
};

const POOL_ID =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Synapse\/workspaces\/([^/]+)\/bigDataPools\/([^/]+)\/?$/i;

const WORKSPACE_ID =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Synapse\/workspaces\/([^/]+)\/?$/i;

const RESOURCE_GROUP = /\/resourceGroups\/([^/]+)/i;

/** The parts of a Spark pool's ARM id, whatever its case; null if it is none. */
export function parsePoolId(id: string | null): IPoolAddress | null {
  const match = POOL_ID.exec(id ?? '');
  return match
    ? {
        subscriptionId: match[1],
        resourceGroup: match[2],
        workspace: match[3],
        pool: match[4]
      }
    : null;
}

/** The parts of a Synapse workspace's ARM id; null if it is none. */
export function parseWorkspaceId(id: string | null): ISynapseAddress | null {
  const match = WORKSPACE_ID.exec(id ?? '');
  return match
    ? { subscriptionId: match[1], resourceGroup: match[2], workspace: match[3] }
    : null;
}

/** The resource group in an ARM id; null when there is none. */
export function resourceGroupOf(id: string | null): string | null {
  return RESOURCE_GROUP.exec(id ?? '')?.[1] ?? null;
}

/** ARM id of a resource group, its names encoded. */
export function groupPath(
  place: Pick<IComputeReference, 'subscriptionId' | 'resourceGroup'>
): string {
  return `/subscriptions/${encodeURIComponent(place.subscriptionId)}/resourceGroups/${encodeURIComponent(place.resourceGroup)}`;
}

/** Path of a group's Azure ML workspaces, or of one of them. */
export function amlPath(
  place: Pick<IComputeReference, 'subscriptionId' | 'resourceGroup'> & {
    amlWorkspace?: string;
  }
): string {
  const name =
    place.amlWorkspace === undefined
      ? ''
      : `/${encodeURIComponent(place.amlWorkspace)}`;
  return `${groupPath(place)}/providers/Microsoft.MachineLearningServices/workspaces${name}`;
}

/** Path of a Synapse workspace, or of that of a pool. */
export function synapsePath(address: ISynapseAddress): string {
  return `${groupPath(address)}/providers/Microsoft.Synapse/workspaces/${encodeURIComponent(address.workspace)}`;
}

/** Path of a Spark pool, which is its ARM id. */
export function poolPath(address: IPoolAddress): string {
  return `${synapsePath(address)}/bigDataPools/${encodeURIComponent(address.pool)}`;
}

export { devEndpoint };

/**
 * A compute of an Azure ML workspace.
 *
 * #### Notes
 * The outer `properties.resourceId` is the pool's ARM id. The nested fields
 * are the fallback only: Azure's specification calls the nested
 * `workspaceName` that of the *Azure ML* workspace.
 */
export function attachedPool(document: ArmDocument): IAttachedPool {
  const outer = asRecord(document.properties);
  const inner = asRecord(outer.properties);
  const nodes = nodesOf(asRecord(inner.autoScaleProperties), inner.nodeCount);
  return {
    id: asText(document.id) ?? '',
    name: asText(document.name) ?? '',
    computeType: asText(outer.computeType) ?? 'unknown',
    provisioningState: asText(outer.provisioningState),
    address: parsePoolId(asText(outer.resourceId)) ?? nestedAddress(inner),
    nodeSize: asText(inner.nodeSize),
    ...nodes,
    sparkVersion: asText(inner.sparkVersion)
  };
}

/** Whether a compute is an attached Spark pool; Azure writes it in two cases. */
export function isSynapseSpark(compute: IAttachedPool): boolean {
  return compute.computeType.toLowerCase() === 'synapsespark';
}

/** The facts in a pool's document. */
export function factsOf(
  document: ArmDocument,
  address: IPoolAddress
): IPoolFacts {
  const properties = asRecord(document.properties);
  const nodeSize = asText(properties.nodeSize);
  const [nodeCores, nodeMemory] = NODE_SIZES[nodeSize?.toLowerCase() ?? ''] ?? [
    null,
    null
  ];
  const autoPause = asRecord(properties.autoPause);
  return {
    name: asText(document.name) ?? address.pool,
    workspace: address.workspace,
    resourceId: asText(document.id) ?? poolPath(address),
    provisioningState: asText(properties.provisioningState),
    nodeSize,
    nodeCores,
    nodeMemory,
    ...nodesOf(asRecord(properties.autoScale), properties.nodeCount),
    autoPauseMinutes:
      autoPause.enabled === true ? asNumber(autoPause.delayInMinutes) : null,
    sparkVersion: asText(properties.sparkVersion)
  };
}

/** Smallest and largest number of nodes, fixed or scaled. */
function nodesOf(
  scale: ArmDocument,
  nodeCount: unknown
): Pick<IPoolFacts, 'minNodes' | 'maxNodes'> {
  const fixed = asNumber(nodeCount);
  return scale.enabled === true
    ? {
        minNodes: asNumber(scale.minNodeCount),
        maxNodes: asNumber(scale.maxNodeCount)
      }
    : { minNodes: fixed, maxNodes: fixed };
}

/** A pool's place from the nested fields; null unless all are there. */
function nestedAddress(inner: ArmDocument): IPoolAddress | null {
  const subscriptionId = asText(inner.subscriptionId);
  const resourceGroup = asText(inner.resourceGroup);
  const workspace = asText(inner.workspaceName);
  const pool = asText(inner.poolName);
  return subscriptionId && resourceGroup && workspace && pool
    ? { subscriptionId, resourceGroup, workspace, pool }
    : null;
}
