import { IStatement, isDone, StatementOutput } from './livy';
import {
  isTextAlternative,
  notice,
  plainText,
  richEvents,
  stdout,
  tableEvent,
  VALUE_TEXT
} from './outputData';
import { errorReply } from './outputFailure';
import { FrameSieve } from './frameSieve';
import { FrameReader } from './outputFrame';
import { IOutputEvent } from './ports';

export { failureOf } from './outputFailure';

/**
 * Turns successive snapshots of one statement into output events, with
 * nothing lost or doubled.
 *
 * #### Notes
 * What is printed while running comes from `partial` (local pool only; its
 * characters are Unicode code points, as Python counts them). The final text
 * is right-stripped and may have the value and standard error behind what
 * was printed; only what was not shown yet is published. When it contradicts
 * what was shown, the cell is cleared and gets the whole text.
 *
 * A failure itself is no output: `failureOf` tells it.
 */
export class StatementOutputs {
  /** `sieve` takes the words of a frame out of the text; null: there are none. */
  constructor(private _sieve: FrameSieve | null = null) {}

  /** What is new in this snapshot, in order; empty when nothing is. */
  next(statement: IStatement): IOutputEvent[] {
    const events: IOutputEvent[] = [];
    if (this.isFinished) {
      return events;
    }
    if (statement.partial) {
      this.follow(statement.partial, events);
    }
    if (isDone(statement)) {
      // A cancelled statement may get its output later (golden 313).
      this.isFinished = statement.output !== null;
      this.finish(statement.output, events);
    }
    return events;
  }

  private follow(
    { text, offset }: { text: string; offset: number },
    events: IOutputEvent[]
  ): void {
    const points = codePoints(text);
    if (offset > this.position) {
      if (!this.hasGap) {
        events.push(
          notice(
            '[… some of the output is left out here; all of it follows at the end …]'
          )
        );
      }
      this.hasGap = true;
      this.position = offset;
    }
    const fresh = dropPoints(text, this.position - offset);
    this.position = Math.max(this.position, offset + points);
    this.print(fresh, false, events);
  }

  private finish(output: StatementOutput | null, events: IOutputEvent[]): void {
    const data = output && !errorReply(output.data) ? output.data : {};
    const text = plainText(data) ?? '';
    if (isTextAlternative(data)) {
      events.push(...this.finishRich(data, text));
      return;
    }
    let rest = this.restOf(text);
    if (rest === null && output?.data['text/plain'] !== undefined) {
      events.push({ type: 'clear_output', content: { wait: true } });
      this.frames = new FrameReader();
      this._sieve?.reset();
      this.printed = '';
      rest = text;
    }
    this.print(rest ?? '', true, events);
    events.push(...richEvents(data, null));
  }

  /** A result whose text is what was printed and, behind it, its plain form. */
  private finishRich(
    data: Readonly<Record<string, unknown>>,
    text: string
  ): IOutputEvent[] {
    const events: IOutputEvent[] = [];
    const value = data[VALUE_TEXT];
    const isSplit = typeof value === 'string' && text.endsWith(value);
    const head = isSplit ? text.slice(0, text.length - value.length) : '';
    const plain = isSplit ? value : this.sieved(text);
    this.print(head ? (this.restOf(head) ?? '') : '', true, events);
    return [...events, ...richEvents(data, plain)];
  }

  /**
   * What of the final text is not shown yet, without the words of a frame.
   * What was shown stays, also when the text is of the rich part alone.
   */
  private sieved(text: string): string {
    const rest = this.restOf(text);
    if (rest === null) {
      this._sieve?.reset();
    }
    return this._sieve?.read(rest ?? text, true) ?? rest ?? text;
  }

  /**
   * What of the final text is not shown yet; null when it contradicts what
   * is. Blanks at the end of what is shown do not count, since the server
   * strips them.
   */
  private restOf(text: string): string | null {
    if (this.hasGap) {
      return null;
    }
    const { printed } = this;
    let same = 0;
    while (same < printed.length && printed[same] === text[same]) {
      same++;
    }
    // eslint-disable-next-line no-control-regex
    return /[^\s\u001c-\u001f\u0085]/.test(printed.slice(same))
      ? null
      : text.slice(same);
  }

  private print(text: string, isLast: boolean, events: IOutputEvent[]): void {
    this.printed += text;
    const shown = this._sieve?.read(text, isLast) ?? text;
    for (const piece of this.frames.read(shown, isLast)) {
      events.push(
        typeof piece === 'string' ? stdout(piece) : tableEvent(piece)
      );
    }
  }

  private frames = new FrameReader();
  /** All text that went to `frames`, unless there was a gap. */
  private printed = '';
  /** Code points of the printed text that were taken from `partial`. */
  private position = 0;
  private hasGap = false;
  private isFinished = false;
}

const PAIR = /[\uD800-\uDBFF][\uDC00-\uDFFF]/;

function codePoints(text: string): number {
  return PAIR.test(text) ? [...text].length : text.length;
}

function dropPoints(text: string, count: number): string {
  return PAIR.test(text)
    ? [...text].slice(count).join('')
    : text.slice(Math.max(0, count));
}
