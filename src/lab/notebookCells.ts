import type { NotebookPanel } from '@jupyterlab/notebook';
import { PartialJSONValue } from '@lumino/coreutils';
import type { ICellEdit, INotebookCode } from '../core/lookbackCells';
import { asObject } from '../core/targetMetadata';

const METADATA_KEY = 'synapse';

/** The code cells of a notebook, with their places among all cells. */
export function codeCells({ context }: NotebookPanel): INotebookCode[] {
  const { cells } = context.model.sharedModel;
  return cells.flatMap((cell, at) =>
    cell.cell_type === 'code'
      ? [{ id: cell.getId(), number: at + 1, source: cell.getSource() }]
      : []
  );
}

/**
 * Replaces pieces of cells by way of the shared model, as one step that
 * *Undo* takes back. Edits of a cell come from behind to the front.
 */
export function editCells(
  { context }: NotebookPanel,
  edits: readonly ICellEdit[]
): void {
  const { sharedModel } = context.model;
  sharedModel.transact(() => {
    for (const { cellId, from, text, to } of edits) {
      sharedModel.cells
        .find(cell => cell.getId() === cellId)
        ?.updateSource(from, to, text);
    }
  });
}

/**
 * Inserts a code cell below the active one, or below that with the index
 * `after` when it stands lower, and makes it the active one.
 */
export function insertCell(
  { content, context }: NotebookPanel,
  source: string,
  after: number
): void {
  const { sharedModel } = context.model;
  const index = Math.min(
    sharedModel.cells.length,
    Math.max(content.activeCellIndex, after) + 1
  );
  sharedModel.insertCell(index, {
    cell_type: 'code',
    source,
    metadata: { trusted: true }
  });
  content.activeCellIndex = index;
  content.deselectAll();
  void content.scrollToItem(index);
}

/** What a notebook's metadata has of ours, by its name below `synapse`. */
export function metadataOf({ context }: NotebookPanel): {
  get(name: string): unknown;
  set(name: string, value: object): void;
} {
  const { model } = context;
  const all = () => asObject(model.getMetadata(METADATA_KEY));
  return {
    get: name => all()?.[name],
    set: (name, value) =>
      model.setMetadata(METADATA_KEY, {
        ...all(),
        [name]: value as PartialJSONValue
      })
  };
}
