import type { TranslationBundle } from '@jupyterlab/translation';
import type { LookbackRule } from '../core/lookback';
import type { ILookbackWindow } from '../tokens';
import { formatNumber } from './format';

/** A rule's name in the list of rules. */
export function ruleName(rule: LookbackRule, trans: TranslationBundle): string {
  switch (rule) {
    case 'endIncluded':
      return trans.__('end day included, N days');
    case 'endExcluded':
      return trans.__('end day excluded, N + 1 days');
    case 'endIncludedPlusOne':
      return trans.__('end day included, N + 1 days');
  }
}

/** Who counts by a rule. */
export function ruleUse(rule: LookbackRule, trans: TranslationBundle): string {
  switch (rule) {
    case 'endIncluded':
      return trans.__('As Microsoft’s documentation counts.');
    case 'endExcluded':
      return trans.__('As the beaconing hunt counts its history.');
    case 'endIncludedPlusOne':
      return trans.__('As the low-and-slow hunt counts.');
  }
}

/** First and last day in the user's way to write dates; days are in UTC. */
export function rangeText(
  days: readonly string[],
  trans: TranslationBundle
): string {
  const format = new Intl.DateTimeFormat(undefined, {
    dateStyle: 'medium',
    timeZone: 'UTC'
  });
  const [first, last] = [days[0], days[days.length - 1]].map(
    day => new Date(`${day}T00:00:00Z`)
  );
  return trans.__('%1 (UTC)', format.formatRange(first, last));
}

/** How many days. */
export function daysText(count: number, trans: TranslationBundle): string {
  return trans._n('%2 day', '%2 days', count, formatNumber(count));
}

/** Which hours of the first and the last day; empty for all. */
export function hoursText(
  { fromHour, toHour }: ILookbackWindow,
  count: number,
  trans: TranslationBundle
): string {
  if (fromHour === 0 && toHour === 24) {
    return '';
  }
  return count === 1
    ? trans.__('From %1 to %2.', hourText(fromHour), hourText(toHour))
    : trans.__(
        'From %1 on the first day to %2 on the last.',
        hourText(fromHour),
        hourText(toHour)
      );
}

/** An hour as the lake counts them: `08:00`, `24:00`. */
export function hourText(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}
