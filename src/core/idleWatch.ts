/** Azure ends idle sessions after 10 to 17 minutes (recorded): stay below. */
const KEEP_ALIVE_MS = 4 * 60_000;

/**
 * Decides when an idle session is kept alive and when it is stopped. Livy has
 * no idle limit that a client could set, so the client keeps the session
 * alive until its own limit passes.
 */
export class IdleWatch {
  /** Something ran, or runs. */
  used(now: number): void {
    this._lastUse = this._lastKeepAlive = now;
  }

  /** When the limit passes, milliseconds since the epoch. */
  endsAt(idleMinutes: number): number {
    return this._lastUse + idleMinutes * 60_000;
  }

  /** What to do now with a session that is idle. */
  next(now: number, idleMinutes: number): 'stop' | 'keepAlive' | 'nothing' {
    if (now >= this.endsAt(idleMinutes)) {
      return 'stop';
    }
    if (now - this._lastKeepAlive >= KEEP_ALIVE_MS) {
      this._lastKeepAlive = now;
      return 'keepAlive';
    }
    return 'nothing';
  }

  private _lastKeepAlive = 0;
  private _lastUse = 0;
}
