import { asRecord, asText } from './guards';
import type { ArmDocument, ISetUpWords } from './setUpTypes';

/** The id of a document; empty when it has none. */
export function idOf(document: ArmDocument): string {
  return asText(document.id) ?? '';
}

/** The name of a document, without those of what it is in. */
export function nameOf(document: ArmDocument): string {
  const name = asText(document.name) ?? asText(document.id) ?? '';
  return name.slice(name.lastIndexOf('/') + 1);
}

/** A document's `properties`. */
export function propertiesOf(
  document: ArmDocument
): Readonly<Record<string, unknown>> {
  return asRecord(document.properties);
}

/** `properties.provisioningState`; null when it does not say. */
export function provisioningState(document: ArmDocument): string | null {
  return asText(propertiesOf(document).provisioningState);
}

/** Whether a document may be used as far as its state says. */
export function isUsable(document: ArmDocument): boolean {
  const state = provisioningState(document)?.toLowerCase();
  return state !== 'failed' && state !== 'canceled' && state !== 'deleting';
}

/** Why a document that is not usable is none to choose. */
export function unusableText(
  document: ArmDocument,
  trans: ISetUpWords
): string {
  return trans.__(
    '%1 cannot be used: its state is %2.',
    nameOf(document),
    provisioningState(document) ?? '?'
  );
}

/** A region as ARM's names have it: `East US` is `eastus`. */
export function regionOf(document: ArmDocument | null): string | null {
  const location = document && asText(document.location);
  return location ? plainRegion(location) : null;
}

/** A region's name without blanks, in lower case. */
export function plainRegion(location: string): string {
  return location.toLowerCase().replace(/\s+/g, '');
}

/** Whether two ARM ids mean the same: their case does not count. */
export function isSameId(one: string | null, other: string | null): boolean {
  return (
    one !== null && other !== null && one.toLowerCase() === other.toLowerCase()
  );
}

/** The document with an id; null when it is not among them. */
export function documentOf(
  documents: readonly ArmDocument[],
  id: string | null
): ArmDocument | null {
  return documents.find(one => isSameId(idOf(one), id)) ?? null;
}

/** The resource group in an ARM id; empty when there is none. */
export function groupOf(id: string): string {
  return /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? '';
}

/** The subscription in an ARM id; empty when there is none. */
export function subscriptionOf(id: string): string {
  return /^\/subscriptions\/([^/]+)/i.exec(id)?.[1] ?? '';
}

/** The last name in an ARM id. */
export function lastName(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** ARM id of a resource group, or of what is in it. */
export function groupPath(
  subscription: string,
  group: string,
  rest: string = ''
): string {
  return `/subscriptions/${subscription}/resourceGroups/${group}${rest}`;
}

/** ARM id of a resource by its type, e.g. `Microsoft.Synapse/workspaces`. */
export function resourcePath(
  subscription: string,
  group: string,
  type: string,
  name: string
): string {
  return groupPath(subscription, group, `/providers/${type}/${name}`);
}

/**
 * What tells a resource from another one that has its name later: an id or
 * moment that Azure gave it; null when the document has none.
 */
export function identityOf(document: ArmDocument): string | null {
  const properties = propertiesOf(document);
  for (const name of [
    'workspaceUID',
    'customerId',
    'workspaceId',
    'dataExportId',
    'creationDate',
    'creationTime',
    'createdDate',
    'createdOn',
    'AppId'
  ]) {
    const value = asText(properties[name]);
    if (value) {
      return `${name} ${value}`;
    }
  }
  const created = asText(asRecord(document.systemData).createdAt);
  return created && `createdAt ${created}`;
}
