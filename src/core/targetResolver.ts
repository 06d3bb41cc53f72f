import {
  IWorkspaceConfig,
  configFileCandidates,
  configFilePath,
  parseConfigFile
} from './configFile';
import { IServerStatus } from './connection';
import { SynapseError } from './errors';
import { IAzure, IFiles, IServer } from './ports';
import { IStartOptions } from './startOptions';
import { ITarget } from './target';

/** What the search for a target needs. */
export interface ITargetResolverOptions {
  azure: () => Promise<IAzure>;
  server: IServer;
  files: IFiles;
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
  constructor(private _options: ITargetResolverOptions) {}

  /** `current` is the notebook's target, `path` that of the notebook. */
  async resolve(
    options: IStartOptions,
    current: ITarget | null,
    path: string,
    signal?: AbortSignal
  ): Promise<ITarget> {
    const workspace = await this._workspace(options, current, path);
    const { compute } = options;
    if (!workspace) {
      return compute === null || names(current, compute)
        ? (current ?? (await this.localTarget()))
        : this._local(compute, signal);
    }
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

  /** The Azure ML workspace that `%synapse list` shows. */
  async workspace(
    options: IStartOptions,
    current: ITarget | null,
    path: string
  ): Promise<{ connection: string; workspace: IWorkspaceConfig } | null> {
    const workspace = await this._workspace(
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

  private async _workspace(
    options: IStartOptions,
    current: ITarget | null,
    path: string
  ): Promise<IWorkspaceConfig | null> {
    const { configFile, compute } = options;
    const given: Partial<IWorkspaceConfig> = {
      ...(options.subscriptionId !== null && {
        subscriptionId: options.subscriptionId
      }),
      ...(options.resourceGroup !== null && {
        resourceGroup: options.resourceGroup
      }),
      ...(options.workspaceName !== null && {
        workspaceName: options.workspaceName
      })
    };
    const count = Object.keys(given).length;
    if (count === 3) {
      return given as IWorkspaceConfig;
    }
    if (configFile !== null) {
      return { ...(await this._read(configFile, path)), ...given };
    }
    if (count === 0) {
      if (compute === null || names(current, compute)) {
        return null;
      }
      const own = current && workspaceOf(current);
      if (own) {
        return own;
      }
    }
    const found = await this._lookUp(path);
    if (found) {
      return { ...found, ...given };
    }
    if (count > 0) {
      const missing = [
        given.workspaceName ?? '-w/--workspace-name',
        given.subscriptionId ?? '-s/--subscription-id',
        given.resourceGroup ?? '-r/--resource-group'
      ].filter(one => one.startsWith('-') && one.includes('/'));
      throw new SynapseError({
        kind: 'usage',
        what: `the following arguments are required: ${missing.join(', ')}`,
        why: '-w, -s and -r name an Azure ML workspace together, and no config.json was found that completes them.',
        next: 'Give all three, or -f with the path of a config.json.'
      });
    }
    return null;
  }

  private async _read(file: string, path: string): Promise<IWorkspaceConfig> {
    const full = configFilePath(path, file);
    const text = await this._options.files.read(full);
    if (text === null) {
      throw new SynapseError({
        kind: 'notFound',
        what: `argument -f/--config-file: no file "${file}".`,
        why: `It was looked for at "${full}", from the folder of the notebook.`,
        next: 'Give the path relative to the notebook, or name the workspace with -w -s -r.'
      });
    }
    return parseConfigFile(text, full);
  }

  private async _lookUp(path: string): Promise<IWorkspaceConfig | null> {
    for (const candidate of configFileCandidates(path)) {
      const text = await this._options.files.read(candidate);
      if (text !== null) {
        return parseConfigFile(text, candidate);
      }
    }
    return null;
  }
}

function names(target: ITarget | null, compute: string): boolean {
  const wanted = compute.toLowerCase();
  return (
    target !== null &&
    [target.compute, target.pool].some(name => name?.toLowerCase() === wanted)
  );
}

function workspaceOf(target: ITarget): IWorkspaceConfig | null {
  const { subscriptionId, resourceGroup, amlWorkspace } = target;
  return subscriptionId && resourceGroup && amlWorkspace
    ? { subscriptionId, resourceGroup, workspaceName: amlWorkspace }
    : null;
}

function reference(workspace: IWorkspaceConfig) {
  return {
    subscriptionId: workspace.subscriptionId,
    resourceGroup: workspace.resourceGroup,
    amlWorkspace: workspace.workspaceName
  };
}
