/**
 * Milliseconds to wait before the next read of a statement that was sent
 * `ageMs` ago.
 *
 * #### Notes
 * A wait of a tenth of the age adds a twentieth to what the user waits, on
 * average; the cap of 100 ms keeps that below 60 ms,
 * the read itself included. A statement older than
 * ten seconds is not hurried by it, one older than a minute less so. A read
 * costs 2 to 5 ms at the server (facts of a real Livy 0.9).
 */
export function statementDelay(ageMs: number): number {
  if (ageMs < 10) {
    return 5;
  }
  if (ageMs < 10_000) {
    return clamp(ageMs / 10, 15, 100);
  }
  // 500 ms at 30 s, 1 s from one minute on, 2 s from two minutes on.
  return clamp(ageMs / 60, 167, 2000);
}

/**
 * Milliseconds to wait before the next read of a session that was asked for
 * `ageMs` ago: a local pool takes 2 to 3 seconds, a warm Synapse pool half a
 * minute, a paused one minutes.
 */
export function sessionDelay(ageMs: number): number {
  return ageMs < 5000 ? 150 : clamp(ageMs / 20, 250, 3000);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
