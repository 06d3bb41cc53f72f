import { SynapseError } from './errors';
import { IFrameRequest } from './frame';
import type { IFrameOrder } from './frameRun';
import { LiveLine, print, showStart } from './liveLine';
import { listPools } from './listCommand';
import { DEFAULT_SIZES, ISessionSizes, ISparkSession } from './livy';
import { DEFAULT_SESSION_TIMEOUT } from './magicParser';
import { SynapseCommand, USAGE, parseMagic } from './magics';
import { ISessionDirectory } from './poolSession';
import { IAzure, IClock, IOutputs } from './ports';
import { joinStart } from './joinStart';
import { SessionController } from './sessionController';
import { noSession } from './sessionErrors';
import { MagicValue, sessionMeta } from './sessionMeta';
import { ISessionSettings } from './sessionSettings';
import { duration, readyLine, setUpText, textTable } from './sessionText';
import { SharingCommands } from './sharingCommands';
import { IStartOptions } from './startOptions';
import { ITarget } from './target';
import { TargetResolver } from './targetResolver';

/** Who runs a magic. */
export interface IMagicContext {
  controller: SessionController;
  /** Path of the notebook from the server's root. */
  path: string;
  /** Id of the cell; null when it is not known. */
  cellId: string | null;
  /** Id of the run when it may be an earlier one's; else a new one. */
  runId?: string | null;
  /** An earlier page had begun it: take it up. */
  isResumed?: boolean;
  /**
   * Runs the set-up cells of the notebook behind all that waits, and tells
   * how many there are. Null for consoles.
   */
  setUp?: (() => number) | null;
  /** Who takes the frames of `-o`; rejects where nobody can. */
  frames(): Promise<Omit<IFrameOrder, keyof IFrameRequest>>;
}

/** Options of a `CommandHandler`. */
export interface ICommandHandlerOptions {
  azure: () => Promise<IAzure>;
  clock: IClock;
  resolver: TargetResolver;
  /** A new id for a display that is updated in place. */
  displayId: () => string;
  /** Lists sessions of pools; without it nothing can be attached to. */
  directory?: ISessionDirectory;
  /** All five sizes when none are given; Small and the target's without it. */
  sizesOf?: (target: ITarget) => Promise<ISessionSizes>;
  /** Idle limit when `-t` is not given. */
  idleMinutes?: () => number;
}

/**
 * Runs `%synapse` and `%%synapse`, however they came: from a cell that needs
 * no kernel, or from the kernel over the bridge.
 */
export class CommandHandler {
  constructor(private _options: ICommandHandlerOptions) {
    this._sharing = new SharingCommands(_options);
  }

  /**
   * Runs one magic. Resolves to its value, which a kernel gives to the user's
   * code. Rejects with a `SynapseError` or a `StatementError`.
   */
  async run(
    line: string,
    cell: string | null,
    context: IMagicContext,
    outputs: IOutputs,
    signal: AbortSignal
  ): Promise<MagicValue> {
    const command = await parseMagic(line, cell);
    return this._run(command, context, outputs, signal);
  }

  private async _run(
    command: SynapseCommand,
    context: IMagicContext,
    outputs: IOutputs,
    signal: AbortSignal
  ): Promise<MagicValue> {
    const { controller } = context;
    switch (command.name) {
      case 'start':
        return this._start(command, context, outputs, signal);
      case 'run':
        await this._statement(command, context, outputs, signal);
        return null;
      case 'attach': {
        const { session, options } = command;
        const idleMinutes = this._idleMinutes(options);
        await print(
          outputs,
          await this._sharing.attach(
            session,
            options,
            idleMinutes,
            context,
            signal
          )
        );
        return null;
      }
      case 'stop':
        await print(
          outputs,
          context.isResumed && controller.phase === 'none'
            ? 'The session is stopped.\n'
            : await this._sharing.stop(controller)
        );
        return null;
      case 'restart':
        return this._restart(context, outputs, signal);
      case 'detach':
        await print(outputs, this._sharing.detach(controller));
        return null;
      case 'meta':
        await controller.refresh();
        if (!controller.session) {
          throw controller.problem
            ? new SynapseError(controller.problem)
            : noSession();
        }
        return sessionMeta(controller);
      case 'status':
        return this._status(controller, outputs);
      case 'list':
        return listPools(
          this._options,
          command.options,
          context,
          outputs,
          signal
        );
      case 'help':
        await print(outputs, `${command.text || USAGE}\n`);
        return null;
    }
  }

