import { INotebookTracker } from '@jupyterlab/notebook';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { ILookbacks, ISynapseSessions } from '../tokens';
import { IBackend } from './backend';
import { Coverages } from './coverages';
import { GapGuard, IGapGuardOptions } from './gapGuard';
import { Lookbacks } from './lookbacks';
import { SynapseSessions } from './sessions';

/** What coverage is made over. */
export interface ICoverageParts {
  tracker: INotebookTracker;
  sessions: ISynapseSessions;
  lookbacks: ILookbacks;
  backend: IBackend;
  settings: ISettingRegistry | null;
  /** Asks before a run whose window has gaps. */
  ask: IGapGuardOptions['ask'];
}

const ID = 'jupyterlab-synapse:coverage';

/** Coverage, and who asks before cells are run. */
export interface ICoverageModel {
  coverages: Coverages;
  guard: GapGuard;
}

/** Makes the coverage of all notebooks. */
export async function makeCoverages(
  parts: ICoverageParts
): Promise<ICoverageModel> {
  const { ask, backend, sessions, settings, tracker } = parts;
  const { azure, clock, server } = backend;
  const lookbacks = await parts.lookbacks.load();
  if (!(lookbacks instanceof Lookbacks)) {
    throw new Error('Lookback windows of another extension are not read.');
  }
  const guard: GapGuard = new GapGuard({
    ask,
    notebook: context => coverages.guarded(context),
    lookAgain: (context, signal) => coverages.lookAgain(context, signal)
  });
  const coverages: Coverages = new Coverages({
    tracker,
    lookbacks,
    clock,
    sessionOf: panel =>
      sessions instanceof SynapseSessions ? sessions.ofPanel(panel) : null,
    lake: async () => (await azure()).lake,
    connections: async () => (await server.status()).connections,
    armEndpoint: server.armEndpoint,
    useExisting: (context, notebook) => guard.useExisting(context, notebook)
  });
  // Without them the user is asked.
  await (settings && followSettings(settings, guard).catch(() => undefined));
  return { coverages, guard };
}

async function followSettings(
  registry: ISettingRegistry,
  guard: GapGuard
): Promise<void> {
  const settings = await registry.load(ID);
  const take = () => {
    guard.isOn = settings.composite.warnOfGaps !== false;
  };
  settings.changed.connect(take);
  take();
}
