import type { ISignal } from '@lumino/signaling';
import * as React from 'react';
import { IProblem, problemOf } from '../core/errors';
import { Visibility } from './visibility';

/**
 * Renders the component again each time that the signal emits.
 *
 * #### Notes
 * Lab's `UseSignal` stays with the first signal that it was given; this one
 * follows, which a view of the notebook in front needs. It hears nothing while
 * the view is hidden (`Visibility`), and renders when it is shown again.
 */
export function useSignal<T, U>(signal: ISignal<T, U> | null): void {
  const [, update] = React.useReducer((count: number) => count + 1, 0);
  const isVisible = React.useContext(Visibility);
  React.useLayoutEffect(() => {
    if (!isVisible) {
      return;
    }
    const slot = (): void => update();
    signal?.connect(slot);
    return () => {
      signal?.disconnect(slot);
    };
  }, [isVisible, signal]);
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
