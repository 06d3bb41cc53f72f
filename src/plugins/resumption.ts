import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IBackend, ICellExecution } from '../lab/backend';
import { NoteTaker } from '../lab/noteTaker';
import { SynapseSessions } from '../lab/sessions';
import { ISynapseSessions } from '../tokens';

/** Goes on with what earlier pages have begun. */
export const resumption: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-synapse:resumption',
  description: 'Goes on with the remote cells of earlier pages.',
  autoStart: true,
  requires: [INotebookTracker, ISynapseSessions, IBackend, ICellExecution],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    sessions: ISynapseSessions,
    backend: IBackend,
    execution: ICellExecution
  ): void => {
    const { ledger } = backend;
    if (!(sessions instanceof SynapseSessions)) {
      return;
    }
    const notes = new NoteTaker({
      ledger,
      sessionOf: context => {
        const panel = tracker.find(one => one.sessionContext === context);
        // One that is being closed shall find all as it is now.
        return panel && !panel.isDisposed ? sessions.ofPanel(panel) : null;
      }
    });
    execution.onLoad(executor => {
      executor.onWaiting = (context, cells) => notes.waiting(context, cells);
      executor.onSent = (context, cells) => notes.sent(context, cells);
      executor.onCall = (context, call) => notes.call(context, call);
    });
    tracker.widgetAdded.connect(async (_, panel) => {
      const { RunResumption } = await import(
        /* webpackChunkName: "runs" */ '../lab/runResumption'
      );
      const { kernels } = app.serviceManager;
      const locks = navigator.locks ?? null;
      const resumption = new RunResumption({
        execution,
        ledger,
        kernels,
        limits: sessions.defaults.frames,
        locks
      });
      await resumption.begin(panel, sessions.ofPanel(panel));
    });
  }
};
