import { lakeDomain } from '../core/lakePlace';
import { choicesOf } from '../core/setUpShown';
import type { ISetUpContext, ISetUpRules } from '../core/setUpTypes';
import type { SetUpAssistant } from './setUpAssistant';

/** What the rules of a step look at. What they ask for is noted anew. */
export function setUpContext(
  { arm, facts, identity, isLocal, kept, options }: SetUpAssistant,
  { id }: ISetUpRules
): ISetUpContext {
  const { account, principal } = identity;
  return {
    trans: options.trans,
    facts: facts.of(id),
    choices: choicesOf(kept),
    edits: kept.edits[id] ?? {},
    lakeSuffix: lakeDomain(arm?.origin ?? null),
    isLocal,
    isFinished: kept.isFinished,
    seed: kept.seed,
    account,
    tenant: principal?.tenantId ?? null,
    principal
  };
}
