import { Kernel, KernelMessage } from '@jupyterlab/services';
import { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import { BridgeRequest, Conversation } from './conversation';
import { REQUEST_TAG } from './kernelMagic';
import { IMagicRequest, RunMagic } from './magicRunner';
import { IOutputs } from '../core/ports';
import { MagicValue } from '../core/sessionMeta';

/** Runs a magic that came from the kernel for the request `parent`. */
export type RunBridged = (
  request: IMagicRequest,
  outputs: IOutputs,
  signal: AbortSignal,
  parent: string
) => Promise<MagicValue>;

/** The bridge's request in a message; null when the message is another's. */
export function bridgeRequest(
  msg: KernelMessage.IMessage
): BridgeRequest | null {
  if (
    !KernelMessage.isInputRequestMsg(msg) ||
    !msg.content.prompt.startsWith(REQUEST_TAG)
  ) {
    return null;
  }
  try {
    return JSON.parse(
      msg.content.prompt.slice(REQUEST_TAG.length)
    ) as BridgeRequest;
  } catch {
    // A user's own prompt that happens to begin like ours.
    return null;
  }
}

/**
 * Serves the magics of one kernel connection.
 *
 * #### Notes
 * It listens to the connection, not to a cell's future, so that a moved or
 * deleted cell, a widget's callback or a console leaves no kernel waiting.
 * Only requests of this page's own connection arrive here: the kernel sends
 * input requests to the client that asked.
 */
export class KernelBridge implements IDisposable {
  constructor(
    private _kernel: Kernel.IKernelConnection,
    private _run: RunBridged
  ) {
    _kernel.anyMessage.connect(this._onMessage, this);
    _kernel.disposed.connect(this.dispose, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.cancel();
    Signal.clearData(this);
  }

  /** The kernel is gone or was interrupted: stop what runs for it. */
  cancel(): void {
    this._abort?.abort();
    this._abort = null;
    this._talk = null;
    this._parent = '';
  }

  // Returns at once: the connection waits for its message handlers.
  private _onMessage(
    _: Kernel.IKernelConnection,
    { msg, direction }: Kernel.IAnyMessageArgs
  ): void {
    if (direction !== 'recv') {
      return;
    }
    const parent = (msg.parent_header as Partial<KernelMessage.IHeader>).msg_id;
    if (KernelMessage.isExecuteReplyMsg(msg)) {
      if (parent === this._parent) {
        this.cancel();
      }
      return;
    }
    const request = bridgeRequest(msg);
    if (!request) {
      return;
    }
    // Lab refuses to run other cells while it believes that a box is open.
    this._kernel.hasPendingInput = false;
    if (!request.next) {
      this._begin(request, parent ?? '');
    }
    const talk = this._talk;
    const signal = this._abort?.signal;
    void talk?.reply().then(value => {
      // Never reply when the request is over: the kernel would take the
      // answer for that of its next question.
      if (!signal?.aborted && this._kernel.connectionStatus === 'connected') {
        this._kernel.sendInputReply(
          { status: 'ok', value },
          msg.header as KernelMessage.IHeader<'input_request'>
        );
      }
    });
  }

  private _begin(
    request: Extract<BridgeRequest, { next?: undefined }>,
    parent: string
  ): void {
    // An interrupt ends a magic in the kernel without a word to us, and user
    // code may go on with another magic in the same cell.
    this.cancel();
    const abort = new AbortController();
    this._abort = abort;
    this._parent = parent;
    const run: RunMagic = (request, outputs, signal) =>
      this._run(request, outputs, signal, parent);
    this._talk = new Conversation(request.id, request, run, abort.signal);
  }

  private _abort: AbortController | null = null;
  private _isDisposed = false;
  private _parent = '';
  private _talk: Conversation | null = null;
}
