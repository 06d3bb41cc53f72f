import { ArmError, isNotFound } from '../core/armError';
import { writeFailure } from '../core/errors';
import { IArmAnswer, NO_NEWS } from '../core/setUpArm';
import { provisioningState } from '../core/setUpDocument';
import { whyAnother } from '../core/setUpExpected';
import {
  anotherIsThere,
  askedToWait,
  failedElsewhere,
  neverArrived
} from '../core/setUpFailure';
import { fillBody } from '../core/setUpFill';
import { IKeptRequest } from '../core/setUpKept';
import { isFailed, isGoing, isThere } from '../core/setUpProgress';
import type { ArmDocument, ISetUpItem } from '../core/setUpTypes';
import { ISetUpFollowerOptions, SetUpFollower } from './setUpFollower';

/** Options of a `SetUpRunner`. */
export interface ISetUpRunnerOptions extends ISetUpFollowerOptions {
  /** Whether what is there now is what was created here before. */
  isOwn: (item: ISetUpItem, document: ArmDocument) => boolean;
  /** Rejects when what is there now must not be deleted. */
  mayDelete: (item: ISetUpItem, document: ArmDocument) => Promise<void>;
}

const MAX_TRIES = 6;
/** How often something is looked for that a lost answer may have made. */
const LOOKS = 3;

/**
 * Sends one request of a plan after the other, once each, and follows what
 * ARM does with it.
 *
 * #### Notes
 * A write is sent again only after ARM has refused it (429, or 409 with
 * `Retry-After`). What became of one without an answer is read: if it is
 * there it is followed, if not the user decides.
 */
export class SetUpRunner {
  constructor(private _options: ISetUpRunnerOptions) {
    this._follower = new SetUpFollower(_options);
  }

  /** Does it, or finds it done. Resolves with what is there now. */
  async run(request: IKeptRequest): Promise<ArmDocument | null> {
    const { item } = request;
    if (!request.operation) {
      const there = await this._follower.existing(item);
      if (item.method === 'DELETE') {
        if (!there) {
          return null;
        }
        if (isGoing(there)) {
          await this._follower.start(request, 'resource', null);
        } else {
          await this._options.mayDelete(item, there);
        }
      } else if (there && isThere(item, there)) {
        const why = await this._whyAnother(item, there);
        if (why !== null) {
          throw anotherIsThere(item.label, why, this._options.trans);
        }
        await this._follower.start(request, 'resource', null);
      } else if (there && this._isForeign(request, there)) {
        const why = failedElsewhere(there, this._options.trans);
        throw anotherIsThere(item.label, why, this._options.trans);
      }
    }
    if (!request.operation) {
      const answer = await this._write(request);
      if (answer === 'done') {
        return null;
      }
      await this._begin(request, answer);
    }
    return this._follower.follow(request);
  }

  /**
   * Goes on with what another page has sent, or was about to: sends nothing.
   * Rejects when it is not there.
   */
  async resume(request: IKeptRequest): Promise<ArmDocument | null> {
    const { item } = request;
    if (!request.operation) {
      let hasArrived = false;
      await this._follower.polling.until(
        async () => {
          hasArrived = await this._hasArrived(item);
          return true;
        },
        { isFirstNow: true }
      );
      if (!hasArrived) {
        throw neverArrived(item.label, this._options.trans);
      }
    }
    return this._follower.follow(request);
  }

  /** Whether it has failed, and neither this plan nor an earlier one made it. */
  private _isForeign(
    { isSent, item }: IKeptRequest,
    document: ArmDocument
  ): boolean {
    return (
      isFailed(provisioningState(document)) &&
      !isSent &&
      !this._options.isOwn(item, document)
    );
  }

  private _whyAnother(
    item: ISetUpItem,
    document: ArmDocument
  ): Promise<string | null> {
    return whyAnother(item, document, (path, version) =>
      this._options.arm.get(path, version)
    );
  }

  private async _write(request: IKeptRequest): Promise<IArmAnswer | 'done'> {
    const { arm } = this._options;
    const { item } = request;
    const body = await fillBody(item, (path, version) =>
      arm.get(path, version)
    );
    request.isSent = true;
    await this._options.onChange();
    for (let tries = 1; ; tries++) {
      try {
        return await arm.write({ ...item, body });
      } catch (reason) {
        const code = reason instanceof ArmError ? reason.code : null;
        if (code !== null && item.doneCodes?.includes(code)) {
          // Another one does: it is not of this request.
          request.isSent = false;
          return 'done';
        }
        if (item.method === 'DELETE' && isNotFound(reason)) {
          return 'done';
        }
        const wait = askedToWait(reason);
        if (wait !== null && tries < MAX_TRIES) {
          // It is refused: when it is told so, nothing is on its way.
          request.isSent = false;
          await this._follower.polling.obey(reason, wait);
          request.isSent = true;
          continue;
        }
        const { outcome } = writeFailure(reason);
        if (outcome === 'unknown' || outcome === 'lost') {
          if (await this._arrived(item)) {
            return NO_NEWS;
          }
        } else {
          request.isSent = false;
        }
        throw reason;
      }
    }
  }

  private async _hasArrived(item: ISetUpItem): Promise<boolean> {
    const there = await this._follower.existing(item);
    return item.method === 'DELETE'
      ? there === null || isGoing(there)
      : there !== null &&
          isThere(item, there) &&
          (await this._whyAnother(item, there)) === null;
  }

  /** Whether a write without an answer has done something after all. */
  private async _arrived(item: ISetUpItem): Promise<boolean> {
    for (let looks = 0; looks < LOOKS; looks++) {
      await this._options.clock.sleep(this._options.interval);
      try {
        if (await this._hasArrived(item)) {
          return true;
        }
      } catch {
        // The next look may tell.
      }
    }
    return false;
  }

  private async _begin(
    request: IKeptRequest,
    { document, location, operation, retryAfter, status }: IArmAnswer
  ): Promise<void> {
    this._follower.polling.asked = retryAfter;
    if (operation) {
      await this._follower.start(request, 'operation', operation);
    } else if (location && (status === 202 || status === 201)) {
      await this._follower.start(request, 'location', location);
    } else {
      await this._follower.start(request, 'resource', null);
    }
    const state = document && provisioningState(document);
    if (state && request.operation) {
      request.operation.status = state;
    }
  }

  private readonly _follower: SetUpFollower;
}
