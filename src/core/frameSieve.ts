import { IFrameHeader, IFrameRefusal } from './frame';
import { IStatement } from './livy';

const SEPARATOR = '\u2063';

/**
 * Takes what the driver says of one frame out of printed text, however that is
 * cut in pieces, and whatever stands around it.
 *
 * #### Notes
 * The driver writes `|synapse-frame:ID:JSON|`, `|synapse-data:ID:START:BASE64|`
 * and `|synapse-gone:ID|`, with U+2063 (invisible separator) for the bars. The
 * id is random, so no text of the user's can be taken for one.
 */
export class FrameSieve {
  constructor(readonly id: string) {
    this._marks = ['frame', 'data', 'gone'].map(
      kind => `${SEPARATOR}synapse-${kind}:${id}`
    );
  }

  /** Null until the driver has told. */
  header: IFrameHeader | null = null;

  /** Why the driver has no frame; null: it has, or has not told yet. */
  refusal: IFrameRefusal | null = null;

  /** Whether the driver does not hold the frame any more. */
  isGone = false;

  /** A piece that came, in base64, and where it begins; null: none did. */
  piece: { start: number; text: string } | null = null;

  /** Seconds that collecting took on the driver. */
  seconds = 0;

  /** The text without what is for us; the rest is kept back until it is clear. */
  read(text: string, isLast: boolean): string {
    if (!this._kept && !text.includes(SEPARATOR) && !this._eatsLineEnd) {
      return text;
    }
    let rest = this._kept + text;
    let plain = '';
    this._kept = '';
    while (rest) {
      if (this._eatsLineEnd) {
        this._eatsLineEnd = false;
        rest = rest.replace(/^\n/, '');
      }
      const at = rest.indexOf(SEPARATOR);
      if (at < 0) {
        return plain + rest;
      }
      plain += rest.slice(0, at);
      rest = rest.slice(at);
      const mark = this._marks.find(one =>
        one.startsWith(rest.slice(0, one.length))
      );
      const end = mark ? rest.indexOf(SEPARATOR, 1) : 0;
      if (end < 0 && !isLast) {
        this._kept = rest;
        return plain;
      }
      if (!mark || (end < 0 && !rest.startsWith(mark))) {
        plain += SEPARATOR;
        rest = rest.slice(1);
        continue;
      }
      // Cut off in the middle: nobody shall see the rest of it.
      const stop = end < 0 ? rest.length : end + 1;
      this._take(rest.slice(1, end < 0 ? undefined : end));
      this._eatsLineEnd = true;
      rest = rest.slice(stop);
    }
    return plain;
  }

  /** Forgets what was read: the text begins anew. */
  reset(): void {
    this._kept = '';
    this._eatsLineEnd = false;
  }

  private _take(text: string): void {
    const kind = text.slice('synapse-'.length, text.indexOf(':'));
    const body = text.slice(`synapse-${kind}:${this.id}:`.length);
    if (kind === 'gone') {
      this.isGone = true;
    } else if (kind === 'data') {
      const at = body.indexOf(':');
      this.piece = {
        start: Number(body.slice(0, at)),
        text: body.slice(at + 1)
      };
    } else {
      this._tell(body);
    }
  }

  private _tell(json: string): void {
    let told: unknown;
    try {
      told = JSON.parse(json);
    } catch {
      return;
    }
    if (typeof told !== 'object' || told === null) {
      return;
    }
    const facts = told as Record<string, unknown>;
    const { id } = this;
    const name = String(facts.name ?? '');
    this.seconds = Number(facts.seconds) || 0;
    if (typeof facts.reason === 'string') {
      this.refusal = {
        id,
        name,
        reason: facts.reason,
        ename: String(facts.ename ?? ''),
        evalue: String(facts.evalue ?? ''),
        traceback: Array.isArray(facts.traceback)
          ? facts.traceback.map(String)
          : []
      };
      return;
    }
    const { rows, length, columns } = facts;
    if (
      typeof rows === 'number' &&
      typeof length === 'number' &&
      Array.isArray(columns)
    ) {
      this.header = {
        id,
        name,
        rows,
        isCut: facts.cut === true,
        columns: columns.map(String),
        length,
        facts
      };
    }
  }

  private _eatsLineEnd = false;
  private _kept = '';
  private _marks: readonly string[];
}

/** A statement without the bytes of frames, to be kept in memory. */
export function slim(statement: IStatement): IStatement {
  const { output } = statement;
  const text = output?.data['text/plain'];
  return output && typeof text === 'string' && text.includes('synapse-data:')
    ? {
        ...statement,
        partial: null,
        output: {
          ...output,
          data: { ...output.data, 'text/plain': text.replace(PIECES, '$1') }
        }
      }
    : statement;
}

const PIECES = /(\u2063synapse-data:[^\u2063]+?:\d+:)[A-Za-z0-9+/=]+/g;
