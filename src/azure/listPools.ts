import { withoutRepeats } from '../core/mergeGroups';
import { IPoolGroup, IPoolProgress } from '../core/target';

import {
  computesOf,
  emptyGroup,
  IAmlPlace,
  IListing,
  linkedPools,
  linkedServicesOf,
  orElse
} from './amlPools';
import { API_VERSION, Arm, ArmError, isNotFound } from './arm';
import {
  ArmDocument,
  ISynapseAddress,
  parseWorkspaceId,
  poolPath,
  resourceGroupOf,
  synapsePath
} from './armDocuments';
import { asText } from './guards';
import { mapLimited } from './mapLimited';
import { synapseChoice, SynapsePools } from './synapsePools';

/**
 * Subscriptions that are read at a time. More than there are requests at a
 * time: one that is throttled waits, and the others go on. Not all at once,
 * so that the first ones are complete early.
 */
const SUBSCRIPTIONS = 8;

/** ARM's codes for a subscription that has never used a service. */
const UNUSED = new Set([
  'InvalidResourceType',
  'MissingSubscriptionRegistration',
  'NoRegisteredProviderFound',
  'SubscriptionNotRegistered'
]);

/** Options of `listPools`. */
export interface IListPoolsOptions {
  arm: Arm;
  connection: string;
  signal?: AbortSignal;
  onProgress?: (progress: IPoolProgress) => void;
}

interface ISubscription {
  id: string;
  name: string;
}

/**
 * All pools that the user can see over one connection.
 *
 * #### Notes
 * Lists only: two for a subscription, two for an Azure ML workspace, one for a
 * Synapse workspace. Resource Graph would answer Synapse's part with one
 * request, but it knows neither computes nor linked services.
 */
export async function listPools(
  options: IListPoolsOptions
): Promise<IPoolGroup[]> {
  const { arm, connection, onProgress, signal } = options;
  const documents = await arm.list(
    '/subscriptions',
    API_VERSION.subscriptions,
    signal
  );
  const subscriptions = documents.flatMap(document => {
    const id = asText(document.subscriptionId);
    return id ? [{ id, name: asText(document.displayName) ?? id }] : [];
  });
  const total = subscriptions.length;
  const synapse = new SynapsePools(arm, signal);
  const listing: IListing = { arm, connection, signal, synapse };
  const found = new Map<string, IPoolGroup[]>();
  const groups = (): IPoolGroup[] =>
    withoutRepeats(subscriptions.flatMap(({ id }) => found.get(id) ?? []));
  await mapLimited(subscriptions, SUBSCRIPTIONS, async subscription => {
    found.set(subscription.id, await readSubscription(listing, subscription));
    onProgress?.({ groups: groups(), read: found.size, total });
  });
  return groups();
}

/** Its Azure ML and Synapse workspaces; itself, where it refuses. */
async function readSubscription(
  listing: IListing,
  subscription: ISubscription
): Promise<IPoolGroup[]> {
  const [aml, synapse] = await Promise.all([
    workspacesOf(listing, subscription, 'Microsoft.MachineLearningServices'),
    workspacesOf(listing, subscription, 'Microsoft.Synapse')
  ]);
  // Before the computes: they need not ask for the endpoints again.
  const workspaces = synapse.documents.flatMap(document => {
    const address = parseWorkspaceId(asText(document.id));
    if (!address) {
      return [];
    }
    listing.synapse.add(address, document);
    return [address];
  });
  const places = aml.documents.flatMap(document => {
    const resourceGroup = resourceGroupOf(asText(document.id));
    const amlWorkspace = asText(document.name);
    return resourceGroup && amlWorkspace
      ? [
          {
            subscriptionId: subscription.id,
            subscription: subscription.name,
            resourceGroup,
            amlWorkspace
          }
        ]
      : [];
  });
  const groups = await Promise.all([
    ...places.map(place => readAml(listing, place)),
    ...workspaces.map(address => readSynapse(listing, subscription, address))
  ]);
  const problem = aml.problem ?? synapse.problem;
  return [
    ...groups.filter(group => group.pools.length > 0 || group.problem),
    ...(problem === null
      ? []
      : [
          {
            id: `/subscriptions/${subscription.id}`.toLowerCase(),
            place: 'subscription' as const,
            label: subscription.name,
            subscription: subscription.name,
            pools: [],
            problem
          }
        ])
  ];
}

/** The workspaces of one provider. One that is not in use has none. */
async function workspacesOf(
  { arm, signal }: IListing,
  subscription: ISubscription,
  provider: keyof typeof VERSIONS
): Promise<{ documents: ArmDocument[]; problem: string | null }> {
  return orElse(
    async () => {
      try {
        const documents = await arm.list(
          `/subscriptions/${encodeURIComponent(subscription.id)}/providers/${provider}/workspaces`,
          VERSIONS[provider],
          signal
        );
        return { documents, problem: null };
      } catch (reason) {
        if (
          isNotFound(reason) ||
          (reason instanceof ArmError && UNUSED.has(reason.code ?? ''))
        ) {
          return { documents: [], problem: null };
        }
        throw reason;
      }
    },
    problem => ({ documents: [], problem })
  );
}

const VERSIONS = {
  'Microsoft.MachineLearningServices': API_VERSION.machineLearning,
  'Microsoft.Synapse': API_VERSION.synapse
};

async function readAml(
  listing: IListing,
  place: IAmlPlace
): Promise<IPoolGroup> {
  return orElse(
    async () => {
      const services = linkedServicesOf(listing, place);
      const group = await computesOf(listing, place, services);
      const linked = await services;
      const more = await linkedPools(listing, place, linked, group.pools);
      return { ...group, pools: [...group.pools, ...more] };
    },
    problem => ({ ...emptyGroup(place), problem })
  );
}

async function readSynapse(
  { connection, synapse }: IListing,
  subscription: ISubscription,
  address: ISynapseAddress
): Promise<IPoolGroup> {
  const group: IPoolGroup = {
    id: synapsePath(address).toLowerCase(),
    place: 'synapse',
    label: address.workspace,
    subscription: subscription.name,
    pools: [],
    problem: null
  };
  return orElse(
    async () => {
      const pools = await synapse.pools(address);
      const endpoint = pools.length ? await synapse.endpoint(address) : '';
      return {
        ...group,
        pools: pools.map(pool => {
          const poolResourceId = poolPath(pool.address);
          return synapseChoice(
            pool,
            {
              connection,
              endpoint,
              pool: pool.address.pool,
              workspace: address.workspace,
              poolResourceId,
              subscriptionId: null,
              resourceGroup: null,
              amlWorkspace: null,
              compute: null
            },
            { id: poolResourceId.toLowerCase() }
          );
        })
      };
    },
    problem => ({ ...group, problem })
  );
}
