import { cutOut, findSecrets, IRedacted } from './redaction';

/** What was shown last, kept so that a name before a value is known. */
const CONTEXT = 240;

/** More than this is no secret of a known kind. */
const MAX_HELD = 8192;

/** A run of characters that ends with the text and may be half of a secret. */
const UNFINISHED =
  /(?:eyJ[\w.-]*|[A-Za-z0-9+/_~-]{20,}={0,2}|:\/\/[^\s/@"'<>]*:[^\s/@"'<>]*@?)$/;

/** A name behind which a secret comes. */
const NAMED =
  /(?:key|sig|secret|token|password|pwd)["']?\s*[:=]\s*["']?[^\s"'<>]*$|\bbearer\s+[^\s"'<>]*$/i;

/**
 * Masks secrets in a text that comes in pieces. The end of a piece is kept
 * back while it may be the first half of a secret; all else passes at once.
 */
export class StreamRedactor {
  /** `bare` as in `findSecrets`. */
  constructor(private readonly bare: Set<string> = new Set()) {}

  /** What may be shown now that this piece has come. */
  push(piece: string): IRedacted {
    const text = this.shown + this.held + piece;
    const start = this.shown.length;
    let end = Math.max(start, holdFrom(text));
    if (text.length - end > MAX_HELD) {
      end = text.length;
    }
    return this.show(text, start, end);
  }

  /** What was kept back: nothing more comes. */
  end(): IRedacted {
    const text = this.shown + this.held;
    const result = this.show(text, this.shown.length, text.length);
    this.shown = '';
    return result;
  }

  private show(text: string, start: number, end: number): IRedacted {
    if (end === start) {
      this.held = text.slice(start);
      return { text: '', secrets: [] };
    }
    const found = findSecrets(text, this.bare).filter(one => one.to > start);
    // None is cut in two: it waits until it is whole.
    const cut = found.find(one => one.from < end && one.to > end);
    const until = cut && cut.from >= start ? cut.from : end;
    const result = cutOut(text, found, start, until);
    this.shown = text.slice(Math.max(0, until - CONTEXT), until);
    this.held = text.slice(until);
    return result;
  }

  private shown = '';
  private held = '';
}

function holdFrom(text: string): number {
  const tail = text.slice(-MAX_HELD - CONTEXT);
  const found = [UNFINISHED.exec(tail), NAMED.exec(tail)]
    .filter(match => match !== null)
    .filter(([run]) => !/^[A-Za-z0-9+/_~-]+$/.test(run) || isMixed(run));
  return found.length
    ? text.length - tail.length + Math.min(...found.map(({ index }) => index))
    : text.length;
}

/** Words and rules (`------`) are no half of a key. */
function isMixed(run: string): boolean {
  return /\d/.test(run) && /[A-Za-z]/.test(run);
}
