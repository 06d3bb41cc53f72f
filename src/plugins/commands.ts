import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, showErrorMessage } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { problemOf } from '../core/errors';
import { problemText } from '../core/problemText';
import { INotebookSession, ISynapseSessions } from '../tokens';
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
    type Run = (session: INotebookSession) => Promise<void>;
    const add = (id: string, label: string, run: Run) => {
      app.commands.addCommand(id, {
        label,
        describedBy: { args: { type: 'object', properties: {} } },
        isEnabled: () => sessions.current !== null,
        execute: async () => {
          const session = sessions.current;
          await (session && run(session))?.catch(reason =>
            showErrorMessage(label, problemText(problemOf(reason)))
          );
        }
      });
      palette?.addItem({ command: id, category });
    };
    add(CommandIDs.start, trans.__('Start Spark Session'), one => one.start());
    const actions = () =>
      import(/* webpackChunkName: "notices" */ '../ui/sessionActions');
    add(CommandIDs.stop, trans.__('Stop Spark Session'), async one =>
      (await actions()).stopSession(one, trans)
    );
    add(CommandIDs.restart, trans.__('Restart Spark Session'), async one =>
      (await actions()).restartSession(one, trans)
    );
    add(CommandIDs.keepAlive, trans.__('Keep Spark Session Alive'), one =>
      one.keepAlive()
    );
    add(CommandIDs.detach, trans.__('Detach from Spark Session'), async one =>
      one.leave()
    );
    palette?.addItem({ command: CommandIDs.showPanel, category });
  }
};
