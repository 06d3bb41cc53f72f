import { CodeCell } from '@jupyterlab/cells';
import { NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import { Kernel } from '@jupyterlab/services';
import { frameNameOf, IFrameLimits } from '../core/frame';
import { ILedger, INotebookRecord, IRunRecord } from '../core/ledger';
import { CellExecution } from './cellExecution';
import type { CellExecutor } from './cellExecutor';
import { loadFrames } from './loadFrames';
import { NotebookSession } from './notebookSession';
import { IKernelNote, KERNEL, QUEUE, kernelNote } from './resumptionNotes';

/** Options of a `RunResumption`. */
export interface IRunResumptionOptions {
  execution: CellExecution;
  ledger: ILedger;
  kernels: Kernel.IManager;
  /** Limits of frames that are fetched, as the user has set them. */
  limits: IFrameLimits;
  /** Lets one page at a time in; null where the browser has none. */
  locks: LockManager | null;
}

/**
 * Goes on with what earlier pages have begun: outputs land in their cells, the
 * cells that waited run, and a kernel that waits in a magic is answered.
 *
 * #### Notes
 * Of several pages with the same notebook one does it, for as long as it is
 * there; then the next.
 */
export class RunResumption {
  constructor(private _options: IRunResumptionOptions) {}

  /** Call it once for each notebook that is opened. Never rejects. */
  async begin(panel: NotebookPanel, session: NotebookSession): Promise<void> {
    const { context, sessionContext } = panel;
    await Promise.all([context.ready, sessionContext.ready, session.ready]);
    const { locks } = this._options;
    if (!locks || panel.isDisposed) {
      return this._goOn(panel, session).catch(() => undefined);
    }
    const gone = new Promise<void>(resolve =>
      panel.disposed.connect(() => resolve())
    );
    await locks
      .request(`jupyterlab-synapse:${session.path}`, async () => {
        if (!panel.isDisposed) {
          await this._goOn(panel, session).catch(() => undefined);
          await gone;
        }
      })
      .catch(() => undefined);
  }

  private async _goOn(
    panel: NotebookPanel,
    session: NotebookSession
  ): Promise<void> {
    const { ledger } = this._options;
    const { controller } = session;
    const record = await ledger.read(session.path);
    // Another page may have begun it, and be gone now.
    await session.takeUp(record);
    const begun = record.runs.filter(run => !controller.isOwn(run.id));
    // Those of a session serve only to find it, which has been done.
    begun
      .filter(({ code }) => code === null)
      .forEach(({ id }) => ledger.delivered(id));
    const note = this._kernelNote(panel, session, record);
    const kept = (note?.sent ?? []).map(({ cellId }) => cellId);
    const runs = latest(begun.filter(({ code }) => code !== null)).filter(
      ({ cellId }) => cellId === null || !kept.includes(cellId)
    );
    const queue = cellIds(record.notes[QUEUE]);
    const executor = await this._options.execution.load();
    const resume = (run: IRunRecord) =>
      this._resume(panel, executor, session, run);
    const isDone = ({ state }: IRunRecord) => state === 'done';
    // How the last one ended decides over those that wait.
    const last = queue.length > 0 && !note ? runs.at(-1) : undefined;
    for (const run of runs.filter(one => isDone(one) && one !== last)) {
      await this._run(panel, resume(run));
    }
    const open = runs.filter(one => !isDone(one) || one === last);
    const cells = [
      ...(note ? await this._takeOver(panel, executor, note) : []),
      ...open.map(resume),
      ...queue.map(id => cellOf(panel, id))
    ].filter(cell => cell !== null);
    if (queue.length > 0) {
      ledger.note(session.path, QUEUE, null);
    }
    await this._run(panel, ...new Set(cells));
  }

  /** Runs cells as the user would. */
  private async _run(
    { content, sessionContext }: NotebookPanel,
    ...cells: (CodeCell | null)[]
  ): Promise<void> {
    const there = cells.filter(cell => cell !== null);
    if (there.length > 0) {
      await NotebookActions.runCells(content, there, sessionContext).catch(
        () => undefined
      );
    }
  }

  /** Prepares a cell for a run; null when the cell is not there any more. */
  private _resume(
    panel: NotebookPanel,
    executor: CellExecutor,
    { controller }: NotebookSession,
    run: IRunRecord
  ): CodeCell | null {
    const cell = cellOf(panel, run.cellId) ?? cellWith(panel, run.code);
    if (!cell) {
      this._options.ledger.delivered(run.id);
      return null;
    }
    executor.resumeNext(cell.model.id, {
      perform: async (outputs, signal) => {
        const name = frameNameOf(run.code);
        const order = name
          ? {
              name,
              rows: null,
              ...(await loadFrames(panel, this._options.limits))
            }
          : null;
        await controller.resume(run, outputs, signal, order);
        return null;
      }
    });
    return cell;
  }

  /** What the notebook's kernel has to do for an earlier page; null: nothing. */
  private _kernelNote(
    panel: NotebookPanel,
    { path }: NotebookSession,
    { notes }: INotebookRecord
  ): IKernelNote | null {
    const note = kernelNote(notes[KERNEL]);
    const kernel = panel.sessionContext.session?.kernel;
    if (!note || !kernel || note.clientId === kernel.clientId) {
      return null;
    }
    this._options.ledger.note(path, KERNEL, null);
    return note.kernelId === kernel.id ? note : null;
  }

  /** Prepares the cells that the kernel has. */
  private async _takeOver(
    panel: NotebookPanel,
    executor: CellExecutor,
    note: IKernelNote
  ): Promise<CodeCell[]> {
    const { kernels } = this._options;
    const { sessionContext } = panel;
    const kernel = sessionContext.session?.kernel;
    if (!kernel) {
      return [];
    }
    const { clientId } = note;
    const { KernelTakeover } = await import(
      /* webpackChunkName: "takeover" */ './kernelTakeover'
    );
    const takeover = new KernelTakeover({
      kernel,
      note,
      connect: () =>
        kernels.connectTo({
          model: kernel.model,
          clientId,
          username: kernel.username,
          handleComms: false
        }),
      bridge: connection => executor.bridge(connection, sessionContext, note)
    });
    return note.sent.flatMap(({ cellId, parent }) => {
      const cell = cellOf(panel, cellId);
      if (!cell) {
        return [];
      }
      executor.resumeNext(cellId, {
        view: (context, code, guard) =>
          takeover.view(context, code, parent, guard)
      });
      return [cell];
    });
  }
}

/** The last run of each cell, oldest first: it alone can be seen. */
function latest(runs: IRunRecord[]): IRunRecord[] {
  return runs.filter(
    ({ cellId }, at) =>
      cellId === null ||
      !runs.slice(at + 1).some(later => later.cellId === cellId)
  );
}

function cellOf(panel: NotebookPanel, id: string | null): CodeCell | null {
  const cell = panel.content.widgets.find(({ model }) => model.id === id);
  return cell instanceof CodeCell ? cell : null;
}

/** Files of an old format have no ids: there the code tells. */
function cellWith(panel: NotebookPanel, code: string | null): CodeCell | null {
  const text = code?.trim();
  const cell = panel.content.widgets.find(
    ({ model }) => text && model.sharedModel.getSource().includes(text)
  );
  return cell instanceof CodeCell ? cell : null;
}

function cellIds(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter(one => typeof one === 'string')
    : [];
}
