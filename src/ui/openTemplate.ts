import { showErrorMessage } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { problemOf } from '../core/errors';
import { problemText } from '../core/problemText';
import {
  ITemplateParts,
  ITemplateRequest,
  newFromTemplate,
  runAll
} from '../lab/newFromTemplate';

/** What the command is given; anything may be in it. */
export interface ITemplateArguments extends Partial<ITemplateRequest> {
  /** Whether to run all cells. */
  run?: unknown;
  /** The folder, as the launcher gives it. */
  cwd?: unknown;
  isMenu?: unknown;
  isPalette?: unknown;
}

/**
 * Makes a notebook from a template. Resolves to its path; for the launcher to
 * its widget, which then takes the launcher's place. Users are told what went
 * wrong; for code that calls the command it rejects with a `SynapseError`.
 */
export async function openTemplate(
  parts: ITemplateParts,
  { cwd, isMenu, isPalette, run, ...request }: ITemplateArguments,
  folder: string,
  trans: TranslationBundle
): Promise<string | Widget | undefined> {
  const isLauncher = typeof cwd === 'string';
  try {
    const panel = await newFromTemplate(parts, {
      ...request,
      folder: isLauncher ? cwd : folder
    });
    if (request.template === 'configure') {
      await parts.showSetUp();
    }
    if (run === true) {
      void runAll(panel);
    }
    return isLauncher ? panel : panel.context.path;
  } catch (reason) {
    if (!isLauncher && !isMenu && !isPalette) {
      throw reason;
    }
    await showErrorMessage(
      trans.__('New from Template'),
      problemText(problemOf(reason))
    );
    return undefined;
  }
}
