import type { ICommandHandlerOptions, IMagicContext } from './commandHandler';
import { SynapseError } from './errors';
import { livyTarget } from './livyTarget';
import { print } from './liveLine';
import { IOutputs, IResourceManager } from './ports';
import { MagicValue } from './sessionMeta';
import { textTable } from './sessionText';
import { IStartOptions } from './startOptions';
import { IPoolGroup } from './target';
import type { TargetResolver } from './targetResolver';
import { inSubscription } from './unknownSubscription';

/**
 * `%synapse list`: prints the Synapse computes of the workspace, and gives
 * them.
 */
export async function listPools(
  { azure, resolver }: Pick<ICommandHandlerOptions, 'azure' | 'resolver'>,
  options: IStartOptions,
  context: IMagicContext,
  outputs: IOutputs,
  signal: AbortSignal
): Promise<MagicValue> {
  const where = await resolver.workspace(
    options,
    context.controller.target,
    context.path
  );
  const { resourceManager } = await azure();
  const groups = where
    ? [
        await inSubscription(where.workspace.subscriptionId, () =>
          resourceManager.listComputes(
            where.connection,
            {
              subscriptionId: where.workspace.subscriptionId,
              resourceGroup: where.workspace.resourceGroup,
              amlWorkspace: where.workspace.workspaceName
            },
            signal
          )
        )
      ]
    : await withoutWorkspace(resolver, resourceManager, signal);
  const pools = groups.flatMap(group => group.pools);
  if (pools.length === 0) {
    throw new SynapseError({
      kind: 'notFound',
      what: 'No Synapse Spark pool is attached to the workspace.',
      why: groups.map(group => group.problem ?? '').join(' '),
      next: 'Attach one in Azure ML under Compute → Attached computes.'
    });
  }
  await print(
    outputs,
    `${textTable([
      ['compute', 'pool', 'facts'],
      ...pools.map(pool => [pool.label, pool.target.pool, pool.detail])
    ])}\n`
  );
  return pools.map(pool => ({
    name: pool.label,
    pool: pool.target.pool,
    workspace: pool.target.workspace,
    resource_id: pool.target.poolResourceId,
    available: pool.available
  }));
}

/** The local pool and the plain Livy endpoints; each may be missing. */
async function withoutWorkspace(
  resolver: TargetResolver,
  resourceManager: IResourceManager,
  signal: AbortSignal
): Promise<readonly Pick<IPoolGroup, 'pools' | 'problem'>[]> {
  const livy = (await resolver.livyConnections()).map(
    ({ available, id, label, reason }) => ({
      problem: null,
      pools: [
        {
          id,
          label,
          detail: available ? 'Apache Livy' : (reason ?? ''),
          target: livyTarget(id),
          available,
          reason
        }
      ]
    })
  );
  try {
    await resolver.localTarget();
  } catch (reason) {
    if (livy.length === 0 || signal.aborted) {
      throw reason;
    }
    return livy;
  }
  return [...(await resourceManager.listGroups('local', signal)), ...livy];
}
