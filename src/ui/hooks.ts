import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import * as React from 'react';
import { IProblem, problemOf } from '../core/errors';

/**
 * Renders the component again each time that the signal emits.
 *
 * #### Notes
 * Lab's `UseSignal` stays with the first signal that it was given; this one
 * follows, which a view of the notebook in front needs.
 */
export function useSignal<T, U>(signal: ISignal<T, U> | null): void {
  const [, update] = React.useReducer((count: number) => count + 1, 0);
  React.useLayoutEffect(() => {
    const slot = (): void => update();
    signal?.connect(slot);
    return () => {
      signal?.disconnect(slot);
    };
  }, [signal]);
}

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
  React.useEffect(() => {
    if (!isRunning) {
      return;
    }
    setNow(Date.now());
    const poll = new Poll<void>({
      name: 'jupyterlab-synapse:clock',
      auto: true,
      factory: () => Promise.resolve(setNow(Date.now())),
      frequency: { interval, backoff: false, max: interval },
      // A closed sidebar is not a hidden page: Poll only knows the latter.
      standby: () =>
        element.current?.checkVisibility?.() === false || 'when-hidden'
    });
    return () => poll.dispose();
  }, [element, interval, isRunning]);
  return now;
}

/** Runs what a button does, and keeps what went wrong for showing. */
export interface IActions {
  /** Why the last action failed; null when it did not. */
  problem: IProblem | null;
  /** Resolves when the action is over, whether or not it worked. */
  run: (action: () => Promise<void>) => Promise<void>;
  /** Forgets the problem. */
  dismiss: () => void;
}

/** One place for the failures of all buttons of a view. */
export function useActions(): IActions {
  const [problem, setProblem] = React.useState<IProblem | null>(null);
  const run = React.useCallback(async (action: () => Promise<void>) => {
    setProblem(null);
    try {
      await action();
    } catch (reason) {
      const problem = problemOf(reason);
      // Whoever cancelled knows: that is no problem to tell.
      setProblem(problem.kind === 'cancelled' ? null : problem);
    }
  }, []);
  const dismiss = React.useCallback(() => setProblem(null), []);
  return React.useMemo(
    () => ({ problem, run, dismiss }),
    [problem, run, dismiss]
  );
}
