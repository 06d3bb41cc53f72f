import { IClock } from '../core/ports';

/** Time as the browser has it. Timers of a hidden tab may fire late. */
export const browserClock: IClock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise(resolve => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const end = () => {
        window.clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = window.setTimeout(end, ms);
      signal?.addEventListener('abort', end, { once: true });
    })
};
