import { ISessionContext } from '@jupyterlab/apputils';
import { Kernel, KernelMessage } from '@jupyterlab/services';
import { executeRequest } from './cellResults';
import { Conversation } from './conversation';
import { KernelBridge } from './kernelBridge';
import type { IOutputGuard } from './outputGuard';
import { RemoteFuture } from './remoteFuture';
import { IKernelNote } from './resumptionNotes';
import { RequestExecute, withRequestExecute } from './sessionView';

/** What taking over a kernel needs. */
export interface IKernelTakeoverOptions {
  /** The page's own connection to the kernel. */
  kernel: Kernel.IKernelConnection;
  /** A second one, with the client id of the earlier page. */
  connect(): Kernel.IKernelConnection;
  /** Serves the magics of that connection. */
  bridge(kernel: Kernel.IKernelConnection): KernelBridge;
  /** What the kernel has to do, and what it waits for. */
  note: Pick<IKernelNote, 'sent' | 'call'>;
}

/**
 * Takes the cells over that a kernel runs, or will, for an earlier page.
 *
 * #### Notes
 * A kernel's questions and replies go to the client that asked for the
 * execution, known by its id: a second connection with that id gets them. It
 * is kept until the kernel has come to all that is sent now: a reply that came
 * while no page was there is lost, and its cell has ended then.
 */
export class KernelTakeover {
  constructor(private _options: IKernelTakeoverOptions) {}

  /** What Lab's `runCell` takes for the session context of such a cell. */
  view(
    context: ISessionContext,
    code: string,
    parent: string,
    guard: IOutputGuard | null
  ): ISessionContext {
    const make =
      (kernel: Kernel.IKernelConnection): RequestExecute =>
      (content, _dispose, metadata) => {
        const future = new RemoteFuture(
          executeRequest(kernel, { ...content, code }, metadata),
          () => undefined,
          guard
        );
        this._begin();
        const early = this._early.get(parent) ?? [];
        this._early.delete(parent);
        this._futures.set(parent, future);
        early.forEach(msg => this._deliver(parent, msg));
        if (this._lastCount !== null) {
          void this._end(parent);
        }
        return future;
      };
    return withRequestExecute(context, make);
  }

  private _begin(): void {
    if (this._connection) {
      return;
    }
    const { connect, bridge, kernel, note } = this._options;
    const connection = (this._connection = connect());
    const served = bridge(connection);
    connection.anyMessage.connect(this._onMessage, this);
    const onStatus = () => {
      if (connection.connectionStatus !== 'connected') {
        return;
      }
      connection.connectionStatusChanged.disconnect(onStatus);
      if (note.call) {
        served.takeOver(note.call);
      } else if (note.sent[0]?.mayCall) {
        served.askAgain(note.sent[0].parent);
      }
      // A kernel executes in order: behind this nothing of before is left.
      void kernel
        .requestExecute({
          code: '',
          silent: true,
          store_history: false,
          allow_stdin: true,
          stop_on_error: false
        })
        .done.then(
          ({ content }) => content.execution_count ?? 0,
          () => 0
        )
        .then(count => this._finish(served, count));
    };
    connection.connectionStatusChanged.connect(onStatus);
    onStatus();
  }

  private _onMessage(
    _: unknown,
    { msg, direction }: Kernel.IAnyMessageArgs
  ): void {
    const { msg_id } = msg.parent_header as Partial<KernelMessage.IHeader>;
    if (direction !== 'recv' || !msg_id) {
      return;
    }
    if (this._futures.has(msg_id)) {
      this._deliver(msg_id, msg);
    } else {
      this._early.set(msg_id, [...(this._early.get(msg_id) ?? []), msg]);
    }
  }

  private _deliver(parent: string, msg: KernelMessage.IMessage): void {
    const future = this._futures.get(parent);
    if (KernelMessage.isExecuteReplyMsg(msg)) {
      this._replied.add(parent);
      void future?.reply(msg.content);
    } else if (msg.channel === 'iopub') {
      void future?.publish(msg.header.msg_type, msg.content);
    }
  }

  private async _finish(
    served: KernelBridge,
    lastCount: number
  ): Promise<void> {
    // What the kernel said last may still be on its way: another connection.
    await new Promise(resolve => window.setTimeout(resolve, LAST_WORDS_MS));
    // It had ended, so that it takes no time; but for a kernel that was
    // interrupted meanwhile, which does not want it any more.
    this._unheard = await Promise.race([
      served.unasked(),
      new Promise<null>(resolve => window.setTimeout(resolve, UNASKED_MS, null))
    ]);
    this._lastCount = lastCount;
    [...this._futures.keys()].forEach(parent => void this._end(parent));
    this._connection?.dispose();
  }

  /** Ends a cell whose reply nobody has heard. */
  private async _end(parent: string): Promise<void> {
    const future = this._futures.get(parent);
    if (!future || this._replied.has(parent)) {
      return;
    }
    this._replied.add(parent);
    const { call, sent } = this._options.note;
    const { events = [], end = null } =
      (call?.parent === parent && this._unheard) || {};
    for (const { type, content } of events) {
      await future.publish(type, content);
    }
    const isFailed = end?.status === 'error';
    if (isFailed) {
      const { ename, evalue, traceback } = end;
      await future.publish('error', { ename, evalue, traceback });
    }
    const behind = sent.slice(sent.findIndex(one => one.parent === parent) + 1);
    const content = {
      ...(isFailed ? end : { status: 'ok', user_expressions: {}, payload: [] }),
      // Never null: Lab would leave `[*]` on the cell.
      execution_count: Math.max(1, (this._lastCount ?? 0) - behind.length)
    };
    await future.reply(content as KernelMessage.IExecuteReplyMsg['content']);
  }

  private _connection: Kernel.IKernelConnection | null = null;
  /** Messages of cells whose turn has not come yet. */
  private _early = new Map<string, KernelMessage.IMessage[]>();
  private _futures = new Map<string, RemoteFuture>();
  /** The kernel's count when it had come to all; null before that. */
  private _lastCount: number | null = null;
  /** Cells whose reply was heard, or given up. */
  private _replied = new Set<string>();
  /** What the magic came to whose end an earlier page has told the kernel. */
  private _unheard: Awaited<ReturnType<Conversation['whole']>> | null = null;
}

/** How long messages of two connections may be apart, ms. */
const LAST_WORDS_MS = 300;

/** How long the outcome of a magic that has ended may take to be read, ms. */
const UNASKED_MS = 10_000;
