import { ISessionContext } from '@jupyterlab/apputils';

/** One cell's place among those that wait. */
export interface IWaitingCell {
  /** It has to wait. */
  begin(): void;
  /** It runs now, or never will. */
  end(): void;
}

/** The cells of each notebook that wait for their turn, in order. */
export class WaitingCells {
  /** `onChange` is told of all of a notebook, at most once a microtask. */
  constructor(
    private _onChange: (context: ISessionContext, cellIds: string[]) => void
  ) {}

  add(context: ISessionContext, cellId: string): IWaitingCell {
    const cell = { cellId };
    return {
      begin: () => {
        const cells = this._cells.get(context) ?? new Set();
        this._cells.set(context, cells.add(cell));
        this._tell(context);
      },
      end: () => {
        if (this._cells.get(context)?.delete(cell)) {
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
      const cells = [...(this._cells.get(context) ?? [])];
      this._onChange(
        context,
        cells.map(({ cellId }) => cellId)
      );
    });
  }

  private _cells = new WeakMap<ISessionContext, Set<{ cellId: string }>>();
  private _told = new Set<ISessionContext>();
}
