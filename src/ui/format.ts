import type { TranslationBundle } from '@jupyterlab/translation';
import { ISessionSizes } from '../core/livy';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A number in the user's locale. */
export function formatNumber(value: number, fractionDigits = 0): string {
  return new Intl.NumberFormat(undefined, {
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits
  }).format(value);
}

/** A share of one, e.g. `61 %` or `61%`, as the user's locale writes it. */
export function formatPercent(share: number): string {
  return new Intl.NumberFormat(undefined, { style: 'percent' }).format(
    Math.min(1, Math.max(0, share))
  );
}

/**
 * A duration to the second: `0.2 s`, `41 s`, `1 min 12 s`, `2 h 5 min`.
 *
 * #### Notes
 * Tenths are for durations that are over: on a running clock they flicker.
 */
export function formatDuration(
  milliseconds: number,
  trans: TranslationBundle,
  isOver = false
): string {
  const duration = Math.max(0, milliseconds);
  if (isOver && duration < 10 * SECOND) {
    return trans.__('%1 s', formatNumber(duration / SECOND, 1));
  }
  if (duration < MINUTE) {
    return trans.__('%1 s', formatNumber(Math.floor(duration / SECOND)));
  }
  if (duration < HOUR) {
    return trans.__(
      '%1 min %2 s',
      formatNumber(Math.floor(duration / MINUTE)),
      formatNumber(Math.floor((duration % MINUTE) / SECOND))
    );
  }
  return formatMinutes(duration, trans);
}

/** A duration to the minute: `less than 1 min`, `21 min`, `2 h 5 min`. */
export function formatMinutes(
  milliseconds: number,
  trans: TranslationBundle
): string {
  const minutes = Math.floor(Math.max(0, milliseconds) / MINUTE);
  if (minutes < 1) {
    return trans.__('less than 1 min');
  }
  if (minutes < 60) {
    return trans.__('%1 min', formatNumber(minutes));
  }
  return trans.__(
    '%1 h %2 min',
    formatNumber(Math.floor(minutes / 60)),
    formatNumber(minutes % 60)
  );
}

/** Spark's way to write memory as people read it: `28g` is `28 GB`, unbroken. */
export function formatMemory(memory: string): string {
  const match = /^\s*(\d+)\s*([kmgt])b?\s*$/i.exec(memory);
  return match
    ? `${formatNumber(Number(match[1]))}\u00a0${match[2].toUpperCase()}B`
    : memory;
}

/** Sizes of a session: a line for the driver, one for the executors. */
export function formatSizes(
  sizes: ISessionSizes,
  trans: TranslationBundle
): string {
  const driver = trans.__(
    'Driver: %1 vCores, %2.',
    formatNumber(sizes.driverCores),
    formatMemory(sizes.driverMemory)
  );
  const executors = trans._n(
    '%1 executor: %2 vCores, %3.',
    '%1 executors: %2 vCores, %3 each.',
    sizes.numExecutors,
    formatNumber(sizes.executorCores),
    formatMemory(sizes.executorMemory)
  );
  return `${driver}\n${executors}`;
}
