import { IOutputEvent, IOutputs } from '../core/ports';
import { MagicValue } from '../core/sessionMeta';
import type { IKernelTalk, KernelAnswer } from './kernelFrames';
import { MagicOutcome, IMagicRequest, outcomeOf } from './magicRunner';

/** What the magic in the kernel asks for, read from its prompt. */
export type BridgeRequest =
  | ({ id: number; step: number; next?: undefined } & IMagicRequest)
  | {
      id: number;
      step: number;
      next: true;
      /** What Python of ours came to, in the order of the last answer. */
      answers?: unknown[];
    };

/**
 * The request in a prompt, from behind its tag; null when it is none. The
 * prompt may be a user's own that happens to begin like ours.
 */
export function parseRequest(text: string): BridgeRequest | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const { id, step, next, line, cell, answers } = value as Record<
    string,
    unknown
  >;
  if (typeof id !== 'number' || typeof step !== 'number') {
    return null;
  }
  if (next === true) {
    return { id, step, next, ...(Array.isArray(answers) && { answers }) };
  }
  return typeof line === 'string' && (typeof cell === 'string' || cell === null)
    ? { id, step, line, cell }
    : null;
}

/** Python for the kernel that waits, in its place between the outputs. */
interface IPython {
  type: 'python';
  content: { code: string; data?: string };
}

/** Runs a magic of a kernel that waits; `talk` is the way to that kernel. */
export type RunTalking = (
  request: IMagicRequest,
  talk: Conversation,
  signal: AbortSignal
) => Promise<MagicValue>;

/** Outputs of one bridged magic, kept until the kernel asks for them. */
export class Conversation implements IOutputs, IKernelTalk {
  constructor(
    readonly id: number,
    request: IMagicRequest,
    run: RunTalking,
    signal: AbortSignal
  ) {
    this._ended = outcomeOf(() => run(request, this, signal));
    void this._ended.then(end => {
      this._end = end;
      this._wake();
    });
  }

  /** Whether the kernel has asked for any of it. */
  get isAsked(): boolean {
    return this._step >= 0;
  }

  /**
   * All of it, once it has ended: for a kernel that does not ask because it
   * had heard the end already.
   */
  async whole(): Promise<{ events: IOutputEvent[]; end: MagicOutcome }> {
    const end = await this._ended;
    return { events: this._events.splice(0).filter(isOutput), end };
  }

  publish(event: IOutputEvent): Promise<void> {
    this._events.push(event);
    this._wake();
    return Promise.resolve();
  }

  readonly isReady = false;

  /** Runs Python in the kernel, which waits in its magic. */
  ask(code: string, data?: string): Promise<KernelAnswer> {
    this._events.push({ type: 'python', content: { code, data } });
    this._wake();
    return new Promise(resolve => this._asked.push(resolve));
  }

  /** Takes what Python came to, as the kernel tells with its next question. */
  answered(step: number, answers: readonly unknown[]): void {
    // One that is asked again tells it again.
    if (step !== this._step) {
      this._asked
        .splice(0, answers.length)
        .forEach((resolve, at) => resolve(answers[at] as KernelAnswer));
    }
  }

  /**
   * The answer to a question of the kernel; waits until there is something
   * to say. A question that is asked again gets the same answer; null while
   * that is still waited for.
   */
  async reply(step: number): Promise<string | null> {
    if (step === this._step) {
      return this._answer;
    }
    this._step = step;
    this._answer = null;
    while (!this._end && this._events.length === 0) {
      await new Promise<void>(resolve => {
        this._wake = resolve;
      });
    }
    // One macrotask, so that the last output and the end travel together.
    await new Promise(resolve => window.setTimeout(resolve));
    this._answer = JSON.stringify({
      id: this.id,
      step,
      events: this._events.splice(0),
      ...(this._end ?? { status: 'more' })
    });
    return this._answer;
  }

  private _answer: string | null = null;
  private _end: MagicOutcome | null = null;
  private _ended: Promise<MagicOutcome>;
  private _asked: ((answer: KernelAnswer) => void)[] = [];
  private _events: (IOutputEvent | IPython)[] = [];
  private _step = -1;
  private _wake: () => void = () => undefined;
}

function isOutput(event: IOutputEvent | IPython): event is IOutputEvent {
  return event.type !== 'python';
}
