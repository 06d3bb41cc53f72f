import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { loadOnce } from '../core/loadOnce';
import { watchMagics } from '../lab/magicWatch';
import { CommandIDs } from './commandIds';

const ID = 'jupyterlab-synapse:lint';

/** Marks known traps in cells, with fixes. */
export const lint: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-synapse:lint',
  description: 'Marks known traps in the cells of notebooks that use Spark.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ISettingRegistry, ITranslator, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    registry: ISettingRegistry | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_synapse');
    // Other notebooks never load it.
    const load = loadOnce(async () => {
      const { Linting } = await import(
        /* webpackChunkName: "lint" */ '../ui/linting'
      );
      return new Linting((await registry?.load(ID)) ?? null, trans);
    });
    watchMagics(tracker, panel => {
      void load()
        .then(linting => linting.add(panel))
        .catch(() => undefined);
    });
    app.commands.addCommand(CommandIDs.fix, {
      label: trans.__('Fix…'),
      caption: trans.__('Shows what can be put right in the active cell'),
      describedBy: { args: { type: 'object', properties: {} } },
      isEnabled: () => tracker.currentWidget !== null,
      execute: async () => {
        const panel = tracker.currentWidget;
        if (panel) {
          (await load()).openMenu(panel);
        }
      }
    });
    palette?.addItem({
      command: CommandIDs.fix,
      category: trans.__('Synapse')
    });
  }
};
