import { SynapseError } from './errors';
import { jsonFault } from './magicJson';

/** An Azure ML workspace as its `config.json` names it. */
export interface IWorkspaceConfig {
  subscriptionId: string;
  resourceGroup: string;
  workspaceName: string;
}

/** File names that azureml-core looks for in each folder, in its order. */
const NAMES = ['config.json', '.azureml/config.json', 'aml_config/config.json'];

/** Names of a field, newest first; the last ones are other tools' spelling. */
const FIELDS: Readonly<Record<keyof IWorkspaceConfig, readonly string[]>> = {
  subscriptionId: ['subscription_id', 'subscriptionId'],
  resourceGroup: ['resource_group', 'resourceGroup', 'resource_group_name'],
  workspaceName: ['workspace_name', 'workspaceName']
};

/** The one field of the oldest files (`project.json`): an ARM id. */
const SCOPE =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.MachineLearningServices\/workspaces\/([^/]+)/i;

/**
 * Read Azure ML's `config.json`: `subscription_id`, `resource_group` and
 * `workspace_name`, or the older `Scope`. `path` is for the message only.
 * Throws a `usage` SynapseError that names the file.
 */
export function parseConfigFile(
  text: string,
  path = 'config.json'
): IWorkspaceConfig {
  const json = text.replace(/^\uFEFF/, '');
  const wrong = jsonFault(json);
  if (wrong) {
    throw fault(
      `${path} is not JSON: line ${wrong.line}, column ${wrong.column}: ${wrong.reason}.`
    );
  }
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw fault(`${path} does not hold a JSON object.`);
  }
  const fields = value as Record<string, unknown>;
  const scope = SCOPE.exec(String(fields.Scope ?? fields.scope ?? ''));
  const read = (name: keyof IWorkspaceConfig, group: number): string => {
    for (const key of FIELDS[name]) {
      const found = fields[key];
      if (typeof found === 'string' && found.trim()) {
        return found.trim();
      }
    }
    return scope?.[group] ?? '';
  };
  const config: IWorkspaceConfig = {
    subscriptionId: read('subscriptionId', 1),
    resourceGroup: read('resourceGroup', 2),
    workspaceName: read('workspaceName', 3)
  };
  const missing = (
    ['subscriptionId', 'resourceGroup', 'workspaceName'] as const
  )
    .filter(name => !config[name])
    .map(name => FIELDS[name][0]);
  if (missing.length) {
    throw fault(`${path} has no ${missing.join(', no ')}.`);
  }
  return config;
}

function fault(what: string): SynapseError {
  return new SynapseError({
    kind: 'usage',
    what,
    next: 'Download config.json of the workspace from Azure Machine Learning studio, or give -s, -r and -w.'
  });
}

/**
 * Where `Workspace.from_config()` would look for a notebook: its folder, then
 * each one above up to the server's root; nearest first. Paths are from the
 * server's root, without a leading `/`. A drive (`RTC:`) stays in front.
 */
export function configFileCandidates(notebookPath: string): string[] {
  const { drive, folders } = place(notebookPath);
  const found: string[] = [];
  for (let depth = folders.length; depth >= 0; depth--) {
    for (const name of NAMES) {
      found.push(drive + [...folders.slice(0, depth), name].join('/'));
    }
  }
  return found;
}

/**
 * The file that `-f path` means in a notebook, as a path from the server's
 * root. An absolute path is taken from that root; `..` never leaves it.
 */
export function configFilePath(notebookPath: string, path: string): string {
  const { drive, folders } = place(notebookPath);
  const parts = path.replace(/\\/g, '/').split('/');
  const result = parts[0] === '' ? [] : [...folders];
  for (const part of parts) {
    if (part === '..') {
      result.pop();
    } else if (part && part !== '.') {
      result.push(part);
    }
  }
  return drive + result.join('/');
}

function place(notebookPath: string): { drive: string; folders: string[] } {
  const [, drive, path] = /^([^/:]+:)?(.*)$/s.exec(notebookPath) ?? [];
  const folders = (path ?? '').split('/').filter(part => part);
  folders.pop();
  return { drive: drive ?? '', folders };
}
