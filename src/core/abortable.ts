/**
 * The promise, or a rejection with `reason()` as soon as `signal` is aborted.
 * The work behind the promise goes on.
 */
export function abortable<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  reason: () => Error
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(reason());
    if (signal.aborted) {
      onAbort();
    }
    signal.addEventListener('abort', onAbort, { once: true });
    promise
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** A controller that is also aborted when `signal` is. */
export function linkedController(signal: AbortSignal): AbortController & {
  /** Lets go of `signal`. */
  unlink(): void;
} {
  const controller = new AbortController();
  const onAbort = () => controller.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) {
    onAbort();
  }
  return Object.assign(controller, {
    unlink: () => signal.removeEventListener('abort', onAbort)
  });
}
