import { ISignal, Signal } from '@lumino/signaling';

/** Notes what a fake is asked for, and fails on demand. */
export class FakeModel<T> {
  /** What was asked of it, in order. */
  readonly calls: string[] = [];
  /** What the next request rejects with; null when it works. */
  failure: unknown = null;

  /** Changes properties, and tells. */
  set(values: Partial<T>): void {
    Object.assign(this, values);
    this._changed.emit();
  }

  protected get _signal(): ISignal<this, void> {
    return this._changed;
  }

  protected async _call(name: string): Promise<void> {
    this.calls.push(name);
    const { failure } = this;
    this.failure = null;
    if (failure !== null) {
      throw failure;
    }
  }

  private _changed = new Signal<this, void>(this);
}
