import { builtEndpoint, devSuffix } from './clouds';
import { IConnection } from './connection';
import { livyTarget } from './livyTarget';
import { ITarget } from './target';
import { parseTarget } from './targetMetadata';

/** Longer and other names Azure does not give to workspaces. */
const WORKSPACE = /^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$/i;
/** Letters and digits, beginning with a letter, at most 15 (Azure's rule). */
const POOL = /^[a-z][a-z0-9]{0,14}$/i;
const POOL_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Synapse\/workspaces\/([^/]+)\/bigDataPools\/([^/]+)\/?$/i;

/** What a user typed to name a pool that no list has. */
export interface IHandInput {
  /** A workspace's name, its endpoint, or the ARM id of a pool. */
  workspace: string;
  /** May be empty when the ARM id of a pool was given. */
  pool: string;
}

/** The target that was named, or which of the fields is wrong. */
export type HandResult =
  | { target: ITarget }
  | { field: keyof IHandInput; fault: 'missing' | 'format' | 'host' };

/**
 * A target from what was typed, by the rules of those in notebooks.
 *
 * For a plain Livy endpoint nothing has to be typed: the connection is it.
 */
export function handTarget(
  connection: IConnection,
  input: IHandInput
): HandResult {
  if (connection.kind === 'livy') {
    return { target: livyTarget(connection.id) };
  }
  const typed = input.workspace.trim();
  if (typed === '') {
    return { field: 'workspace', fault: 'missing' };
  }
  const id = POOL_ID.exec(typed);
  const pool = input.pool.trim() || (id?.[2] ?? '');
  const place = id ? id[1] : typed;
  const named = WORKSPACE.test(place)
    ? {
        workspace: place,
        endpoint: builtEndpoint(place, connection.armEndpoint ?? PUBLIC_ARM)
      }
    : ofEndpoint(place, connection.armEndpoint ?? PUBLIC_ARM);
  if (!named) {
    return { field: 'workspace', fault: 'format' };
  }
  const { endpoint, workspace } = named;
  if (endpoint === null) {
    return { field: 'workspace', fault: 'host' };
  }
  if (pool === '') {
    return { field: 'pool', fault: 'missing' };
  }
  if (!POOL.test(pool)) {
    return { field: 'pool', fault: 'format' };
  }
  return checked(connection, endpoint, pool, {
    workspace,
    poolResourceId: id ? typed.replace(/\/$/, '') : null
  });
}

const PUBLIC_ARM = 'https://management.azure.com';

/** Workspace of an endpoint; without one when its host is another cloud's. */
function ofEndpoint(
  text: string,
  armOrigin: string
): { workspace: string; endpoint: string | null } | null {
  let url: URL;
  try {
    url = new URL(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  } catch {
    return null;
  }
  const [workspace, ...rest] = url.hostname.split('.');
  if (rest.length === 0 || !WORKSPACE.test(workspace)) {
    return null;
  }
  const isKnown = rest.join('.') === devSuffix(armOrigin) && url.port === '';
  return { workspace, endpoint: isKnown ? `https://${url.hostname}` : null };
}

function checked(
  connection: IConnection,
  endpoint: string,
  pool: string,
  more: Partial<ITarget>
): HandResult {
  const target = parseTarget({
    connection: connection.id,
    endpoint,
    pool,
    ...more
  });
  return target ? { target } : { field: 'workspace', fault: 'format' };
}
