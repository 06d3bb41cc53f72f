import { problemOf, SynapseError } from '../core/errors';
import { Send } from '../core/http';
import { IResourceManager } from '../core/ports';
import {
  IComputeReference,
  IPoolFacts,
  IPoolGroup,
  ITarget
} from '../core/target';

import { API_VERSION, Arm, isNotFound } from './arm';
import {
  amlPath,
  attachedPool,
  factsOf,
  IAttachedPool,
  IPoolAddress,
  isSynapseSpark,
  parsePoolId,
  poolPath,
  resourceGroupOf,
  synapsePath
} from './armDocuments';
import { findEndpoint } from './findEndpoint';
import { asText } from './guards';
import { mapLimited } from './mapLimited';
import { poolChoice } from './poolChoice';
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
      return await this._group(arm, connection, reference, new Map(), signal);
    } catch (reason) {
      throw await unknownWorkspace(arm, reference, reason, signal);
    }
  }

  async listGroups(
    connection: string,
    signal?: AbortSignal
  ): Promise<IPoolGroup[]> {
    const arm = this._arm(connection);
    const endpoints = new Map<string, Promise<string>>();
    const subscriptions = await arm.list(
      '/subscriptions',
      API_VERSION.subscriptions,
      signal
    );
    const found = await mapLimited(subscriptions, PARALLEL, async document => {
      const id = asText(document.subscriptionId) ?? '';
      const label = asText(document.displayName) ?? id;
      return orProblem(
        async () => ({ places: await this._places(arm, id, signal) }),
        problem => ({
          places: [],
          group: { id: `/subscriptions/${id}`, label, pools: [], problem }
        })
      );
    });
    const groups = await mapLimited(
      found.flatMap(({ places }) => places),
      PARALLEL,
      place =>
        orProblem(
          () => this._group(arm, connection, place, endpoints, signal),
          problem => ({ ...emptyGroup(place), problem })
        )
    );
    return [
      ...groups,
      ...found.flatMap(result => ('group' in result ? [result.group] : []))
    ];
  }

  /** The Azure ML workspaces of a subscription. */
  private async _places(
    arm: Arm,
    subscriptionId: string,
    signal?: AbortSignal
  ): Promise<Place[]> {
    const documents = await arm.list(
      `/subscriptions/${encodeURIComponent(subscriptionId)}/providers/Microsoft.MachineLearningServices/workspaces`,
      API_VERSION.machineLearning,
      signal
    );
    return documents.flatMap(document => {
      const resourceGroup = resourceGroupOf(asText(document.id));
      const amlWorkspace = asText(document.name);
      return resourceGroup && amlWorkspace
        ? [{ subscriptionId, resourceGroup, amlWorkspace }]
        : [];
    });
  }

  /** One workspace with its Spark pools. `endpoints` spares repeated reads. */
  private async _group(
    arm: Arm,
    connection: string,
    place: Place,
    endpoints: Map<string, Promise<string>>,
    signal?: AbortSignal
  ): Promise<IPoolGroup> {
    const documents = await arm.list(
      `${amlPath(place)}/computes`,
      API_VERSION.machineLearning,
      signal
    );
    const computes = documents.map(attachedPool).filter(isSynapseSpark);
    const pools = await mapLimited(computes, PARALLEL, async compute => {
      const reference = { ...place, compute: compute.name };
      const { address } = compute;
      if (!address) {
        const target = targetOf(connection, reference, null, '');
        return poolChoice(compute, target, 'It does not say which pool it is.');
      }
      const key = synapsePath(address).toLowerCase();
      const endpoint = endpoints.get(key) ?? findEndpoint(arm, address, signal);
      endpoints.set(key, endpoint);
      return orProblem(
        async () =>
          poolChoice(
            compute,
            targetOf(connection, reference, address, await endpoint),
            null
          ),
        problem =>
          poolChoice(
            compute,
            targetOf(connection, reference, address, ''),
            problem
          )
      );
    });
    return { ...emptyGroup(place), pools };
  }

  private _arm(connection: string): Arm {
    const { armEndpoint, random, send } = this._options;
    const origin = armEndpoint?.(connection) ?? null;
    return new Arm({ send, connection, origin, random });
  }

  private readonly _options: IResourceManagerOptions;
}

/** Where an Azure ML workspace is. */
type Place = Omit<IComputeReference, 'compute'>;

/** A group without pools. */
function emptyGroup(place: Place): IPoolGroup {
  return {
    id: amlPath(place).toLowerCase(),
    label: place.amlWorkspace,
    pools: [],
    problem: null
  };
}

/** The target that a compute stands for. */
function targetOf(
  connection: string,
  reference: IComputeReference,
  address: IPoolAddress | null,
  endpoint: string
): ITarget {
  return {
    connection,
    endpoint,
    pool: address?.pool ?? '',
    workspace: address?.workspace ?? null,
    poolResourceId: address ? poolPath(address) : null,
    ...reference
  };
}

/** A result, or what stands for it when it fails; being stopped is no result. */
async function orProblem<T, U>(
  read: () => Promise<T>,
  instead: (problem: string) => U
): Promise<T | U> {
  try {
    return await read();
  } catch (reason) {
    const { kind, what } = problemOf(reason);
    if (kind === 'cancelled') {
      throw reason;
    }
    return instead(what);
  }
}
