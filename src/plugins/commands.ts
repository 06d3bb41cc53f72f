import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, showErrorMessage } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { problemOf } from '../core/errors';
import { problemText } from '../core/sessionText';
import { ISynapseSessions } from '../tokens';
import { CommandIDs } from './commandIds';

/** Commands, so that everything works from the palette and by shortcut. */
export const commands: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-synapse:commands',
  description: 'Starts and stops the Spark session of the notebook in front.',
  autoStart: true,
  requires: [ISynapseSessions],
  optional: [ITranslator, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    sessions: ISynapseSessions,
    translator: ITranslator | null,
    palette: ICommandPalette | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_synapse');
    const category = trans.__('Synapse');
    const add = (id: string, label: string, run: () => Promise<void>) => {
      app.commands.addCommand(id, {
        label,
        describedBy: { args: { type: 'object', properties: {} } },
        isEnabled: () => sessions.current !== null,
        execute: () =>
          run().catch(reason =>
            showErrorMessage(label, problemText(problemOf(reason)))
          )
      });
      palette?.addItem({ command: id, category });
    };
    add(CommandIDs.start, trans.__('Start Spark Session'), async () =>
      sessions.current?.start()
    );
    add(CommandIDs.stop, trans.__('Stop Spark Session'), async () =>
      sessions.current?.stop()
    );
    palette?.addItem({ command: CommandIDs.showPanel, category });
  }
};
