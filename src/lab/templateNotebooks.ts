import type { INotebookContent } from '@jupyterlab/nbformat';
import { TemplateName } from '../core/templates';

type Load = () => Promise<{ default: unknown }>;

/** A chunk for each: most pages need none of them. */
const NOTEBOOKS: Readonly<Record<TemplateName, Load>> = {
  beaconing: () =>
    import(
      /* webpackChunkName: "template-beaconing" */ '../../templates/beaconing.ipynb'
    ),
  sprays: () =>
    import(
      /* webpackChunkName: "template-sprays" */ '../../templates/sprays.ipynb'
    ),
  masquerading: () =>
    import(
      /* webpackChunkName: "template-masquerading" */ '../../templates/masquerading.ipynb'
    ),
  history: () =>
    import(
      /* webpackChunkName: "template-history" */ '../../templates/history.ipynb'
    ),
  configure: () =>
    import(
      /* webpackChunkName: "template-configure" */ '../../templates/configure.ipynb'
    )
};

/** Loads a template as it is shipped; our own file, so its shape is known. */
export async function templateNotebook(
  name: TemplateName
): Promise<INotebookContent> {
  const { default: notebook } = await NOTEBOOKS[name]();
  return notebook as INotebookContent;
}
