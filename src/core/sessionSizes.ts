import { ISessionSizes } from './livy';

/** A size of driver and executors under one name. */
export interface ISizePreset {
  /** As Azure names the node that it fills. */
  name: 'Small' | 'Medium' | 'Large' | 'XLarge' | 'XXLarge';
  cores: number;
  memory: string;
}

/**
 * Sizes that fill a node of each kind, as azure-cli's `--executor-size` and
 * Microsoft's notebooks have them.
 */
export const SIZE_PRESETS: readonly ISizePreset[] = [
  { name: 'Small', cores: 4, memory: '28g' },
  { name: 'Medium', cores: 8, memory: '56g' },
  { name: 'Large', cores: 16, memory: '112g' },
  { name: 'XLarge', cores: 32, memory: '224g' },
  { name: 'XXLarge', cores: 64, memory: '400g' }
];

/** How many are offered where the size of a node is not known. */
const USUAL = 3;

/** The presets that fit on a node of so many vCores; null: not known. */
export function presetsFor(nodeCores: number | null): readonly ISizePreset[] {
  return nodeCores === null
    ? SIZE_PRESETS.slice(0, USUAL)
    : SIZE_PRESETS.filter(preset => preset.cores <= nodeCores);
}

/** The preset of which driver and executors are; null when they are of none. */
export function presetOf(sizes: ISessionSizes): ISizePreset | null {
  return (
    SIZE_PRESETS.find(
      ({ cores, memory }) =>
        sizes.driverCores === cores &&
        sizes.executorCores === cores &&
        sizes.driverMemory === memory &&
        sizes.executorMemory === memory
    ) ?? null
  );
}

/** The same number of executors, of the size of a preset. */
export function withPreset(
  sizes: Pick<ISessionSizes, 'numExecutors'>,
  { cores, memory }: ISizePreset
): ISessionSizes {
  return {
    numExecutors: sizes.numExecutors,
    driverCores: cores,
    driverMemory: memory,
    executorCores: cores,
    executorMemory: memory
  };
}

/** Most that anybody types for good; more is a slip. */
const MOST = 10_000;

/** A whole number from 1 on, as typed; null when it is none. */
export function parseCount(text: string): number | null {
  const count = /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : NaN;
  return count >= 1 && count <= MOST ? count : null;
}

/**
 * Memory as Spark writes it, from what is typed: `28`, `28g`, `28 GB`; null
 * when it is none.
 */
export function parseMemory(text: string): string | null {
  const match = /^\s*([1-9]\d{0,5})\s*(?:([kmgt])i?b?)?\s*$/i.exec(text);
  return match ? `${match[1]}${(match[2] ?? 'g').toLowerCase()}` : null;
}

const UNITS: Readonly<Record<string, number>> = {
  k: 1 / 1024 ** 2,
  m: 1 / 1024,
  g: 1,
  t: 1024
};

/** Spark's memory in GiB; NaN, which fits nothing, for what is none. */
export function gigabytes(memory: string): number {
  const match = /^(\d+)([kmgt])b?$/i.exec(memory.trim());
  return match ? Number(match[1]) * UNITS[match[2].toLowerCase()] : NaN;
}
