import { Poll } from '@lumino/polling';
import * as React from 'react';
import { Visibility } from './visibility';

/** What to hand to `useNow`. */
export interface IClockOptions {
  /** False stops the clock. */
  isRunning: boolean;
  /** Milliseconds between two ticks; 1000 unless told. */
  interval?: number;
  /** The element that shows the time: the clock waits while it is hidden. */
  element: React.RefObject<Element>;
}

/** The time in milliseconds since the epoch, renewed while the clock runs. */
export function useNow(options: IClockOptions): number {
  const { element, interval = 1000, isRunning } = options;
  const [now, setNow] = React.useState(() => Date.now());
  const isVisible = React.useContext(Visibility);
  React.useEffect(() => {
    if (!isRunning || !isVisible) {
      return;
    }
    setNow(Date.now());
    const poll = new Poll<void>({
      name: 'jupyterlab-synapse:clock',
      auto: true,
      factory: () => Promise.resolve(setNow(Date.now())),
      frequency: { interval, backoff: false, max: interval },
      // A closed section is not a hidden page: Poll only knows the latter.
      standby: () =>
        element.current?.checkVisibility?.() === false || 'when-hidden'
    });
    return () => poll.dispose();
  }, [element, interval, isRunning, isVisible]);
  return now;
}
