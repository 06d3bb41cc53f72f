import { problemOf } from '../core/errors';
import { isSameId } from '../core/setUpDocument';
import { IKeptPlan, IKeptRequest, isAllSent } from '../core/setUpKept';
import type { ISetUpDraft, ISetUpItem } from '../core/setUpTypes';
import type { SetUpStepId } from '../setUpTokens';
import { Latest } from './latest';
import type { SetUpAssistant } from './setUpAssistant';
import { readyDraft } from './setUpProposal';
import { undoPlan } from './setUpUndo';
import { SetUpWork } from './setUpWork';
import { takenName } from './takenName';

/** Makes the plans of the assistant, and sends them when it is told to. */
export class SetUpPlans {
  constructor(private _assistant: SetUpAssistant) {
    this._works = new SetUpWork(_assistant);
  }

  /** Whether a plan is being sent, or followed, and shown meanwhile. */
  get isSending(): boolean {
    return this._sending !== null;
  }

  /** Makes the plan of a step's form. Nothing is sent. */
  async propose(step: SetUpStepId): Promise<void> {
    const { arm, kept, options, problems } = this._assistant;
    if (this.isSending) {
      return;
    }
    this.withdraw();
    const isLatest = this._proposals.begin();
    problems.delete(step);
    let draft: ISetUpDraft | null = null;
    let failure: unknown = null;
    try {
      draft = await readyDraft(this._assistant, step);
      failure = draft && (await takenName(arm, draft, options.trans));
    } catch (reason) {
      failure = reason;
    }
    if (!isLatest() || this.isSending || kept !== this._assistant.kept) {
      return;
    }
    if (failure) {
      problems.set(step, problemOf(failure));
    } else if (draft) {
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
    const isLatest = this._proposals.begin();
    const plan = await undoPlan(arm, kept, ids, options.trans);
    if (!isLatest() || this.isSending || kept !== this._assistant.kept) {
      return;
    }
    kept.plan = plan;
    this._assistant.keep();
    this._assistant.update();
  }

  /** Gives up the plan that waits, and the one that is being made. */
  withdraw(): void {
    const { kept } = this._assistant;
    this._proposals.begin();
    if (!this.isSending && kept.plan) {
      for (const request of kept.plan.requests) {
        const isKnown = kept.created.some(
          ({ id, state }) =>
            state === 'there' && isSameId(id, request.item.path)
        );
        // What was done is in the list, or was deleted since.
        if (!isKnown && request.outcome !== 'done') {
          this._works.enter(kept.plan, request, null);
        }
      }
      kept.plan = null;
    }
  }

  /** Goes on behind with a plan of which nothing is left to be sent. */
  leave(): void {
    const { kept } = this._assistant;
    const { plan } = kept;
    if (plan && this._sending === plan && isAllSent(plan)) {
      for (const request of plan.requests) {
        if (request.outcome === 'sending') {
          // Whatever becomes of this page, it is known.
          this._works.enter(plan, request, null);
        }
      }
      kept.left = [...kept.left, plan];
      kept.plan = null;
      this._sending = null;
      this._assistant.keep();
      this._assistant.update();
    }
  }

  /** Sends what of the plan is not done. Never rejects. */
  async confirm(): Promise<void> {
    const { plan } = this._assistant.kept;
    if (plan && !this.isSending) {
      this._sending = plan;
      await this._work(plan, plan.requests);
    }
  }

  /** Follows what was on its way when the page went. Sends nothing. */
  async resume(): Promise<void> {
    const { left, plan } = this._assistant.kept;
    const work = left.map(one => this._work(one, openOf(one)));
    if (plan && !this.isSending && openOf(plan).length > 0) {
      this._sending = plan;
      work.push(this._work(plan, openOf(plan)));
    }
    await Promise.all(work);
  }

  private async _work(
    plan: IKeptPlan,
    requests: readonly IKeptRequest[]
  ): Promise<void> {
    const { arm, kept, problems } = this._assistant;
    try {
      if (arm) {
        problems.delete(plan.step);
        await this._works.run(arm, plan, requests);
      }
    } finally {
      if (this._sending === plan) {
        this._sending = null;
      }
    }
    if (arm && kept === this._assistant.kept) {
      this._close(plan);
      this._assistant.facts.refresh();
      this._assistant.update();
      await this._assistant.keep();
      await this._assistant.settled();
    }
  }

  /** Takes a plan away that is done, or that nobody goes on with. */
  private _close(plan: IKeptPlan): void {
    const { kept } = this._assistant;
    const isDone = plan.requests.every(({ outcome }) => outcome === 'done');
    if (kept.left.includes(plan)) {
      kept.left = kept.left.filter(one => one !== plan);
      // What was chosen meanwhile stays chosen.
      if (isDone && plan.chooses && !kept.choices[plan.step]) {
        kept.choices[plan.step] = plan.chooses;
      }
    } else if (isDone) {
      kept.plan = null;
      if (plan.chooses) {
        this._assistant.take(plan.step, plan.chooses);
      }
    }
  }

  private readonly _proposals = new Latest();
  private _sending: IKeptPlan | null = null;
  private readonly _works: SetUpWork;
}

/** What of a plan was on its way when the page went. */
function openOf({ requests }: IKeptPlan): IKeptRequest[] {
  return requests.filter(({ outcome }) => outcome === 'sending');
}

function pending(item: ISetUpItem): IKeptRequest {
  return { item, outcome: 'pending', isSent: false, operation: null };
}
