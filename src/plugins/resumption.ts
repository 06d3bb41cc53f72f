import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISessionContext } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IBackend, ICellExecution } from '../lab/backend';
import { CALL, QUEUE } from '../lab/resumptionNotes';
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
    { ledger }: IBackend,
    { executor }: ICellExecution
  ): void => {
    if (!(sessions instanceof SynapseSessions)) {
      return;
    }
    const note = (context: ISessionContext, key: string, value: unknown) => {
      const panel = tracker.find(one => one.sessionContext === context);
      // One that is being closed shall find all as it is now.
      if (panel && !panel.isDisposed && !context.isDisposed) {
        ledger.note(sessions.ofPanel(panel).path, key, value);
      }
    };
    executor.onWaiting = (context, ids) =>
      note(context, QUEUE, ids.length ? ids : null);
    executor.onCall = (context, call) => note(context, CALL, call);
    tracker.widgetAdded.connect(async (_, panel) => {
      const { RunResumption } = await import(
        /* webpackChunkName: "running" */ '../lab/runResumption'
      );
      const { kernels } = app.serviceManager;
      const locks = navigator.locks ?? null;
      const resumption = new RunResumption({
        executor,
        ledger,
        kernels,
        locks
      });
      await resumption.begin(panel, sessions.ofPanel(panel));
    });
  }
};
