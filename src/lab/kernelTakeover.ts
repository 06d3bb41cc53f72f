import { ISessionContext } from '@jupyterlab/apputils';
import { Kernel, KernelMessage } from '@jupyterlab/services';
import { executeRequest } from './cellResults';
import { ICall, KernelBridge } from './kernelBridge';
import type { IOutputGuard } from './outputGuard';
import { RemoteFuture } from './remoteFuture';
import { RequestExecute, withRequestExecute } from './sessionView';

/** What taking over a kernel needs. */
export interface IKernelTakeoverOptions {
  /** The page's own connection to the kernel. */
  kernel: Kernel.IKernelConnection;
  /** A second one, with the client id of the earlier page. */
  connect(): Kernel.IKernelConnection;
  /** Serves the magics of that connection. */
  bridge(kernel: Kernel.IKernelConnection): KernelBridge;
  /** What the kernel waits for; null: nothing that is known. */
  call: ICall | null;
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
        if (this._isOver) {
          this._end(parent);
        }
        return future;
      };
    return withRequestExecute(context, make);
  }

  private _begin(): void {
    if (this._connection) {
      return;
    }
    const { connect, bridge, call, kernel } = this._options;
    const connection = (this._connection = connect());
    const served = bridge(connection);
    connection.anyMessage.connect(this._onMessage, this);
    const onStatus = () => {
      if (connection.connectionStatus !== 'connected') {
        return;
      }
      connection.connectionStatusChanged.disconnect(onStatus);
      if (call) {
        served.takeOver(call);
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
        .done.catch(() => undefined)
        .then(() => this._finish());
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
      void future?.reply(msg.content);
    } else if (msg.channel === 'iopub') {
      void future?.publish(msg.header.msg_type, msg.content);
    }
  }

  private async _finish(): Promise<void> {
    // What the kernel said last may still be on its way: another connection.
    await new Promise(resolve => window.setTimeout(resolve, LAST_WORDS_MS));
    this._isOver = true;
    [...this._futures.keys()].forEach(parent => this._end(parent));
    this._connection?.dispose();
  }

  /** Ends a cell whose reply nobody has heard; harmless after a reply. */
  private _end(parent: string): void {
    void this._futures.get(parent)?.reply({
      status: 'ok',
      execution_count: null,
      user_expressions: {},
      payload: []
    } as unknown as KernelMessage.IExecuteReplyMsg['content']);
  }

  private _connection: Kernel.IKernelConnection | null = null;
  /** Messages of cells whose turn has not come yet. */
  private _early = new Map<string, KernelMessage.IMessage[]>();
  private _futures = new Map<string, RemoteFuture>();
  private _isOver = false;
}

/** How long messages of two connections may be apart, ms. */
const LAST_WORDS_MS = 300;
