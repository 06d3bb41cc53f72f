import { ISessionContext } from '@jupyterlab/apputils';
import { CodeCell } from '@jupyterlab/cells';
import { Kernel, KernelMessage } from '@jupyterlab/services';
import { IOutputs } from '../core/ports';
import { MagicValue } from '../core/sessionMeta';
import { CellPlace, ICellDocument } from './cellPlace';
import { executeRequest } from './cellResults';
import { ExecutionCounts } from './executionCounts';
import { isPython } from './isPython';
import { recordCell } from './kernelMagic';
import { outcomeOf } from './magicRunner';
import type { IOutputGuard } from './outputGuard';
import { RemoteFuture } from './remoteFuture';
import { RequestExecute, withRequestExecute } from './sessionView';

/** Does the work of a remote cell. */
export type Perform = (
  outputs: IOutputs,
  signal: AbortSignal
) => Promise<MagicValue>;

/** A cell that runs without the kernel. */
export interface IRemoteCell {
  cell: CodeCell;
  code: string;
  context: ISessionContext;
  /** The notebook's model; none for consoles. */
  document: ICellDocument | null;
  perform: Perform;
  /** Sees all outputs first. */
  guard: IOutputGuard | null;
}

/** Runs cells that do not pass through the kernel, as if they did. */
export class RemoteCells {
  /**
   * `onRecorded` is called before a cell is put into a Python kernel's
   * history, so that the magic that does it is there.
   */
  constructor(
    private _onRecorded: (
      kernel: Kernel.IKernelConnection,
      context: ISessionContext
    ) => void
  ) {}

  /** Follows the counts of a kernel. */
  watch(kernel: Kernel.IKernelConnection): void {
    this._counts.watch(kernel);
  }

  /** Stops all that runs for a notebook or console. */
  interrupt(context: ISessionContext): void {
    this._running.get(context)?.forEach(abort => abort.abort());
  }

  /** What Lab's `runCell` takes for the session context of such a cell. */
  view(remote: IRemoteCell): ISessionContext {
    const { cell, code, context, document, guard } = remote;
    const make =
      (kernel: Kernel.IKernelConnection): RequestExecute =>
      (content, _dispose, metadata) => {
        const place = new CellPlace(cell, document);
        const abort = new AbortController();
        const future = new RemoteFuture(
          executeRequest(kernel, { ...content, code }, metadata),
          () => {
            // A deleted cell has no place for the output: stop. A closed
            // notebook has: its statement goes on.
            if (place.isDeleted) {
              abort.abort();
            }
          },
          guard
        );
        const running = this._running.get(context) ?? new Set();
        this._running.set(context, running.add(abort));
        this._counts.watch(kernel);
        const count = this._counts.next(kernel, place.highestCount);
        void feed(future, remote, count, abort.signal).then(() => {
          running.delete(abort);
          if (isPython(context)) {
            this._onRecorded(kernel, context);
            record(kernel, code);
          }
        });
        return future;
      };
    return withRequestExecute(context, make);
  }

  private _counts = new ExecutionCounts();
  private _running = new WeakMap<ISessionContext, Set<AbortController>>();
}

async function feed(
  future: RemoteFuture,
  { code, perform }: IRemoteCell,
  count: number,
  signal: AbortSignal
): Promise<void> {
  const started = new Date().toISOString();
  await future.publish('status', { execution_state: 'busy' });
  await future.publish('execute_input', { code, execution_count: count });
  const outputs: IOutputs = {
    publish: event => future.publish(event.type, event.content)
  };
  const end = await outcomeOf(() => perform(outputs, signal));
  if (end.status === 'error') {
    const { ename, evalue, traceback } = end;
    await future.publish('error', { ename, evalue, traceback });
  }
  await future.publish('status', { execution_state: 'idle' });
  // Never a null count: Lab would leave `[*]` on the cell.
  const content =
    end.status === 'ok'
      ? { status: 'ok', user_expressions: {}, payload: [] }
      : end;
  await future.reply(
    {
      ...content,
      execution_count: count
    } as KernelMessage.IExecuteReplyMsg['content'],
    { started }
  );
}

/** Takes a remote cell into the kernel's history; the count goes on. */
function record(kernel: Kernel.IKernelConnection, code: string): void {
  if (kernel.isDisposed || kernel.status === 'dead') {
    return;
  }
  kernel
    .requestExecute({
      code: recordCell(code),
      silent: true,
      store_history: false,
      // A false here would stay in force for widgets' callbacks.
      allow_stdin: true,
      stop_on_error: false
    })
    .done.catch(() => undefined);
}
