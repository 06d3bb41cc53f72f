/** No notebook has this path: here is what is noted for all of them. */
export const EVERYWHERE = '/';

/** Under what a session that the user has started is noted. */
export function ownKey(name: string): string {
  return `session:${name}`;
}
