/**
 * A frame on its way from the Spark session to the notebook's kernel: what
 * `%%synapse -o name` asks for, what the driver tells of it, and who takes it.
 */

/** What `-o NAME [--rows N]` asks for. */
export interface IFrameRequest {
  /** Name in the session, and in the kernel. */
  name: string;
  /** Rows at most; null: as in the settings. */
  rows: number | null;
}

/** Limits of a transfer. */
export interface IFrameLimits {
  /** Rows at most when the magic does not say. */
  rows: number;
  /** Characters of base64 that one statement brings. */
  piece: number;
}

/**
 * Limits when nothing is set. Pieces of 1 MB, which a real Livy takes with
 * ease; Synapse's limit is not known.
 */
export const DEFAULT_FRAME_LIMITS: Readonly<IFrameLimits> = Object.freeze({
  rows: 1_000_000,
  piece: 1024 * 1024
});

/** File name of our Python code in tracebacks, to tell its frames by. */
export const FRAME_FILE = '<synapse-frame>';

/** Name of the frame that a sent statement brings; null: it brings none. */
export function frameNameOf(code: string | null): string | null {
  return /^# %%synapse -o (\S+) \(frame /.exec(code ?? '')?.[1] ?? null;
}

/** What the driver tells of a frame, ahead of its bytes. */
export interface IFrameHeader {
  id: string;
  name: string;
  /** Rows that it brings. */
  rows: number;
  /** Whether the frame in the session has more. */
  isCut: boolean;
  columns: readonly string[];
  /** Characters of base64. */
  length: number;
  /** All that the kernel needs, as the driver wrote it. */
  facts: Readonly<Record<string, unknown>>;
}

/** What the driver says when it has no frame to give. */
export interface IFrameRefusal {
  id: string;
  name: string;
  /**
   * `missing`: no such name · `type`: of another type · `arrow`: pyarrow is not
   * there · `failed`: collecting it failed.
   */
  reason:
    'missing' | 'type' | 'arrow' | 'failed' | (string & NonNullable<unknown>);
  /** The type's name, or the error's. */
  ename: string;
  evalue: string;
  traceback: readonly string[];
}

/** A frame as the kernel has it. */
export interface IFrameShape {
  rows: number;
  columns: number;
}

/**
 * The notebook's kernel, as far as it takes frames. Every method rejects with
 * a `SynapseError` when the kernel cannot.
 */
export interface IFrameReceiver {
  /** Rejects when there is no pandas or pyarrow, or no Python. */
  check(signal: AbortSignal): Promise<void>;
  /** The shape of a frame if the kernel has it since an earlier page. */
  find(header: IFrameHeader, signal: AbortSignal): Promise<IFrameShape | null>;
  /**
   * Hands over a piece of base64 text, in order. The one with `start` 0 begins
   * anew.
   */
  add(
    id: string,
    piece: string,
    start: number,
    signal: AbortSignal
  ): Promise<void>;
  /** Hands over the last piece: makes the frame and gives it its name. */
  finish(
    header: IFrameHeader,
    piece: string,
    signal: AbortSignal
  ): Promise<IFrameShape>;
  /** Forgets the pieces of a frame that does not come to its end. */
  drop(id: string): void;
}
