import { ISetUpArm } from '../core/setUpArm';
import { SetUpFacts } from '../core/setUpFacts';
import { Latest } from './latest';
import { readFacts } from './setUpReader';

/** Reads what the rules of the steps have asked for, batch after batch. */
export class SetUpReads {
  /** `onRead` is called when a batch is there; it may begin the next one. */
  constructor(
    private _facts: SetUpFacts,
    private _onRead: () => void
  ) {}

  /** It is another Azure, or another user: what is on its way is not taken. */
  clear(): void {
    this._facts.clear();
    this._isLatest = this._latest.begin();
    this._reading = null;
  }

  /** Reads what is wanted, unless something is being read. */
  begin(arm: ISetUpArm): void {
    if (this._facts.wanted.length > 0) {
      this._reading ??= this._read(arm, this._isLatest);
    }
  }

  /** Resolves when nothing is being read any more. */
  async settled(): Promise<void> {
    while (this._reading) {
      await this._reading;
    }
  }

  private async _read(arm: ISetUpArm, isLatest: () => boolean): Promise<void> {
    // Later, so that a chain of changes is read for once.
    await Promise.resolve();
    if (isLatest()) {
      await readFacts(arm, this._facts, isLatest);
    }
    if (isLatest()) {
      this._reading = null;
      this._onRead();
    }
  }

  private readonly _latest = new Latest();
  private _isLatest = this._latest.begin();
  private _reading: Promise<void> | null = null;
}
