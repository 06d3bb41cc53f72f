import { linkedController } from './abortable';
import { SynapseError, isPassing } from './errors';
import { IFrameHeader, IFrameReceiver, IFrameShape } from './frame';
import { FrameSieve } from './frameSieve';
import { freeStatement, pieceStatement } from './frameStatement';
import { lostFrame } from './frameText';
import { IStatement } from './livy';
import { plainText } from './outputData';
import { IClock, ILivy, IWatch } from './ports';
import { failureOf } from './statementOutputs';

/** What bringing a frame over needs. */
export interface IFrameTransferOptions {
  livy: ILivy;
  watch: IWatch;
  clock: IClock;
  sessionId: number;
  /** Aborted when the user interrupts. */
  signal: AbortSignal;
  /** Told of each statement that is sent. */
  onSent(statement: IStatement): void;
}

/** Statements with pieces that are under way at once. */
const AT_ONCE = 3;

/**
 * Characters on their way to the kernel at once: a Jupyter server closes the
 * connection at a message of 10 MiB, and a kernel that waits in a magic gets
 * all that is there in one.
 */
const ON_THE_WAY = 4 * 1024 * 1024;

/** Tries of one piece, and the wait between them, ms. */
const TRIES = 4;
const WAIT_MS = 1000;

/**
 * Hands the base64 text of a frame to the kernel, in order: `first` is what
 * came with the statement, the rest is asked of the driver by statements that
 * change nothing, and so may be sent again.
 */
export async function transferFrame(
  options: IFrameTransferOptions,
  header: IFrameHeader,
  first: string,
  size: number,
  receiver: IFrameReceiver
): Promise<IFrameShape> {
  const { signal } = options;
  const { id, length } = header;
  if (first.length === length) {
    return receiver.finish(header, first, signal);
  }
  const pieces: Promise<string>[] = [];
  const adding: Promise<void>[] = [];
  const mostAdding = Math.max(1, Math.floor(ON_THE_WAY / size));
  const stop = linkedController(signal);
  let asked = 0;
  let came = 0;
  try {
    for (;;) {
      while (asked < length && pieces.length < AT_ONCE) {
        const much = Math.min(size, length - asked);
        const piece = pull(options, header, asked, much, stop.signal);
        // Whoever waits for it may be gone when it fails.
        piece.catch(() => undefined);
        pieces.push(piece);
        asked += much;
      }
      const piece = await pieces.shift()!;
      if (signal.aborted) {
        throw interrupted();
      }
      const start = came;
      came += piece.length;
      if (came === length) {
        const shape = receiver.finish(header, piece, signal);
        shape.catch(() => undefined);
        await Promise.all(adding);
        return await shape;
      }
      // Not waited for: the kernel takes them in order.
      const added = receiver.add(id, piece, start, signal);
      added.catch(() => undefined);
      adding.push(added);
      if (adding.length >= mostAdding) {
        await adding.shift();
      }
    }
  } finally {
    stop.abort();
    stop.unlink();
  }
}

/** Lets the driver forget a frame. Never rejects, and nobody needs to wait. */
export async function freeFrame(
  { livy, sessionId, onSent }: IFrameTransferOptions,
  id: string
): Promise<void> {
  try {
    onSent(await livy.createStatement(sessionId, freeStatement(id), 'pyspark'));
  } catch {
    // The session is gone, and the frame with it; or the next one makes room.
  }
}

/** One piece of the text. */
async function pull(
  options: IFrameTransferOptions,
  { id, name }: IFrameHeader,
  start: number,
  size: number,
  signal: AbortSignal
): Promise<string> {
  const { clock } = options;
  for (let tries = 1; ; tries++) {
    try {
      const sieve = new FrameSieve(id);
      const statement = await run(
        options,
        pieceStatement(id, start, size),
        signal
      );
      const failure = failureOf(statement);
      sieve.read(plainText(statement.output?.data ?? {}) ?? '', true);
      if (signal.aborted) {
        throw interrupted();
      }
      if (sieve.isGone || failure) {
        // A new interpreter has no such module.
        throw lostFrame(name);
      }
      const { piece } = sieve;
      if (piece?.start === start && piece.text.length === size) {
        return piece.text;
      }
      throw new SynapseError({
        kind: 'server',
        what: `A piece of the frame ${name} came damaged.`,
        next: 'Run the cell again.'
      });
    } catch (reason) {
      if (signal.aborted) {
        throw interrupted();
      }
      if (tries === TRIES || !isPassing(reason)) {
        throw reason;
      }
      await clock.sleep(WAIT_MS, signal);
    }
  }
}

async function run(
  { livy, watch, sessionId, onSent }: IFrameTransferOptions,
  code: string,
  signal: AbortSignal
): Promise<IStatement> {
  const first = await livy.createStatement(sessionId, code, 'pyspark');
  onSent(first);
  let last = first;
  for await (const statement of watch.watch(
    livy,
    sessionId,
    first,
    signal,
    null
  )) {
    last = statement;
  }
  return last;
}

function interrupted(): SynapseError {
  return new SynapseError({
    kind: 'cancelled',
    what: 'Bringing the frame was interrupted.',
    next: 'The variable in the kernel is as it was.'
  });
}
