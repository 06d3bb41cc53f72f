import { problemOf } from './errors';
import {
  IFrameHeader,
  IFrameLimits,
  IFrameReceiver,
  IFrameRequest,
  IFrameShape
} from './frame';
import { FrameSieve } from './frameSieve';
import { frameStatement } from './frameStatement';
import { frameNote, lostFrame, refusedFrame, untoldFrame } from './frameText';
import {
  freeFrame,
  IFrameTransferOptions,
  transferFrame
} from './frameTransfer';
import { print } from './liveLine';
import { StatementKind } from './livy';
import { IClock, IOutputs } from './ports';

/** A frame to bring, and who takes it. */
export interface IFrameOrder extends IFrameRequest {
  receiver: IFrameReceiver;
  limits: IFrameLimits;
}

/**
 * A kernel that could not make the frame of what it got, or lost it, says so by
 * this name.
 */
export const DAMAGED = 'FrameDamaged';

/** Largest frame that comes with the statement itself, characters of base64. */
const INLINE = 256 * 1024;

/** The frame of one run: its statement, and the way of it to the kernel. */
export class FrameRun {
  constructor(
    runId: string,
    private _order: IFrameOrder,
    /** An earlier page had begun it. */
    private _isResumed = false
  ) {
    this.sieve = new FrameSieve(runId.replace(/[^\w.:-]/g, '_'));
  }

  /** Takes the driver's words out of what the cell prints. */
  readonly sieve: FrameSieve;

  /** What is sent in the place of the cell's code. */
  sentAs(
    code: string,
    kind: StatementKind
  ): { code: string; kind: StatementKind } {
    const { name, rows, limits } = this._order;
    const { id } = this.sieve;
    return {
      code: frameStatement(code, kind, {
        id,
        name,
        rows: rows ?? limits.rows,
        inline: Math.min(INLINE, limits.piece)
      }),
      kind: 'pyspark'
    };
  }

  /**
   * Brings the frame of a statement that has ended well, and says so. Rejects
   * when the driver has none, or when it does not get there whole: then the
   * kernel's variable is as it was. `connect` gives the session, when it is
   * needed.
   */
  async bring(
    connect: () => Promise<IFrameTransferOptions>,
    outputs: IOutputs,
    clock: IClock,
    signal: AbortSignal
  ): Promise<void> {
    const { header, refusal, seconds } = this.sieve;
    if (refusal) {
      throw refusedFrame(refusal);
    }
    if (!header) {
      // It may hold a frame all the same.
      this._free(connect);
      throw untoldFrame(this._order.name);
    }
    const begun = clock.now();
    const shape =
      (await this._found(connect, header, signal)) ??
      (await this._hand(await this._connected(connect), header));
    const ms = seconds * 1000 + clock.now() - begun;
    await print(outputs, frameNote(header, shape, ms));
  }

  /** What the kernel has since an earlier page; null: nothing. */
  private async _found(
    connect: () => Promise<IFrameTransferOptions>,
    header: IFrameHeader,
    signal: AbortSignal
  ): Promise<IFrameShape | null> {
    if (!this._isResumed) {
      return null;
    }
    let isNeeded = false;
    try {
      const shape = await this._order.receiver.find(header, signal);
      isNeeded = shape === null;
      return shape;
    } finally {
      if (!isNeeded) {
        // The earlier page may have gone before it did.
        this._free(connect);
      }
    }
  }

  /** Lets the driver forget the frame, if there is a session. Never rejects. */
  private _free(connect: () => Promise<IFrameTransferOptions>): void {
    connect()
      .then(options => freeFrame(options, this.sieve.id))
      .catch(() => undefined);
  }

  /** A session that has ended meanwhile has taken the frame with it. */
  private async _connected(
    connect: () => Promise<IFrameTransferOptions>
  ): Promise<IFrameTransferOptions> {
    try {
      return await connect();
    } catch (reason) {
      throw this._isResumed && problemOf(reason).kind === 'session'
        ? lostFrame(this._order.name)
        : reason;
    }
  }

  private async _hand(
    options: IFrameTransferOptions,
    header: IFrameHeader
  ): Promise<IFrameShape> {
    const { receiver, limits } = this._order;
    const { piece } = this.sieve;
    const isWhole = piece?.start === 0 && piece.text.length === header.length;
    // Whole groups of base64.
    const size = Math.max(4, limits.piece - (limits.piece % 4));
    const hand = async (first: string) => {
      // Another kernel than before the cell ran, maybe.
      await receiver.check(options.signal);
      return transferFrame(options, header, first, size, receiver);
    };
    try {
      return await hand(isWhole ? piece.text : '').catch((reason: unknown) => {
        if (problemOf(reason).detail !== DAMAGED) {
          throw reason;
        }
        // The driver has it still: once more, from the beginning.
        return hand('');
      });
    } catch (reason) {
      receiver.drop(header.id);
      throw reason;
    } finally {
      void freeFrame(options, header.id);
    }
  }
}
