import { SynapseError, writeFailure } from '../core/errors';
import { IClock } from '../core/ports';
import {
  isPassingLook,
  isSignInNeeded,
  TooLongWait
} from '../core/setUpFailure';
import type { ISetUpWords } from '../core/setUpTypes';
import { formatTime } from './formatTime';

/** Options of a `SetUpPolling`. */
export interface ISetUpPollingOptions {
  clock: IClock;
  trans: ISetUpWords;
  /** First wait between two looks where ARM says nothing, ms. */
  interval: number;
  /** After each look. */
  onChange: () => Promise<void>;
}

/** Longest wait between two looks, ms. */
const MAX_INTERVAL = 30_000;
/** Shortest wait between two requests, whatever is asked for, ms. */
const MIN_WAIT = 1000;
/** A refusal that asks for more than this is told, not waited for, ms. */
const MAX_PATIENCE = 300_000;
const MINUTE = 60_000;
/** So long an operation may be out of sight, ms. */
const MAX_SILENCE = 600_000;
/** No change of Azure takes longer, ms. */
const MAX_WORK = 7_200_000;

/** Looks at what Azure does until it is over, whatever passes meanwhile. */
export class SetUpPolling {
  constructor(private _options: ISetUpPollingOptions) {}

  /** What ARM asked to wait before the next look, ms; null: nothing. */
  asked: number | null = null;

  /**
   * Waits for as long as a refusal asks. Rejects at once with `TooLongWait`
   * when that is more than minutes.
   */
  async obey(reason: unknown, milliseconds: number): Promise<void> {
    this._requirePatience(reason, milliseconds);
    await this._sleep(milliseconds);
  }

  /**
   * Calls `look` until it says that it is over. A failure that passes is none;
   * `onSignedOut` is told of one that passes with the next sign-in.
   */
  async until(
    look: () => Promise<boolean>,
    { isFirstNow = false, onSignedOut = () => undefined as void } = {}
  ): Promise<void> {
    const { clock, interval, onChange, trans } = this._options;
    let wait = interval;
    const beganAt = clock.now();
    let seenAt = beganAt;
    for (let turn = 0; ; turn++) {
      if (turn > 0 || !isFirstNow) {
        await this._sleep(this.asked ?? wait);
        this.asked = null;
        wait = Math.min(wait * 1.5, MAX_INTERVAL);
      }
      try {
        const isOver = await look();
        seenAt = clock.now();
        await onChange();
        if (isOver) {
          return;
        }
      } catch (reason) {
        if (!isPassingLook(reason) || clock.now() - seenAt > MAX_SILENCE) {
          throw reason;
        }
        this.asked = writeFailure(reason).retryAfter;
        this._requirePatience(reason, this.asked ?? 0);
        if (isSignInNeeded(reason)) {
          onSignedOut();
          await onChange();
        }
      }
      if (seenAt - beganAt > MAX_WORK) {
        throw new SynapseError({
          kind: 'usage',
          what: trans.__('Azure has been at it for two hours.'),
          next: trans.__('Look at it in the portal, then check again.')
        });
      }
    }
  }

  /** Never shorter than the floor: what is asked to wait may be nothing. */
  private _sleep(milliseconds: number): Promise<void> {
    const { clock, interval } = this._options;
    const least = Math.min(interval, MIN_WAIT);
    return clock.sleep(Math.min(Math.max(milliseconds, least), MAX_WORK));
  }

  private _requirePatience(reason: unknown, milliseconds: number): void {
    const { clock, trans } = this._options;
    if (milliseconds > MAX_PATIENCE) {
      const now = clock.now();
      const minute = Math.ceil((now + milliseconds) / MINUTE) * MINUTE;
      throw new TooLongWait(reason, formatTime(minute, now), trans);
    }
  }
}
