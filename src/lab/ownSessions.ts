import { ILedger } from '../core/ledger';
import { parseRecord } from '../core/sessionRecord';
import { ISessionRecord } from '../core/sessionSettings';
import { EVERYWHERE, ownKey } from './ownKey';

/**
 * The sessions that the user has started, from whatever notebook and page, as
 * long as they may run: so that one that is left alone is found again.
 */
export class OwnSessions {
  constructor(private _ledger: ILedger | null) {}

  /** It has ended. */
  forget(name: string): void {
    this._ledger?.note(EVERYWHERE, ownKey(name), null);
    this._known.delete(name);
  }

  /** Whether it was among those that were read. */
  knows(name: string): boolean {
    return this._known.has(name);
  }

  async read(): Promise<readonly ISessionRecord[]> {
    const { notes } = (await this._ledger?.read(EVERYWHERE)) ?? { notes: {} };
    const records = Object.values(notes).map(parseRecord);
    this._known = new Map(
      records.flatMap(one => (one ? [[one.name, one]] : []))
    );
    return [...this._known.values()];
  }

  private _known = new Map<string, ISessionRecord>();
}
