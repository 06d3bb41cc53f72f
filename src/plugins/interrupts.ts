import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IConsoleTracker } from '@jupyterlab/console';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { ICellExecution } from '../lab/backend';
import { SynapseSessions } from '../lab/sessions';
import { ISynapseSessions } from '../tokens';

/** Makes Lab's interrupt cancel remote statements too. */
export const interrupts: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-synapse:interrupts',
  description:
    'Cancels the statements of a notebook when its kernel is interrupted.',
  autoStart: true,
  requires: [ICellExecution],
  optional: [INotebookTracker, IConsoleTracker, ISynapseSessions, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    execution: ICellExecution,
    notebooks: INotebookTracker | null,
    consoles: IConsoleTracker | null,
    sessions: ISynapseSessions | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_synapse');
    // Toolbar, menu and keys all end in these commands.
    app.commands.commandExecuted.connect(async (_, { id }) => {
      const context =
        id === 'notebook:interrupt-kernel'
          ? notebooks?.currentWidget?.sessionContext
          : id === 'console:interrupt-kernel'
            ? consoles?.currentWidget?.sessionContext
            : null;
      if (!context) {
        return;
      }
      const session =
        sessions instanceof SynapseSessions
          ? sessions.ofContext(context)
          : null;
      const isStuck = session?.doesNotStop ?? false;
      execution.executor?.interrupt(context);
      if (session && isStuck) {
        const { offerRestart } = await import(
          /* webpackChunkName: "notices" */ '../ui/sessionActions'
        );
        await offerRestart(session, trans);
      }
    });
  }
};
