import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { INotebookSession } from '../../tokens';
import { formatDuration, formatMinutes } from '../format';
import { IActions } from '../hooks';
import { useNow } from '../useNow';
import { idleWarningAt } from '../idleWarning';
import { isWorking } from '../words';
import { ActionButton } from './ActionButton';
import { Meter } from './Meter';

/** Properties of `IdleLimit`. */
export interface IIdleLimitProps {
  session: INotebookSession;
  actions: IActions;
  trans: TranslationBundle;
}

const MINUTE = 60_000;

/** How long the session stays without work, and the button that prolongs it. */
export function IdleLimit(props: IIdleLimitProps): React.JSX.Element | null {
  const { actions, session, trans } = props;
  const element = React.useRef<HTMLDivElement>(null);
  const end = session.idleEndsAt;
  const warnAt = idleWarningAt(session);
  const isIdle = session.session?.state === 'idle' && !isWorking(session);
  const now = useNow({ element, isRunning: isIdle, interval: 1000 });
  if (end === null || warnAt === null || !isIdle) {
    return null;
  }
  const left = Math.max(0, end - now);
  const isShort = now >= warnAt;
  return (
    <div
      ref={element}
      className={`syn-IdleLimit${isShort ? ' syn-mod-short' : ''}`}
    >
      <Meter
        role="meter"
        label={trans.__('Idle limit')}
        share={left / (session.idleMinutes * MINUTE)}
        text={
          isShort
            ? trans.__('Idle: stops in %1', formatDuration(left, trans))
            : trans.__('%1 left', formatMinutes(left, trans))
        }
      />
      <ActionButton action={() => actions.run(() => session.keepAlive())}>
        {trans.__('Keep alive')}
      </ActionButton>
    </div>
  );
}
