/**
 * Calls `load` when it is first needed, and again only after it failed: a
 * part of the page that did not come over the network may come the next time.
 */
export function loadOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () => {
    loaded ??= load().catch((reason: unknown) => {
      loaded = null;
      throw reason;
    });
    return loaded;
  };
}
