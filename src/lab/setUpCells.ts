import { NotebookActions, NotebookPanel } from '@jupyterlab/notebook';

/** Cells with this tag are run again after a restart of the session. */
export const SET_UP_TAG = 'synapse-setup';

/**
 * Runs the set-up cells of a notebook in order, behind all that waits, and
 * tells how many there are.
 */
export function runSetUpCells({
  content,
  sessionContext
}: NotebookPanel): number {
  const cells = content.widgets.filter(({ model }) => {
    const tags: unknown = model.getMetadata('tags');
    return (
      model.type === 'code' && Array.isArray(tags) && tags.includes(SET_UP_TAG)
    );
  });
  if (cells.length > 0) {
    void NotebookActions.runCells(content, cells, sessionContext);
  }
  return cells.length;
}
