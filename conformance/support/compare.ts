import { isRecord } from './golden';

/** One place where the answer is not as recorded. */
export interface IDifference {
  /** Step and place, e.g. `GET /sessions/{s}/statements/{n}: output.ename`. */
  at: string;
  golden: unknown;
  target: unknown;
}

/** Stands for a value that is not there. */
export const ABSENT = '<absent>';

/** All places where two JSON values differ. */
export function differencesOf(
  at: string,
  golden: unknown,
  target: unknown
): IDifference[] {
  if (
    isRecord(golden) &&
    isRecord(target) &&
    // Of a refusal for a success, or an error for a result, all is another.
    outcomeOf(golden) === outcomeOf(target)
  ) {
    const keys = new Set([...Object.keys(golden), ...Object.keys(target)]);
    return [...keys].flatMap(key =>
      differencesOf(
        `${at}${at.endsWith(': ') ? '' : '.'}${key}`,
        key in golden ? golden[key] : ABSENT,
        key in target ? target[key] : ABSENT
      )
    );
  }
  if (
    Array.isArray(golden) &&
    Array.isArray(target) &&
    golden.length === target.length &&
    golden.some(item => isRecord(item) || Array.isArray(item))
  ) {
    return golden.flatMap((item, index) =>
      differencesOf(`${at}[${index}]`, item, target[index])
    );
  }
  return isSame(golden, target)
    ? []
    : [{ at: at.replace(/: $/, ''), golden, target }];
}

/** What tells that two objects are not to be compared part by part. */
function outcomeOf({ status }: Record<string, unknown>): unknown {
  return typeof status === 'number' ? status < 400 : status;
}

/** Whether two JSON values are equal, whatever the order of keys. */
export function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    isRecord(item)
      ? Object.fromEntries(
          Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))
        )
      : item
  );
}
