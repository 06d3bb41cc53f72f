import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IBackend } from '../lab/backend';
import { ILookbacks, IPools, ISynapseSessions } from '../tokens';
import { templateCards } from '../ui/templateCards';
import { CommandIDs } from './commandIds';

/** Notebooks to begin with; the menu is in `schema/templates.json`. */
export const templates: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-synapse:templates',
  description: 'Makes notebooks of hunts that are ready to run.',
  autoStart: true,
  requires: [ISynapseSessions, ILookbacks, IPools, IBackend],
  optional: [ITranslator, ILauncher, IDefaultFileBrowser, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    sessions: ISynapseSessions,
    lookbacks: ILookbacks,
    pools: IPools,
    backend: IBackend,
    translator: ITranslator | null,
    launcher: ILauncher | null,
    browser: IDefaultFileBrowser | null,
    palette: ICommandPalette | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_synapse');
    const showSetUp = () => app.commands.execute(CommandIDs.setUp);
    const parts = { app, sessions, lookbacks, pools, backend, showSetUp };
    const cards = templateCards(trans);
    const cardOf = ({ template }: { template?: unknown }) =>
      cards.find(({ name }) => name === template);
    const command = CommandIDs.newFromTemplate;
    app.commands.addCommand(command, {
      label: args => cardOf(args)?.label ?? trans.__('New from Template'),
      caption: args => cardOf(args)?.caption ?? '',
      icon: args => (args.isMenu ? undefined : cardOf(args)?.icon),
      describedBy: { args: { type: 'object', properties: {} } },
      execute: async args => {
        const { openTemplate } = await import(
          /* webpackChunkName: "templates" */ '../ui/openTemplate'
        );
        return openTemplate(parts, args, browser?.model.path ?? '', trans);
      }
    });
    const category = trans.__('Synapse hunts');
    cards.forEach(({ name: template }, rank) => {
      const item = { command, args: { template }, category, rank };
      launcher?.add({ ...item, categoryRank: 10 });
      palette?.addItem({ command, args: { template }, category });
    });
  }
};
