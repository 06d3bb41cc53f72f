import { ISessionContext } from '@jupyterlab/apputils';
import { CodeCell } from '@jupyterlab/cells';
import { Kernel, KernelMessage } from '@jupyterlab/services';
import { KernelError } from '@jupyterlab/notebook';
import { ExecutionQueue } from '../core/executionQueue';
import { BridgedFuture } from './bridgedFuture';
import { CellPlace, ICellDocument } from './cellPlace';
import { abortedError, ended, executeRequest } from './cellResults';
import { ExecutionCounts } from './executionCounts';
import { KernelBridge, bridgeRequest } from './kernelBridge';
import { recordCell } from './kernelMagic';
import { MagicInjector } from './magicInjector';
import { IMagicRequest, outcomeOf } from './magicRunner';
import { IOutputs } from '../core/ports';
import { MagicValue } from '../core/sessionMeta';
import { RemoteFuture } from './remoteFuture';
import { RequestExecute, withRequestExecute } from './sessionView';

/** Who runs a magic: the notebook or console, and the cell if it is known. */
export interface ICellOrigin {
  sessionContext: ISessionContext;
  cellId: string | null;
}

/** Runs a magic for a cell. */
export type RunForCell = (
  request: IMagicRequest,
  outputs: IOutputs,
  signal: AbortSignal,
  origin: ICellOrigin
) => Promise<MagicValue>;

/** One cell to run, from a notebook or a console. */
export interface ICellJob {
  cell: CodeCell;
  sessionContext: ISessionContext;
  /** The notebook's model; none for consoles. */
  document?: ICellDocument;
  /**
   * Lab's own way to run the cell, given the context to run it in. `cell` is
   * another widget than above when the cell was moved while it waited.
   */
  stock(
    view: ISessionContext,
    waited: boolean,
    cell: CodeCell
  ): Promise<boolean>;
  /** Show the cell as scheduled; it has to wait. */
  scheduled(): void;
  /** Show that the cell was not run because of an earlier failure. */
  aborted(error: KernelError): void;
}

/** Options of a `CellExecutor`. */
export interface ICellExecutorOptions {
  run: RunForCell;
  /** The magic of a cell that needs no kernel; null for all other cells. */
  pure(source: string): IMagicRequest | null;
  /** Python that registers the magic in a kernel. */
  kernelCode(): string;
}

/**
 * Runs the cells of notebooks and consoles: a cell that is nothing but a
 * `%%synapse` magic goes to Livy and leaves the kernel free, all others go to
 * the kernel unchanged, where the magic asks back over the bridge.
 */
export class CellExecutor {
  constructor(private _options: ICellExecutorOptions) {
    this._injector = new MagicInjector(_options.kernelCode);
    this._injector.onLost = kernel => this._bridges.get(kernel)?.cancel();
  }

  /** Runs one cell in its turn. Rejects as Lab's own `runCell` does. */
  run(job: ICellJob): Promise<boolean> {
    const { cell, sessionContext } = job;
    const source = cell.model.sharedModel.getSource();
    const pure = this._options.pure(source);
    // The code is that of now, also if the user types on while it waits.
    const view = (cell: CodeCell) =>
      pure
        ? this._remoteView(cell, source, job, pure)
        : this._localView(cell, source, sessionContext);
    const place = new CellPlace(cell, job.document ?? null);
    const tags: unknown = cell.model.getMetadata('tags');
    return this.queueOf(sessionContext).submit<boolean>({
      remote: pure !== null,
      stopOnError: !(Array.isArray(tags) && tags.includes('raises-exception')),
      wait: () => {
        cell.model.sharedModel.transact(
          () => cell.model.clearExecution(),
          false
        );
        cell.model.executionState = 'running';
        job.scheduled();
      },
      run: waited => {
        const { widget } = place;
        if (widget) {
          return job.stock(view(widget), waited, widget);
        }
        // Deleted while it waited: those behind it go on.
        place.setIdle();
        return Promise.resolve(false);
      },
      abort: () => {
        place.setIdle();
        const error = abortedError();
        job.aborted(error);
        return Promise.reject(error);
      },
      ended
    });
  }

  /**
   * Stops what runs remotely for a notebook or console, and gives up what
   * waits: call it when the user interrupts.
   */
  interrupt(context: ISessionContext): void {
    this.queueOf(context).abort();
    this._running.get(context)?.forEach(abort => abort.abort());
    const kernel = context.session?.kernel;
    if (kernel) {
      this._bridges.get(kernel)?.interrupt();
    }
  }

