import { isCodeCellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { ICellEdit, INotebookCode } from '../core/lookbackCells';

/** The code cells of an open notebook, read and edited. */
export interface INotebookCells {
  read(): INotebookCode[];
  /**
   * Replaces pieces of cells; what is read-only or gone stays. *Undo* takes
   * the edits of a cell back as one.
   */
  edit(edits: readonly ICellEdit[]): void;
}

/** The code cells of a notebook's panel. */
export function notebookCells(panel: NotebookPanel): INotebookCells {
  const models = () => [...(panel.content.model?.cells ?? [])];
  return {
    read: () =>
      models().flatMap((cell, index) =>
        isCodeCellModel(cell)
          ? [
              {
                id: cell.id,
                number: index + 1,
                source: cell.sharedModel.getSource()
              }
            ]
          : []
      ),
    edit: edits => {
      for (const cell of models()) {
        const own = edits
          .filter(({ cellId }) => cellId === cell.id)
          // From behind, so that one does not move the other.
          .sort((one, other) => other.from - one.from);
        if (own.length === 0 || cell.getMetadata('editable') === false) {
          continue;
        }
        const { sharedModel } = cell;
        sharedModel.transact(() => {
          for (const { from, text, to } of own) {
            sharedModel.updateSource(from, to, text);
          }
        });
      }
    }
  };
}
