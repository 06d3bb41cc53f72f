import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ParsePython } from '../core/pythonAssignments';
import type { IPools, ISynapseSessions } from '../tokens';
import { IBackend } from './backend';
import { Lookbacks } from './lookbacks';
import { SynapseSessions } from './sessions';

/** What the windows of notebooks are made over. */
export interface ILookbackParts {
  tracker: INotebookTracker;
  sessions: ISynapseSessions;
  backend: IBackend;
  languages: IEditorLanguageRegistry;
  pools: IPools | null;
  settings: ISettingRegistry | null;
}

const ID = 'jupyterlab-synapse:lookback';

/** Makes the windows of all notebooks. */
export async function makeLookbacks(parts: ILookbackParts): Promise<Lookbacks> {
  const { backend, languages, pools, sessions, settings, tracker } = parts;
  const known = (connection: string) =>
    pools?.status?.connections.find(({ id }) => id === connection);
  const model = new Lookbacks({
    tracker,
    sessionOf: panel =>
      sessions instanceof SynapseSessions ? sessions.ofPanel(panel) : null,
    ledger: backend.ledger,
    clock: backend.clock,
    parse: await pythonParser(languages),
    isLocal: connection => (known(connection)?.kind ?? connection) === 'local',
    armOrigin: connection => known(connection)?.armEndpoint ?? null
  });
  // Without it the default is in force.
  await (settings && followSettings(settings, model).catch(() => undefined));
  return model;
}

async function followSettings(
  registry: ISettingRegistry,
  { offers }: Lookbacks
): Promise<void> {
  const settings = await registry.load(ID);
  const take = () => {
    const { offerWindow: mode } = settings.composite;
    if (mode === 'auto' || mode === 'always' || mode === 'never') {
      offers.mode = mode;
    }
  };
  settings.changed.connect(take);
  take();
}

/** The parser that Lab's editor has; without one no code is read. */
async function pythonParser(
  languages: IEditorLanguageRegistry
): Promise<ParsePython> {
  const language = await languages.getLanguage('python').catch(() => null);
  const parser = language?.support?.language.parser;
  const nothing = {
    name: '',
    from: 0,
    to: 0,
    firstChild: null,
    nextSibling: null,
    parent: null
  };
  return text => parser?.parse(text).topNode ?? nothing;
}
