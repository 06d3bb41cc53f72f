import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IConsoleCellExecutor, runCell } from '@jupyterlab/console';
import { ICellExecution } from '../lab/backend';

/** Replaces the way consoles run cells. */
export const consoleCells: JupyterFrontEndPlugin<IConsoleCellExecutor> = {
  id: 'jupyterlab-synapse:console-cells',
  description:
    'Runs %%synapse cells of code consoles on Spark, all others as ever.',
  autoStart: true,
  requires: [ICellExecution],
  provides: IConsoleCellExecutor,
  activate: (
    _app: JupyterFrontEnd,
    execution: ICellExecution
  ): IConsoleCellExecutor => ({
    runCell: options =>
      execution.use(executor =>
        executor.run({
          cell: options.cell,
          sessionContext: options.sessionContext,
          stock: sessionContext => runCell({ ...options, sessionContext }),
          scheduled: () => undefined,
          aborted: error =>
            options.onCellExecuted({
              cell: options.cell,
              executionDate: new Date(),
              success: false,
              error
            })
        })
      )
  })
};
