import { CodeCell } from '@jupyterlab/cells';
import { INotebookCellExecutor, runCell } from '@jupyterlab/notebook';
import { CellExecution } from './cellExecution';

/** The cell executor of notebooks, over Lab's own `runCell`. */
export function notebookExecutor(
  execution: CellExecution
): INotebookCellExecutor {
  return {
    runCell: options => {
      const { cell, sessionContext } = options;
      if (!(cell instanceof CodeCell) || !sessionContext) {
        return runCell(options);
      }
      return execution.use(executor =>
        executor.run({
          cell,
          sessionContext,
          document: options.notebook,
          stock: (view, waited, cell) =>
            runCell({
              ...options,
              cell,
              sessionContext: view,
              // Told already when the cell began to wait.
              ...(waited && { onCellExecutionScheduled: () => undefined })
            }),
          scheduled: () => options.onCellExecutionScheduled({ cell }),
          aborted: error =>
            options.onCellExecuted({ cell, success: false, error })
        })
      );
    }
  };
}
