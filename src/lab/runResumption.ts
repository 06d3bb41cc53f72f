import { ISessionContext } from '@jupyterlab/apputils';
import { CodeCell } from '@jupyterlab/cells';
import { NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import { Kernel } from '@jupyterlab/services';
import { ILedger, INotebookRecord, IRunRecord } from '../core/ports';
import { CellExecutor, IKernelCall } from './cellExecutor';
import { takeoverView } from './kernelTakeover';
import { NotebookSession } from './notebookSession';
import { CALL, QUEUE } from './resumptionNotes';

/** Options of a `RunResumption`. */
export interface IRunResumptionOptions {
  executor: CellExecutor;
  ledger: ILedger;
  kernels: Kernel.IManager;
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
    const begun = record.runs.filter(run => !controller.isOwn(run.id));
    // Those of a session serve only to find it, which has been done.
    begun
      .filter(({ code }) => code === null)
      .forEach(({ id }) => ledger.delivered(id));
    const call = this._call(panel, session, record);
    const runs = latest(begun.filter(({ code }) => code !== null)).filter(
      ({ cellId }) => call === null || cellId !== call.cellId
    );
    const queue = cellIds(record.notes[QUEUE]);
    if (runs.length === 0 && queue.length === 0 && call === null) {
      return;
    }
    const isDone = ({ state }: IRunRecord) => state === 'done';
    const last = queue.length > 0 && call === null ? runs.at(-1) : undefined;
    for (const run of runs.filter(one => isDone(one) && one !== last)) {
      await this._run(panel, this._resume(panel, session, run));
    }
    const open = runs.filter(one => !isDone(one) || one === last);
    const first = call && this._takeOver(panel, call);
    const cells = [
      first,
      ...open.map(run => this._resume(panel, session, run)),
      ...queue.map(id => cellOf(panel, id))
    ].filter(cell => cell !== null);
    ledger.note(session.path, QUEUE, null);
    if (!first) {
      await kernelRests(panel.sessionContext);
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
    { controller }: NotebookSession,
    run: IRunRecord
  ): CodeCell | null {
    const cell = cellOf(panel, run.cellId) ?? cellWith(panel, run.code);
    if (!cell) {
      this._options.ledger.delivered(run.id);
      return null;
    }
    this._options.executor.resumeNext(cell.model.id, {
      perform: async (outputs, signal) => {
        await controller.resume(run, outputs, signal);
        return null;
      }
    });
    return cell;
  }

  /** What the notebook's kernel waits for; null when that is nothing of ours. */
  private _call(
    panel: NotebookPanel,
    { path }: NotebookSession,
    { notes }: INotebookRecord
  ): IKernelCall | null {
    // Noted by a page of ours; its texts go back to where they came from.
    const call = notes[CALL] as IKernelCall | undefined;
    const kernel = panel.sessionContext.session?.kernel;
    if (!call || !kernel) {
      return null;
    }
    if (call.kernelId !== kernel.id || call.clientId === kernel.clientId) {
      this._options.ledger.note(path, CALL, null);
      return null;
    }
    return call;
  }

  private _takeOver(panel: NotebookPanel, call: IKernelCall): CodeCell | null {
    const { executor, kernels } = this._options;
    const cell = cellOf(panel, call.cellId);
    const kernel = panel.sessionContext.session?.kernel;
    if (!cell || !kernel) {
      return null;
    }
    executor.resumeNext(cell.model.id, {
      view: (context, code) =>
        takeoverView(context, code, {
          call,
          connect: () =>
            kernels.connectTo({
              model: kernel.model,
              clientId: call.clientId,
              username: kernel.username,
              handleComms: false
            }),
          bridge: connection => executor.bridge(connection, context, call)
        })
    });
    return cell;
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

/**
 * Waits for what the kernel runs since an earlier page, which comes before all
 * that is sent now. Rejects when it fails: then the rest must not run.
 */
async function kernelRests({ session }: ISessionContext): Promise<void> {
  const kernel = session?.kernel;
  if (!kernel || kernel.status !== 'busy') {
    return;
  }
  let hasFailed = false;
  const onMessage = (_: unknown, msg: { header: { msg_type: string } }) => {
    hasFailed ||= msg.header.msg_type === 'error';
  };
  kernel.iopubMessage.connect(onMessage);
  try {
    await kernel.requestExecute({
      code: '',
      silent: true,
      store_history: false,
      allow_stdin: true,
      stop_on_error: false
    }).done;
  } finally {
    kernel.iopubMessage.disconnect(onMessage);
  }
  if (hasFailed) {
    throw new Error('A cell before has failed.');
  }
}
