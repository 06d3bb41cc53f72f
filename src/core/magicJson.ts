/** Where a text stops being JSON. */
export interface IJsonFault {
  /** Counted from 1. */
  line: number;
  column: number;
  /** What is wrong there, as the end of a sentence. */
  reason: string;
}

/**
 * The first fault of a text that `JSON.parse` refuses, or null when it is
 * JSON. Engines word and place their own message differently, and V8 gives
 * no position for short texts.
 */
export function jsonFault(text: string): IJsonFault | null {
  try {
    new Reader(text).document();
    return null;
  } catch (reason) {
    if (reason instanceof Fault) {
      const before = text.slice(0, reason.offset).split('\n');
      return {
        line: before.length,
        column: before[before.length - 1].length + 1,
        reason: reason.message
      };
    }
    throw reason;
  }
}

class Fault extends Error {
  constructor(
    readonly offset: number,
    message: string
  ) {
    super(message);
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// eslint-disable-next-line no-control-regex
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /[A-Za-z_]\w*/y;

/** Deeper bodies are refused: no Spark setting nests. */
const MAX_DEPTH = 100;

class Reader {
  constructor(private readonly text: string) {}

  document(): void {
    this.value(0);
    this.blanks();
    if (this.at < this.text.length) {
      throw new Fault(this.at, `${this.here()} after the end of the object`);
    }
  }

  private value(depth: number): void {
    this.blanks();
    const start = this.text[this.at];
    if (depth > MAX_DEPTH) {
      throw new Fault(this.at, 'it is nested too deeply');
    }
    if (start === '{') {
      this.list('}', () => this.member(depth));
    } else if (start === '[') {
      this.list(']', () => this.value(depth + 1));
    } else if (start === '"') {
      this.string();
    } else if (!this.take(NUMBER)) {
      this.word();
    }
  }

  private list(close: '}' | ']', item: () => void): void {
    this.at++;
    this.blanks();
    if (this.text[this.at] === close) {
      this.at++;
      return;
    }
    for (;;) {
      item();
      this.blanks();
      const next = this.text[this.at];
      if (next === close) {
        this.at++;
        return;
      }
      if (next !== ',') {
        throw new Fault(
          this.at,
          `${this.here()} where a comma or ${close} belongs`
        );
      }
      const comma = this.at++;
      this.blanks();
      if (this.text[this.at] === close) {
        throw new Fault(comma, `a comma before ${close}`);
      }
    }
  }

  private member(depth: number): void {
    this.blanks();
    if (this.text[this.at] !== '"') {
      throw new Fault(
        this.at,
        `${this.here()} where a name in double quotes belongs`
      );
    }
    this.string();
    this.blanks();
    if (this.text[this.at] !== ':') {
      throw new Fault(this.at, `${this.here()} where a colon belongs`);
    }
    this.at++;
    this.value(depth + 1);
  }

  private string(): void {
    const start = this.at;
    if (!this.take(STRING)) {
      throw new Fault(start, 'a text that is not closed or has a bad escape');
    }
  }

  private word(): void {
    const start = this.at;
    WORD.lastIndex = start;
    const word = WORD.exec(this.text)?.[0];
    if (word === 'true' || word === 'false' || word === 'null') {
      this.at += word.length;
      return;
    }
    const python: Record<string, string> = {
      True: 'true',
      False: 'false',
      None: 'null'
    };
    if (word && python[word]) {
      throw new Fault(start, `${word} (JSON writes ${python[word]})`);
    }
    throw new Fault(start, `${this.here()} where a value belongs`);
  }

  private take(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    this.at += found?.[0].length ?? 0;
    return found !== null;
  }

  private blanks(): void {
    while (/[ \t\r\n]/.test(this.text.charAt(this.at))) {
      this.at++;
    }
  }

  private here(): string {
    const [character] = this.text.slice(this.at);
    if (character === undefined) {
      return 'the end of the text';
    }
    return character === "'"
      ? 'a single quote (JSON wants double quotes)'
      : JSON.stringify(character);
  }

  private at = 0;
}
