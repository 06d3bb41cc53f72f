import { dayNumber } from './calendarDays';
import {
  DEFAULT_LOOKBACK,
  FIRST_LOOKBACK_DAY,
  ILookbackWindow,
  LOOKBACK_RULES,
  LookbackRule,
  MAX_LOOKBACK_DAYS
} from './lookback';
import { areHours } from './lookbackCheck';
import { asObject, isCount } from './targetMetadata';

/**
 * The parts of a window that a notebook's metadata holds. Notebooks come from
 * strangers: a part that is none is left out.
 */
export function parseLookback(value: unknown): Partial<ILookbackWindow> {
  const record = asObject(value);
  if (!record) {
    return {};
  }
  const { endDate, fromHour, lookbackDays, rule, toHour } = record;
  const isHours =
    typeof fromHour === 'number' &&
    typeof toHour === 'number' &&
    areHours(fromHour, toHour);
  return {
    ...(isDay(endDate) && { endDate }),
    ...(isCount(lookbackDays) &&
      lookbackDays <= MAX_LOOKBACK_DAYS && { lookbackDays }),
    ...(isRule(rule) && { rule }),
    ...(isHours && { fromHour, toHour })
  };
}

/** A window for the metadata: what is as ever is left out. */
export function lookbackMetadata(
  window: Partial<ILookbackWindow>
): Partial<ILookbackWindow> {
  const { endDate, fromHour, lookbackDays, rule, toHour } = window;
  const isWhole =
    (fromHour ?? 0) === DEFAULT_LOOKBACK.fromHour &&
    (toHour ?? 24) === DEFAULT_LOOKBACK.toHour;
  return {
    ...(endDate !== undefined && { endDate }),
    ...(lookbackDays !== undefined && { lookbackDays }),
    ...(rule !== undefined && { rule }),
    ...(!isWhole && { fromHour, toHour })
  };
}

function isDay(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length === 10 &&
    dayNumber(value) !== null &&
    value >= FIRST_LOOKBACK_DAY
  );
}

function isRule(value: unknown): value is LookbackRule {
  return LOOKBACK_RULES.some(rule => rule === value);
}
