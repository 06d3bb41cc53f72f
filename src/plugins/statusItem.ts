import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { ISynapseSessions } from '../tokens';
import { createStatusItem } from '../ui/statusItem';
import { CommandIDs } from './commandIds';

/** The item in the status bar. */
export const statusItem: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-synapse:status-item',
  description:
    'Shows the Spark session of the notebook in front in the status bar.',
  autoStart: true,
  requires: [IStatusBar, ISynapseSessions],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    statusBar: IStatusBar,
    sessions: ISynapseSessions,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_synapse');
    const item = createStatusItem({
      sessions,
      trans,
      onClick: () => void app.commands.execute(CommandIDs.showPanel)
    });
    statusBar.registerStatusItem('jupyterlab-synapse:status-item', {
      item,
      align: 'left',
      rank: 3,
      isActive: item.isActive,
      activeStateChanged: item.activeStateChanged
    });
  }
};
