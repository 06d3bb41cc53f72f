import { builtEndpoint } from '../core/clouds';
import { IPoolChoice, IPoolFacts } from '../core/target';

import { API_VERSION, Arm } from './arm';
import {
  ArmDocument,
  devEndpoint,
  factsOf,
  IPoolAddress,
  ISynapseAddress,
  synapsePath
} from './armDocuments';
import { findEndpoint } from './findEndpoint';
import { asText } from './guards';
import { isUnusable, nodes } from './poolChoice';

/** A Spark pool of a Synapse workspace. */
export interface ISynapsePool {
  address: IPoolAddress;
  facts: IPoolFacts;
}

/**
 * Synapse workspaces, of which each is read at most once however many
 * computes and linked services name it.
 */
export class SynapsePools {
  constructor(
    private readonly _arm: Arm,
    private readonly _signal?: AbortSignal
  ) {}

  /** Remembers what a list of workspaces said. */
  add(address: ISynapseAddress, document: ArmDocument): void {
    const endpoint =
      devEndpoint(document) ??
      builtEndpoint(address.workspace, this._arm.origin);
    if (endpoint !== null) {
      this._endpoints.set(keyOf(address), Promise.resolve(endpoint));
    }
  }

  /** Origin of a workspace's Livy endpoint. Rejects as `findEndpoint` does. */
  endpoint(address: ISynapseAddress): Promise<string> {
    return remember(this._endpoints, keyOf(address), () =>
      findEndpoint(this._arm, address, this._signal)
    );
  }

  /** The pools of a workspace. Rejects with a `SynapseError`. */
  pools(address: ISynapseAddress): Promise<ISynapsePool[]> {
    return remember(this._pools, keyOf(address), async () => {
      const documents = await this._arm.list(
        `${synapsePath(address)}/bigDataPools`,
        API_VERSION.synapse,
        this._signal
      );
      return documents.flatMap(document => {
        const pool = asText(document.name);
        if (pool === null) {
          return [];
        }
        const found = { ...address, pool };
        return [{ address: found, facts: factsOf(document, found) }];
      });
    });
  }

  private readonly _endpoints = new Map<string, Promise<string>>();
  private readonly _pools = new Map<string, Promise<ISynapsePool[]>>();
}

/** A pool that is reached without a compute, as the picker shows it. */
export function synapseChoice(
  pool: ISynapsePool,
  target: IPoolChoice['target'],
  names: { id: string; linkedService?: string }
): IPoolChoice {
  const { facts } = pool;
  const state = facts.provisioningState;
  const isFailed = isUnusable(state);
  return {
    id: names.id,
    target,
    label: facts.name,
    detail: [
      facts.workspace,
      facts.nodeSize,
      nodes(facts),
      facts.sparkVersion && `Spark ${facts.sparkVersion}`,
      names.linkedService
    ]
      .filter(part => part)
      .join(' · '),
    available: !isFailed,
    reason: isFailed ? `Azure says: ${state}.` : null
  };
}

/** ARM's names ignore case. */
export function keyOf(address: ISynapseAddress): string {
  return synapsePath(address).toLowerCase();
}

function remember<T>(
  map: Map<string, Promise<T>>,
  key: string,
  read: () => Promise<T>
): Promise<T> {
  const found = map.get(key) ?? read();
  map.set(key, found);
  // Whoever waits is told; nobody may be waiting yet.
  found.catch(() => undefined);
  return found;
}
