/** Lets one at a time in, in the order of asking. */
export class Turns {
  /** Resolves when it is one's turn; call the result when done, once or more. */
  async enter(): Promise<() => void> {
    const before = this._last;
    let leave: () => void = () => undefined;
    this._last = new Promise(resolve => {
      leave = resolve;
    });
    await before;
    return leave;
  }

  private _last: Promise<void> = Promise.resolve();
}
