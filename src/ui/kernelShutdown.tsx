import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { vCores } from '../core/livy';
import type { INotebookSession } from '../tokens';
import { formatNumber } from './format';
import { runAction } from './sessionActions';

/**
 * Decides what becomes of a session whose notebook's kernel was shut down:
 * as the user has set, or as they say now. Never rejects.
 */
export async function afterKernelShutdown(
  session: INotebookSession,
  setting: 'keep' | 'ask' | 'stop',
  trans: TranslationBundle
): Promise<void> {
  const isUp = (): boolean =>
    session.phase === 'ready' || session.phase === 'starting';
  // One that others use, or started, is not this notebook's to stop.
  const isOthers = session.sharedWith.length > 0 || session.isForeign;
  if (!isUp() || isOthers || setting === 'keep') {
    return;
  }
  if (setting === 'stop' || (await askToStop(session, trans))) {
    if (isUp()) {
      await runAction(() => session.stop(), trans);
    }
  }
}

async function askToStop(
  session: INotebookSession,
  trans: TranslationBundle
): Promise<boolean> {
  const { idleMinutes, label, target } = session;
  const cores = vCores(session.session?.sizes ?? session.sizes);
  const { button } = await showDialog({
    title: trans.__('Keep the Spark session of %1?', label),
    body: (
      <div className="syn-Dialog">
        <p>
          {trans.__(
            'Its kernel was shut down. The Spark session on %1 runs on and takes %2 vCores.',
            target?.pool ?? '',
            formatNumber(cores)
          )}
        </p>
        <p>
          {session.isDisposed
            ? trans.__(
                'Kept running, it ends at the idle limit of the pool, or by Stop in the Synapse panel. The notebook finds it again when it is opened.'
              )
            : trans._n(
                'Kept running, it is stopped after %1 minute without work.',
                'Kept running, it is stopped after %1 minutes without work.',
                idleMinutes
              )}
        </p>
      </div>
    ),
    buttons: [
      Dialog.warnButton({ label: trans.__('Stop session') }),
      Dialog.okButton({ label: trans.__('Keep running') })
    ],
    defaultButton: 1,
    hasClose: true
  });
  return button.displayType === 'warn';
}
