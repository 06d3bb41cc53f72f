import type { IStateDB } from '@jupyterlab/statedb';
import type { ReadonlyPartialJSONValue } from '@lumino/coreutils';
import { asNumber, asRecord, asText } from '../core/guards';
import { decodeKept, ISetUpKept } from '../core/setUpKept';
import { mergeCreated, mergeKept } from '../core/setUpMerge';

/** Options of a `SetUpStore`. */
export interface ISetUpStoreOptions {
  /** Lab's state, which the next page sees, too; null: there is none. */
  state: (() => Promise<IStateDB>) | null;
  /** Lab's state as other browsers write it; absent: it cannot be read. */
  shared?: ((key: string) => Promise<unknown>) | null;
  /** The tab's own memory; null: there is none. */
  tab: Pick<Storage, 'getItem' | 'setItem'> | null;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** A few letters and digits, another time other ones. */
  newSeed: () => string;
}

/** Where it is kept, in all of them. */
const KEY = 'jupyterlab-synapse:set-up-kept';

/** How long the server may take to tell what others have written, ms. */
const PATIENCE = 5000;

/** All that is kept, as it was read: untrusted. */
interface IMemory {
  /** Milliseconds since the epoch; 0: never. */
  savedAt: number;
  /** The tab that has saved it; null: not known. */
  by: string | null;
  /** The connection that was set up last; null: none. */
  connection: string | null;
  /** What is kept of each connection. */
  kept: Readonly<Record<string, unknown>>;
  /** The tab whose plan it is, by connection: another may pass it on. */
  planBy: Readonly<Record<string, unknown>>;
}

/**
 * Keeps choices, plan and what was created for the page after a reload.
 *
 * #### Notes
 * Lab writes its state some time after a change: a page that is reloaded at
 * once would forget the request that is on its way. So the tab keeps it, too,
 * and what was written last counts. Another browser may set up at the same
 * time: what it has created, and a plan that it sends, is never overwritten.
 */
export class SetUpStore {
  constructor(private _options: ISetUpStoreOptions) {}

  /** The connection that was set up last; null: none. */
  async connection(): Promise<string | null> {
    return (await this._read()).connection;
  }

  /** What is kept of a connection; what another browser creates is added. */
  async read(connection: string): Promise<ISetUpKept> {
    const kept = this._decode((await this._read()).kept[connection]);
    this._own.set(connection, kept);
    return kept;
  }

  /** Letters and digits that make names new. */
  newSeed(): string {
    return this._options.newSeed();
  }

  /**
   * Keeps what was read before, changed. What another browser has created
   * meanwhile is added to it. It never rejects.
   */
  write(connection: string, kept: ISetUpKept): Promise<void> {
    this._own.set(connection, kept);
    // As it is now: it goes on changing.
    this._note(connection, connection);
    if (!this._isDue) {
      this._isDue = true;
      this._writing = this._writing.then(() => this._save());
    }
    return this._writing;
  }

  private async _save(): Promise<void> {
    await this._meet();
    this._isDue = false;
    try {
      const value = this._known as unknown as ReadonlyPartialJSONValue;
      await (await this._options.state?.())?.save(KEY, value);
    } catch {
      // A reload then begins anew; ARM knows what is there.
    }
  }

  private async _read(): Promise<IMemory> {
    if (this._first) {
      await this._first;
      await this._meet();
    } else {
      this._first = this._begin();
      await this._first;
    }
    return this._known;
  }

  private async _begin(): Promise<void> {
    const { state } = this._options;
    const own = this._ofTab();
    const lab = await memory(async () => (await state?.())?.fetch(KEY));
    const server = await this._ofOthers();
    this._by = own.by ?? this._by;
    const [newest, ...others] = [own, lab, server].sort(
      (one, other) => other.savedAt - one.savedAt
    );
    this._known = newest;
    this._seen.add(stampOf(newest));
    for (const other of others) {
      this._add(other, newest);
    }
  }

  /** Adds what is not by the tab that has written what is known. */
  private _add(other: IMemory, newest: IMemory): void {
    this._seen.add(stampOf(other));
    const kept = { ...this._known.kept };
    for (const [connection, value] of Object.entries(other.kept)) {
      const theirs = this._foreign(other, connection);
      const known = kept[connection];
      if (known === undefined) {
        kept[connection] = value;
      } else if (other.by !== newest.by) {
        kept[connection] = mergeKept(this._decode(known), theirs);
      }
    }
    this._known = { ...this._known, kept };
  }

