import type { Workspace } from '@jupyterlab/services';

/**
 * Reads Lab's state as the server has it. A page's own `IStateDB` is read once,
 * when the page is loaded: what other browsers write later it never sees.
 *
 * @param name - The workspace of the page; it is known once Lab is restored.
 *
 * @returns What reads a value by its key; `undefined` stands for none. It
 * rejects when the server does not answer.
 */
export function workspaceState(
  workspaces: Pick<Workspace.IManager, 'fetch'>,
  name: () => string
): (key: string) => Promise<unknown> {
  return async key => (await workspaces.fetch(name())).data[key];
}
