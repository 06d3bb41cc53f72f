import { ISignal, Signal } from '@lumino/signaling';
import type { ISetUp, ISetUpAssistant } from '../setUpTokens';

/** Where this tab of the browser keeps that the assistant is open. */
const KEY = 'jupyterlab-synapse:set-up';

/**
 * Loads the assistant, and knows whether it is open, also after a reload.
 *
 * #### Notes
 * It is part of every page's start: it has to be small.
 */
export class SetUpOpener implements ISetUp {
  constructor(
    readonly load: () => Promise<ISetUpAssistant>,
    private _store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  ) {
    this._isOpen = this.isRestored = _store.getItem(KEY) !== null;
  }

  isRestored: boolean;

  get isOpen(): boolean {
    return this._isOpen;
  }

  get openChanged(): ISignal<ISetUp, void> {
    return this._openChanged;
  }

  setOpen(isOpen: boolean): void {
    this._isOpen = isOpen;
    this.isRestored = false;
    if (isOpen) {
      this._store.setItem(KEY, '1');
    } else {
      this._store.removeItem(KEY);
    }
    this._openChanged.emit();
  }

  private _isOpen: boolean;
  private _openChanged = new Signal<ISetUp, void>(this);
}