  /** Takes in what another browser has written since it was last read. */
  private async _meet(): Promise<void> {
    const theirs = await this._ofOthers();
    const stamp = stampOf(theirs);
    if (theirs.by === this._by || this._seen.has(stamp)) {
      return;
    }
    this._seen.add(stamp);
    for (const [connection, value] of Object.entries(theirs.kept)) {
      const own = this._own.get(connection);
      const other = this._foreign(theirs, connection);
      this._others.set(connection, other);
      this._planBy.set(connection, asText(theirs.planBy[connection]));
      if (own) {
        own.created = mergeCreated(own.created, other.created);
        this._note(connection, this._known.connection);
      } else {
        const kept = { ...this._known.kept, [connection]: value };
        const planBy = { ...this._known.planBy, ...theirs.planBy };
        this._known = { ...this._known, kept, planBy };
      }
    }
  }

  /** Notes what is to be kept of a connection, in the tab at once. */
  private _note(connection: string, last: string | null): void {
    const { now, tab } = this._options;
    const own = this._own.get(connection);
    const other = this._others.get(connection);
    const kept = own && other ? mergeKept(own, other) : own;
    const isOwn = kept?.plan === own?.plan;
    const planBy = isOwn ? this._by : (this._planBy.get(connection) ?? null);
    const text = JSON.stringify({
      savedAt: now(),
      by: this._by,
      connection: last,
      kept: { ...this._known.kept, [connection]: kept },
      planBy: { ...this._known.planBy, [connection]: planBy }
    } satisfies IMemory);
    this._known = memoryOf(JSON.parse(text));
    this._seen.add(stampOf(this._known));
    try {
      tab?.setItem(KEY, text);
    } catch {
      // It is full, or not allowed: Lab's state does as well.
    }
  }

  private _decode(value: unknown): ISetUpKept {
    return decodeKept(value, this._options.newSeed());
  }

  /** What another browser keeps of a connection, without a plan of ours. */
  private _foreign({ kept, planBy }: IMemory, connection: string): ISetUpKept {
    const theirs = this._decode(kept[connection]);
    return planBy[connection] === this._by ? { ...theirs, plan: null } : theirs;
  }

  private _ofTab(): IMemory {
    try {
      return memoryOf(JSON.parse(this._options.tab?.getItem(KEY) ?? 'null'));
    } catch {
      return memoryOf(null);
    }
  }

  private _ofOthers(): Promise<IMemory> {
    const { shared } = this._options;
    return memory(async () => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      // A change of Azure waits for this, and must not do so forever.
      const late = new Promise<null>(resolve => {
        timer = setTimeout(() => resolve(null), PATIENCE);
      });
      try {
        return await Promise.race([shared?.(KEY), late]);
      } finally {
        clearTimeout(timer);
      }
    });
  }

  /** This tab, also after it is reloaded. */
  private _by = Math.random().toString(36).slice(2);
  private _first: Promise<void> | null = null;
  /** Whether a write is waiting that takes all that is known by then. */
  private _isDue = false;
  private _known = memoryOf(null);
  /** What another browser has kept last, by connection. */
  private readonly _others = new Map<string, ISetUpKept>();
  /** Whose plan that is, by connection; null: not known. */
  private readonly _planBy = new Map<string, string | null>();
  /** What this page keeps, by connection. */
  private readonly _own = new Map<string, ISetUpKept>();
  /** What was read or written. */
  private readonly _seen = new Set<string>();
  private _writing: Promise<void> = Promise.resolve();
}

function memoryOf(value: unknown): IMemory {
  const { by, connection, kept, planBy, savedAt } = asRecord(value);
  return {
    savedAt: asNumber(savedAt) ?? 0,
    by: asText(by),
    connection: asText(connection),
    kept: asRecord(kept),
    planBy: asRecord(planBy)
  };
}

/** What can be read; nothing where it cannot. */
async function memory(read: () => Promise<unknown>): Promise<IMemory> {
  try {
    return memoryOf(await read());
  } catch {
    return memoryOf(null);
  }
}

function stampOf({ by, savedAt }: IMemory): string {
  return `${by} ${savedAt}`;
}