  /** The queue of a notebook or console. */
  queueOf(context: ISessionContext): ExecutionQueue {
    let queue = this._queues.get(context);
    if (!queue) {
      queue = new ExecutionQueue();
      this._queues.set(context, queue);
      const abort = () => queue?.abort();
      // Both are cleared with the context that emits them.
      context.kernelChanged.connect(abort);
      context.statusChanged.connect((_, status) => {
        if (/restarting|dead|terminating/.test(status)) {
          abort();
        }
      });
    }
    return queue;
  }

  /** The kernel's bridge, made when it is first asked for. */
  private _bridge(
    kernel: Kernel.IKernelConnection,
    sessionContext: ISessionContext
  ): void {
    if (!this._bridges.has(kernel)) {
      this._counts.watch(kernel);
      this._bridges.set(
        kernel,
        new KernelBridge(kernel, (request, outputs, signal, parent) =>
          this._options.run(request, outputs, signal, {
            sessionContext,
            cellId: this._cells.get(parent) ?? null
          })
        )
      );
    }
    this._injector.ensure(kernel);
  }

  private _localView(
    cell: CodeCell,
    code: string,
    context: ISessionContext
  ): ISessionContext {
    return withRequestExecute(context, kernel => (given, dispose, metadata) => {
      const content = { ...given, code };
      if (!isPython(context)) {
        return kernel.requestExecute(content, dispose, metadata);
      }
      this._bridge(kernel, context);
      const future = kernel.requestExecute(content, dispose, metadata);
      const id = future.msg.header.msg_id;
      this._cells.set(id, cell.model.id);
      void future.done
        .catch(() => undefined)
        .then(() => this._cells.delete(id));
      return new BridgedFuture(future, msg => bridgeRequest(msg) !== null);
    });
  }

  private _remoteView(
    cell: CodeCell,
    code: string,
    { sessionContext: context, document }: ICellJob,
    request: IMagicRequest
  ): ISessionContext {
    const make =
      (kernel: Kernel.IKernelConnection): RequestExecute =>
      (content, _dispose, metadata) => {
        const place = new CellPlace(cell, document ?? null);
        const abort = new AbortController();
        const future = new RemoteFuture(
          executeRequest(kernel, { ...content, code }, metadata),
          () => {
            // A deleted cell has no place for the output: stop. A closed
            // notebook has: its statement goes on.
            if (place.isDeleted) {
              abort.abort();
            }
          }
        );
        const running = this._running.get(context) ?? new Set();
        this._running.set(context, running.add(abort));
        this._counts.watch(kernel);
        const count = this._counts.next(kernel, place.highestCount);
        void this._feed(
          future,
          code,
          count,
          signal =>
            this._options.run(request, outputsOf(future), signal, {
              sessionContext: context,
              cellId: cell.model.id
            }),
          abort.signal
        ).then(() => {
          running.delete(abort);
          if (isPython(context)) {
            this._bridge(kernel, context);
            this._record(kernel, code);
          }
        });
        return future;
      };
    return withRequestExecute(context, make);
  }

  private async _feed(
    future: RemoteFuture,
    code: string,
    count: number,
    run: (signal: AbortSignal) => Promise<MagicValue>,
    signal: AbortSignal
  ): Promise<void> {
    const started = new Date().toISOString();
    await future.publish('status', { execution_state: 'busy' });
    await future.publish('execute_input', { code, execution_count: count });
    const end = await outcomeOf(() => run(signal));
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
  private _record(kernel: Kernel.IKernelConnection, code: string): void {
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

  private _bridges = new WeakMap<Kernel.IKernelConnection, KernelBridge>();
  /** Ids of cells by the id of the request that runs them. */
  private _cells = new Map<string, string>();
  private _counts = new ExecutionCounts();
  private _injector: MagicInjector;
  private _queues = new WeakMap<ISessionContext, ExecutionQueue>();
  private _running = new WeakMap<ISessionContext, Set<AbortController>>();
}

function outputsOf(future: RemoteFuture): IOutputs {
  return { publish: event => future.publish(event.type, event.content) };
}

function isPython(context: ISessionContext): boolean {
  const name = context.session?.kernel?.name ?? '';
  const spec = context.specsManager.specs?.kernelspecs[name];
  return spec?.language === 'python';
}
