import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, IWindowResolver } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { loadOnce } from '../core/loadOnce';
import { IBackend } from '../lab/backend';
import { ISetUp } from '../setUpTokens';
import { IPools, ISynapseSessions } from '../tokens';
import { SetUpOpener } from '../ui/setUpOpener';
import { CommandIDs } from './commandIds';

/** The assistant that sets Azure up; loaded when it is first shown. */
export const setUp: JupyterFrontEndPlugin<ISetUp> = {
  id: 'jupyterlab-synapse:set-up',
  description: 'Leads from nothing to a hunt on Azure.',
  autoStart: true,
  requires: [IBackend, IPools, ISynapseSessions, INotebookTracker],
  optional: [IStateDB, ITranslator, ICommandPalette, IWindowResolver],
  provides: ISetUp,
  activate: (
    app: JupyterFrontEnd,
    backend: IBackend,
    pools: IPools,
    sessions: ISynapseSessions,
    tracker: INotebookTracker,
    db: IStateDB | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    resolver: IWindowResolver | null
  ): ISetUp => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_synapse');
    const { commands, restored } = app;
    const state = db && (() => restored.then(() => db));
    const openTemplate = (args: object) =>
      commands.execute(CommandIDs.newFromTemplate, { ...args });
    const load = loadOnce(async () => {
      const { makeAssistant } = await import(
        /* webpackChunkName: "set-up" */ './setUpParts'
      );
      const models = { app, backend, pools, resolver, sessions, tracker };
      return makeAssistant({ ...models, state, trans, openTemplate });
    });
    const setUp = new SetUpOpener(load, sessionStorage);
    const command = CommandIDs.setUp;
    commands.addCommand(command, {
      label: trans.__('Set Up Azure for Hunts'),
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => {
        setUp.setOpen(true);
        return commands.execute(CommandIDs.showPanel);
      }
    });
    palette?.addItem({ command, category: trans.__('Synapse') });
    return setUp;
  }
};
