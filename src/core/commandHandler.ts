import { SynapseError } from './errors';
import { DEFAULT_SIZES, ISparkSession, StatementKind } from './livy';
import { SynapseCommand, USAGE, parseMagic } from './magics';
import { IAzure, IClock, IOutputs } from './ports';
import { SessionController } from './sessionController';
import { noSession } from './sessionErrors';
import { MagicValue, sessionMeta } from './sessionMeta';
import { duration, readyLine, startingLine, textTable } from './sessionText';
import { IStartOptions } from './startOptions';
import { TargetResolver } from './targetResolver';

/** Who runs a magic. */
export interface IMagicContext {
  controller: SessionController;
  /** Path of the notebook from the server's root. */
  path: string;
  /** Id of the cell; null when it is not known. */
  cellId: string | null;
}

/** Options of a `CommandHandler`. */
export interface ICommandHandlerOptions {
  azure: () => Promise<IAzure>;
  clock: IClock;
  resolver: TargetResolver;
  /** A new id for a display that is updated in place. */
  displayId: () => string;
}

/**
 * Runs `%synapse` and `%%synapse`, however they came: from a cell that needs
 * no kernel, or from the kernel over the bridge.
 */
export class CommandHandler {
  constructor(private _options: ICommandHandlerOptions) {}

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
        await this._statement(
          command.code,
          command.kind,
          context,
          outputs,
          signal
        );
        return null;
      case 'stop': {
        const id = controller.session?.id;
        await controller.stop();
        await print(
          outputs,
          id === undefined
            ? 'The session is stopped.\n'
            : `Session ${id} is stopped.\n`
        );
        return null;
      }
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
        return this._list(command.options, context, outputs, signal);
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
    controller.assertFree();
    const begun = clock.now();
    const line = new LiveLine(outputs, this._options.displayId());
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
    let shown: ISparkSession | null = null;
    const done = new AbortController();
    const tick = async () => {
      while (!done.signal.aborted) {
        await line.show(startingLine(target.pool, shown, clock.now() - begun));
        await clock.sleep(1000, done.signal);
      }
    };
    const ticking = tick();
    try {
      await controller.start(
        {
          target,
          sizes: { ...DEFAULT_SIZES, ...target.sizes, ...options.givenSizes },
          conf: { ...target.conf, ...conf },
          idleMinutes: options.sessionTimeout,
          startTimeout: options.startTimeout
        },
        signal,
        session => {
          shown = session;
        }
      );
    } catch (reason) {
      done.abort();
      await ticking;
      await line.show(
        `No session on ${target.pool} after ${duration(clock.now() - begun)}.`
      );
      throw reason;
    }
    // Waited for, so that the last line is never overwritten.
    done.abort();
    await ticking;
    await line.show(readyLine(controller, clock.now() - begun));
    return null;
  }

  private async _statement(
    code: string,
    kind: StatementKind,
    context: IMagicContext,
    outputs: IOutputs,
    signal: AbortSignal
  ): Promise<void> {
    await context.controller.run(code, kind, context.cellId, outputs, signal);
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

  private async _list(
    options: IStartOptions,
    context: IMagicContext,
    outputs: IOutputs,
    signal: AbortSignal
  ): Promise<MagicValue> {
    const { resolver, azure } = this._options;
    const where = await resolver.workspace(
      options,
      context.controller.target,
      context.path
    );
    const { resourceManager } = await azure();
    if (!where) {
      await resolver.localTarget();
    }
    const groups = where
      ? [
          await resourceManager.listComputes(
            where.connection,
            {
              subscriptionId: where.workspace.subscriptionId,
              resourceGroup: where.workspace.resourceGroup,
              amlWorkspace: where.workspace.workspaceName
            },
            signal
          )
        ]
      : await resourceManager.listGroups('local', signal);
    const pools = groups.flatMap(group => group.pools);
    if (pools.length === 0) {
      throw new SynapseError({
        kind: 'notFound',
        what: 'No Synapse Spark pool is attached to the workspace.',
        why: groups.map(group => group.problem ?? '').join(' '),
        next: 'Attach one in Azure ML under Compute → Attached computes.'
      });
    }
    await print(
      outputs,
      `${textTable([
        ['compute', 'pool', 'facts'],
        ...pools.map(pool => [pool.label, pool.target.pool, pool.detail])
      ])}\n`
    );
    return pools.map(pool => ({
      name: pool.label,
      pool: pool.target.pool,
      workspace: pool.target.workspace,
      resource_id: pool.target.poolResourceId,
      available: pool.available
    }));
  }
}

/** One line of text that is redrawn in place. */
class LiveLine {
  constructor(
    private _outputs: IOutputs,
    private _id: string
  ) {}

  async show(text: string): Promise<void> {
    if (text === this._shown) {
      return;
    }
    const first = this._shown === '';
    this._shown = text;
    await this._outputs.publish({
      type: first ? 'display_data' : 'update_display_data',
      content: {
        data: { 'text/plain': text },
        metadata: {},
        transient: { display_id: this._id }
      }
    });
  }

  private _shown = '';
}

function print(
  outputs: IOutputs,
  text: string,
  name = 'stdout'
): Promise<void> {
  return outputs.publish({ type: 'stream', content: { name, text } });
}
