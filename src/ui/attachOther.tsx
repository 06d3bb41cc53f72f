import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect, ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';
import { canAttach, isSameSession } from '../core/sessionPlace';
import type {
  INotebookSession,
  IPoolSession,
  ISynapseSessions
} from '../tokens';
import { stopSession } from './sessionActions';
import { livyStateWord } from './words';

/**
 * Asks for another session of the pool and uses that one in place of the
 * notebook's own, which is stopped or left as the user says. Rejects as the
 * session does.
 */
export async function attachOther(
  session: INotebookSession,
  { onPools }: ISynapseSessions,
  trans: TranslationBundle
): Promise<void> {
  await onPools.refresh();
  const others = (onPools.entries ?? []).filter(
    one => canAttach(one) && !isSameSession(one, session)
  );
  const pool = session.target?.pool ?? '';
  if (others.length === 0) {
    await showDialog({
      title: trans.__('No other session runs on %1', pool),
      body: onPools.problem
        ? onPools.problem.what
        : trans.__('There is nothing to attach to.'),
      buttons: [Dialog.okButton()]
    });
    return;
  }
  const body = new AttachQuestion(others, trans);
  const { button, value } = await showDialog({
    title: trans.__('Attach to another session on %1', pool),
    body,
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Attach') })
    ],
    focusNodeSelector: 'select'
  });
  if (!button.accept || !value) {
    return;
  }
  if (value.stops) {
    await stopSession(session, trans);
  } else {
    session.leave();
  }
  // Whoever answers *Leave it running* in between has changed their mind.
  if (session.phase === 'none') {
    await session.attach(value.entry);
  }
}

interface IAnswer {
  entry: IPoolSession;
  /** Whether the session of now is stopped. */
  stops: boolean;
}

/** Which one, and what becomes of the one of now. */
class AttachQuestion
  extends ReactWidget
  implements Dialog.IBodyWidget<IAnswer>
{
  constructor(
    private _entries: readonly IPoolSession[],
    private _trans: TranslationBundle
  ) {
    super();
    this._answer = { entry: _entries[0], stops: true };
  }

  getValue(): IAnswer {
    return this._answer;
  }

  protected override render(): React.JSX.Element {
    const trans = this._trans;
    return (
      <div className="syn-Dialog">
        <label className="syn-Dialog-field">
          <span>{trans.__('Session')}</span>
          <HTMLSelect
            onChange={event => {
              this._answer.entry = this._entries[event.target.selectedIndex];
            }}
          >
            {this._entries.map(({ session }) => (
              <option key={session.id}>
                {trans.__(
                  '%1 · %2 · %3',
                  session.id,
                  session.name ?? '',
                  livyStateWord(session.state, trans)
                )}
              </option>
            ))}
          </HTMLSelect>
        </label>
        <label>
          <input
            type="checkbox"
            defaultChecked
            onChange={event => {
              this._answer.stops = event.target.checked;
            }}
          />{' '}
          {trans.__(
            'Stop the session of now; otherwise it goes on and takes its vCores'
          )}
        </label>
      </div>
    );
  }

  private _answer: IAnswer;
}
