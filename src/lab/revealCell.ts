import { isCodeCellModel } from '@jupyterlab/cells';
import { NotebookPanel } from '@jupyterlab/notebook';

/** Scrolls to a cell and makes it the active one; nothing if it is gone. */
export async function revealCell(
  panel: NotebookPanel,
  cellId: string
): Promise<void> {
  const { content } = panel;
  const index = content.widgets.findIndex(one => one.model.id === cellId);
  if (index >= 0) {
    content.activeCellIndex = index;
    await content.scrollToItem(index);
  }
}

/** The prompt number of a cell; null when it has none, or is gone. */
export function cellCount(
  panel: NotebookPanel | null,
  cellId: string
): number | null {
  const cells = panel?.content.widgets ?? [];
  const model = cells.find(one => one.model.id === cellId)?.model;
  return (model && isCodeCellModel(model) && model.executionCount) || null;
}
