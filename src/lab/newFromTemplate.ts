import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PathExt } from '@jupyterlab/coreutils';
import type { INotebookContent } from '@jupyterlab/nbformat';
import { NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import { Contents, ServerConnection } from '@jupyterlab/services';
import { UUID } from '@lumino/coreutils';
import { SynapseError } from '../core/errors';
import { placeOfCells } from '../core/lakePlace';
import { IComputeReference, ITarget } from '../core/target';
import { asObject, parseTarget } from '../core/targetMetadata';
import {
  TemplateName,
  TemplateValues,
  fillCells,
  isTemplate,
  notebookName,
  parseTemplateValues
} from '../core/templates';
import { templateValues } from '../core/templateValues';
import type { ILookbacks, IPools, ISynapseSessions } from '../tokens';
import { IBackend } from './backend';
import { NotebookLookback } from './notebookLookback';
import { templateNotebook } from './templateNotebooks';
import { templateStart } from './templateStart';

/** What new notebooks are made over. */
export interface ITemplateParts {
  app: JupyterFrontEnd;
  sessions: ISynapseSessions;
  lookbacks: ILookbacks;
  pools: IPools;
  backend: IBackend;
  /** Opens the assistant that sets Azure up. */
  showSetUp: () => Promise<unknown>;
}

/** What a caller asks for; anything may be in it. */
export interface ITemplateRequest {
  template?: unknown;
  /** Values of parameters, see `TemplateValues`; null: what the page knows. */
  parameters?: unknown;
  /** What it runs on, see `ITarget`; null: as the parameters name it. */
  target?: unknown;
  /** Folder, from the server's root. */
  folder: string;
}

/** How the notebooks are called. */
const FILES: Readonly<Record<TemplateName, string>> = {
  beaconing: 'hunt-beacons',
  sprays: 'hunt-password-sprays',
  masquerading: 'hunt-masquerading',
  history: 'export-history',
  configure: 'configure'
};
const MAX_NAMES = 1000;

/** Makes a notebook from a template and opens it. */
export async function newFromTemplate(
  parts: ITemplateParts,
  request: ITemplateRequest
): Promise<NotebookPanel> {
  const { folder, template: name } = request;
  if (!isTemplate(name)) {
    throw new SynapseError({
      kind: 'usage',
      what: `There is no template "${String(name)}".`,
      next: 'Choose one in the launcher or in File, New from Template.'
    });
  }
  const [notebook, { parser }, known] = await Promise.all([
    templateNotebook(name),
    import(/* webpackChunkName: "python" */ '@lezer/python'),
    valuesOf(parts, request)
  ]);
  const { target, values } = known;
  const content: INotebookContent = {
    ...notebook,
    cells: fillCells(
      notebook.cells,
      values,
      target === null || target.compute !== null,
      text => parser.parse(text).topNode
    ).map(cell => ({
      ...cell,
      // Of its own: what ran in a notebook that was here before belongs to that.
      id: UUID.uuid4()
    })),
    metadata: {
      ...notebook.metadata,
      ...(target && { synapse: { target: { ...target } } })
    }
  };
  const { commands, serviceManager } = parts.app;
  const path = await write(
    serviceManager.contents,
    folder,
    FILES[name],
    content
  );
  const panel: unknown = await commands.execute('docmanager:open', {
    path,
    factory: 'Notebook'
  });
  if (!(panel instanceof NotebookPanel)) {
    throw new SynapseError({
      kind: 'server',
      what: `${path} was made, but does not open as a notebook.`,
      next: 'Open it from the file browser.'
    });
  }
  await panel.context.ready;
  return panel;
}

/** Runs all cells of a new notebook, once it has its kernel. */
export async function runAll(panel: NotebookPanel): Promise<void> {
  await panel.revealed;
  await panel.sessionContext.ready;
  await NotebookActions.runAll(panel.content, panel.sessionContext);
}

/** Values for the cells, and what they run on; null: as the cells say. */
async function valuesOf(
  parts: ITemplateParts,
  { parameters, target: given }: ITemplateRequest
): Promise<{ target: ITarget | null; values: TemplateValues }> {
  if (asObject(parameters)) {
    const values = parseTemplateValues(parameters);
    return {
      values,
      target: parseTarget(given) ?? (await namedTarget(parts, values))
    };
  }
  const { backend, lookbacks, sessions } = parts;
  const chosen = parseTarget(given) ?? sessions.current?.target ?? null;
  const { known, target } = await templateStart(parts, chosen);
  const { current } = await lookbacks.load();
  const lookback = current instanceof NotebookLookback ? current : null;
  lookback?.read();
  return {
    target,
    values: templateValues({
      target,
      isLocal: known?.kind === 'local',
      armOrigin: known?.armEndpoint ?? null,
      window: lookback?.isChosen ? lookback.window : null,
      place: lookback && placeOfCells(lookback.assignments),
      now: backend.clock.now()
    })
  };
}

/** The target that parameters name in full; null when it cannot be found now. */
async function namedTarget(
  { backend }: ITemplateParts,
  values: TemplateValues
): Promise<ITarget | null> {
  const value = (name: string): string =>
    String(values[`kernel.${name}`] ?? values[name] ?? '');
  const reference: IComputeReference = {
    subscriptionId: value('subscription_id'),
    resourceGroup: value('resource_group'),
    amlWorkspace: value('amlworkspace'),
    compute: value('synapse_spark_compute')
  };
  if (Object.values(reference).includes('')) {
    return null;
  }
  try {
    const resolver = await backend.resolver();
    const connection = await resolver.connectionOf(reference.subscriptionId);
    const { resourceManager } = await backend.azure();
    return await resourceManager.resolveCompute(connection, reference);
  } catch {
    // The cells name it all the same: `%synapse start` says what is wrong.
    return null;
  }
}

/** Writes a notebook below a name that nothing has; resolves to its path. */
async function write(
  contents: Contents.IManager,
  folder: string,
  base: string,
  content: INotebookContent
): Promise<string> {
  // The server finds a free name itself, so that nothing is ever overwritten.
  const { path } = await contents.newUntitled({
    path: folder,
    type: 'notebook'
  });
  try {
    await contents.save(path, { type: 'notebook', format: 'json', content });
  } catch (reason) {
    await contents.delete(path).catch(() => undefined);
    throw reason;
  }
  for (let attempt = 0; attempt < MAX_NAMES; attempt++) {
    const wanted = PathExt.join(folder, notebookName(base, attempt));
    try {
      return (await contents.rename(path, wanted)).path;
    } catch (reason) {
      const status =
        reason instanceof ServerConnection.ResponseError &&
        reason.response.status;
      if (status !== 409) {
        throw reason;
      }
    }
  }
  return path;
}
