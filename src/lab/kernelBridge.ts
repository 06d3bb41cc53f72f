import { Kernel, KernelMessage } from '@jupyterlab/services';
import { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import {
  BridgeRequest,
  Conversation,
  RunTalking,
  parseRequest
} from './conversation';
import { REQUEST_TAG } from './kernelMagic';
import { IMagicRequest } from './magicRunner';
import { MagicValue } from '../core/sessionMeta';

/** A magic that a kernel waits for. */
export interface ICall extends IMagicRequest {
  /** The magic's number in the kernel. */
  id: number;
  /** Id of the request to execute in which it is called. */
  parent: string;
}

/** Runs a magic that came from the kernel. */
export type RunBridged = (
  request: IMagicRequest,
  talk: Conversation,
  signal: AbortSignal,
  call: ICall
) => Promise<MagicValue>;

/** The bridge's request in a message; null when the message is another's. */
export function bridgeRequest(
  msg: KernelMessage.IMessage
): BridgeRequest | null {
  return KernelMessage.isInputRequestMsg(msg) &&
    msg.content.prompt.startsWith(REQUEST_TAG)
    ? parseRequest(msg.content.prompt.slice(REQUEST_TAG.length))
    : null;
}

/** How long an interrupted kernel has to end its question by itself, ms. */
const INTERRUPT_GRACE_MS = 2000;

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
    private _run: RunBridged,
    private _graceMs = INTERRUPT_GRACE_MS
  ) {
    _kernel.anyMessage.connect(this._onMessage, this);
    _kernel.pendingInput.connect(this._onPending, this);
    _kernel.disposed.connect(this.dispose, this);
  }

  /** Told of what the kernel begins to wait for, and when it does no more. */
  onCall: (call: ICall | null) => void = () => undefined;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Runs what the kernel waits for since an earlier page had its connection,
   * and lets it ask again: it does so after an answer that is not its own.
   */
  takeOver(call: ICall): void {
    this._begin(call);
    this._taken = this._talk;
    this.askAgain(call.parent);
  }

  /**
   * Lets the kernel ask again that may have asked an earlier page, which was
   * gone already.
   */
  askAgain(parent: string): void {
    this._kernel.sendInputReply(
      { status: 'ok', value: JSON.stringify({ id: 0, step: 0 }) },
      { msg_id: parent } as KernelMessage.IInputRequestMsg['header']
    );
  }

  /**
   * What a magic that was taken over came to, if the kernel has not asked for
   * it: it had ended there, but its page was gone before the output came.
   */
  unasked(): ReturnType<Conversation['whole']> | null {
    return this._taken && this._taken === this._talk && !this._taken.isAsked
      ? this._taken.whole()
      : null;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.cancel();
    Signal.clearData(this);
  }

  /** The kernel is gone, or its magic is over: stop what runs for it. */
  cancel(): void {
    this._abort?.abort();
    this._abort = null;
    if (this._talk) {
      this._talk = null;
      this.onCall(null);
    }
    this._question = null;
    this._parent = '';
  }

  /**
   * The user interrupted the kernel: stop what runs for it.
   *
   * #### Notes
   * Most often the kernel ends its question by itself, with no word to us. A
   * magic in a thread of its own is not interrupted by the kernel, and would
   * wait for ever, with all magics behind it: so it gets an answer, late
   * enough not to race with the kernel.
   */
  interrupt(): void {
    this._abort?.abort();
    this._endLater();
  }

  // Returns at once: the connection waits for its message handlers.
  private _onMessage(
    _: Kernel.IKernelConnection,
    { msg, direction }: Kernel.IAnyMessageArgs
  ): void {
    if (direction !== 'recv') {
      return;
    }
    const parent =
      (msg.parent_header as Partial<KernelMessage.IHeader>).msg_id ?? '';
    if (KernelMessage.isExecuteReplyMsg(msg)) {
      if (parent === this._parent) {
        this.cancel();
      }
      return;
    }
    if (
      KernelMessage.isStatusMsg(msg) &&
      msg.content.execution_state === 'starting' &&
      msg.header.session !== this._life
    ) {
      // Restarted, maybe by another page. The same word from the life that
      // asked came late: outputs and questions travel on two sockets.
      this.cancel();
      return;
    }
    if (!KernelMessage.isInputRequestMsg(msg)) {
      return;
    }
    const request = bridgeRequest(msg);
    if (!request) {
      // The user's own input(): an answer of ours would go there.
      this._question = null;
      return;
    }
    const isSame = this._talk?.id === request.id && this._parent === parent;
    if (!request.next && !isSame) {
      const { id, line, cell } = request;
      this._begin({ id, line, cell, parent });
      this._life = msg.header.session;
    }
    void this._answer(msg, request);
  }

  /** Lab refuses to run other cells while it believes that a box is open. */
  private _onPending(_: unknown, isPending: boolean): void {
    if (isPending && this._question) {
      // Not at once: others are still being told that it is pending.
      queueMicrotask(() => {
        if (this._question) {
          this._kernel.hasPendingInput = false;
        }
      });
    }
  }

  private async _answer(
    msg: KernelMessage.IInputRequestMsg,
    request: BridgeRequest
  ): Promise<void> {
    const { id, step } = request;
    const talk = this._talk;
    const signal = this._abort?.signal;
    if (!talk || talk.id !== id) {
      return;
    }
    if (request.next) {
      talk.answered(step, request.answers ?? []);
    }
    this._question = { msg, step };
    if (signal?.aborted) {
      this._endLater();
      return;
    }
    const answer = await talk.reply(step);
    // Never reply when the question is over: the kernel would take the
    // answer for that of its next one.
    if (
      answer !== null &&
      !signal?.aborted &&
      this._talk === talk &&
      this._question?.step === step
    ) {
      this._send(this._question.msg, answer);
    }
  }

  /** Answers what the kernel still waits with after an interrupt. */
  private _endLater(): void {
    const talk = this._talk;
    window.setTimeout(() => {
      if (talk && this._talk === talk && this._question) {
        const { msg, step } = this._question;
        const outcome = {
          status: 'error',
          ename: 'KeyboardInterrupt',
          evalue: '',
          traceback: []
        };
        this._send(
          msg,
          JSON.stringify({ id: talk.id, step, events: [], ...outcome })
        );
      }
    }, this._graceMs);
  }

  private _send(msg: KernelMessage.IInputRequestMsg, value: string): void {
    this._question = null;
    try {
      // A connection that is being made again keeps it until it is there.
      this._kernel.sendInputReply({ status: 'ok', value }, msg.header);
    } catch {
      // The kernel is dead, and nobody waits any more.
      this.cancel();
    }
  }

  private _begin(call: ICall): void {
    // An interrupt ends a magic in the kernel without a word to us, and user
    // code may go on with another magic in the same cell.
    this.cancel();
    const abort = new AbortController();
    this._abort = abort;
    this._parent = call.parent;
    const { id, line, cell } = call;
    const run: RunTalking = (request, talk, signal) =>
      this._run(request, talk, signal, call);
    this._talk = new Conversation(id, { line, cell }, run, abort.signal);
    this.onCall(call);
  }

  private _abort: AbortController | null = null;
  private _isDisposed = false;
  /** The kernel's own session: another one in each life of the kernel. */
  private _life = '';
  private _parent = '';
  /** The question that the kernel waits with. */
  private _question: {
    msg: KernelMessage.IInputRequestMsg;
    step: number;
  } | null = null;
  private _taken: Conversation | null = null;
  private _talk: Conversation | null = null;
}
