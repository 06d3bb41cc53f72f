import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookCellExecutor } from '@jupyterlab/notebook';
import { ICellExecution } from '../lab/backend';
import { CellExecution } from '../lab/cellExecution';
import { notebookExecutor } from '../lab/notebookExecutor';

/** Makes the executor that notebooks and consoles share. */
export const execution: JupyterFrontEndPlugin<ICellExecution> = {
  id: 'jupyterlab-synapse:execution',
  description: 'Keeps local and remote cells in one order.',
  autoStart: true,
  provides: ICellExecution,
  activate: (): ICellExecution =>
    new CellExecution(async run => {
      const { makeCellExecutor } = await import(
        /* webpackChunkName: "cells" */ '../lab/makeCellExecutor'
      );
      return makeCellExecutor(run);
    })
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
    notebookExecutor(execution)
};
