import { UUID } from '@lumino/coreutils';
import type { CommandHandler } from '../core/commandHandler';
import { loadOnce } from '../core/loadOnce';
import { IBackend } from './backend';
import { SynapseSessions } from './sessions';

/** Gives the handler of magics, whose code is loaded on first use. */
export function commandHandler(
  backend: IBackend,
  sessions: SynapseSessions
): () => Promise<CommandHandler> {
  const { azure, clock, preferences, resolver } = backend;
  return loadOnce(async () => {
    const { CommandHandler } = await import(
      /* webpackChunkName: "running" */ '../core/commandHandler'
    );
    return new CommandHandler({
      azure,
      clock,
      displayId: UUID.uuid4,
      directory: await sessions.directory(),
      idleMinutes: () => sessions.defaults.idleMinutes,
      sizesOf: preferences.readSizes,
      resolver: await resolver()
    });
  });
}
