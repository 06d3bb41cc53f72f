import type { ArmDocument, ISetUpContext } from './setUpTypes';

/**
 * The document of what something is to be created in: as it is listed, else
 * read by itself, since a list of ARM's may be some seconds late. Null: it is
 * not there, cannot be seen, or is not read yet.
 */
export function parentOf(
  { facts }: Pick<ISetUpContext, 'facts'>,
  id: string | null,
  listed: ArmDocument | null,
  apiVersion: string
): ArmDocument | null {
  return (
    listed ??
    (id === null ? null : (facts.one(id, apiVersion).documents[0] ?? null))
  );
}
