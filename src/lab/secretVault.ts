import { ISignal, Signal } from '@lumino/signaling';
import { IMaskedSecret } from '../core/redaction';

/** More are masked, but not kept. */
const MAX_KEPT = 50;

/**
 * What was masked in the outputs of cells: in the page's memory, and nowhere
 * else. Gone with the page, when the cell is run again, and once forgotten.
 */
export class SecretVault {
  /** Emitted with the id of the cell. */
  get changed(): ISignal<this, string> {
    return this._changed;
  }

  /** The cell is run again: its outputs are new. */
  begin(cellId: string): void {
    this.forget(cellId);
  }

  add(cellId: string, secrets: readonly IMaskedSecret[]): void {
    const kept = this._kept.get(cellId) ?? [];
    const fresh = secrets.filter(
      ({ value }, at) =>
        !kept.some(one => one.value === value) &&
        !secrets.slice(0, at).some(one => one.value === value)
    );
    if (fresh.length) {
      this._kept.set(cellId, [...kept, ...fresh].slice(0, MAX_KEPT));
      this._changed.emit(cellId);
    }
  }

  of(cellId: string): readonly IMaskedSecret[] {
    return this._kept.get(cellId) ?? [];
  }

  /** Ids of the cells with masked outputs. */
  get cellIds(): string[] {
    return [...this._kept.keys()];
  }

  forget(cellId: string): void {
    if (this._kept.delete(cellId)) {
      this._changed.emit(cellId);
    }
  }

  private _changed = new Signal<this, string>(this);
  private _kept = new Map<string, IMaskedSecret[]>();
}
