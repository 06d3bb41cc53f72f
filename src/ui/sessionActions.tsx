import {
  Dialog,
  Notification,
  showDialog,
  showErrorMessage
} from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { problemOf } from '../core/errors';
import { problemText } from '../core/problemText';
import type {
  INotebookSession,
  IPoolSession,
  ISynapseSessions
} from '../tokens';

/** Longest that a message stays when nobody clicks on it, ms. */
const MESSAGE_MS = 8000;

/**
 * Stops the session of a notebook. Asks first when others use it or somebody
 * else started it. Rejects as the session does.
 */
export async function stopSession(
  session: INotebookSession,
  trans: TranslationBundle
): Promise<void> {
  const isAsked = session.sharedWith.length > 0 || session.isForeign;
  if (isAsked && !(await confirmStopOf(session, trans))) {
    return;
  }
  await session.stop();
}

/**
 * Stops the session of a notebook once all that waits has run, or no longer
 * does. Asks first where `stopSession` does.
 */
export async function stopSessionWhenDone(
  session: INotebookSession,
  trans: TranslationBundle
): Promise<void> {
  const isAsked = session.sharedWith.length > 0 || session.isForeign;
  if (session.stopsWhenDone) {
    session.stopWhenDone(false);
  } else if (!isAsked || (await confirmStopOf(session, trans))) {
    session.stopWhenDone(true);
  }
}

/**
 * Stops a session of a pool. Asks first unless it is the user's and no open
 * notebook uses it. Rejects with a `SynapseError`.
 */
export async function stopPoolSession(
  sessions: ISynapseSessions,
  entry: IPoolSession,
  trans: TranslationBundle
): Promise<void> {
  const { isMine, openIn, session } = entry;
  if (
    (!isMine || openIn.length > 0) &&
    !(await confirmStop({
      id: session.id,
      owner: isMine ? null : (session.submitter ?? ''),
      openIn,
      trans
    }))
  ) {
    return;
  }
  await sessions.onPools.stop(entry);
}

/**
 * Stops a session and starts another one like it, then runs the set-up cells.
 * Says in a message how many there are. Rejects as the session does.
 */
export async function restartSession(
  session: INotebookSession,
  trans: TranslationBundle
): Promise<void> {
  const isAsked =
    session.phase === 'ready' &&
    (session.sharedWith.length > 0 || session.isForeign);
  if (isAsked && !(await confirmStopOf(session, trans))) {
    return;
  }
  const count = await session.restart();
  Notification.info(
    count === 0
      ? trans.__(
          'A new session runs. Cells with the tag synapse-setup would run again by themselves; none has it.'
        )
      : trans._n(
          'A new session runs, and %1 set-up cell with it.',
          'A new session runs, and %1 set-up cells with it.',
          count
        ),
    { autoClose: MESSAGE_MS }
  );
}

/** Runs what a button outside of the panel does; a failure is a message. */
export async function runAction(
  action: () => Promise<void>,
  trans: TranslationBundle
): Promise<void> {
  try {
    await action();
  } catch (reason) {
    const { kind, what, next } = problemOf(reason);
    if (kind !== 'cancelled') {
      Notification.error(next ? trans.__('%1 %2', what, next) : what, {
        autoClose: false
      });
    }
  }
}

interface IStopQuestion {
  id: number;
  /** Who started it; null when the user did, empty when nobody knows. */
  owner: string | null;
  openIn: readonly string[];
  trans: TranslationBundle;
}

/** Asks about the session of a notebook. */
function confirmStopOf(
  session: INotebookSession,
  trans: TranslationBundle
): Promise<boolean> {
  return confirmStop({
    id: session.session?.id ?? 0,
    owner: session.isForeign ? (session.session?.submitter ?? '') : null,
    openIn: session.sharedWith,
    trans
  });
}

async function confirmStop(question: IStopQuestion): Promise<boolean> {
  const { id, openIn, owner, trans } = question;
  const { button } = await showDialog({
    title: trans.__('Stop session %1?', id),
    body: (
      <div className="syn-Dialog">
        {owner === null ? null : (
          <p>
            {owner
              ? trans.__('%1 started it.', owner)
              : trans.__('You did not start it, as far as can be known.')}
          </p>
        )}
        {openIn.length > 0 ? (
          <>
            <p>{trans.__('Open notebooks use it:')}</p>
            <ul>
              {openIn.map(label => (
                <li key={label}>{label}</li>
              ))}
            </ul>
          </>
        ) : null}
        <p>
          {trans.__(
            'All who use it lose their variables, dataframes and temporary views.'
          )}
        </p>
      </div>
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Leave it running') }),
      Dialog.warnButton({ label: trans.__('Stop it') })
    ],
    defaultButton: 0,
    focusNodeSelector: '.jp-Dialog-button.jp-mod-reject'
  });
  return button.accept;
}

/**
 * Asks what to do with code that was told to stop and runs on; restarts the
 * session if that is chosen. A failure is shown.
 */
export async function offerRestart(
  session: INotebookSession,
  trans: TranslationBundle
): Promise<void> {
  const { button } = await showDialog({
    title: trans.__('The code does not stop'),
    body: trans.__(
      'It was told to stop and still runs on the driver: Livy cannot interrupt every kind of code, and all later cells wait for it. A restart of the session ends it, and all variables with it.'
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Keep waiting') }),
      Dialog.warnButton({ label: trans.__('Restart session') })
    ],
    defaultButton: 0
  });
  if (button.accept) {
    await restartSession(session, trans).catch((reason: unknown) =>
      showErrorMessage(
        trans.__('Restart session'),
        problemText(problemOf(reason))
      )
    );
  }
}
