import * as React from 'react';
import { ISessionSizes } from '../core/livy';
import {
  ISizePreset,
  parseCount,
  parseMemory,
  presetOf,
  withPreset
} from '../core/sessionSizes';
import type { INotebookSession } from '../tokens';

/** The five sizes as they are typed. */
export type SizeTexts = Record<keyof ISessionSizes, string>;

/** Sizes that are being chosen. */
export interface ISizeDraft {
  texts: SizeTexts;
  /** What is typed, understood; null for what cannot be. */
  parsed: { [Key in keyof ISessionSizes]: ISessionSizes[Key] | null };
  /** All five; null when one is not understood. */
  sizes: ISessionSizes | null;
  /** The preset chosen; null while each size is chosen by itself. */
  preset: ISizePreset | null;
  type(key: keyof ISessionSizes, text: string): void;
  /** Null: each size by itself, beginning with those of now. */
  choose(preset: ISizePreset | null): void;
  /** Gives what is typed to the session, if it can be understood. */
  commit(): void;
}

/** Keeps what is typed; the session has it when it is committed. */
export function useSizeDraft(session: INotebookSession): ISizeDraft {
  const { sizes: current } = session;
  const key = JSON.stringify(current);
  const [texts, setTexts] = React.useState(() => textsOf(current));
  const [isCustom, setIsCustom] = React.useState(() => !presetOf(current));
  React.useEffect(() => {
    const sizes = JSON.parse(key) as ISessionSizes;
    setTexts(textsOf(sizes));
    setIsCustom(isCustom => isCustom || !presetOf(sizes));
  }, [key, session]);
  const parsed = {
    driverCores: parseCount(texts.driverCores),
    driverMemory: parseMemory(texts.driverMemory),
    executorCores: parseCount(texts.executorCores),
    executorMemory: parseMemory(texts.executorMemory),
    numExecutors: parseCount(texts.numExecutors)
  };
  const sizes = Object.values(parsed).includes(null)
    ? null
    : (parsed as ISessionSizes);
  const give = (sizes: ISessionSizes | null): void => {
    if (sizes && !isSame(sizes, current)) {
      session.chooseSizes(sizes);
    }
  };
  return {
    texts,
    parsed,
    sizes,
    preset: isCustom
      ? null
      : presetOf({ ...(parsed as ISessionSizes), numExecutors: 1 }),
    type: (key, text) => setTexts({ ...texts, [key]: text }),
    choose: preset => {
      setIsCustom(preset === null);
      if (preset) {
        const { numExecutors } = parsed;
        give(withPreset({ numExecutors: numExecutors ?? 2 }, preset));
      }
    },
    commit: () => give(sizes)
  };
}

function textsOf(sizes: ISessionSizes): SizeTexts {
  return {
    driverCores: String(sizes.driverCores),
    driverMemory: sizes.driverMemory,
    executorCores: String(sizes.executorCores),
    executorMemory: sizes.executorMemory,
    numExecutors: String(sizes.numExecutors)
  };
}

function isSame(one: ISessionSizes, other: ISessionSizes): boolean {
  return (Object.keys(one) as (keyof ISessionSizes)[]).every(
    key => one[key] === other[key]
  );
}
