import type { TranslationBundle } from '@jupyterlab/translation';
import { warningIcon } from '../stateIcons';
import * as React from 'react';
import { vCores } from '../../core/livy';
import { mayPass, misfitOf, poolRoom } from '../../core/poolRoom';
import { ITarget } from '../../core/target';
import type { INotebookSession, ISynapseSessions } from '../../tokens';
import { formatNumber } from '../format';
import { IActions, useSignal } from '../hooks';
import { misfitText } from '../misfitText';
import { useSizeDraft } from '../sizeDraft';
import { ActionButton } from './ActionButton';
import { SizeForm } from './SizeForm';

/** Properties of `StartSession`. */
export interface IStartSessionProps {
  session: INotebookSession;
  sessions: ISynapseSessions;
  target: ITarget;
  actions: IActions;
  trans: TranslationBundle;
}

/** The button that starts a session, its sizes, and what they will take. */
export function StartSession(props: IStartSessionProps): React.JSX.Element {
  const { actions, session, sessions, target, trans } = props;
  const { onPools } = sessions;
  useSignal(onPools.changed);
  const id = React.useId();
  const draft = useSizeDraft(session);
  const { sizes } = draft;
  const facts = session.pool;
  const room = poolRoom(facts, onPools.entries, null);
  const misfit = sizes && misfitOf(sizes, facts, room);
  const isRefused = !sizes || (misfit !== null && !mayPass(misfit));
  return (
    <>
      <div className="syn-Buttons">
        <ActionButton
          isPrimary={session.phase === 'none'}
          className="syn-mod-wide"
          isBlocked={isRefused}
          describedBy={misfit ? `${id}-misfit` : undefined}
          action={() => {
            draft.commit();
            // Resolves after minutes, when the phase has long told the rest.
            void actions.run(() => session.start());
            return Promise.resolve();
          }}
        >
          {session.phase === 'ended'
            ? trans.__('Start another session on %1', target.pool)
            : trans.__('Start session on %1', target.pool)}
        </ActionButton>
      </div>
      <SizeForm
        draft={draft}
        nodeCores={facts?.nodeCores ?? null}
        trans={trans}
      />
      {sizes ? (
        <p role="status">
          {trans.__(
            'Takes %1 vCores: driver %2 + %3\u00a0×\u00a0%4.',
            formatNumber(vCores(sizes)),
            formatNumber(sizes.driverCores),
            formatNumber(sizes.numExecutors),
            formatNumber(sizes.executorCores)
          )}{' '}
          {room.maximum === null
            ? null
            : onPools.entries === null
              ? trans.__('The pool has %1.', formatNumber(room.maximum))
              : trans.__(
                  'The pool has %1, of which %2 are in use.',
                  formatNumber(room.maximum),
                  formatNumber(room.used)
                )}
        </p>
      ) : null}
      {misfit ? (
        <p
          id={`${id}-misfit`}
          className={`syn-Warning${isRefused ? ' syn-mod-refused' : ''}`}
        >
          <warningIcon.react
            tag="span"
            className="syn-Warning-glyph"
            aria-hidden="true"
          />
          <span>{misfitText(misfit, trans)}</span>
        </p>
      ) : null}
    </>
  );
}
