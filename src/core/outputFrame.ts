import { ITable } from './outputTable';

/**
 * How a line begins that carries a table, printed by the code of
 * `sqlAsPyspark`. U+2063 (invisible separator) does not occur in ordinary
 * output and shows as nothing where the line is not understood.
 */
export const FRAME_MARK = '\u2063synapse-table:';

/** Splits printed text into text and tables, however it is cut in pieces. */
export class FrameReader {
  /**
   * The pieces that `text` completes, in order. What may be the beginning of
   * a frame is kept back until it is decided, or until `isLast`.
   */
  read(text: string, isLast: boolean): (string | ITable)[] {
    const pieces: (string | ITable)[] = [];
    let plain = '';
    this.kept += text;
    for (;;) {
      const at = this.kept.indexOf('\u2063');
      const before = at < 0 ? this.kept : this.kept.slice(0, at);
      plain += before;
      this.kept = this.kept.slice(before.length);
      this.isLineStart = before ? before.endsWith('\n') : this.isLineStart;
      if (!this.kept) {
        break;
      }
      const end = this.frameEnd(isLast);
      if (end === null) {
        break;
      }
      const line = this.kept.slice(0, end);
      this.kept = this.kept.slice(end);
      const table = line.startsWith(FRAME_MARK)
        ? parseFrame(line.slice(FRAME_MARK.length))
        : null;
      if (table) {
        if (plain) {
          pieces.push(plain);
        }
        plain = '';
        pieces.push(table);
        // The line break belongs to the frame.
        this.kept = this.kept.replace(/^\n/, '');
        this.isLineStart = true;
      } else {
        plain += line;
        this.isLineStart = false;
      }
    }
    if (plain) {
      pieces.push(plain);
    }
    return pieces;
  }

  /**
   * Length of what begins with the separator, whether it is a frame or not;
   * null when more text has to come to tell.
   */
  private frameEnd(isLast: boolean): number | null {
    const { kept } = this;
    const mark = kept.slice(0, FRAME_MARK.length);
    if (!this.isLineStart || !FRAME_MARK.startsWith(mark)) {
      return 1;
    }
    const end = kept.indexOf('\n');
    return end >= 0 ? end : isLast ? kept.length : null;
  }

  private kept = '';
  private isLineStart = true;
}

/** `crc32:json` as a table; null when it is damaged or of another shape. */
export function parseFrame(text: string): ITable | null {
  const match = /^([0-9a-f]{8}):([^]*)$/.exec(text);
  if (!match || crc32(match[2]) !== parseInt(match[1], 16)) {
    return null;
  }
  try {
    const { schema, data, truncated } = JSON.parse(match[2]);
    if (!Array.isArray(schema) || !Array.isArray(data)) {
      return null;
    }
    return {
      columns: schema.map(({ name, type }) => ({
        name: String(name),
        type: String(type)
      })),
      rows: data.filter(row => Array.isArray(row)),
      isCut: truncated === true
    };
  } catch {
    return null;
  }
}

/** CRC-32 as Python's `zlib.crc32` has it, of a text of ASCII only. */
export function crc32(text: string): number {
  let crc = ~0;
  for (let index = 0; index < text.length; index++) {
    crc = TABLE[(crc ^ text.charCodeAt(index)) & 0xff] ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}

const TABLE = Int32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit++) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value;
});
