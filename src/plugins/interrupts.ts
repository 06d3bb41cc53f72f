import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IConsoleTracker } from '@jupyterlab/console';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ICellExecution } from '../lab/backend';

/** Makes Lab's interrupt cancel remote statements too. */
export const interrupts: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-synapse:interrupts',
  description:
    'Cancels the statements of a notebook when its kernel is interrupted.',
  autoStart: true,
  requires: [ICellExecution],
  optional: [INotebookTracker, IConsoleTracker],
  activate: (
    app: JupyterFrontEnd,
    execution: ICellExecution,
    notebooks: INotebookTracker | null,
    consoles: IConsoleTracker | null
  ): void => {
    // Toolbar, menu and keys all end in these commands.
    app.commands.commandExecuted.connect((_, { id }) => {
      const context =
        id === 'notebook:interrupt-kernel'
          ? notebooks?.currentWidget?.sessionContext
          : id === 'console:interrupt-kernel'
            ? consoles?.currentWidget?.sessionContext
            : null;
      if (context) {
        execution.executor?.interrupt(context);
      }
    });
  }
};
