/**
 * Milliseconds to wait before the next read of a statement that was sent
 * `ageMs` ago, when the last read took `readMs`.
 *
 * #### Notes
 * A wait of a tenth of the age adds a twentieth to what the user waits, on
 * average. The cap follows the read: one that is answered in 5 ms comes from
 * a server on this machine, which does not mind 25 a second, and the page
 * itself adds some 30 ms; a read of Azure takes ten times as long, counts
 * against the workspace's 200 a second, and gains nothing from more. A
 * statement older than ten seconds is not hurried, one older than a minute
 * even less so.
 */
export function statementDelay(ageMs: number, readMs: number): number {
  if (ageMs < 10) {
    return 5;
  }
  if (ageMs < 10_000) {
    return clamp(ageMs / 10, 15, clamp(readMs * 4, 30, 100));
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
