import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookCellExecutor } from '@jupyterlab/notebook';
import { PromiseDelegate } from '@lumino/coreutils';
import { abortable } from '../core/abortable';
import { USAGE } from '../core/magicUsage';
import { pureCell } from '../core/pureCell';
import { cancelledBeforeReady } from '../core/sessionErrors';
import { ICellExecution } from '../lab/backend';
import { CellExecutor, RunForCell } from '../lab/cellExecutor';
import { kernelMagic } from '../lab/kernelMagic';
import { notebookExecutor } from '../lab/notebookExecutor';

/** Makes the executor that notebooks and consoles share. */
export const execution: JupyterFrontEndPlugin<ICellExecution> = {
  id: 'jupyterlab-synapse:execution',
  description: 'Keeps local and remote cells in one order.',
  autoStart: true,
  provides: ICellExecution,
  activate: (): ICellExecution => {
    // Notebooks need the executor before anything can run a magic.
    const runner = new PromiseDelegate<RunForCell>();
    const executor = new CellExecutor({
      pure: pureCell,
      kernelCode: () => kernelMagic(USAGE),
      run: async (request, outputs, signal, origin) => {
        const run = await abortable(
          runner.promise,
          signal,
          cancelledBeforeReady
        );
        return run(request, outputs, signal, origin);
      }
    });
    return { executor, setRunner: run => runner.resolve(run) };
  }
};

/** Replaces the way notebooks run cells. */
export const notebookCells: JupyterFrontEndPlugin<INotebookCellExecutor> = {
  id: 'jupyterlab-synapse:notebook-cells',
  description:
    'Runs %%synapse cells of notebooks on Spark, all others as ever.',
  autoStart: true,
  requires: [ICellExecution],
  provides: INotebookCellExecutor,
  activate: (_app: JupyterFrontEnd, execution: ICellExecution) =>
    notebookExecutor(execution.executor)
};
