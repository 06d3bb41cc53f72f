import { SynapseError } from '../core/errors';
import type { ISetUpArm } from '../core/setUpArm';
import { identityOf, isSameId } from '../core/setUpDocument';
import { OperationFailure, requestProblem } from '../core/setUpFailure';
import {
  isBelow,
  IKeptPlan,
  IKeptRequest,
  isMadeHere
} from '../core/setUpKept';
import type { ArmDocument } from '../core/setUpTypes';
import type { SetUpStepId } from '../setUpTokens';
import type { SetUpAssistant } from './setUpAssistant';
import { SetUpRunner } from './setUpRunner';
import { requireDeletable } from './setUpUndo';

/** Does what a plan says, and keeps account of what it has made. */
export class SetUpWork {
  constructor(private _assistant: SetUpAssistant) {}

  /**
   * Sends or follows one request after the other, up to one that fails; ends
   * without a word when another connection is set up. Never rejects.
   */
  async run(
    arm: ISetUpArm,
    plan: IKeptPlan,
    requests: readonly IKeptRequest[]
  ): Promise<void> {
    const { kept, options, problems } = this._assistant;
    const { trans } = options;
    const isOver = (): boolean => kept !== this._assistant.kept;
    const onChange = async (): Promise<void> => {
      if (isOver()) {
        // A plan that was left is followed again with its own connection.
        throw new SynapseError({
          kind: 'cancelled',
          what: trans.__('Another connection is set up.')
        });
      }
      this._assistant.update();
      await this._assistant.keep();
    };
    const runner = new SetUpRunner({
      arm,
      clock: options.clock,
      trans,
      interval: this._assistant.interval,
      onChange,
      isOwn: (item, document) => isMadeHere(kept, item.path, document),
      mayDelete: (item, document) =>
        requireDeletable(arm, kept, item, document, trans)
    });
    for (const request of requests) {
      if (request.outcome === 'done') {
        continue;
      }
      const isFollowed = request.outcome === 'sending';
      request.outcome = 'sending';
      try {
        const document = await (isFollowed
          ? runner.resume(request)
          : runner.run(request));
        if (isOver()) {
          return;
        }
        request.outcome = 'done';
        this._note(plan, request, document);
      } catch (reason) {
        if (isOver()) {
          return;
        }
        request.outcome = 'failed';
        // Whatever became of the look at it, Azure may go on.
        if (!request.isSent || reason instanceof OperationFailure) {
          request.operation = null;
        }
        problems.set(
          plan.step,
          requestProblem(
            request.item.label,
            reason,
            request.operation !== null,
            trans
          )
        );
        const seen = await this._seen(arm, request);
        if (!isOver()) {
          this.enter(plan, request, seen);
        }
        return;
      }
      await onChange();
    }
  }

  /** Enters what was created, or deleted, into the list. */
  private _note(
    plan: IKeptPlan,
    request: IKeptRequest,
    document: ArmDocument | null
  ): void {
    const { kept, options } = this._assistant;
    const { path } = request.item;
    if (plan.kind === 'create') {
      this.enter(plan, request, document);
      return;
    }
    // Azure keeps names of what is deleted: they cannot be had again.
    kept.seed = options.store.newSeed();
    for (const one of kept.created) {
      if (isBelow(one.id, path)) {
        one.state = 'deleted';
      }
    }
    for (const [step, chosen] of Object.entries(kept.choices)) {
      if (chosen && isBelow(chosen, path)) {
        delete kept.choices[step as SetUpStepId];
      }
    }
  }

  /**
   * Enters what a request has made, or may have made: whatever became of it,
   * it may be there and cost.
   */
  enter(
    { step }: IKeptPlan,
    { isSent, item }: IKeptRequest,
    document: ArmDocument | null
  ): void {
    const { kept, options } = this._assistant;
    if (!item.creates || !isSent) {
      return;
    }
    kept.created = [
      ...kept.created.filter(({ id }) => !isSameId(id, item.path)),
      {
        id: item.path,
        step,
        type: item.creates.type,
        name: item.creates.name,
        createdAt: options.clock.now(),
        state: 'there',
        kept: item.creates.kept,
        isPart: item.creates.kept !== null,
        apiVersion: item.apiVersion,
        identity: document && identityOf(document)
      }
    ];
  }

  /** What a request that failed has left behind; null: it cannot be seen. */
  private async _seen(
    arm: ISetUpArm,
    { isSent, item }: IKeptRequest
  ): Promise<ArmDocument | null> {
    return isSent && item.creates
      ? arm.get(item.path, item.apiVersion).catch(() => null)
      : null;
  }
}
