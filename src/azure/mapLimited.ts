/**
 * Map over a list with at most `limit` calls under way, in the list's order.
 * Rejects with the first rejection; no further call is begun after it.
 */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let failed = false;
  const work = async () => {
    while (next < items.length && !failed) {
      const index = next++;
      try {
        results[index] = await map(items[index]);
      } catch (reason) {
        failed = true;
        throw reason;
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
  return results;
}

/** Runs work when there is a place for it, in the order of the calls. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/** At most `count` pieces of work under way. */
export function limitTo(count: number): Limit {
  let free = count;
  const waiting: (() => void)[] = [];
  return async work => {
    if (free > 0) {
      free--;
    } else {
      await new Promise<void>(resolve => waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) {
        next();
      } else {
        free++;
      }
    }
  };
}
