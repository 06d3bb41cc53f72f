import { SynapseError } from './errors';

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const DOMAIN =
  /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]*[a-z\d]$/;

/**
 * A tenant that a user has chosen, as `jupyterlab_synapse/principal.py` checks
 * it too; null where `fixed` is the same. Throws a `SynapseError` for what is no
 * id or domain of a tenant, and for another one than the administrator's.
 */
export function chosenTenant(
  wanted: string,
  fixed: string | null = null
): string | null {
  const tenant = wanted.trim().toLowerCase();
  if (!GUID.test(tenant) && (tenant.length > 253 || !DOMAIN.test(tenant))) {
    throw new SynapseError({
      kind: 'usage',
      what: `“${wanted.slice(0, 100)}” is no tenant.`,
      next: 'Give its id, such as 00000000-0000-0000-0000-000000000000, or a domain of it, such as contoso.com.'
    });
  }
  if (fixed !== null && tenant !== fixed.toLowerCase()) {
    throw new SynapseError({
      kind: 'usage',
      what: `Here users sign in to the tenant ${fixed} only.`,
      why: 'c.SynapseConfig.azure_tenant_id says so.',
      next: 'Ask whoever runs the server to change it.'
    });
  }
  return fixed === null ? tenant : null;
}
