import { Kernel, KernelMessage } from '@jupyterlab/services';
import { PromiseDelegate } from '@lumino/coreutils';
import { DisposableDelegate } from '@lumino/disposable';
import type { IOutputGuard } from './outputGuard';

type Request = KernelMessage.IExecuteRequestMsg;
type Reply = KernelMessage.IExecuteReplyMsg;
type IOPub = KernelMessage.IIOPubMessage;
type Hook = (msg: IOPub) => boolean | PromiseLike<boolean>;

/** How long a remote statement took, as Livy tells it. ISO 8601 texts. */
export interface IReplyMetadata {
  started?: string;
}

/**
 * A shell future that a remote statement feeds instead of a kernel socket, so
 * that Lab's own code draws the outputs, the `[*]`, the count and the timing.
 *
 * #### Notes
 * Messages are delivered one after the other: hooks may be asynchronous, and
 * two messages in flight could swap places.
 */
export class RemoteFuture
  extends DisposableDelegate
  implements Kernel.IShellFuture<Request, Reply>
{
  /**
   * `onDispose` is called when the cell is deleted or run again; `guard` sees
   * all outputs first, null: nobody does.
   */
  constructor(
    readonly msg: Request,
    onDispose: () => void,
    private _guard: IOutputGuard | null = null
  ) {
    super(onDispose);
    // Somebody may dispose of the future before anybody waits for it.
    this._done.promise.catch(() => undefined);
  }

  onReply: (msg: Reply) => void | PromiseLike<void> = () => undefined;
  onIOPub: (msg: IOPub) => void | PromiseLike<void> = () => undefined;
  onStdin: (msg: KernelMessage.IStdinMessage) => void | PromiseLike<void> =
    () => undefined;

  get done(): Promise<Reply> {
    return this._done.promise;
  }

  registerMessageHook(hook: Hook): void {
    this._hooks.unshift(hook);
  }

  removeMessageHook(hook: Hook): void {
    this._hooks = this._hooks.filter(one => one !== hook);
  }

  /** Remote statements have no standard input. */
  sendInputReply(): void {
    throw new Error('A remote statement cannot read input.');
  }

  /** Delivers an output message; nothing happens after disposal. */
  publish(msgType: string, content: unknown): Promise<void> {
    this._last = this._last
      .then(() => this._deliver(msgType, content))
      .catch(() => undefined);
    return this._last;
  }

  /** Delivers the reply and resolves `done`. */
  async reply(
    content: Reply['content'],
    metadata: IReplyMetadata = {}
  ): Promise<void> {
    await this._last;
    if (this.isDisposed) {
      return;
    }
    await Promise.resolve(this._guard?.end(msg => this.onIOPub(msg))).catch(
      () => undefined
    );
    const msg = this._message('execute_reply', 'shell', content, metadata);
    try {
      await this.onReply(msg as Reply);
    } catch {
      // As for a kernel's reply: a handler that fails must not leave the cell,
      // and all that wait behind it, without an end.
    }
    this._done.resolve(msg as Reply);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    super.dispose();
    // Lab takes a message that begins with `Canceled` as "did not run".
    this._done.reject(
      new Error(
        'Canceled future for execute_request message before replies were done'
      )
    );
  }

  private async _deliver(msgType: string, content: unknown): Promise<void> {
    if (this.isDisposed) {
      return;
    }
    const msg = this._message(msgType, 'iopub', content) as IOPub;
    for (const hook of this._hooks) {
      if (!(await hook(msg))) {
        return;
      }
    }
    if (this.isDisposed) {
      return;
    }
    await (this._guard
      ? this._guard.pass(msg, safe => this.onIOPub(safe))
      : this.onIOPub(msg));
  }

  private _message(
    msgType: string,
    channel: 'iopub' | 'shell',
    content: unknown,
    metadata: IReplyMetadata = {}
  ): KernelMessage.IMessage {
    const { session, username } = this.msg.header;
    return KernelMessage.createMessage({
      msgType,
      channel,
      session,
      username,
      parentHeader: this.msg.header,
      content,
      metadata
    } as unknown as KernelMessage.IOptions<KernelMessage.IStreamMsg>);
  }

  private _done = new PromiseDelegate<Reply>();
  private _hooks: Hook[] = [];
  private _last: Promise<void> = Promise.resolve();
}
