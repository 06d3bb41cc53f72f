import type { ISignal } from '@lumino/signaling';
import * as React from 'react';
import { IProblem, problemOf } from '../core/errors';
import { Visibility } from './visibility';

/** How often each signal that a view looks at has emitted. */
const emissions = new WeakMap<object, { count: number }>();

function emissionsOf<T, U>(signal: ISignal<T, U>): { count: number } {
  let counted = emissions.get(signal);
  if (!counted) {
    const counter = { count: 0 };
    signal.connect(() => {
      counter.count += 1;
    });
    emissions.set(signal, counter);
    counted = counter;
  }
  return counted;
}

/**
 * Renders the component again each time that the signal emits.
 *
 * #### Notes
 * Lab's `UseSignal` stays with the first signal that it was given; this one
 * follows, which a view of the notebook in front needs. It hears nothing while
 * the view is hidden (`Visibility`), and renders when it is shown again.
 *
 * React may take a while between rendering and the effect that subscribes (it
 * renders in slices on a busy computer): what is emitted in between is counted.
 */
export function useSignal<T, U>(signal: ISignal<T, U> | null): void {
  const [, update] = React.useReducer((count: number) => count + 1, 0);
  const isVisible = React.useContext(Visibility);
  const rendered = signal ? emissionsOf(signal).count : 0;
  React.useLayoutEffect(() => {
    if (!isVisible || !signal) {
      return;
    }
    const slot = (): void => update();
    signal.connect(slot);
    if (emissionsOf(signal).count !== rendered) {
      update();
    }
    return () => {
      signal.disconnect(slot);
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
