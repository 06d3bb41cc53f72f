import { SynapseError } from '../core/errors';
import { Send } from '../core/http';
import { IResourceManager, ITenant } from '../core/ports';
import {
  IComputeReference,
  IPoolFacts,
  IPoolGroup,
  IPoolProgress,
  ITarget
} from '../core/target';

import { computesOf, targetOf } from './amlPools';
import { API_VERSION, Arm, IArmOptions, isNotFound } from './arm';
import {
  amlPath,
  attachedPool,
  factsOf,
  IAttachedPool,
  isSynapseSpark,
  parsePoolId,
  poolPath
} from './armDocuments';
import { findEndpoint } from './findEndpoint';
import { listPools } from './listPools';
import { limitTo } from './mapLimited';
import { SynapsePools } from './synapsePools';
import { tenantsOf } from './tenants';
import {
  known,
  quote,
  sparkComputes,
  unknownCompute,
  unknownWorkspace
} from './unknownNames';

/**
 * Requests under way at once: a browser opens six connections to its host, and
 * the page needs some for itself.
 */
const PARALLEL = 4;

/**
 * How long one read of the list of pools may be repeated, ms. A throttled
 * subscription is worth a wait: others go on meanwhile.
 */
const PATIENCE = 45_000;

/** What a `ResourceManager` needs. */
export interface IResourceManagerOptions {
  send: Send;
  /** Origin of a connection's ARM; the public cloud's when null. */
  armEndpoint?: (connection: string) => string | null;
  /** From 0 to 1, for the jitter of retries. */
  random?: () => number;
}

/**
 * Azure Resource Manager, over a few GETs of a small REST client.
 *
 * #### Notes
 * Every method rejects with a `SynapseError`. Nothing is kept between calls.
 */
export class ResourceManager implements IResourceManager {
  constructor(options: IResourceManagerOptions) {
    this._options = options;
  }

  async resolveCompute(
    connection: string,
    reference: IComputeReference,
    signal?: AbortSignal
  ): Promise<ITarget> {
    const arm = this._arm(connection);
    const path = `${amlPath(reference)}/computes/${encodeURIComponent(reference.compute)}`;
    let compute: IAttachedPool;
    try {
      compute = attachedPool(
        await arm.get(path, API_VERSION.machineLearning, signal)
      );
    } catch (reason) {
      throw isNotFound(reason)
        ? await unknownCompute(arm, reference, reason, signal)
        : reason;
    }
    if (!isSynapseSpark(compute)) {
      const others = await sparkComputes(arm, reference, signal).catch(
        () => []
      );
      throw new SynapseError({
        kind: 'usage',
        what: `Compute ${quote(reference.compute)} is of type ${compute.computeType}, not SynapseSpark.`,
        why: known('The Synapse Spark computes of this workspace', others),
        next: 'Name an attached Synapse Spark pool with -c.'
      });
    }
    if (!compute.address) {
      throw new SynapseError({
        kind: 'notFound',
        what: `Compute ${quote(reference.compute)} does not say which Spark pool it is.`,
        next: 'Attach the pool to the Azure ML workspace again.'
      });
    }
    const endpoint = await findEndpoint(arm, compute.address, signal);
    return targetOf(connection, reference, compute.address, endpoint);
  }

  async poolFacts(
    target: ITarget,
    signal?: AbortSignal
  ): Promise<IPoolFacts | null> {
    const address = parsePoolId(target.poolResourceId);
    if (!address) {
      return null;
    }
    try {
      const document = await this._arm(target.connection).get(
        poolPath(address),
        API_VERSION.synapse,
        signal
      );
      return factsOf(document, address);
    } catch (reason) {
      if (isNotFound(reason)) {
        return null;
      }
      throw reason;
    }
  }

  async listComputes(
    connection: string,
    reference: Omit<IComputeReference, 'compute'>,
    signal?: AbortSignal
  ): Promise<IPoolGroup> {
    const arm = this._arm(connection);
    try {
      const synapse = new SynapsePools(arm, signal);
      const place = { ...reference, subscription: null };
      const none = Promise.resolve([]);
      return await computesOf(
        { arm, connection, signal, synapse },
        place,
        none
      );
    } catch (reason) {
      throw await unknownWorkspace(arm, reference, reason, signal);
    }
  }

  async listGroups(
    connection: string,
    signal?: AbortSignal,
    onProgress?: (progress: IPoolProgress) => void
  ): Promise<IPoolGroup[]> {
    const arm = this._arm(connection, {
      limit: limitTo(PARALLEL),
      patience: PATIENCE
    });
    return listPools({ arm, connection, signal, onProgress });
  }

  async listTenants(
    connection: string,
    signal?: AbortSignal
  ): Promise<ITenant[]> {
    return tenantsOf(
      await this._arm(connection).list(
        '/tenants',
        API_VERSION.subscriptions,
        signal
      )
    );
  }

  private _arm(
    connection: string,
    options: Pick<IArmOptions, 'limit' | 'patience'> = {}
  ): Arm {
    const { armEndpoint, random, send } = this._options;
    const origin = armEndpoint?.(connection) ?? null;
    return new Arm({ send, connection, origin, random, ...options });
  }

  private readonly _options: IResourceManagerOptions;
}
