import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { DEFAULT_SIZES, ISessionSizes } from '../core/livy';
import { loadOnce } from '../core/loadOnce';
import { SIZE_PRESETS, withPreset } from '../core/sessionSizes';
import { parseSizes } from '../core/targetMetadata';
import { IPools } from '../tokens';
import { IBackend } from './backend';
import { NotebookSession } from './notebookSession';
import { EVERYWHERE } from './ownKey';
import { Preferences } from './preferences';
import { SynapseSessions } from './sessions';

/** Makes the sessions of all notebooks over the real server. */
export function makeSessions(
  tracker: INotebookTracker,
  backend: IBackend,
  pools: IPools | null
): SynapseSessions {
  const { azure, clock, ledger, preferences, resolver, server, watch } =
    backend;
  const account = async () =>
    (pools?.signIn ?? (await server.signIn('read'))).account;
  const model: SynapseSessions = new SynapseSessions({
    tracker,
    make: (path, targets, links) =>
      new NotebookSession({
        path,
        azure,
        clock,
        watch,
        ledger,
        targets,
        defaultTarget: async () => (await resolver()).defaultTarget(),
        preferences,
        ...links
      }),
    hasOwn: async () => {
      const { notes } = await ledger.read(EVERYWHERE);
      return Object.keys(notes).length > 0;
    },
    directory: loadOnce(async () => {
      const { SessionDirectory } = await import(
        /* webpackChunkName: "running" */ './sessionDirectory'
      );
      const { OwnSessions } = await import(
        /* webpackChunkName: "running" */ './ownSessions'
      );
      const own = new OwnSessions(ledger);
      const users = () => model.users;
      return new SessionDirectory({
        azure,
        clock,
        server,
        own,
        account,
        users
      });
    })
  });
  return model;
}

/** The sizes of the settings; null when they leave it to the server. */
function usersSizes({
  sizes,
  customSizes
}: Readonly<Record<string, unknown>>): Partial<ISessionSizes> | null {
  if (sizes === 'custom') {
    return parseSizes(customSizes);
  }
  const preset = SIZE_PRESETS.find(({ name }) => name === sizes);
  return preset ? withPreset(DEFAULT_SIZES, preset) : null;
}

/** Keeps what the user has set where sessions look for it. */
export async function followSettings(
  registry: ISettingRegistry,
  id: string,
  { defaults }: SynapseSessions,
  preferences: Preferences
): Promise<void> {
  const settings = await registry.load(id);
  const take = () => {
    const { defaultConnection, idleMinutes, onKernelShutdown } =
      settings.composite;
    const { frameRows, framePieceKilobytes } = settings.composite;
    if (typeof frameRows === 'number') {
      defaults.frames.rows = frameRows;
    }
    if (typeof framePieceKilobytes === 'number') {
      defaults.frames.piece = framePieceKilobytes * 1024;
    }
    preferences.connection =
      typeof defaultConnection === 'string' ? defaultConnection.trim() : '';
    preferences.sizes = usersSizes(settings.composite);
    if (typeof idleMinutes === 'number' && idleMinutes >= 1) {
      defaults.idleMinutes = idleMinutes;
    }
    if (
      onKernelShutdown === 'keep' ||
      onKernelShutdown === 'ask' ||
      onKernelShutdown === 'stop'
    ) {
      defaults.onKernelShutdown = onKernelShutdown;
    }
  };
  settings.changed.connect(take);
  take();
}
