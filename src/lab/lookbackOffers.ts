import type { NotebookPanel } from '@jupyterlab/notebook';
import type { ILookbackWindow } from '../core/lookback';
import { sessionCode } from '../core/lookbackCode';
import { ILedger } from '../core/ledger';
import type { ISessionOffer } from '../core/sessionOffer';
import { asObject } from '../core/targetMetadata';
import type { INotebookLookback } from '../tokens';
import type { NotebookLookback } from './notebookLookback';
import type { NotebookSession } from './notebookSession';

/**
 * When a session gets the window as variables: auto, when the user has chosen
 * one and no cell that runs on Spark assigns it; or always, or never.
 */
export type OfferMode = 'auto' | 'always' | 'never';

const NOTE = 'lookback';

/** What of a session an offer looks at. */
export type IOfferedSession = Pick<
  NotebookSession,
  'isForeign' | 'path' | 'phase' | 'session'
>;

/** Puts windows into Spark sessions: each once, and again when it has changed. */
export class LookbackOffers {
  constructor(
    private _ledger: ILedger,
    private _lookback: (panel: NotebookPanel) => NotebookLookback
  ) {}

  /** What the user has set. */
  mode: OfferMode = 'auto';

  /** What a session shall run before the next statement. Never rejects. */
  async offer(
    panel: NotebookPanel,
    session: IOfferedSession
  ): Promise<ISessionOffer | null> {
    const lookback = this._lookback(panel);
    // Code and window are those of the cell that runs now.
    lookback.read();
    const name = session.session?.name;
    const window = this._wanted(lookback, session);
    if (!window || !name) {
      return null;
    }
    const key = keyOf(window);
    if (!this._sent.has(name)) {
      await this._recall(session.path, name);
    }
    const last = this._sent.get(name);
    if (last === key) {
      return null;
    }
    this._sent.set(name, key);
    return {
      code: sessionCode(window),
      ended: isOk => {
        if (isOk) {
          this._ledger.note(session.path, NOTE, { session: name, key });
        } else if (this._sent.get(name) === key) {
          this._sent.delete(name);
        }
        lookback.offerChanged();
      }
    };
  }

  /** See `INotebookLookback.offer`. */
  state(
    lookback: NotebookLookback,
    session: IOfferedSession | null
  ): INotebookLookback['offer'] {
    const window = session && this._wanted(lookback, session);
    const name = session?.session?.name;
    if (!window) {
      return 'none';
    }
    return session?.phase === 'ready' &&
      name &&
      this._sent.get(name) === keyOf(window)
      ? 'done'
      : 'due';
  }

  private _wanted(
    lookback: NotebookLookback,
    { isForeign }: IOfferedSession
  ): ILookbackWindow | null {
    const { endDate, lookbackDays } = lookback.source ?? {};
    const isAssigned = [endDate, lookbackDays].some(
      one => one?.place === 'spark'
    );
    const isWanted =
      this.mode === 'always' ||
      (this.mode === 'auto' &&
        lookback.isChosen &&
        !isAssigned &&
        // Others may use the same names for something else.
        !isForeign);
    return isWanted ? lookback.settled : null;
  }

  /** What an earlier page has put into the session. */
  private async _recall(path: string, name: string): Promise<void> {
    const record = await this._ledger.read(path).catch(() => null);
    const note = asObject(record?.notes[NOTE]);
    if (note?.session === name && typeof note.key === 'string') {
      this._sent.set(name, note.key);
    }
  }

  /** The window that each session has, by the session's name. */
  private _sent = new Map<string, string>();
}

function keyOf({ endDate, lookbackDays, rule }: ILookbackWindow): string {
  return `${endDate} ${lookbackDays} ${rule}`;
}
