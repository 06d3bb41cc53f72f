import { ILedger } from '../core/ledger';

/**
 * Tells the server which outputs it may forget: those that are in the saved
 * notebook. Until then a page that goes away would lose them.
 */
export class Deliveries {
  constructor(
    private _ledger: ILedger | null,
    /** False for what is never saved, as a console. */
    private _isSaved: boolean
  ) {}

  /** A run has published all of its output. */
  ended(run: string): void {
    if (this._isSaved) {
      this._ended.add(run);
    } else {
      this._ledger?.delivered(run);
    }
  }

  /** The notebook is being written: what ends later is not in it. */
  saving(): void {
    this._saving = [...this._ended];
  }

  /** It was written. */
  saved(): void {
    for (const run of this._saving) {
      this._ended.delete(run);
      this._ledger?.delivered(run);
    }
    this._saving = [];
  }

  private _ended = new Set<string>();
  private _saving: string[] = [];
}
