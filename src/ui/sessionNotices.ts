import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { INotebookSession, SessionPhase } from '../tokens';
import { formatMinutes } from './format';
import { isAboutToStop } from './idleWarning';
import { restartSession, runAction, stopSession } from './sessionActions';

/** Options of `SessionNotices`. */
export interface ISessionNoticesOptions {
  trans: TranslationBundle;
  /** Opens the panel. */
  showPanel: () => void;
  now?: () => number;
}

interface ISeen {
  phase: SessionPhase;
  /** Message about the idle limit, while it shows. */
  warning: string | null;
  /** Message about its end, while it has ended. */
  end: string | null;
}

/** Tells in messages of Lab what happens to sessions unasked. */
export class SessionNotices {
  constructor(private _options: ISessionNoticesOptions) {}

  /** Looks at a session; call it when it has changed. */
  look(session: INotebookSession): void {
    const now = (this._options.now ?? Date.now)();
    const seen = this._seen.get(session) ?? {
      phase: 'none',
      warning: null,
      end: null
    };
    this._seen.set(session, seen);
    const isAbout = session.phase === 'ready' && isAboutToStop(session, now);
    if (isAbout && seen.warning === null) {
      seen.warning = this._warn(session, now);
    } else if (!isAbout && seen.warning !== null) {
      Notification.dismiss(seen.warning);
      seen.warning = null;
    }
    if (session.phase === 'ended' && seen.phase === 'ready') {
      seen.end = this._tellEnd(session);
    } else if (session.phase !== 'ended' && seen.end !== null) {
      Notification.dismiss(seen.end);
      seen.end = null;
    }
    // Stopping for the idle limit is on the way from ready to ended.
    if (session.phase !== 'stopping') {
      seen.phase = session.phase;
    }
  }

  private _warn(session: INotebookSession, now: number): string {
    const { trans } = this._options;
    return Notification.warning(
      trans.__(
        'The Spark session of %1 is idle and will be stopped in %2.',
        session.label,
        formatMinutes((session.idleEndsAt ?? now) - now, trans)
      ),
      {
        autoClose: false,
        actions: [
          {
            label: trans.__('Keep alive'),
            displayType: 'accent',
            callback: () => void runAction(() => session.keepAlive(), trans)
          },
          {
            label: trans.__('Stop now'),
            callback: () =>
              void runAction(() => stopSession(session, trans), trans)
          }
        ]
      }
    );
  }

  private _tellEnd(session: INotebookSession): string {
    const { showPanel, trans } = this._options;
    const { label, problem } = session;
    return Notification.error(
      trans.__(
        'The Spark session of %1 ended: %2',
        label,
        problem?.what ?? trans.__('nobody said why.')
      ),
      {
        autoClose: false,
        actions: [
          {
            label: trans.__('Restart session'),
            displayType: 'accent',
            callback: () =>
              void runAction(() => restartSession(session, trans), trans)
          },
          { label: trans.__('Why?'), callback: showPanel }
        ]
      }
    );
  }

  private _seen = new WeakMap<INotebookSession, ISeen>();
}
