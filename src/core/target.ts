import { ISessionSizes } from './livy';

/**
 * What a notebook runs on: a connection and a pool, with the names by which
 * the user reached it. Kept in notebook metadata under `synapse.target`.
 */
export interface ITarget {
  /** Id of the connection, as the server lists it (`local`, `azure`, …). */
  connection: string;
  /**
   * Origin of the Livy endpoint, e.g. `https://contoso.dev.azuresynapse.net`.
   * Always https: only the proxy knows where a Livy endpoint really is.
   */
  endpoint: string;
  /** Name of the Spark pool. */
  pool: string;
  /** Name of the Synapse workspace; null for plain Livy. */
  workspace: string | null;
  /** ARM id of the pool; null when it was not found through ARM. */
  poolResourceId: string | null;
  /** The Azure ML workspace and compute that named it, if any. */
  subscriptionId: string | null;
  resourceGroup: string | null;
  amlWorkspace: string | null;
  compute: string | null;
  /**
   * The linked service of the Azure ML workspace that names the Synapse
   * workspace. Nothing is started by it; documented notebooks write it down.
   */
  linkedService?: string;
  sizes?: Partial<ISessionSizes>;
  conf?: Record<string, string>;
}

/** How `-w -s -r -c` name a pool. */
export interface IComputeReference {
  subscriptionId: string;
  resourceGroup: string;
  amlWorkspace: string;
  compute: string;
}

/** What ARM says about a pool. Metadata only: never whether nodes run. */
export interface IPoolFacts {
  name: string;
  workspace: string | null;
  resourceId: string | null;
  /** ARM's free text; `Succeeded` is good. */
  provisioningState: string | null;
  /** Small, Medium, Large …; null when unknown. */
  nodeSize: string | null;
  /** vCores and memory (GB) of one node; null when the size is unknown. */
  nodeCores: number | null;
  nodeMemory: number | null;
  minNodes: number | null;
  maxNodes: number | null;
  /** Minutes until an idle pool pauses; null when it does not. */
  autoPauseMinutes: number | null;
  sparkVersion: string | null;
}

/** A pool that can be chosen. */
export interface IPoolChoice {
  /** Unique over all groups. */
  id: string;
  target: ITarget;
  label: string;
  /** Short facts, e.g. `contoso-synapse · Small · 3–10 nodes`. */
  detail: string;
  /** False when choosing it cannot work now; `reason` says why. */
  available: boolean;
  reason: string | null;
}

/** What kind of place a group of pools is. */
export type PoolPlace = 'local' | 'aml' | 'synapse' | 'livy' | 'subscription';

/**
 * Pools of one place: an Azure ML workspace, a Synapse workspace, a Livy
 * endpoint. A subscription is one only when it could not be read.
 */
export interface IPoolGroup {
  id: string;
  /** `local` for every place that is played by this computer. */
  place: PoolPlace;
  label: string;
  /** Name of the subscription; null where there is none. */
  subscription: string | null;
  pools: readonly IPoolChoice[];
  /** Why the group could not be read, as one sentence; null when it could. */
  problem: string | null;
}

/** A list of pools that is being read. */
export interface IPoolProgress {
  groups: readonly IPoolGroup[];
  /** Subscriptions that were read, of how many. */
  read: number;
  total: number;
}
