import { SynapseError, writeFailure } from '../core/errors';
import { IClock } from '../core/ports';
import { isPassingLook, isSignInNeeded } from '../core/setUpFailure';
import type { ISetUpWords } from '../core/setUpTypes';

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
/** Longest wait that a refusal may ask for, ms. */
const MAX_RETRY_AFTER = 120_000;
/** So long an operation may be out of sight, ms. */
const MAX_SILENCE = 600_000;
/** No change of Azure takes longer, ms. */
const MAX_WORK = 7_200_000;

/** Looks at what Azure does until it is over, whatever passes meanwhile. */
export class SetUpPolling {
  constructor(private _options: ISetUpPollingOptions) {}

  /** What ARM asked to wait before the next look, ms; null: nothing. */
  asked: number | null = null;

  /** Waits for as long as a refusal asks, within reason. */
  sleep(milliseconds: number): Promise<void> {
    return this._options.clock.sleep(Math.min(milliseconds, MAX_RETRY_AFTER));
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
        await this.sleep(this.asked ?? wait);
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
}
