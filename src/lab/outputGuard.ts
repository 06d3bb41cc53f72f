import { KernelMessage } from '@jupyterlab/services';
import { IMaskedSecret } from '../core/redaction';
import { redactBundle, redactValue } from '../core/redactionData';
import { StreamRedactor } from '../core/streamRedactor';

type IOPub = KernelMessage.IIOPubMessage;

/** Takes a message of a future. */
export type IOPubHandler = (msg: IOPub) => void | PromiseLike<void>;

/** Sees all outputs of one execution before the output area does. */
export interface IOutputGuard {
  /** Gives the message, or what is left of it, to the handler. */
  pass(msg: IOPub, next: IOPubHandler): void | PromiseLike<void>;
  /** Tells what was kept back: the execution is over. */
  end(next: IOPubHandler): void | PromiseLike<void>;
}

/** What an `OutputGuard` needs. */
export interface IOutputGuardOptions {
  /** Asked with each message. */
  isOn(): boolean;
  /** Told what was masked. */
  onMasked(secrets: readonly IMaskedSecret[]): void;
}

/**
 * Masks secrets in the messages of one execution before the output area, and
 * with it the notebook's model, its file and other readers of it, get them.
 *
 * #### Notes
 * Text that comes in pieces may be kept back until it is clear that it is no
 * first half of a secret; it is told before whatever comes next, and at the
 * latest when the execution is over.
 */
export class OutputGuard implements IOutputGuard {
  constructor(private _options: IOutputGuardOptions) {}

  pass(msg: IOPub, next: IOPubHandler): void | PromiseLike<void> {
    if (KernelMessage.isStreamMsg(msg)) {
      return this._stream(msg, next);
    }
    const late = this._flush();
    const safe = this._isOn ? this._redact(msg) : msg;
    return late ? this._both(late, safe, next) : next(safe);
  }

  end(next: IOPubHandler): void | PromiseLike<void> {
    const late = this._flush();
    return late ? next(late) : undefined;
  }

  private get _isOn(): boolean {
    return this._options.isOn();
  }

  private _stream(
    msg: KernelMessage.IStreamMsg,
    next: IOPubHandler
  ): void | PromiseLike<void> {
    const { name } = msg.content;
    const late =
      this._last && (!this._isOn || this._last.content.name !== name)
        ? this._flush()
        : null;
    if (!this._isOn) {
      return late ? this._both(late, msg, next) : next(msg);
    }
    this._redactor ??= new StreamRedactor(this._bare);
    this._last = msg;
    const { text, secrets } = this._redactor.push(String(msg.content.text));
    this._tell(secrets);
    const fresh = text ? withText(msg, text) : null;
    return late && fresh
      ? this._both(late, fresh, next)
      : late || fresh
        ? next((late ?? fresh)!)
        : undefined;
  }

  private async _both(
    first: IOPub,
    second: IOPub,
    next: IOPubHandler
  ): Promise<void> {
    await next(first);
    await next(second);
  }

  /** What was kept back, as a message; null: nothing. */
  private _flush(): IOPub | null {
    const { _last: last, _redactor: redactor } = this;
    this._last = this._redactor = null;
    if (!last || !redactor) {
      return null;
    }
    const { text, secrets } = redactor.end();
    this._tell(secrets);
    return text ? withText(last, text) : null;
  }

  private _redact(msg: IOPub): IOPub {
    if (
      KernelMessage.isDisplayDataMsg(msg) ||
      KernelMessage.isUpdateDisplayDataMsg(msg) ||
      KernelMessage.isExecuteResultMsg(msg)
    ) {
      const { data, secrets } = redactBundle(msg.content.data, this._bare);
      this._tell(secrets);
      return secrets.length
        ? ({ ...msg, content: { ...msg.content, data } } as IOPub)
        : msg;
    }
    if (KernelMessage.isErrorMsg(msg)) {
      const { evalue, traceback } = msg.content;
      const lines = redactValue({ evalue, traceback }, this._bare);
      this._tell(lines.secrets);
      return lines.secrets.length
        ? { ...msg, content: { ...msg.content, ...lines.data } }
        : msg;
    }
    return msg;
  }

  private _tell(secrets: readonly IMaskedSecret[]): void {
    if (secrets.length) {
      this._options.onMasked(secrets);
    }
  }

  private _bare = new Set<string>();
  private _last: KernelMessage.IStreamMsg | null = null;
  private _redactor: StreamRedactor | null = null;
}

function withText(
  msg: KernelMessage.IStreamMsg,
  text: string
): KernelMessage.IStreamMsg {
  return { ...msg, content: { ...msg.content, text } };
}
