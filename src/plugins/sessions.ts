import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { abortable } from '../core/abortable';
import { cancelledBeforeReady } from '../core/sessionErrors';
import { IBackend, ICellExecution } from '../lab/backend';
import { commandHandler } from '../lab/commandHandler';
import { NotebookSession } from '../lab/notebookSession';
import { SynapseSessions } from '../lab/sessions';
import { ISynapseSessions } from '../tokens';

/** Gives each notebook its Spark session, and runs the magics. */
export const sessions: JupyterFrontEndPlugin<ISynapseSessions> = {
  id: 'jupyterlab-synapse:sessions',
  description: 'Starts, watches and stops the Spark sessions of notebooks.',
  autoStart: true,
  requires: [INotebookTracker, IBackend, ICellExecution],
  provides: ISynapseSessions,
  activate: (
    _app: JupyterFrontEnd,
    tracker: INotebookTracker,
    backend: IBackend,
    execution: ICellExecution
  ): ISynapseSessions => {
    const { azure, clock, ledger, resolver, watch } = backend;
    const model = new SynapseSessions({
      tracker,
      make: (path, targets) =>
        new NotebookSession({
          path,
          azure,
          clock,
          watch,
          ledger,
          targets,
          defaultTarget: async () => (await resolver()).localTarget()
        })
    });
    const handler = commandHandler(backend);
    execution.setRunner(async ({ line, cell }, outputs, signal, origin) => {
      const { controller, path, ready } = model.ofContext(
        origin.sessionContext
      );
      // An earlier page's session is looked for: may take its time.
      await abortable(ready, signal, cancelledBeforeReady);
      const { cellId, runId, isResumed } = origin;
      const who = { controller, path, cellId, runId, isResumed };
      return (await handler()).run(line, cell, who, outputs, signal);
    });
    return model;
  }
};
