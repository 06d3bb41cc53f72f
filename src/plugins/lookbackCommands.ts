import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, showErrorMessage } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { problemOf } from '../core/errors';
import { problemText } from '../core/problemText';
import { ILookbacks, INotebookLookback } from '../tokens';
import { CommandIDs } from './commandIds';

/** Commands that put a lookback window into the notebook in front. */
export const lookbackCommands: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-synapse:lookback-commands',
  description: 'Inserts cells for the days that a hunt reads.',
  autoStart: true,
  requires: [ILookbacks, INotebookTracker],
  optional: [ITranslator, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    lookbacks: ILookbacks,
    tracker: INotebookTracker,
    translator: ITranslator | null,
    palette: ICommandPalette | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_synapse');
    type Insert = (lookback: INotebookLookback) => void;
    const add = (id: string, label: string, insert: Insert) => {
      app.commands.addCommand(id, {
        label,
        describedBy: { args: { type: 'object', properties: {} } },
        isEnabled: () => tracker.currentWidget !== null,
        execute: async () => {
          try {
            const { current } = await lookbacks.load();
            if (current) {
              insert(current);
            }
          } catch (reason) {
            await showErrorMessage(label, problemText(problemOf(reason)));
          }
        }
      });
      palette?.addItem({ command: id, category: trans.__('Synapse') });
    };
    const { insertParameters, insertPaths } = CommandIDs;
    add(insertParameters, trans.__('Insert Parameter Cell of a Hunt'), one =>
      one.insertParameters()
    );
    add(insertPaths, trans.__('Insert Paths for the Lookback Window'), one =>
      one.insertPaths()
    );
  }
};
