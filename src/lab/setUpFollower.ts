import { isNotFound } from '../core/armError';
import { IClock } from '../core/ports';
import { IArmAnswer, ISetUpArm } from '../core/setUpArm';
import { OperationFailure, operationFailure } from '../core/setUpFailure';
import { IKeptRequest } from '../core/setUpKept';
import {
  isFailed,
  isGoing,
  isSucceeded,
  isThere,
  progressOf,
  stateOf
} from '../core/setUpProgress';
import type { ArmDocument, ISetUpItem, ISetUpWords } from '../core/setUpTypes';
import { SetUpPolling } from './setUpPolling';

/** Options of a `SetUpFollower`. */
export interface ISetUpFollowerOptions {
  arm: ISetUpArm;
  clock: IClock;
  trans: ISetUpWords;
  /** First wait between two looks where ARM says nothing, ms. */
  interval: number;
  /** Something of the request has changed: keep it, show it. */
  onChange: () => Promise<void>;
}

/** So many looks in a row may not show what there has to be. */
const MAX_ODD = 5;

/** Follows what ARM does with a request. Sends nothing. */
export class SetUpFollower {
  constructor(private _options: ISetUpFollowerOptions) {
    this.polling = new SetUpPolling(_options);
  }

  readonly polling: SetUpPolling;

  /** Looks until it is over. */
  async follow(request: IKeptRequest): Promise<ArmDocument | null> {
    const { item } = request;
    const first = request.operation;
    this._odd = 0;
    if (first && first.kind !== 'resource' && first.url) {
      await this._until(request, false, () => this._lookAtLink(request));
      await this.start(request, 'resource', null);
    }
    let document: ArmDocument | null = null;
    await this._until(request, true, async () => {
      document = await this.existing(item);
      return item.settles === 'answer' || this._isSettled(request, document);
    });
    return document;
  }

  /** Looks until it is over; says meanwhile when a sign-in is needed. */
  private async _until(
    { operation }: IKeptRequest,
    isFirstNow: boolean,
    look: () => Promise<boolean>
  ): Promise<void> {
    const told = this._options.trans.__(
      'Sign in to Azure again: it goes on meanwhile'
    );
    let before: string | null = null;
    await this.polling.until(
      async () => {
        const isOver = await look();
        if (operation?.status === told && before !== null) {
          operation.status = before;
        }
        return isOver;
      },
      {
        isFirstNow,
        onSignedOut: () => {
          if (operation && operation.status !== told) {
            before = operation.status;
            operation.status = told;
          }
        }
      }
    );
  }

  /** Notes where a request is followed from now on. */
  async start(
    request: IKeptRequest,
    kind: 'resource' | 'operation' | 'location',
    url: string | null
  ): Promise<void> {
    request.operation = {
      status: request.operation?.status ?? 'Accepted',
      percent: request.operation?.percent ?? null,
      startedAt: request.operation?.startedAt ?? this._options.clock.now(),
      kind,
      url
    };
    await this._options.onChange();
  }

  /** The document of what a request is about; null: it is not there. */
  async existing({
    apiVersion,
    path,
    settles
  }: ISetUpItem): Promise<ArmDocument | null> {
    const place =
      settles === 'registration' ? path.replace(/\/register$/, '') : path;
    try {
      return await this._options.arm.get(place, apiVersion);
    } catch (reason) {
      if (isNotFound(reason)) {
        return null;
      }
      throw reason;
    }
  }

  private async _lookAtLink({
    item,
    operation
  }: IKeptRequest): Promise<boolean> {
    const { arm, trans } = this._options;
    if (!operation?.url) {
      return true;
    }
    let answer: IArmAnswer;
    try {
      answer = await arm.look(operation.url);
    } catch (reason) {
      // An operation is forgotten some time after it: the rest tells.
      if (isNotFound(reason)) {
        return true;
      }
      throw reason;
    }
    this.polling.asked = answer.retryAfter;
    Object.assign(operation, progressOf(operation, answer));
    const { document } = answer;
    if (isFailed(operation.status)) {
      throw operationFailure(item.label, document, operation.status, trans);
    }
    return isSucceeded(operation.status);
  }

  private _isSettled(
    request: IKeptRequest,
    document: ArmDocument | null
  ): boolean {
    const { item, operation } = request;
    const { trans } = this._options;
    if (item.settles === 'gone') {
      return this._isGone(request, document);
    }
    if (document === null) {
      if (item.settles === 'resource' && ++this._odd > MAX_ODD) {
        throw new OperationFailure({
          kind: 'server',
          what: trans.__(
            '“%1” is not there, though Azure took it.',
            item.label
          ),
          next: trans.__('Try again, or look at it in the portal.')
        });
      }
      return false;
    }
    this._odd = 0;
    const state = stateOf(document);
    if (operation && state) {
      operation.status = state;
    }
    if (state !== null && isFailed(state)) {
      throw operationFailure(item.label, document, state, trans);
    }
    // Azure creates what is of a provider while it is being registered: see
    // "Azure resource providers and types" at learn.microsoft.com.
    return item.settles === 'registration'
      ? isThere(item, document)
      : state === null || isSucceeded(state);
  }

  /** Whether it is gone; fails when Azure has given up to delete it. */
  private _isGone(
    { item, operation }: IKeptRequest,
    document: ArmDocument | null
  ): boolean {
    if (document === null) {
      return true;
    }
    if (isGoing(document)) {
      this._odd = 0;
      if (operation) {
        operation.status = stateOf(document) ?? operation.status;
      }
    } else if (
      /^deleting$/i.test(operation?.status ?? '') &&
      ++this._odd > MAX_ODD
    ) {
      const state = stateOf(document) ?? '';
      throw operationFailure(item.label, document, state, this._options.trans);
    }
    return false;
  }

  /** Looks in a row that did not show what there has to be. */
  private _odd = 0;
}
