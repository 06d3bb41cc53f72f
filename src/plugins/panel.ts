import {
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { ICoverage, ILookbacks, IPools, ISynapseSessions } from '../tokens';
import { ISetUp } from '../setUpTokens';
import { SynapsePanel } from '../ui/synapsePanel';
import { cellCount, revealCell } from '../lab/revealCell';
import { CommandIDs } from './commandIds';

/** The sidebar. */
export const panel: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-synapse:panel',
  description: 'Shows session, pool and runs of the notebook in front.',
  autoStart: true,
  requires: [ISynapseSessions, IPools, INotebookTracker],
  optional: [ITranslator, ILayoutRestorer, ILookbacks, ICoverage, ISetUp],
  activate: (
    app: JupyterFrontEnd,
    sessions: ISynapseSessions,
    pools: IPools,
    tracker: INotebookTracker,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    lookbacks: ILookbacks | null,
    coverage: ICoverage | null,
    setUp: ISetUp | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_synapse');
    const panel = new SynapsePanel({
      sessions,
      pools,
      lookbacks,
      coverage,
      setUp,
      trans,
      onReveal: run => {
        const notebook = tracker.currentWidget;
        if (notebook && run.cellId) {
          app.shell.activateById(notebook.id);
          void revealCell(notebook, run.cellId);
        }
      },
      countOf: id => cellCount(tracker.currentWidget, id)
    });
    app.shell.add(panel, 'left', { rank: 650 });
    restorer?.add(panel, panel.id);
    app.commands.addCommand(CommandIDs.showPanel, {
      label: trans.__('Show the Synapse Panel'),
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => app.shell.activateById(panel.id)
    });
  }
};
