import { ICellModel } from '@jupyterlab/cells';
import { cellNames, ICellNames, notebookNames } from '../core/lintNames';
import { INotebookNames, ParsePython } from '../core/lintTypes';

/**
 * The names of a notebook, kept so that a change of one cell costs that cell
 * and no other.
 */
export class NamesOfCells {
  /**
   * The names, with this source of a cell, and whether they are other than
   * they were the last time.
   */
  look(
    cells: Iterable<ICellModel>,
    cellId: string,
    source: string,
    parse: ParsePython
  ): { names: INotebookNames; isNew: boolean } {
    if (!this._names) {
      this._readAll(cells, parse);
    }
    const known = this._cells.get(cellId);
    if (known?.source !== source) {
      const fresh = cellNames(source, parse);
      this._cells.set(cellId, { source, names: fresh });
      if (!known || !isSame(known.names, fresh)) {
        this._names = null;
      }
    }
    const isNew = this._names === null;
    this._names ??= notebookNames(
      [...this._cells.values()].map(({ names }) => names)
    );
    return { names: this._names, isNew };
  }

  /** Cells came, went or moved: read them all when they are next needed. */
  forget(): void {
    this._names = null;
    this._isRead = false;
  }

  private _readAll(cells: Iterable<ICellModel>, parse: ParsePython): void {
    if (this._isRead) {
      return;
    }
    this._isRead = true;
    const before = this._cells;
    this._cells = new Map();
    for (const { id, type, sharedModel } of cells) {
      if (type === 'code') {
        const source = sharedModel.getSource();
        const known = before.get(id);
        this._cells.set(
          id,
          known?.source === source
            ? known
            : { source, names: cellNames(source, parse) }
        );
      }
    }
  }

  private _cells = new Map<string, { source: string; names: ICellNames }>();
  private _isRead = false;
  private _names: INotebookNames | null = null;
}

function isSame(a: ICellNames, b: ICellNames): boolean {
  return (
    a.isRemote === b.isRemote &&
    a.hasHidden === b.hasHidden &&
    a.brought === b.brought &&
    a.bound.size === b.bound.size &&
    [...a.bound].every(name => b.bound.has(name))
  );
}
