import { IWorkspaceConfig } from './configFile';
import { IConnection, IServerStatus } from './connection';
import { SynapseError } from './errors';
import { livyTarget } from './livyTarget';
import { IAzure, IFiles, IServer } from './ports';
import { IStartOptions } from './startOptions';
import { ITarget } from './target';
import { inSubscription } from './unknownSubscription';
import { WorkspaceSearch, names } from './workspaceSearch';

/** What the search for a target needs. */
export interface ITargetResolverOptions {
  azure: () => Promise<IAzure>;
  server: IServer;
  files: IFiles;
  /** Connection of notebooks that say nothing, as the user has set it. */
  connection?: () => string;
}

/**
 * Finds what `%synapse start` runs on.
 *
 * Order: `-w -s -r`; `-f`; the notebook's target; the nearest `config.json`
 * (as Azure ML's `Workspace.from_config` looks for it); the local pool. The
 * first three letters go together: some of them without the others are an
 * error, unless a `config.json` completes them.
 */
export class TargetResolver {
  constructor(private _options: ITargetResolverOptions) {
    this._search = new WorkspaceSearch(_options.files);
  }

  /** `current` is the notebook's target, `path` that of the notebook. */
  async resolve(
    options: IStartOptions,
    current: ITarget | null,
    path: string,
    signal?: AbortSignal
  ): Promise<ITarget> {
    const workspace = await this._search.find(options, current, path);
    const { compute } = options;
    if (!workspace) {
      return compute === null || names(current, compute)
        ? (current ?? (await this.defaultTarget()))
        : ((await this._livy(compute)) ?? this._local(compute, signal));
    }
    return inSubscription(workspace.subscriptionId, () =>
      this._find(workspace, compute, signal)
    );
  }

  /** The Azure ML workspace that `%synapse list` shows. */
  async workspace(
    options: IStartOptions,
    current: ITarget | null,
    path: string
  ): Promise<{ connection: string; workspace: IWorkspaceConfig } | null> {
    const workspace = await this._search.find(
      { ...options, compute: options.compute ?? '' },
      current,
      path
    );
    return workspace
      ? {
          workspace,
          connection: await this.connectionOf(workspace.subscriptionId)
        }
      : null;
  }

  /**
   * What a notebook runs on that says nothing: the connection of the user's
   * settings, else that of the server's, else the local pool.
   */
  async defaultTarget(): Promise<ITarget> {
    const { connections, defaults } = await this._options.server.status();
    const users = this._options.connection?.() ?? '';
    const wanted = users || (defaults?.connection ?? 'local');
    const found = connections.find(one => one.id === wanted);
    if (found?.kind === 'livy') {
      return usable(found);
    }
    if (wanted === 'local') {
      return this.localTarget();
    }
    const names = connections
      .filter(one => one.kind !== 'synapse')
      .map(one => one.id);
    throw new SynapseError({
      kind: 'usage',
      what: `New notebooks cannot begin on the connection "${wanted}".`,
      why:
        found?.kind === 'synapse'
          ? 'Azure has many pools, and the setting does not say which.'
          : 'This server does not have it.',
      next: `Choose a pool in the notebook toolbar, or set the default connection (Settings, Spark sessions) to one of ${names.join(', ')}.`
    });
  }

  /** The plain Livy endpoints of this server. */
  async livyConnections(): Promise<readonly IConnection[]> {
    const { connections } = await this._options.server.status();
    return connections.filter(one => one.kind === 'livy');
  }

  /** The first pool of the local pool's workspace. */
  async localTarget(): Promise<ITarget> {
    const status = await this._localStatus();
    const { resourceManager } = await this._options.azure();
    const groups = await resourceManager.listGroups('local');
    const pool = groups.flatMap(group => group.pools)[0];
    if (!pool) {
      throw new SynapseError({
        kind: 'notFound',
        what: 'The local pool lists no Spark pool.',
        why: groups.map(group => group.problem).join(' '),
        next: 'Restart JupyterLab; if it stays so, run with --debug and report it.',
        detail: JSON.stringify(status.localPool)
      });
    }
    return pool.target;
  }

