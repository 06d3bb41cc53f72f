/** An answer's value as an object; an empty one when it is none. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** An answer's value as a list; an empty one when it is none. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** An answer's value as a text; null when it is none or empty. */
export function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** An answer's value as a number; null when it is none. */
export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The texts of a list; other members are left out. */
export function asTexts(value: unknown): string[] {
  return asList(value).filter(item => typeof item === 'string');
}

/**
 * A moment, milliseconds since the epoch; null when it is unset.
 *
 * #### Notes
 * Livy counts milliseconds and has 0 for unset; Synapse writes ISO texts with
 * up to 7 digits of a second (which not every engine parses) and the year 1
 * for unset; the SDK makes a `Date` of some.
 */
export function asMoment(value: unknown): number | null {
  // Reads what is given, not the clock.
  /* eslint-disable no-restricted-globals */
  const moment =
    value instanceof Date
      ? value.getTime()
      : typeof value === 'string'
        ? Date.parse(value.replace(/(\.\d{3})\d+/, '$1'))
        : value;
  /* eslint-enable no-restricted-globals */
  return typeof moment === 'number' && moment > 0 ? moment : null;
}

/** The origin of an absolute URL; null when it is none. */
export function originOf(url: string): string | null {
  try {
    return new URL(url).origin;
  } catch {
    return null;
  }
}
