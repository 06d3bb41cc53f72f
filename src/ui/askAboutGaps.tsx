import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { GapChoice } from '../core/gapWarning';
import { tableName } from '../core/lakePlace';
import { IGuardedNotebook } from '../lab/gapGuard';
import { coverageNotes, coverageText } from './coverageWords';

/** Makes the question before a run whose window has days without data. */
export function askAboutGaps(trans: TranslationBundle) {
  return async (
    { coverage, table }: IGuardedNotebook,
    canLeaveOut: boolean,
    signal: AbortSignal
  ): Promise<GapChoice> => {
    const text = coverage
      ? [
          coverageText(coverage, tableName(table), trans),
          ...coverageNotes(coverage, true, trans)
        ].join(' · ')
      : '';
    const dialog = new Dialog<unknown>({
      title: trans.__('Run with gaps in the lookback window?'),
      body: (
        <div className="syn-Dialog">
          <p>{text}</p>
          <p>
            {canLeaveOut
              ? trans.__(
                  'Code that names the folder of a missing day fails, or counts fewer days than it says. With only the days that exist, lookback_dates in the Spark session lists those alone.'
                )
              : trans.__(
                  'Code that names the folder of a missing day fails, or counts fewer days than it says. No cell of this notebook reads lookback_dates, so days cannot be left out; the cell of Insert paths in the Synapse panel leaves them out.'
                )}
          </p>
        </div>
      ),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        ...(canLeaveOut
          ? [
              Dialog.createButton({
                label: trans.__('Use only the days that exist'),
                accept: true,
                actions: ['existing']
              })
            ]
          : []),
        Dialog.okButton({ label: trans.__('Run anyway'), actions: ['run'] })
      ],
      defaultButton: canLeaveOut ? 1 : 0
    });
    const close = (): void => dialog.reject();
    signal.addEventListener('abort', close);
    try {
      const { button } = await dialog.launch();
      const [action] = button.actions;
      return action === 'existing' || action === 'run' ? action : 'cancel';
    } finally {
      signal.removeEventListener('abort', close);
    }
  };
}