  private async _start(
    command: Extract<SynapseCommand, { name: 'start' }>,
    context: IMagicContext,
    outputs: IOutputs,
    signal: AbortSignal
  ): Promise<null> {
    const { clock, resolver } = this._options;
    const { controller, path } = context;
    const { options, conf } = command;
    const line = new LiveLine(outputs, this._options.displayId());
    if (context.isResumed && /starting|ready/.test(controller.phase)) {
      await joinStart(controller, line, clock, signal);
      return null;
    }
    controller.assertFree();
    const begun = clock.now();
    if (options.environment !== null) {
      await print(
        outputs,
        `-e ${options.environment} is not supported: the session starts with the packages of the pool.\n`,
        'stderr'
      );
    }
    await line.show('Looking for the Spark pool …');
    const target = await resolver
      .resolve(options, controller.target, path, signal)
      .catch(async (reason: unknown) => {
        await line.show('No session was started.');
        throw reason;
      });
    const settings: ISessionSettings = {
      target,
      sizes: {
        ...((await this._options.sizesOf?.(target)) ?? {
          ...DEFAULT_SIZES,
          ...target.sizes
        }),
        ...options.givenSizes
      },
      conf: { ...target.conf, ...conf },
      idleMinutes: this._idleMinutes(options),
      startTimeout: options.startTimeout
    };
    if (options.reuse) {
      const reused = await this._sharing.reuse(settings, controller, signal);
      if (reused) {
        await line.show(reused);
        return null;
      }
    }
    await this._started(line, target.pool, begun, controller, onRead =>
      controller.start(settings, signal, onRead)
    );
    return null;
  }

  private async _restart(
    { controller, setUp }: IMagicContext,
    outputs: IOutputs,
    signal: AbortSignal
  ): Promise<null> {
    const { pool } = controller.target ?? {};
    if (pool === undefined) {
      throw noSession();
    }
    this._sharing.assertMine(controller, 'restart');
    const line = new LiveLine(outputs, this._options.displayId());
    const begun = this._options.clock.now();
    await this._started(line, pool, begun, controller, onRead =>
      controller.restart(signal, onRead)
    );
    await print(outputs, `${setUpText(setUp?.() ?? 0)}\n`);
    return null;
  }

  /** Shows the way to a session in a line, and how it ended. */
  private async _started(
    line: LiveLine,
    pool: string,
    begun: number,
    controller: SessionController,
    work: (onRead: (session: ISparkSession) => void) => Promise<unknown>
  ): Promise<void> {
    const { clock } = this._options;
    try {
      await showStart(line, clock, pool, begun, work);
    } catch (reason) {
      await line.show(
        `No session on ${pool} after ${duration(clock.now() - begun)}.`
      );
      throw reason;
    }
    await line.show(readyLine(controller, clock.now() - begun));
  }

  private _idleMinutes({ sessionTimeout }: IStartOptions): number {
    const { idleMinutes } = this._options;
    return sessionTimeout ?? idleMinutes?.() ?? DEFAULT_SESSION_TIMEOUT;
  }

  private async _statement(
    { code, kind, frame }: Extract<SynapseCommand, { name: 'run' }>,
    context: IMagicContext,
    outputs: IOutputs,
    signal: AbortSignal
  ): Promise<void> {
    const { controller, cellId, runId, frames } = context;
    let order: IFrameOrder | null = null;
    if (frame) {
      await controller.untilReady(signal);
      order = { ...frame, ...(await frames()) };
      // Before anything is run, as it may run for long.
      await order.receiver.check(signal);
    }
    await controller.run(
      code,
      kind,
      cellId,
      outputs,
      signal,
      runId ?? undefined,
      order
    );
  }

  private async _status(
    controller: SessionController,
    outputs: IOutputs
  ): Promise<null> {
    await controller.refresh();
    const { session, target, phase, problem, startedAt } = controller;
    const rows = [
      ['session', session ? String(session.id) : 'none'],
      ['state', session && phase !== 'none' ? session.state : phase],
      ['pool', target?.pool ?? '(not chosen)'],
      ['workspace', target?.workspace ?? ''],
      ['owner', controller.isForeign ? (session?.submitter ?? 'unknown') : ''],
      ['shared with', controller.sharedWith.join(', ')],
      [
        'up',
        startedAt === null || phase === 'ended'
          ? ''
          : duration(this._options.clock.now() - startedAt)
      ],
      ['problem', problem?.what ?? '']
    ].filter(([, value]) => value);
    await print(outputs, `${textTable(rows)}\n`);
    return null;
  }

  private _sharing: SharingCommands;
}
