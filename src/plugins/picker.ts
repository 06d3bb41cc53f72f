import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import { NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { SynapseSessions } from '../lab/sessions';
import { IPools, ISynapseSessions } from '../tokens';
import { createPoolPicker } from '../ui/poolPicker';

/** The toolbar's list of pools; its place is in `schema/picker.json`. */
export const picker: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-synapse:picker',
  description: 'Puts the choice of Spark pool into the notebook toolbar.',
  autoStart: true,
  requires: [IToolbarWidgetRegistry, ISynapseSessions, IPools],
  optional: [ITranslator],
  activate: (
    _app: JupyterFrontEnd,
    toolbars: IToolbarWidgetRegistry,
    sessions: ISynapseSessions,
    pools: IPools,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_synapse');
    toolbars.addFactory<NotebookPanel>('Notebook', 'synapse-pool', panel =>
      createPoolPicker({
        pools,
        trans,
        session: () =>
          sessions instanceof SynapseSessions ? sessions.ofPanel(panel) : null,
        sessionChanged: panel.context.pathChanged,
        cells: async () => {
          const { notebookCells } = await import(
            /* webpackChunkName: "panel" */ '../lab/notebookCode'
          );
          return notebookCells(panel);
        }
      })
    );
  }
};
