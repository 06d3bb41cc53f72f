import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { abortable } from '../core/abortable';
import { cancelledBeforeReady } from '../core/sessionErrors';
import { IBackend, ICellExecution } from '../lab/backend';
import { commandHandler } from '../lab/commandHandler';
import { loadFrames } from '../lab/loadFrames';
import { followSettings, makeSessions } from '../lab/makeSessions';
import { IPools, ISynapseSessions } from '../tokens';

const ID = 'jupyterlab-synapse:sessions';

/** Gives each notebook its Spark session, and runs the magics. */
export const sessions: JupyterFrontEndPlugin<ISynapseSessions> = {
  id: 'jupyterlab-synapse:sessions',
  description: 'Starts, watches and stops the Spark sessions of notebooks.',
  autoStart: true,
  requires: [INotebookTracker, IBackend, ICellExecution],
  optional: [IPools, ISettingRegistry],
  provides: ISynapseSessions,
  activate: (
    _app: JupyterFrontEnd,
    tracker: INotebookTracker,
    backend: IBackend,
    execution: ICellExecution,
    pools: IPools | null,
    settings: ISettingRegistry | null
  ): ISynapseSessions => {
    const model = makeSessions(tracker, backend, pools);
    // Without them the defaults are in force.
    if (settings) {
      followSettings(settings, ID, model, backend.preferences).catch(
        () => undefined
      );
    }
    const handler = commandHandler(backend, model);
    execution.setRunner(async ({ line, cell }, outputs, signal, origin) => {
      const { controller, path, ready, setUp } = model.ofContext(
        origin.sessionContext
      );
      // An earlier page's session is looked for: may take its time.
      await abortable(ready, signal, cancelledBeforeReady);
      const { cellId, runId, isResumed } = origin;
      const frames = () => loadFrames(origin, model.defaults.frames);
      const who = { controller, path, cellId, runId, isResumed, setUp, frames };
      return (await handler()).run(line, cell, who, outputs, signal);
    });
    return model;
  }
};
