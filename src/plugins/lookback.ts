import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { loadOnce } from '../core/loadOnce';
import { IBackend } from '../lab/backend';
import { SynapseSessions } from '../lab/sessions';
import { ILookbacks, IPools, ISynapseSessions } from '../tokens';

/** The lookback windows of notebooks; loaded when one is asked for. */
export const lookback: JupyterFrontEndPlugin<ILookbacks> = {
  id: 'jupyterlab-synapse:lookback',
  description: 'Knows the days that a hunt reads.',
  autoStart: true,
  requires: [
    ISynapseSessions,
    INotebookTracker,
    IBackend,
    IEditorLanguageRegistry
  ],
  optional: [IPools, ISettingRegistry],
  provides: ILookbacks,
  activate: (
    _app: JupyterFrontEnd,
    sessions: ISynapseSessions,
    tracker: INotebookTracker,
    backend: IBackend,
    languages: IEditorLanguageRegistry,
    pools: IPools | null,
    settings: ISettingRegistry | null
  ): ILookbacks => {
    const parts = { sessions, tracker, backend, languages, pools, settings };
    const load = loadOnce(async () => {
      const { makeLookbacks } = await import(
        /* webpackChunkName: "lookback" */ '../lab/makeLookbacks'
      );
      return makeLookbacks(parts);
    });
    if (sessions instanceof SynapseSessions) {
      // Without the window the user's statement can run all the same.
      sessions.offer = (panel, session) =>
        load().then(
          ({ offers }) => offers.offer(panel, session),
          () => null
        );
    }
    return { load };
  }
};
