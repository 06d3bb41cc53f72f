import { IServerStatus } from '../core/connection';
import { IAzure } from '../core/ports';
import { ISignInState } from '../tokens';

/**
 * How the people of the tenant that is signed in to call it, as Azure tells;
 * null when nobody is signed in or Azure does not. Never rejects.
 */
export async function tenantName(
  azure: IAzure,
  status: IServerStatus,
  signIn: ISignInState | null
): Promise<string | null> {
  const id = signIn?.state === 'signedIn' && signIn.principal?.tenantId;
  const connection = status.connections.find(
    one => one.kind === 'synapse' && one.available
  );
  if (!id || !connection) {
    return null;
  }
  try {
    const all = await azure.resourceManager.listTenants(connection.id);
    return (
      all.find(one => one.id.toLowerCase() === id.toLowerCase())?.name ?? null
    );
  } catch {
    return null;
  }
}
