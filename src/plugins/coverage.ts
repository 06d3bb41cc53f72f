import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { loadOnce } from '../core/loadOnce';
import { IBackend, ICellExecution } from '../lab/backend';
import { ICoverage, ILookbacks, ISynapseSessions } from '../tokens';

/** Which days of lookback windows the lake has; loaded when it is shown. */
export const coverage: JupyterFrontEndPlugin<ICoverage> = {
  id: 'jupyterlab-synapse:coverage',
  description: 'Shows which days of the lookback window have data.',
  autoStart: true,
  requires: [
    ISynapseSessions,
    ILookbacks,
    INotebookTracker,
    IBackend,
    ICellExecution
  ],
  optional: [ISettingRegistry, ITranslator],
  provides: ICoverage,
  activate: (
    _app: JupyterFrontEnd,
    sessions: ISynapseSessions,
    lookbacks: ILookbacks,
    tracker: INotebookTracker,
    backend: IBackend,
    execution: ICellExecution,
    settings: ISettingRegistry | null,
    translator: ITranslator | null
  ): ICoverage => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_synapse');
    const parts = { sessions, lookbacks, tracker, backend, settings };
    const load = loadOnce(async () => {
      const { makeCoverages, askAboutGaps } = await import(
        /* webpackChunkName: "coverage" */ './coverageParts'
      );
      const ask = askAboutGaps(trans);
      const { coverages, guard } = await makeCoverages({ ...parts, ask });
      // Nobody is asked about what was never looked at.
      execution.guard = (...cell) => guard.check(...cell);
      return coverages;
    });
    return { load };
  }
};
