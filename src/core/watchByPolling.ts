import { isPassing, problemOf } from './errors';
import { isDone, IStatement } from './livy';
import { IClock, ILivy, IWatch } from './ports';

/** Wait after the first failed read, ms; it doubles with each further one. */
const FIRST_BACK_OFF = 1000;

/** Longest wait between two failed reads, ms. */
const LONGEST_BACK_OFF = 10_000;

/** How long reads may fail without a break before the watch fails, ms. */
const PATIENCE = 60_000;

/**
 * Waits for a statement by reading it, again and again.
 *
 * #### Notes
 * Yields `first`, then each snapshot that differs from the one before, and
 * ends after one for which `isDone` holds: a `first` that is final costs no
 * request. It ends quietly when `signal` is aborted, since who aborts knows
 * why. Reads that fail for want of an answer (kinds `network` and `server`)
 * are repeated with back-off for a while: the statement runs on meanwhile.
 * Any other failure, e.g. that the session is gone, is thrown at once.
 */
export class PollingWatch implements IWatch {
  constructor(options: IPollingWatchOptions) {
    this._clock = options.clock;
    this._delay = options.delay;
    this._patience = options.patience ?? PATIENCE;
  }

  async *watch(
    livy: ILivy,
    sessionId: number,
    first: IStatement,
    signal: AbortSignal
  ): AsyncGenerator<IStatement, void, undefined> {
    const begin = this._clock.now();
    let last = first;
    let failingSince: number | null = null;
    let backOff = FIRST_BACK_OFF;
    let readMs = 0;
    if (signal.aborted) {
      return;
    }
    yield first;
    while (!isDone(last)) {
      await this._clock.sleep(
        failingSince === null
          ? this._delay(this._clock.now() - begin, readMs)
          : backOff,
        signal
      );
      if (signal.aborted) {
        return;
      }
      let next: IStatement;
      const asked = this._clock.now();
      try {
        next = await livy.getStatement(sessionId, first.id, signal);
        readMs = this._clock.now() - asked;
      } catch (reason) {
        if (signal.aborted) {
          return;
        }
        const now = this._clock.now();
        if (
          !mayPass(reason) ||
          (failingSince !== null && now - failingSince >= this._patience)
        ) {
          throw reason;
        }
        backOff =
          failingSince === null
            ? FIRST_BACK_OFF
            : Math.min(LONGEST_BACK_OFF, backOff * 2);
        failingSince ??= now;
        continue;
      }
      if (signal.aborted) {
        return;
      }
      failingSince = null;
      if (differs(last, next)) {
        last = next;
        yield next;
      }
    }
  }

  private readonly _clock: IClock;
  private readonly _delay: IPollingWatchOptions['delay'];
  private readonly _patience: number;
}

/** What a `PollingWatch` needs. */
export interface IPollingWatchOptions {
  clock: IClock;
  /**
   * Milliseconds to the next read of a statement watched for `ageMs`, when
   * the last read took `readMs`; 0 when there was none.
   */
  delay: (ageMs: number, readMs: number) => number;
  /** How long reads may fail without a break, ms; a minute by default. */
  patience?: number;
}

/** Whether the same read may succeed a moment later. */
function mayPass(reason: unknown): boolean {
  // The statement goes on while nobody is signed in.
  return isPassing(reason) || problemOf(reason).isSignedOut === true;
}

/** Whether there is anything new; outputs come only once, at the end. */
function differs(one: IStatement, other: IStatement): boolean {
  return (
    one.state !== other.state ||
    one.progress !== other.progress ||
    one.started !== other.started ||
    one.completed !== other.completed ||
    (one.output === null) !== (other.output === null) ||
    one.partial?.text !== other.partial?.text ||
    one.partial?.offset !== other.partial?.offset ||
    one.tasks?.jobs !== other.tasks?.jobs ||
    one.tasks?.done !== other.tasks?.done ||
    one.tasks?.total !== other.tasks?.total ||
    one.tasks?.active !== other.tasks?.active ||
    one.tasks?.failed !== other.tasks?.failed
  );
}
