import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { problemOf } from '../core/errors';
import { IPoolChoice } from '../core/target';
import type { INotebookCells } from '../lab/notebookCode';
import type { INotebookSession, IPools } from '../tokens';
import { ProblemNote } from './components/ProblemNote';
import { isLocalTarget, readyLocalPool } from './localPool';
import { isSamePool } from './poolSearch';

/**
 * Puts a notebook on another pool. A session that is up is asked about first:
 * stop it, keep it, or change nothing. Then offers to write the pool into the
 * notebook's parameter `cells`, where it has some.
 *
 * Rejects as the session does.
 */
export async function choosePool(
  session: INotebookSession,
  choice: IPoolChoice,
  pools: IPools,
  trans: TranslationBundle,
  cells: INotebookCells | null = null
): Promise<void> {
  if (isSamePool(choice.target, session.target)) {
    return;
  }
  if (session.phase === 'stopping') {
    await session.stop();
  } else if (session.phase === 'starting' || session.phase === 'ready') {
    switch (await askAboutSession(session, choice, trans)) {
      case 'stop':
        await session.stop();
        break;
      case 'keep':
        session.leave();
        break;
      case 'cancel':
        return;
    }
  }
  if (isLocalTarget(pools, choice.target)) {
    await readyLocalPool(pools);
  }
  await session.chooseTarget(choice.target);
  if (cells) {
    const { updateParameters } = await import(
      /* webpackChunkName: "panel" */ './updateParameters'
    );
    await updateParameters(cells, choice.target, trans);
  }
}

/** Tells in a dialog why another pool could not be chosen. */
export async function showChoiceProblem(
  reason: unknown,
  trans: TranslationBundle
): Promise<void> {
  await showDialog({
    title: trans.__('The pool was not changed'),
    body: (
      <div className="syn-ChoosePool">
        <ProblemNote problem={problemOf(reason)} trans={trans} />
      </div>
    ),
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
}

async function askAboutSession(
  session: INotebookSession,
  choice: IPoolChoice,
  trans: TranslationBundle
): Promise<'stop' | 'keep' | 'cancel'> {
  const pool = session.target?.pool ?? '';
  // What is not there yet cannot be left running.
  const canKeep = session.phase === 'ready';
  const stop = Dialog.warnButton({ label: trans.__('Stop it') });
  const keep = Dialog.okButton({ label: trans.__('Keep it running') });
  const cancel = Dialog.cancelButton({ label: trans.__('Cancel') });
  const { button } = await showDialog({
    title: trans.__('What about the session on %1?', pool),
    body: (
      <div className="syn-ChoosePool">
        <p>
          {trans.__(
            '%1 has a Spark session on %2. It cannot move to %3: variables, dataframes and temporary views stay behind.',
            session.label,
            pool,
            choice.label
          )}
        </p>
        <ul>
          <li>
            {trans.__(
              'Stop it: its vCores are free again, its variables are lost.'
            )}
          </li>
          {canKeep ? (
            <li>
              {trans.__(
                'Keep it running: it takes its vCores until its idle limit. The panel lists it as yours, to attach to or to stop.'
              )}
            </li>
          ) : null}
        </ul>
      </div>
    ),
    buttons: canKeep ? [cancel, keep, stop] : [cancel, stop],
    defaultButton: 0,
    focusNodeSelector: '.jp-Dialog-button.jp-mod-reject'
  });
  switch (button.label) {
    case stop.label:
      return 'stop';
    case keep.label:
      return 'keep';
    default:
      return 'cancel';
  }
}