  /** Id of the connection that knows a subscription. */
  async connectionOf(subscriptionId: string): Promise<string> {
    const { connections } = await this._options.server.status();
    const own = connections.find(one =>
      one.subscriptionIds.includes(subscriptionId.toLowerCase())
    );
    if (own) {
      await this._localStatus();
      return own.id;
    }
    const azure = connections.find(one => one.kind === 'synapse');
    if (!azure) {
      throw new SynapseError({
        kind: 'access',
        what: `Subscription ${subscriptionId} is not the local pool's, and Azure is not among the connections of this server.`,
        next: 'Ask for c.SynapseConfig.enable_azure = True in the Jupyter server configuration, or start without -w -s -r for the local pool.'
      });
    }
    if (!azure.available) {
      throw new SynapseError({
        kind: 'access',
        what: 'Azure cannot be used from this server.',
        why: azure.reason ?? '',
        next: 'Put that right and start again, or start without -w -s -r for the local pool.'
      });
    }
    return azure.id;
  }

  private async _find(
    workspace: IWorkspaceConfig,
    compute: string | null,
    signal?: AbortSignal
  ): Promise<ITarget> {
    const connection = await this.connectionOf(workspace.subscriptionId);
    const { resourceManager } = await this._options.azure();
    if (compute === null) {
      const group = await resourceManager.listComputes(
        connection,
        reference(workspace),
        signal
      );
      throw new SynapseError({
        kind: 'usage',
        what: 'argument -c/--compute-target: expected one argument',
        why: `%synapse start with a workspace needs the name of a Spark pool attached to it.`,
        next: `${workspace.workspaceName} has: ${group.pools.map(pool => pool.label).join(', ') || 'no attached Synapse Spark pool'}.`
      });
    }
    return resourceManager.resolveCompute(
      connection,
      { ...reference(workspace), compute },
      signal
    );
  }

  private async _localStatus(): Promise<IServerStatus> {
    const { server } = this._options;
    const status = await server.status();
    const local = status.connections.find(one => one.kind === 'local');
    if (!local || !local.available) {
      throw new SynapseError({
        kind: 'unsupported',
        what: 'The local pool cannot be used on this server.',
        why: local?.reason ?? 'It is switched off in the server configuration.',
        next: 'Name an Azure ML workspace with -w -s -r -c, or choose another pool in the notebook toolbar.'
      });
    }
    if (status.localPool.state === 'ready') {
      return status;
    }
    const started = await server.startLocalPool();
    if (started.localPool.state === 'failed') {
      throw new SynapseError({
        kind: 'server',
        what: 'The local pool did not start.',
        why: started.localPool.message,
        next: 'Read the log of the Jupyter server, then try again.'
      });
    }
    return started;
  }

  /** The plain Livy of this name, if there is one. */
  private async _livy(compute: string): Promise<ITarget | null> {
    const wanted = compute.toLowerCase();
    const found = (await this.livyConnections()).find(
      one => one.id.toLowerCase() === wanted
    );
    return found ? usable(found) : null;
  }

  private async _local(
    compute: string,
    signal?: AbortSignal
  ): Promise<ITarget> {
    await this._localStatus();
    const { resourceManager } = await this._options.azure();
    const groups = await resourceManager.listGroups('local', signal);
    const pools = groups.flatMap(group => group.pools);
    const found = pools.find(pool => names(pool.target, compute));
    if (!found) {
      throw new SynapseError({
        kind: 'notFound',
        what: `There is no compute "${compute}".`,
        why: `No workspace was given (-w -s -r), none is chosen in the toolbar and no config.json was found, so only the local pool was searched. It has: ${pools.map(pool => pool.label).join(', ')}.`,
        next: 'Give -w, -s and -r, or use one of these names.'
      });
    }
    return found.target;
  }

  private _search: WorkspaceSearch;
}

/** The target of a plain Livy; throws when it cannot be used. */
function usable({ id, available, reason }: IConnection): ITarget {
  if (!available) {
    throw new SynapseError({
      kind: 'access',
      what: `The Livy "${id}" cannot be used from this server.`,
      why: reason ?? '',
      next: 'Put that right, or choose another pool in the notebook toolbar.'
    });
  }
  return livyTarget(id);
}

function reference(workspace: IWorkspaceConfig) {
  return {
    subscriptionId: workspace.subscriptionId,
    resourceGroup: workspace.resourceGroup,
    amlWorkspace: workspace.workspaceName
  };
}
