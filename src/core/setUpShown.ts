import type {
  ISetUpPlan,
  ISetUpStep,
  SetUpState,
  SetUpStepId
} from '../setUpTokens';

import { IProblem } from './errors';
import { writeUrl } from './setUpArm';
import { isSameId } from './setUpDocument';
import { IKeptPlan, isAllSent, ISetUpKept } from './setUpKept';
import type { SetUpFacts } from './setUpFacts';
import type {
  ISetUpContext,
  ISetUpRules,
  ISetUpWords,
  SetUpChoices
} from './setUpTypes';

/** All choices; null where nothing was chosen. */
export function choicesOf({
  choices
}: Pick<ISetUpKept, 'choices'>): SetUpChoices {
  return {
    account: choices.account ?? null,
    logs: choices.logs ?? null,
    synapse: choices.synapse ?? null,
    pool: choices.pool ?? null,
    machineLearning: choices.machineLearning ?? null,
    compute: choices.compute ?? null,
    export: choices.export ?? null,
    network: null,
    finish: null
  };
}

/** Steps whose choices mean nothing after another choice of a step. */
export const DEPENDENT: Readonly<
  Partial<Record<SetUpStepId, readonly SetUpStepId[]>>
> = {
  account: ['logs', 'synapse', 'pool', 'machineLearning', 'compute', 'export'],
  logs: ['export'],
  synapse: ['pool', 'compute'],
  pool: ['compute'],
  machineLearning: ['compute']
};

/** What the shown steps are made of. */
export interface IShownOptions {
  rules: readonly ISetUpRules[];
  facts: SetUpFacts;
  kept: ISetUpKept;
  /** What went wrong last, by step. */
  problems: ReadonlyMap<SetUpStepId, IProblem>;
  /** Whether the plan is under way: sent, or followed. */
  isWorking: boolean;
  trans: ISetUpWords;
  /** What the rules of a step look at; it notes anew what they ask for. */
  context: (rules: ISetUpRules) => ISetUpContext;
}

/** The steps as they are shown. What they lack is noted in the facts. */
export function shownSteps(options: IShownOptions): ISetUpStep[] {
  const { kept, rules: all } = options;
  const choices = choicesOf(kept);
  return all.map(rules => {
    const isWaiting = rules.needs.some(step => choices[step] === null);
    return isWaiting ? waiting(rules, all, options) : shown(rules, options);
  });
}

function waiting(
  rules: ISetUpRules,
  all: readonly ISetUpRules[],
  options: IShownOptions
): ISetUpStep {
  const { facts, kept, trans } = options;
  const choices = choicesOf(kept);
  // So that nothing of it is read any more.
  facts.of(rules.id);
  const first = all.find(
    one => rules.needs.includes(one.id) && choices[one.id] === null
  );
  return {
    ...base(rules, options),
    state: 'waiting',
    text: trans.__('First: %1.', first?.label(trans) ?? ''),
    options: [],
    chosen: null,
    tenants: [],
    form: null,
    hints: []
  };
}

function shown(rules: ISetUpRules, options: IShownOptions): ISetUpStep {
  const { facts, problems } = options;
  const context = options.context(rules);
  const chosen = choicesOf(options.kept)[rules.id];
  const look = rules.look(context);
  const form = rules.form?.(context) ?? null;
  const problem = problems.get(rules.id) ?? look.problem ?? null;
  const state: SetUpState =
    plansUnderWay(rules, options).length > 0
      ? 'working'
      : problems.has(rules.id)
        ? 'failed'
        : !facts.isComplete(rules.id)
          ? 'checking'
          : look.state;
  return {
    ...base(rules, options),
    state,
    text: look.text,
    options: look.options ?? [],
    // As the option writes it: the case of ARM's ids varies.
    chosen: look.options?.find(({ id }) => isSameId(id, chosen))?.id ?? chosen,
    tenants: look.tenants ?? [],
    form,
    hints: look.hints ?? [],
    problem
  };
}

/** The plans of a step that Azure is at work on. */
function plansUnderWay(
  { id }: ISetUpRules,
  { isWorking, kept }: IShownOptions
): IKeptPlan[] {
  return [...(isWorking && kept.plan ? [kept.plan] : []), ...kept.left].filter(
    ({ step }) => step === id
  );
}

function base(
  rules: ISetUpRules,
  options: IShownOptions
): Pick<
  ISetUpStep,
  'id' | 'label' | 'explanation' | 'operations' | 'problem' | 'isOptional'
> {
  const { trans } = options;
  return {
    id: rules.id,
    label: rules.label(trans),
    explanation: rules.explanation(trans),
    operations: plansUnderWay(rules, options)
      .flatMap(({ requests }) => requests)
      .flatMap(({ item, operation, outcome }) =>
        outcome === 'sending' && operation
          ? [
              {
                label: item.label,
                startedAt: operation.startedAt,
                status: operation.status,
                percent: operation.percent
              }
            ]
          : []
      ),
    problem: null,
    isOptional: rules.isOptional
  };
}

/** A plan as it is shown. */
export function shownPlan(plan: IKeptPlan, armOrigin: string): ISetUpPlan {
  return {
    step: plan.step,
    kind: plan.kind,
    title: plan.title,
    costs: plan.costs,
    warnings: plan.warnings,
    isAllSent: isAllSent(plan),
    requests: plan.requests.map(({ item, outcome }) => ({
      label: item.label,
      method: item.method,
      url: `${armOrigin}${writeUrl(item)}`,
      body: item.body && JSON.stringify(item.body, null, 2),
      outcome
    }))
  };
}

/**
 * What is the only one and good, of the first step for which nobody has
 * decided: it is taken. Null: there is none.
 */
function onlyOption(
  steps: readonly ISetUpStep[],
  { choices }: Pick<ISetUpKept, 'choices'>
): { step: SetUpStepId; id: string } | null {
  const step = steps.find(
    ({ id, options, state }) =>
      state === 'todo' &&
      options.length === 1 &&
      options[0].warning === null &&
      choices[id] === undefined
  );
  return step ? { step: step.id, id: step.options[0].id } : null;
}

/**
 * The first step whose choice is not there any more; null: none. What the
 * assistant has made is: a list of ARM's may be some seconds late.
 */
function lostChoice(
  steps: readonly ISetUpStep[],
  { choices, created }: Pick<ISetUpKept, 'choices' | 'created'>
): SetUpStepId | null {
  const step = steps.find(
    ({ chosen, id, options, state }) =>
      state === 'todo' &&
      choices[id] &&
      !options.some(one => isSameId(one.id, chosen)) &&
      !created.some(one => isSameId(one.id, chosen) && one.state === 'there')
  );
  return step?.id ?? null;
}

/**
 * Lets go of a choice that is lost, or takes one that is the only one.
 * Whether it changed something: then the steps are others.
 */
export function settleChoice(
  steps: readonly ISetUpStep[],
  kept: Pick<ISetUpKept, 'choices' | 'created'>
): boolean {
  const lost = lostChoice(steps, kept);
  if (lost) {
    delete kept.choices[lost];
    return true;
  }
  const only = onlyOption(steps, kept);
  if (only) {
    kept.choices[only.step] = only.id;
  }
  return only !== null;
}
