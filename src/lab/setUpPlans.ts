import { SynapseError, problemOf } from '../core/errors';
import type { ISetUpArm } from '../core/setUpArm';
import { identityOf, isSameId } from '../core/setUpDocument';
import { OperationFailure, requestProblem } from '../core/setUpFailure';
import { isBelow, IKeptPlan, IKeptRequest } from '../core/setUpKept';
import { SETUP_RULES } from '../core/setUpRules';
import type { ArmDocument, ISetUpItem } from '../core/setUpTypes';
import type { SetUpStepId } from '../setUpTokens';
import type { SetUpAssistant } from './setUpAssistant';
import { SetUpRunner } from './setUpRunner';
import { takenName } from './takenName';
import { requireDeletable, undoPlan } from './setUpUndo';

/** Makes the plans of the assistant, and sends them when it is told to. */
export class SetUpPlans {
  constructor(private _assistant: SetUpAssistant) {}

  isSending = false;

  /** Makes the plan of a step's form. Nothing is sent. */
  async propose(step: SetUpStepId): Promise<void> {
    const { arm, kept, options, problems } = this._assistant;
    if (this.isSending) {
      return;
    }
    this.withdraw();
    problems.delete(step);
    const rules = SETUP_RULES.find(({ id }) => id === step);
    const context = rules && this._assistant.context(rules);
    const form = context && rules.form?.(context);
    const wrong = form?.find(({ problem }) => problem !== null);
    if (!context || !form || !rules.draft) {
      return;
    }
    if (wrong) {
      problems.set(step, {
        ...new SynapseError({
          kind: 'usage',
          what: options.trans.__('%1: %2', wrong.label, wrong.problem ?? '')
        }).problem
      });
      this._assistant.update();
      return;
    }
    const draft = rules.draft(context, form);
    // `context` has asked for facts anew: the whole step's are noted again.
    this._assistant.update();
    const taken = await takenName(arm, draft, options.trans);
    if (taken) {
      problems.set(step, problemOf(taken));
    } else {
      const { chooses, costs, items, title, warnings } = draft;
      kept.plan = {
        step,
        kind: 'create',
        title,
        costs,
        warnings,
        chooses,
        requests: items.map(pending)
      };
    }
    this._assistant.keep();
    this._assistant.update();
  }

  /** Makes the plan to delete what was created. Nothing is sent. */
  async proposeUndo(ids: readonly string[]): Promise<void> {
    const { arm, kept, options } = this._assistant;
    if (this.isSending || !arm) {
      return;
    }
    this.withdraw();
    kept.plan = await undoPlan(arm, kept, ids, options.trans);
    this._assistant.keep();
    this._assistant.update();
  }

  withdraw(): void {
    const { kept } = this._assistant;
    if (!this.isSending && kept.plan) {
      for (const request of kept.plan.requests) {
        const isKnown = kept.created.some(
          ({ id, state }) =>
            state === 'there' && isSameId(id, request.item.path)
        );
        // What was done is in the list, or was deleted since.
        if (!isKnown && request.outcome !== 'done') {
          this._enter(kept.plan, request, null);
        }
      }
      kept.plan = null;
    }
  }

  /** Sends what of the plan is not done. Never rejects. */
  async confirm(): Promise<void> {
    const { plan } = this._assistant.kept;
    if (plan && !this.isSending) {
      await this._work(plan, plan.requests);
    }
  }

  /** Follows what was on its way when the page went. Sends nothing. */
  async resume(): Promise<void> {
    const { plan } = this._assistant.kept;
    if (!plan || this.isSending) {
      return;
    }
    const open = plan.requests.filter(one => one.outcome === 'sending');
    if (open.length > 0) {
      await this._work(plan, open);
    }
  }

  private async _work(
    plan: IKeptPlan,
    requests: readonly IKeptRequest[]
  ): Promise<void> {
    const { arm, kept, options, problems } = this._assistant;
    if (!arm) {
      return;
    }
    this.isSending = true;
    problems.delete(plan.step);
    const onChange = async () => {
      this._assistant.update();
      await this._assistant.keep();
    };
    const runner = new SetUpRunner({
      arm,
      clock: options.clock,
      trans: options.trans,
      interval: this._assistant.interval,
      onChange,
      mayDelete: (item, document) =>
        requireDeletable(arm, kept, item, document, options.trans)
    });
    try {
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
          request.outcome = 'done';
          this._note(plan, request, document);
        } catch (reason) {
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
              options.trans
            )
          );
          this._enter(plan, request, await this._seen(arm, request));
          break;
        }
        await onChange();
      }
    } finally {
      this.isSending = false;
    }
    if (plan.requests.every(({ outcome }) => outcome === 'done')) {
      kept.plan = null;
      if (plan.chooses) {
        this._assistant.take(plan.step, plan.chooses);
      }
    }
    this._assistant.facts.refresh();
    this._assistant.update();
    await this._assistant.keep();
    await this._assistant.settled();
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
      this._enter(plan, request, document);
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
  private _enter(
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

function pending(item: ISetUpItem): IKeptRequest {
  return { item, outcome: 'pending', isSent: false, operation: null };
}
