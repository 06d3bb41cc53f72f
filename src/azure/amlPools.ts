import { problemOf } from '../core/errors';
import {
  IComputeReference,
  IPoolChoice,
  IPoolGroup,
  ITarget
} from '../core/target';

import { API_VERSION, Arm } from './arm';
import {
  amlPath,
  attachedPool,
  IPoolAddress,
  ISynapseAddress,
  isSynapseSpark,
  parseWorkspaceId,
  poolPath
} from './armDocuments';
import { asRecord, asText } from './guards';
import { poolChoice } from './poolChoice';
import { keyOf, synapseChoice, SynapsePools } from './synapsePools';

/** Where an Azure ML workspace is. */
export interface IAmlPlace extends Omit<IComputeReference, 'compute'> {
  /** Name of its subscription; null when it was not asked for. */
  subscription: string | null;
}

/** A Synapse workspace by the name that an Azure ML workspace gives it. */
export interface ILinkedWorkspace {
  name: string;
  address: ISynapseAddress;
}

/** What the reads of one list share. */
export interface IListing {
  arm: Arm;
  connection: string;
  signal?: AbortSignal;
  synapse: SynapsePools;
}

/**
 * The linked services of an Azure ML workspace that name a Synapse workspace.
 *
 * #### Notes
 * A preview of which nobody knows for how long Azure answers it: whatever it
 * answers but a list means that there are none.
 */
export async function linkedServicesOf(
  { arm, signal }: IListing,
  place: IAmlPlace
): Promise<ILinkedWorkspace[]> {
  const documents = await orElse(
    () =>
      arm.list(
        `${amlPath(place)}/linkedServices`,
        API_VERSION.linkedServices,
        signal
      ),
    () => []
  );
  return documents.flatMap(document => {
    const name = asText(document.name);
    const id = asText(asRecord(document.properties).linkedServiceResourceId);
    const address = parseWorkspaceId(id);
    return name && address ? [{ name, address }] : [];
  });
}

/** An Azure ML workspace with the Spark pools that are attached to it. */
export async function computesOf(
  { arm, connection, signal, synapse }: IListing,
  place: IAmlPlace,
  services: Promise<ILinkedWorkspace[]>
): Promise<IPoolGroup> {
  const [linked, documents] = await Promise.all([
    services,
    arm.list(`${amlPath(place)}/computes`, API_VERSION.machineLearning, signal)
  ]);
  const computes = documents.map(attachedPool).filter(isSynapseSpark);
  const pools = await Promise.all(
    computes.map(async compute => {
      const { address } = compute;
      const reference = { ...place, compute: compute.name };
      if (!address) {
        const target = targetOf(connection, reference, null, '');
        return poolChoice(compute, target, 'It does not say which pool it is.');
      }
      const service = linked.find(
        one => keyOf(one.address) === keyOf(address)
      )?.name;
      const target = (endpoint: string): ITarget => ({
        ...targetOf(connection, reference, address, endpoint),
        ...(service && { linkedService: service })
      });
      return orElse(
        async () =>
          poolChoice(compute, target(await synapse.endpoint(address)), null),
        problem => poolChoice(compute, target(''), problem)
      );
    })
  );
  return { ...emptyGroup(place), pools };
}

/** The pools of linked Synapse workspaces that are not attached. */
export async function linkedPools(
  listing: IListing,
  place: IAmlPlace,
  linked: readonly ILinkedWorkspace[],
  attached: readonly IPoolChoice[]
): Promise<IPoolChoice[]> {
  const { connection, synapse } = listing;
  const known = new Set(
    attached.map(({ target }) => target.poolResourceId?.toLowerCase())
  );
  const found = await Promise.all(
    linked.map(({ address, name }) =>
      // The workspace itself tells its problem, where it can be seen.
      orElse(
        async () => {
          const pools = await synapse.pools(address);
          const endpoint = pools.length ? await synapse.endpoint(address) : '';
          return pools
            .filter(pool => !known.has(poolPath(pool.address).toLowerCase()))
            .map(pool => {
              const reference = { ...place, compute: null };
              return synapseChoice(
                pool,
                {
                  ...targetOf(connection, reference, pool.address, endpoint),
                  linkedService: name
                },
                {
                  id: `${amlPath(place)}/linkedServices/${name}/${pool.address.pool}`.toLowerCase(),
                  linkedService: name
                }
              );
            });
        },
        () => []
      )
    )
  );
  return found.flat();
}

/** A group without pools. */
export function emptyGroup(place: IAmlPlace): IPoolGroup {
  return {
    id: amlPath(place).toLowerCase(),
    place: 'aml',
    label: place.amlWorkspace,
    subscription: place.subscription,
    pools: [],
    problem: null
  };
}

/** The target that a compute, or a pool of a linked service, stands for. */
export function targetOf(
  connection: string,
  reference: Omit<IComputeReference, 'compute'> & { compute: string | null },
  address: IPoolAddress | null,
  endpoint: string
): ITarget {
  const { amlWorkspace, compute, resourceGroup, subscriptionId } = reference;
  return {
    connection,
    endpoint,
    pool: address?.pool ?? '',
    workspace: address?.workspace ?? null,
    poolResourceId: address ? poolPath(address) : null,
    subscriptionId,
    resourceGroup,
    amlWorkspace,
    compute
  };
}

/** A result, or what stands for it when it fails; being stopped is no result. */
export async function orElse<T, U>(
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
