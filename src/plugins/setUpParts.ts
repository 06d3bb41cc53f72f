import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IWindowResolver } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { IStateDB } from '@jupyterlab/statedb';
import type { TranslationBundle } from '@jupyterlab/translation';
import { IBackend } from '../lab/backend';
import { makeSetUp } from '../lab/makeSetUp';
import { SynapseSessions } from '../lab/sessions';
import { workspaceState } from '../lab/workspaceState';
import type { ISetUpAssistant } from '../setUpTokens';
import type { IPools, ISynapseSessions } from '../tokens';

/** What the assistant works on. */
export interface IAssistantParts {
  app: Pick<JupyterFrontEnd, 'serviceManager'>;
  backend: IBackend;
  pools: IPools;
  sessions: ISynapseSessions;
  tracker: INotebookTracker;
  /** Null: nothing outlives the page. */
  state: (() => Promise<IStateDB>) | null;
  /** Knows the page's workspace; null: there is none. */
  resolver: IWindowResolver | null;
  trans: TranslationBundle;
  /** Makes a notebook from a template. */
  openTemplate: (request: object) => Promise<unknown>;
}

/** Makes the assistant: what its chunk is loaded for. */
export function makeAssistant(parts: IAssistantParts): ISetUpAssistant {
  const { app, resolver, sessions } = parts;
  const { workspaces } = app.serviceManager;
  const options = {
    ...parts,
    shared: resolver && workspaceState(workspaces, () => resolver.name),
    sessionOf: (panel: NotebookPanel) =>
      sessions instanceof SynapseSessions ? sessions.ofPanel(panel) : null
  };
  return makeSetUp(options);
}
