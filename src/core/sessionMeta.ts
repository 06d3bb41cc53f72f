import { vCores } from './livy';
import { SessionFacts } from './sessionFacts';

/** A JSON value that a magic returns into the kernel. */
export type MagicValue =
  | string
  | number
  | boolean
  | null
  | MagicValue[]
  | { [key: string]: MagicValue };

/**
 * What `%synapse meta` returns: a dictionary of plain values, with links to
 * Azure's own pages where the pool is Azure's.
 */
export function sessionMeta(facts: SessionFacts): Record<string, MagicValue> {
  const { session, target, sizes } = facts;
  return {
    session_id: session?.id ?? null,
    name: session?.name ?? null,
    state: session?.state ?? null,
    application_id: session?.appId ?? null,
    submitter: session?.submitter ?? null,
    pool: target?.pool ?? null,
    workspace: target?.workspace ?? null,
    connection: target?.connection ?? null,
    endpoint: target?.endpoint ?? null,
    compute: target?.compute ?? null,
    aml_workspace: target?.amlWorkspace ?? null,
    subscription_id: target?.subscriptionId ?? null,
    resource_group: target?.resourceGroup ?? null,
    driver_memory: sizes.driverMemory,
    driver_cores: sizes.driverCores,
    executor_memory: sizes.executorMemory,
    executor_cores: sizes.executorCores,
    num_executors: sizes.numExecutors,
    vcores: vCores(sizes),
    session_timeout_minutes: facts.idleMinutes,
    links: links(facts)
  };
}

function links(facts: SessionFacts): Record<string, MagicValue> {
  const { session, target } = facts;
  const id = target?.poolResourceId;
  if (!session || !id || target?.connection === 'local') {
    return {};
  }
  const workspace = id.replace(/\/bigDataPools\/.*$/i, '');
  const query = `workspace=${encodeURIComponent(workspace)}&livyId=${session.id}&sparkPoolName=${encodeURIComponent(target.pool)}`;
  return {
    // Format read in Microsoft's own client; a wrong one opens the hub page.
    monitoring: session.appId
      ? `https://web.azuresynapse.net/monitoring/sparkapplication/${encodeURIComponent(session.appId)}?${query}`
      : `https://web.azuresynapse.net/monitoring?${query}`,
    pool: `https://portal.azure.com/#@/resource${id}`
  };
}
