import { ITenant } from '../core/ports';

import { ArmDocument } from './armDocuments';
import { asList, asText } from './guards';

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The tenants of ARM's list; what names none is left out. */
export function tenantsOf(documents: readonly ArmDocument[]): ITenant[] {
  return documents.flatMap(one => {
    const id = asText(one.tenantId) ?? '';
    const domain = asText(one.defaultDomain) ?? asText(asList(one.domains)[0]);
    return GUID.test(id)
      ? [{ id, name: asText(one.displayName) ?? domain ?? id, domain }]
      : [];
  });
}
