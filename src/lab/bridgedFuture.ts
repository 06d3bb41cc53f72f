import { Kernel, KernelMessage } from '@jupyterlab/services';
import type { IOPubHandler, IOutputGuard } from './outputGuard';

type Request = KernelMessage.IExecuteRequestMsg;
type Reply = KernelMessage.IExecuteReplyMsg;
type Hook = (
  msg: KernelMessage.IIOPubMessage
) => boolean | PromiseLike<boolean>;
type StdinHandler = (
  msg: KernelMessage.IStdinMessage
) => void | PromiseLike<void>;

/**
 * A kernel's future that keeps the bridge's own input requests from the cell,
 * and lets a guard see all outputs first.
 *
 * #### Notes
 * The output area sets `onStdin` and `onIOPub` again when a cell is moved,
 * hence the accessors in place of a single wrap.
 */
export class BridgedFuture implements Kernel.IShellFuture<Request, Reply> {
  constructor(
    private _inner: Kernel.IShellFuture<Request, Reply>,
    private _hides: (msg: KernelMessage.IStdinMessage) => boolean,
    private _guard: IOutputGuard | null = null
  ) {
    this.onStdin = _inner.onStdin;
    this.onIOPub = _inner.onIOPub;
  }

  get msg(): Request {
    return this._inner.msg;
  }

  get done(): Promise<Reply> {
    return this._inner.done;
  }

  get isDisposed(): boolean {
    return this._inner.isDisposed;
  }

  get onReply(): (msg: Reply) => void | PromiseLike<void> {
    return this._inner.onReply;
  }
  set onReply(handler) {
    this._inner.onReply = handler;
  }

  get onIOPub(): IOPubHandler {
    return this._onIOPub;
  }
  set onIOPub(handler) {
    this._onIOPub = handler;
    const { _guard: guard } = this;
    this._inner.onIOPub = guard ? msg => guard.pass(msg, handler) : handler;
  }

  get onStdin(): StdinHandler {
    return this._onStdin;
  }
  set onStdin(handler: StdinHandler) {
    this._onStdin = handler;
    this._inner.onStdin = msg => (this._hides(msg) ? undefined : handler(msg));
  }

  registerMessageHook(hook: Hook): void {
    this._inner.registerMessageHook(hook);
  }

  removeMessageHook(hook: Hook): void {
    this._inner.removeMessageHook(hook);
  }

  sendInputReply(
    content: KernelMessage.IInputReplyMsg['content'],
    parent: KernelMessage.IInputReplyMsg['parent_header']
  ): void {
    this._inner.sendInputReply(content, parent);
  }

  dispose(): void {
    this._inner.dispose();
  }

  private _onIOPub: IOPubHandler = () => undefined;
  private _onStdin: StdinHandler = () => undefined;
}
