import { asList, asRecord, asText } from './guards';
import { fillBody } from './setUpFill';
import type { ArmDocument, ISetUpItem } from './setUpTypes';

/** A value so that two that mean the same are the same. */
function plain(value: unknown): unknown {
  return typeof value === 'string'
    ? value.toLowerCase().replace(/\/$/, '')
    : // Azure leaves out flags that are not set.
      (value ?? false);
}

/**
 * Why what is there under a request's id is not what the request would make;
 * null: it is. `read` is asked for what has to be filled in.
 */
export async function whyAnother(
  { expects = [], fills }: Pick<ISetUpItem, 'expects' | 'fills'>,
  document: ArmDocument,
  read: (path: string, apiVersion: string) => Promise<ArmDocument>
): Promise<string | null> {
  if (expects.length === 0) {
    return null;
  }
  const filled = await fillBody({ body: { expects }, fills }, read);
  for (const one of asList(filled?.expects).map(asRecord)) {
    let value: unknown = document;
    for (const name of asList(one.property)) {
      value = asRecord(value)[String(name)];
    }
    if (plain(value) !== plain(one.value)) {
      return asText(one.otherwise) ?? '';
    }
  }
  return null;
}
