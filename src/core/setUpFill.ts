import { SynapseError } from './errors';
import { asRecord } from './guards';
import type { ArmDocument, ISetUpItem } from './setUpTypes';

/** A request's body with all placeholders filled in from what ARM says now. */
export async function fillBody(
  { body, fills = [] }: Pick<ISetUpItem, 'body' | 'fills'>,
  read: (path: string, apiVersion: string) => Promise<ArmDocument>
): Promise<ArmDocument | null> {
  let filled = body;
  for (const { apiVersion, path, placeholder, property } of fills) {
    let value: unknown = await read(path, apiVersion);
    for (const name of property) {
      value = asRecord(value)[name];
    }
    if (typeof value !== 'string' || !value) {
      throw new SynapseError({
        kind: 'server',
        what: `Azure does not tell ${placeholder}.`,
        next: 'Wait a moment, then go on with the plan.',
        detail: path
      });
    }
    filled = asRecord(replaced(filled, placeholder, value));
  }
  return filled;
}

/** A copy in which each text that is the placeholder is the value. */
function replaced(value: unknown, placeholder: string, by: string): unknown {
  if (typeof value === 'string') {
    return value === placeholder ? by : value;
  }
  if (Array.isArray(value)) {
    return value.map(one => replaced(one, placeholder, by));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([name, one]) => [
          name,
          replaced(one, placeholder, by)
        ])
      )
    : value;
}
