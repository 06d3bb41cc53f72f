import { IOutputEvent, IOutputs } from '../core/ports';
import {
  MagicOutcome,
  RunMagic,
  IMagicRequest,
  outcomeOf
} from './magicRunner';

/** What the magic in the kernel asks for, read from its prompt. */
export type BridgeRequest =
  | ({ id: number; next?: undefined } & IMagicRequest)
  | { id: number; next: true };

/** Outputs of one bridged magic, kept until the kernel asks for them. */
export class Conversation implements IOutputs {
  constructor(
    private _id: number,
    request: IMagicRequest,
    run: RunMagic,
    signal: AbortSignal
  ) {
    void outcomeOf(() => run(request, this, signal)).then(end => {
      this._end = end;
      this._wake();
    });
  }

  publish(event: IOutputEvent): Promise<void> {
    this._events.push(event);
    this._wake();
    return Promise.resolve();
  }

  /** The next reply to the kernel: waits until there is something to say. */
  async reply(): Promise<string> {
    while (!this._end && this._events.length === 0) {
      await new Promise<void>(resolve => {
        this._wake = resolve;
      });
    }
    // One macrotask, so that the last output and the end travel together.
    await new Promise(resolve => window.setTimeout(resolve));
    return JSON.stringify({
      id: this._id,
      events: this._events.splice(0),
      ...(this._end ?? { status: 'more' })
    });
  }

  private _end: MagicOutcome | null = null;
  private _events: IOutputEvent[] = [];
  private _wake: () => void = () => undefined;
}
