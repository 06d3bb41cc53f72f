import { PromiseDelegate } from '@lumino/coreutils';
import { abortable } from '../core/abortable';
import { loadOnce } from '../core/loadOnce';
import type { IOutputs } from '../core/ports';
import { cancelledBeforeReady } from '../core/sessionErrors';
import type { CellExecutor } from './cellExecutor';
import type { ICellOrigin, RunForCell } from './cellJob';
import type { IMagicRequest } from './magicRunner';

/** Looks at a magic before it is run; `send` runs Python ahead of it. */
export type CellGuard = (
  request: IMagicRequest,
  origin: ICellOrigin,
  signal: AbortSignal,
  send: (code: string) => Promise<unknown>
) => Promise<void>;

const SILENT: IOutputs = { publish: () => Promise.resolve() };

/**
 * The executor that notebooks and consoles share, loaded with the first cell
 * that is run: a page without any pays nothing.
 */
export class CellExecution {
  /** `load` makes the executor, given what runs its magics. */
  constructor(load: (run: RunForCell) => Promise<CellExecutor>) {
    this.load = loadOnce(async () => {
      const executor = await load(async (request, outputs, signal, origin) => {
        // Notebooks have cells before anybody can run a magic.
        const run = await abortable(
          this._runner.promise,
          signal,
          cancelledBeforeReady
        );
        const send = (code: string) =>
          run({ line: '', cell: code }, SILENT, signal, {
            ...origin,
            // It is no run of the cell: nothing shall take it for one.
            cellId: null,
            runId: null
          });
        await this.guard?.(request, origin, signal, send);
        return run(request, outputs, signal, origin);
      });
      this._executor = executor;
      this._onLoad.forEach(callback => callback(executor));
      return executor;
    });
  }

  /** Asked before each magic; whoever rejects keeps it from running. */
  guard: CellGuard | null = null;

  /** Null until a cell was run. */
  get executor(): CellExecutor | null {
    return this._executor;
  }

  readonly load: () => Promise<CellExecutor>;

  /** Calls back when it is there, before it runs a cell. */
  onLoad(callback: (executor: CellExecutor) => void): void {
    this._onLoad.push(callback);
    if (this._executor) {
      callback(this._executor);
    }
  }

  /** Who runs the magics. */
  setRunner(run: RunForCell): void {
    this._runner.resolve(run);
  }

  /** Does something with the executor: at once, when it is there. */
  use<T>(work: (executor: CellExecutor) => Promise<T>): Promise<T> {
    return this._executor ? work(this._executor) : this.load().then(work);
  }

  private _executor: CellExecutor | null = null;
  private _onLoad: ((executor: CellExecutor) => void)[] = [];
  private _runner = new PromiseDelegate<RunForCell>();
}
