import { ISessionContext } from '@jupyterlab/apputils';

/** One cell's place on a list. */
export interface IListed {
  /** Puts it on the list, behind all that are there. */
  begin(): void;
  /** Takes it off. */
  end(): void;
}

/** A list for each notebook, e.g. of the cells that wait for their turn. */
export class CellList<T> {
  /** `onChange` is told of all of a notebook's, at most once a microtask. */
  constructor(
    private _onChange: (context: ISessionContext, all: T[]) => void
  ) {}

  add(context: ISessionContext, value: T): IListed {
    const entry = { value };
    return {
      begin: () => {
        const entries = this._entries.get(context) ?? new Set();
        this._entries.set(context, entries.add(entry));
        this._tell(context);
      },
      end: () => {
        if (this._entries.get(context)?.delete(entry)) {
          this._tell(context);
        }
      }
    };
  }

  private _tell(context: ISessionContext): void {
    if (this._told.has(context)) {
      return;
    }
    this._told.add(context);
    // Run All hands over all cells at once.
    queueMicrotask(() => {
      this._told.delete(context);
      const all = [...(this._entries.get(context) ?? [])];
      this._onChange(
        context,
        all.map(({ value }) => value)
      );
    });
  }

  private _entries = new WeakMap<ISessionContext, Set<{ value: T }>>();
  private _told = new Set<ISessionContext>();
}
