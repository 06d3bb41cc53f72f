import { ILedger } from '../core/ports';
import { ISessionRecord } from '../core/sessionSettings';
import { parseRecord } from '../core/targetMetadata';

/** No notebook has this path: here is what is noted of all of them. */
const EVERYWHERE = '/';
const PREFIX = 'session:';

/**
 * The sessions that the user has started, from whatever notebook, as long as
 * they may run: so that one that is left alone is found again.
 */
export class OwnSessions {
  constructor(private _ledger: ILedger | null) {}

  add(record: ISessionRecord): void {
    this._ledger?.note(EVERYWHERE, PREFIX + record.name, record);
    this._known.set(record.name, record);
  }

  /** It has ended. */
  forget(name: string): void {
    this._ledger?.note(EVERYWHERE, PREFIX + name, null);
    this._known.delete(name);
  }

  knows(name: string): boolean {
    return this._known.has(name);
  }

  /** Those of this page and of all others. */
  async read(): Promise<readonly ISessionRecord[]> {
    const { notes } = (await this._ledger?.read(EVERYWHERE)) ?? { notes: {} };
    for (const [key, note] of Object.entries(notes)) {
      const record = key.startsWith(PREFIX) ? parseRecord(note) : null;
      if (record) {
        this._known.set(record.name, record);
      }
    }
    return [...this._known.values()];
  }

  private _known = new Map<string, ISessionRecord>();
}
