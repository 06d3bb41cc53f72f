/**
 * Milliseconds to wait before the next read of a statement that was sent
 * `ageMs` ago.
 */
export function statementDelay(_ageMs: number): number {
  return 20;
}

/** Milliseconds to wait before the next read of a starting session. */
export function sessionDelay(_ageMs: number): number {
  return 250;
}
