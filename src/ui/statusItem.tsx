import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, errorIcon } from '@jupyterlab/ui-components';
import { ISignal, Signal } from '@lumino/signaling';
import * as React from 'react';
import { vCores } from '../core/livy';
import type { INotebookSession, ISynapseSessions } from '../tokens';
import { Elapsed } from './components/Elapsed';
import { useSignal } from './hooks';
import { synapseIcon } from './icon';
import { sessionMark } from './words';

/** Options of a `StatusItem`. */
export interface IStatusItemOptions {
  sessions: ISynapseSessions;
  trans: TranslationBundle;
  /** Opens the panel. */
  onClick: () => void;
}

/**
 * The session of the notebook in front, in the status bar.
 *
 * #### Notes
 * Give `isActive` and `activeStateChanged` to the status bar: it is the one
 * that shows and hides its items.
 */
export class StatusItem extends ReactWidget {
  constructor(options: IStatusItemOptions) {
    super();
    this._options = options;
    this.addClass('syn-StatusItem');
    options.sessions.currentChanged.connect(this._watch, this);
    options.sessions.onPools.changed.connect(this._check, this);
    this._watch();
  }

  /** Whether there is something to show. */
  readonly isActive = (): boolean => isWorthShowing(this._options.sessions);

  /** Emitted when `isActive` may answer something else. */
  get activeStateChanged(): ISignal<this, void> {
    return this._activeStateChanged;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    // The sessions' signals, and those who listen to ours.
    Signal.clearData(this);
    super.dispose();
  }

  protected override render(): React.JSX.Element {
    return <StatusText {...this._options} />;
  }

  /** Follows the session of the notebook in front. */
  private _watch(): void {
    const { current } = this._options.sessions;
    this._watched?.stateChanged.disconnect(this._check, this);
    this._watched = current;
    current?.stateChanged.connect(this._check, this);
    this._check();
  }

  private _check(): void {
    const isActive = this.isActive();
    if (isActive !== this._wasActive) {
      this._wasActive = isActive;
      this._activeStateChanged.emit();
    }
  }

  private _activeStateChanged = new Signal<this, void>(this);
  private _options: IStatusItemOptions;
  private _wasActive: boolean | null = null;
  private _watched: INotebookSession | null = null;
}

/** Creates the item of the status bar. */
export function createStatusItem(options: IStatusItemOptions): StatusItem {
  return new StatusItem(options);
}

/** A notebook that has nothing to do with Spark gets no item. */
function isWorthShowing({ current, onPools }: ISynapseSessions): boolean {
  return hasSpark(current) || onPools.orphans.length > 0;
}

function hasSpark(session: INotebookSession | null): boolean {
  return (
    session !== null && (session.phase !== 'none' || session.target !== null)
  );
}

/** What the status bar shows about a session. */
export function StatusText(
  props: IStatusItemOptions
): React.JSX.Element | null {
  const { onClick, sessions, trans } = props;
  useSignal(sessions.currentChanged);
  const session = sessions.current;
  useSignal(session?.stateChanged ?? null);
  useSignal(sessions.onPools.changed);
  if (!isWorthShowing(sessions)) {
    return null;
  }
  const alone = sessions.onPools.orphans.length;
  const shown = hasSpark(session) ? session : null;
  const phase = shown?.phase ?? 'none';
  const Glyph = phase === 'ended' ? errorIcon.react : synapseIcon.react;
  const classes = ['syn-StatusItem-button', `syn-mod-${phase}`];
  if (alone > 0) {
    classes.push('syn-mod-orphans');
  }
  const aloneText = trans._n(
    '%1 session without a notebook',
    '%1 sessions without a notebook',
    alone
  );
  const title = shown
    ? statusTitle(shown, trans)
    : trans.__('Click for the panel.');
  return (
    <button
      type="button"
      className={classes.join(' ')}
      title={alone > 0 ? `${aloneText}. ${title}` : title}
      onClick={onClick}
    >
      <Glyph tag="span" className="syn-StatusItem-glyph" aria-hidden="true" />
      <span>
        {shown ? <StatusParts session={shown} trans={trans} /> : null}
        {shown && alone > 0 ? ' · ' : null}
        {alone > 0 ? aloneText : null}
      </span>
    </button>
  );
}

function StatusParts(props: {
  session: INotebookSession;
  trans: TranslationBundle;
}): React.JSX.Element {
  const { session, trans } = props;
  const live = session.session;
  const since =
    session.phase === 'starting'
      ? session.startedAt
      : (live?.submittedAt ?? session.startedAt);
  const { word } = sessionMark(session, trans);
  switch (session.phase) {
    case 'none':
      return <>{trans.__('Spark: no session')}</>;
    case 'ended':
      return <>{trans.__('Spark session ended')}</>;
    case 'stopping':
      return <>{trans.__('Spark: stopping')}</>;
    default: {
      const cores = vCores(live?.sizes ?? session.sizes);
      return (
        <>
          {trans.__('Spark: %1', word)} ·{' '}
          {trans._n('%1 vCore', '%1 vCores', cores)}
          {since === null ? null : (
            <>
              {' · '}
              <Elapsed from={since} inMinutes trans={trans} />
            </>
          )}
        </>
      );
    }
  }
}

function statusTitle(
  session: INotebookSession,
  trans: TranslationBundle
): string {
  const pool = session.target?.pool ?? '';
  switch (session.phase) {
    case 'none':
      return trans.__(
        '%1 would run on %2. Click for the panel.',
        session.label,
        pool
      );
    case 'ended':
      return [
        session.problem?.what ?? trans.__('The session on %1 ended.', pool),
        trans.__('Click for the panel.')
      ].join(' ');
    default:
      return trans.__(
        'Spark session of %1 on %2. Click for the panel.',
        session.label,
        pool
      );
  }
}
