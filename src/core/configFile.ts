/** An Azure ML workspace as its `config.json` names it. */
export interface IWorkspaceConfig {
  subscriptionId: string;
  resourceGroup: string;
  workspaceName: string;
}

/** Read Azure ML's `config.json`. Throws a `usage` SynapseError. */
export function parseConfigFile(
  _text: string,
  _path = 'config.json'
): IWorkspaceConfig {
  throw new Error('Not written yet.');
}

/**
 * Where `Workspace.from_config()` would look for a notebook, nearest first.
 * Paths from the server's root, without a leading `/`.
 */
export function configFileCandidates(_notebookPath: string): string[] {
  return [];
}

/** The path that `-f path` means in a notebook; never above the root. */
export function configFilePath(_notebookPath: string, path: string): string {
  return path;
}
