import { SynapseError, problemOf } from './errors';
import type { IMagicContext } from './commandHandler';
import { ISessionDirectory, chooseSession, reusable } from './poolSession';
import { IClock } from './ports';
import { SessionController } from './sessionController';
import { noSession } from './sessionErrors';
import { ISessionSettings } from './sessionSettings';
import { attachedLine, listOf } from './sessionText';
import { IStartOptions } from './startOptions';
import { TargetResolver } from './targetResolver';

/** What `SharingCommands` needs. */
export interface ISharingCommandsOptions {
  clock: IClock;
  resolver: TargetResolver;
  directory?: ISessionDirectory;
}

/**
 * The commands about sessions that run: attach, reuse, detach and stop. Each
 * gives the line to print.
 */
export class SharingCommands {
  constructor(private _options: ISharingCommandsOptions) {}

  /** `%synapse attach [session]`. */
  async attach(
    wanted: string | null,
    options: IStartOptions,
    idleMinutes: number,
    { controller, path }: IMagicContext,
    signal: AbortSignal
  ): Promise<string> {
    const { clock, resolver } = this._options;
    controller.assertFree();
    const target = await resolver.resolve(
      options,
      controller.target,
      path,
      signal
    );
    const entry = chooseSession(
      await this._directory.list(target, signal),
      wanted,
      target.pool,
      clock.now()
    );
    await controller.attach(entry, idleMinutes);
    return `${attachedLine(controller, entry, clock.now())}\n`;
  }

  /**
   * Takes a session that fits, for `start --reuse`; null when there is none.
   * Spark settings cannot be compared: with any, none fits.
   */
  async reuse(
    { target, sizes, conf, idleMinutes }: ISessionSettings,
    controller: SessionController,
    signal: AbortSignal
  ): Promise<string | null> {
    if (Object.keys(conf).length > 0) {
      return null;
    }
    const found = reusable(await this._directory.list(target, signal), sizes);
    if (!found) {
      return null;
    }
    try {
      await controller.attach(found, idleMinutes);
    } catch (reason) {
      // It has ended meanwhile: then another one is started.
      const { kind } = problemOf(reason);
      if (kind === 'session' || kind === 'notFound') {
        return null;
      }
      throw reason;
    }
    return attachedLine(controller, found, this._options.clock.now());
  }

  /** `%synapse detach`. */
  detach(controller: SessionController): string {
    const { session, target, phase } = controller;
    if (phase === 'starting' || phase === 'stopping' || !session) {
      throw noSession();
    }
    const { id } = session;
    controller.forget();
    return `Session ${id} on ${target?.pool} runs on without this notebook. %synapse attach ${id} uses it again.\n`;
  }

  /** `%synapse stop`. */
  async stop(controller: SessionController): Promise<string> {
    this.assertMine(controller, 'stop');
    const id = controller.session?.id;
    const sharers = controller.sharedWith;
    await controller.stop();
    const stopped =
      id === undefined
        ? 'The session is stopped.'
        : `Session ${id} is stopped.`;
    return sharers.length
      ? `${stopped} ${listOf(sharers)} used it too.\n`
      : `${stopped}\n`;
  }

  /** Throws for a session that somebody else started. */
  assertMine(controller: SessionController, command: string): void {
    const { session, isForeign } = controller;
    if (session && isForeign) {
      throw new SynapseError({
        kind: 'usage',
        what: `Session ${session.id} is not yours: %synapse ${command} leaves it alone.`,
        why: session.submitter ? `${session.submitter} started it.` : '',
        next: '%synapse detach lets go of it. The Synapse panel can stop it, and asks first.'
      });
    }
  }

  private get _directory(): ISessionDirectory {
    const { directory } = this._options;
    if (!directory) {
      throw new SynapseError({
        kind: 'unsupported',
        what: 'Sessions of the pool cannot be listed here.'
      });
    }
    return directory;
  }
}
