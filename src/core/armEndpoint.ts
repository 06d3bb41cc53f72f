import { asRecord, asText, originOf } from './guards';

/**
 * Origin of a Synapse workspace's development endpoint from its document;
 * null when the document does not say. ARM writes it with and without `https`.
 */
export function devEndpoint(
  workspace: Readonly<Record<string, unknown>>
): string | null {
  const endpoints = asRecord(
    asRecord(workspace.properties).connectivityEndpoints
  );
  const dev = asText(endpoints.dev);
  if (dev === null) {
    return null;
  }
  return originOf(`https://${dev.replace(/^https?:\/\//i, '')}`);
}
