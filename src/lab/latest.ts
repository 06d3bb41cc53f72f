/** Knows which of several things that began is the latest. */
export class Latest {
  /** Begins anew. What it returns tells whether nothing has begun since. */
  begin(): () => boolean {
    const own = ++this._begun;
    return () => own === this._begun;
  }

  private _begun = 0;
}
