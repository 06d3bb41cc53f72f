import { SynapseError } from '../core/errors';
import { asText } from '../core/guards';
import { SETUP_RULES } from '../core/setUpRules';
import type { ISetUpDraft } from '../core/setUpTypes';
import type { SetUpStepId } from '../setUpTokens';
import type { SetUpAssistant } from './setUpAssistant';

/** More rounds of reading than any step needs: each asks for what it found. */
export const MOST_ROUNDS = 20;

/**
 * What a step's form would create, once all that the step looks at is read:
 * names that are taken and regions come from there. Null: nothing can be
 * created in it, or another connection is set up by now. Rejects with a
 * `SynapseError` while something cannot be read, or the form is wrong.
 */
export async function readyDraft(
  assistant: SetUpAssistant,
  step: SetUpStepId
): Promise<ISetUpDraft | null> {
  const { facts, kept, options } = assistant;
  const { trans } = options;
  const rules = SETUP_RULES.find(({ id }) => id === step);
  const isComplete = (): boolean => facts.isComplete(step);
  for (
    let round = 0;
    rules?.draft && assistant.arm && round < MOST_ROUNDS;
    round++
  ) {
    if (kept !== assistant.kept) {
      return null;
    }
    const context = assistant.context(rules);
    const look = rules.look(context);
    const form = rules.form?.(context) ?? null;
    const wrong = form?.find(({ problem }) => problem !== null);
    if (isComplete()) {
      if (look.problem) {
        throw new SynapseError(look.problem);
      }
      if (wrong) {
        throw new SynapseError({
          kind: 'usage',
          what: trans.__('%1: %2', wrong.label, wrong.problem ?? '')
        });
      }
      const draft = form && rules.draft(context, form);
      if (isComplete()) {
        requireRegions(draft, assistant);
        return draft;
      }
    }
    await assistant.readWanted();
  }
  if (!rules?.draft) {
    return null;
  }
  throw new SynapseError({
    kind: 'network',
    what: trans.__('What there is in Azure is not read yet.'),
    next: trans.__('Look again, then try again.')
  });
}

/** Azure puts nothing anywhere by itself: a parent's region was not seen. */
function requireRegions(
  draft: ISetUpDraft | null,
  { options }: SetUpAssistant
): void {
  const { trans } = options;
  const lacking = draft?.items.find(
    ({ body }) => body && 'location' in body && !asText(body.location)
  );
  if (lacking) {
    throw new SynapseError({
      kind: 'notFound',
      what: trans.__('“%1” cannot be planned.', lacking.label),
      why: trans.__('What it would be created in cannot be seen.'),
      next: trans.__('Look again, or choose another one above.')
    });
  }
}
