import * as React from 'react';
import type { ILookbackModel, ILookbacks, INotebookLookback } from '../tokens';
import { useSignal } from './hooks';

/** The lookback window of the notebook in front; null until it is there. */
export function useLookback(
  lookbacks: ILookbacks | null
): INotebookLookback | null {
  const [model, setModel] = React.useState<ILookbackModel | null>(null);
  React.useEffect(() => {
    let isWanted = true;
    lookbacks?.load().then(
      loaded => isWanted && setModel(loaded),
      // The panel does without it, and asks again when it is opened anew.
      () => undefined
    );
    return () => {
      isWanted = false;
    };
  }, [lookbacks]);
  useSignal(model?.currentChanged ?? null);
  const lookback = model?.current ?? null;
  useSignal(lookback?.changed ?? null);
  return lookback;
}
