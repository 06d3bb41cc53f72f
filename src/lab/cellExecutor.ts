import { ISessionContext } from '@jupyterlab/apputils';
import { CodeCell } from '@jupyterlab/cells';
import { Kernel } from '@jupyterlab/services';
import { ExecutionQueue } from '../core/executionQueue';
import { IWaitingCell } from '../core/run';
import { titleOf } from '../core/runTitle';
import { BridgedFuture } from './bridgedFuture';
import { CellPlace } from './cellPlace';
import { abortedError, ended } from './cellResults';
import { KernelBridge, bridgeRequest } from './kernelBridge';
import { MagicInjector } from './magicInjector';
import { IMagicRequest } from './magicRunner';
import { CellGuards } from './cellGuards';
import type { IOutputGuard } from './outputGuard';
import { isPython } from './isPython';
import { Perform, RemoteCells } from './remoteCells';
import { withRequestExecute } from './sessionView';
import {
  ICellJob,
  IKernelCall,
  ISentCell,
  Resumption,
  RunForCell
} from './cellJob';
import { CellList } from './cellList';
import { IKernelNote } from './resumptionNotes';

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
    this._remote = new RemoteCells((kernel, context) =>
      this._bridge(kernel, context)
    );
    this._waiting = new CellList((...cells) => this.onWaiting(...cells));
    this._sent = new CellList((...cells) => this.onSent(...cells));
  }

  /** Who looks at the outputs of cells for secrets. */
  readonly guards = new CellGuards(async () => {
    const { OutputGuard } = await import(
      /* webpackChunkName: "secrets" */ './outputGuard'
    );
    return OutputGuard;
  });

  /** Told of the cells that wait, in order, each time that they change. */
  onWaiting: (context: ISessionContext, cells: IWaitingCell[]) => void = () =>
    undefined;

  /** Told of the cells that the kernel has, in order, each time that they change. */
  onSent: (context: ISessionContext, cells: ISentCell[]) => void = () =>
    undefined;

  /** Told of what the kernel of a notebook waits for; null: nothing any more. */
  onCall: (context: ISessionContext, call: IKernelCall | null) => void = () =>
    undefined;

  /** The next time that the cell is run, goes on with what runs already. */
  resumeNext(cellId: string, resumption: Resumption): void {
    this._resumptions.set(cellId, resumption);
  }

  /** Runs one cell in its turn. Rejects as Lab's own `runCell` does. */
  run(job: ICellJob): Promise<boolean> {
    const { cell, sessionContext } = job;
    const source = cell.model.sharedModel.getSource();
    const pure = this._options.pure(source);
    const { id } = cell.model;
    const resumption = this._resumptions.get(id);
    this._resumptions.delete(id);
    // The code is that of now, also if the user types on while it waits.
    const view = (cell: CodeCell) => {
      const guard = this.guards.of(cell.model.id, job.document ?? null);
      if (resumption && 'view' in resumption) {
        return resumption.view(sessionContext, source, guard);
      }
      const perform =
        resumption?.perform ??
        (pure && this._performer(pure, sessionContext, cell.model.id));
      return perform
        ? this._remote.view({
            cell,
            code: source,
            context: sessionContext,
            document: job.document ?? null,
            perform,
            guard
          })
        : this._localView(cell, source, sessionContext, guard);
    };
    const title = pure && statementTitle(pure);
    const waits = this._waiting.add(sessionContext, { cellId: id, title });
    const place = new CellPlace(cell, job.document ?? null);
    const tags: unknown = cell.model.getMetadata('tags');
    return this.queueOf(sessionContext).submit<boolean>({
      remote: pure !== null || resumption !== undefined,
      stopOnError: !(Array.isArray(tags) && tags.includes('raises-exception')),
      wait: () => {
        cell.model.sharedModel.transact(
          () => cell.model.clearExecution(),
          false
        );
        cell.model.executionState = 'running';
        waits.begin();
        job.scheduled();
      },
      run: waited => {
        waits.end();
        const { widget } = place;
        if (widget) {
          return job.stock(view(widget), waited, widget);
        }
        // Deleted while it waited: those behind it go on.
        place.setIdle();
        return Promise.resolve(false);
      },
      abort: () => {
        waits.end();
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
    this._remote.interrupt(context);
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
      this._remote.watch(kernel);
      this._bridges.set(kernel, this.bridge(kernel, sessionContext, null));
    }
    this._injector.ensure(kernel);
  }

  /**
   * Serves the magics of a kernel connection; `earlier` is what the kernel has
   * to do for an earlier page.
   */
  bridge(
    kernel: Kernel.IKernelConnection,
    sessionContext: ISessionContext,
    earlier: Pick<IKernelNote, 'sent' | 'call'> | null
  ): KernelBridge {
    const cellOf = (parent: string) =>
      this._cells.get(parent) ??
      earlier?.sent.find(cell => cell.parent === parent)?.cellId ??
      null;
    const call = earlier?.call;
    const bridge = new KernelBridge(
      kernel,
      (request, talk, signal, { id, parent }) =>
        this._options.run(request, talk, signal, {
          sessionContext,
          talk,
          cellId: cellOf(parent),
          runId: `${kernel.id}.${parent}.${id}`,
          isResumed: call?.parent === parent && call.id === id
        })
    );
    bridge.onCall = call =>
      this.onCall(
        sessionContext,
        call && {
          ...call,
          kernel,
          cellId: cellOf(call.parent)
        }
      );
    return bridge;
  }

  private _performer(
    request: IMagicRequest,
    sessionContext: ISessionContext,
    cellId: string
  ): Perform {
    const origin = { sessionContext, cellId, runId: null, isResumed: false };
    return (outputs, signal) =>
      this._options.run(request, outputs, signal, origin);
  }

  private _localView(
    cell: CodeCell,
    code: string,
    context: ISessionContext,
    guard: IOutputGuard | null
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
      const sent = this._sent.add(context, {
        cellId: cell.model.id,
        parent: id,
        mayCall: code.includes('synapse')
      });
      sent.begin();
      void future.done
        .catch(() => undefined)
        .then(() => {
          this._cells.delete(id);
          sent.end();
        });
      return new BridgedFuture(
        future,
        msg => bridgeRequest(msg) !== null,
        guard
      );
    });
  }

  private _bridges = new WeakMap<Kernel.IKernelConnection, KernelBridge>();
  /** Ids of cells by the id of the request that runs them. */
  private _cells = new Map<string, string>();
  private _injector: MagicInjector;
  private _queues = new WeakMap<ISessionContext, ExecutionQueue>();
  private _remote: RemoteCells;
  private _resumptions = new Map<string, Resumption>();
  private _sent: CellList<ISentCell>;
  private _waiting: CellList<IWaitingCell>;
}

/** What a statement that waits is called; null: the magic sends none. */
function statementTitle({ line, cell }: IMagicRequest): string | null {
  return /^start\b/.test(line) ? null : titleOf(cell ?? '');
}
