import {
  IWorkspaceConfig,
  configFileCandidates,
  configFilePath,
  parseConfigFile
} from './configFile';
import { SynapseError } from './errors';
import { IFiles } from './ports';
import { IStartOptions } from './startOptions';
import { ITarget } from './target';

/** Finds the Azure ML workspace that a magic means. */
export class WorkspaceSearch {
  constructor(private _files: IFiles) {}

  /** Null when nothing names one. `path` is that of the notebook. */
  async find(
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
    const text = await this._files.read(full);
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
      const text = await this._files.read(candidate);
      if (text !== null) {
        return parseConfigFile(text, candidate);
      }
    }
    return null;
  }
}

/** Whether a target goes by this name. */
export function names(target: ITarget | null, compute: string): boolean {
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
