import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import {
  IParameterReport,
  IParameterChange,
  azureParameters
} from '../core/azureParameters';
import { ITarget } from '../core/target';
import type { INotebookCells } from '../lab/notebookCode';

/**
 * Offers to write the target into the cells by whose variables the notebook's
 * magics name their pool. Asks nothing when they say the same already.
 */
export async function updateParameters(
  cells: INotebookCells,
  target: ITarget,
  trans: TranslationBundle
): Promise<void> {
  const { parser } = await import(
    /* webpackChunkName: "python" */ '@lezer/python'
  );
  const read = (): IParameterReport =>
    azureParameters(cells.read(), target, text => parser.parse(text).topNode);
  const report = read();
  if (report.unnamed.length > 0) {
    await tellUnnamed(report.unnamed, target, trans);
    return;
  }
  if (
    report.changes.length > 0 &&
    (await askToUpdate(report.changes, target, trans))
  ) {
    // The cells may have changed while the dialog was open.
    cells.edit(read().changes.flatMap(({ edit }) => (edit ? [edit] : [])));
  }
}

async function askToUpdate(
  changes: readonly IParameterChange[],
  target: ITarget,
  trans: TranslationBundle
): Promise<boolean> {
  const numbers = [...new Set(changes.map(({ cellNumber }) => cellNumber))];
  const canEdit = changes.some(({ edit }) => edit !== null);
  const update = Dialog.okButton({ label: trans.__('Update the cell') });
  const close = Dialog.cancelButton({
    label: canEdit ? trans.__('Leave it as it is') : trans.__('Close')
  });
  const { button } = await showDialog({
    title: trans.__('The parameters of this notebook name another pool'),
    body: (
      <div className="syn-ChoosePool">
        <p>
          {trans.__(
            'Cell %1 sets what %synapse start takes its names from. With these it would not start on %2:',
            numbers.join(', '),
            target.pool
          )}
        </p>
        <ul>
          {changes.map(change => (
            <li key={`${change.cellNumber} ${change.name}`}>
              <code>{change.name}</code>{' '}
              {change.edit
                ? trans.__('%1 becomes “%2”', change.before, change.after)
                : trans.__(
                    'is computed (%1) and stays; it should be “%2”',
                    change.before,
                    change.after
                  )}
            </li>
          ))}
        </ul>
        <p>
          {trans.__(
            'Run that cell again before the next start. Undo takes the change back.'
          )}
        </p>
      </div>
    ),
    buttons: canEdit ? [close, update] : [close]
  });
  return button.accept && canEdit;
}

async function tellUnnamed(
  numbers: readonly number[],
  target: ITarget,
  trans: TranslationBundle
): Promise<void> {
  await showDialog({
    title: trans.__('%synapse start needs no options on this pool'),
    body: (
      <div className="syn-ChoosePool">
        <p>
          {trans.__(
            '%1 is not attached to an Azure ML workspace, so -c cannot name it. The parameters in cell %2 name another pool.',
            target.pool,
            numbers.join(', ')
          )}
        </p>
        <p>
          {trans.__(
            'Start with %synapse start alone: it runs on what the toolbar shows.'
          )}
        </p>
      </div>
    ),
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
}
