import { CodeCell, CodeCellModel, ICellModel } from '@jupyterlab/cells';
import { Widget } from '@lumino/widgets';

/** What is needed of a notebook's model. */
export interface ICellDocument {
  readonly cells: Iterable<ICellModel>;
  readonly isDisposed: boolean;
}

/**
 * Where a cell is, whatever becomes of its widget while it waits or runs.
 *
 * #### Notes
 * A notebook gives a cell that is moved a new widget and a new model with the
 * same id. A cell that is not in sight has no parent, so the notebook's model
 * is asked where there is one (consoles have none).
 */
export class CellPlace {
  constructor(
    private _cell: CodeCell,
    private _document: ICellDocument | null
  ) {
    this._id = _cell.model.id;
    this._parent = _cell.parent;
  }

  /**
   * Its widget: another one when it was moved, null when it was deleted, or
   * moved out of sight.
   */
  get widget(): CodeCell | null {
    if (!this._cell.isDisposed) {
      return this._cell;
    }
    const { _parent: parent } = this;
    for (const one of parent?.isDisposed ? [] : (parent?.children() ?? [])) {
      if (one instanceof CodeCell && one.model.id === this._id) {
        return one;
      }
    }
    return null;
  }

  /** Whether it was deleted. When all was closed, it was not. */
  get isDeleted(): boolean {
    return this._document
      ? !this._document.isDisposed && !this._model
      : this._cell.isDisposed && !this._parent?.isDisposed;
  }

  /** Takes the `[*]` away. */
  setIdle(): void {
    const model = this._cell.isDisposed ? this._model : this._cell.model;
    if (model instanceof CodeCellModel) {
      model.executionState = 'idle';
    }
  }

  /** The highest number of a cell in the document; 0 when none has one. */
  get highestCount(): number {
    const models = this._document
      ? [...this._document.cells]
      : [...(this._parent?.children() ?? [])].map(
          one => one instanceof CodeCell && one.model
        );
    return Math.max(
      0,
      ...models.map(one =>
        one instanceof CodeCellModel ? (one.executionCount ?? 0) : 0
      )
    );
  }

  private get _model(): ICellModel | null {
    for (const one of this._document?.cells ?? []) {
      if (one.id === this._id) {
        return one;
      }
    }
    return null;
  }

  private _id: string;
  private _parent: Widget | null;
}
