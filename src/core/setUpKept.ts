import type { ISetUpCreated, ISetUpPlan, SetUpStepId } from '../setUpTokens';

import { asList, asNumber, asRecord, asText, asTexts } from './guards';
import { identityOf, isSameId } from './setUpDocument';
import type {
  ArmDocument,
  ISetUpExpectation,
  ISetUpFill,
  ISetUpItem
} from './setUpTypes';

/** Where a change is followed, and how far it is. */
export interface IKeptOperation {
  /** `resource`: by its own document · else by ARM's link. */
  kind: 'resource' | 'operation' | 'location';
  /** ARM's link; null for `resource`. */
  url: string | null;
  /** Milliseconds since the epoch. */
  startedAt: number;
  status: string;
  percent: number | null;
}

/** One request of a plan, with what came of it. */
export interface IKeptRequest {
  item: ISetUpItem;
  outcome: ISetUpPlan['requests'][number]['outcome'];
  /** Whether it was on its way: ARM knows whether it arrived. */
  isSent: boolean;
  operation: IKeptOperation | null;
}

/** A plan, as it survives a reload. */
export interface IKeptPlan {
  step: SetUpStepId;
  kind: 'create' | 'delete';
  title: string;
  requests: IKeptRequest[];
  costs: readonly string[];
  warnings: readonly string[];
  chooses: string | null;
}

/** Something that was created, with what its deletion takes. */
export interface IKeptCreated extends ISetUpCreated {
  apiVersion: string;
  /** See `identityOf`; null when its document has none. */
  identity: string | null;
}

/** All that the assistant remembers of one connection. */
export interface ISetUpKept {
  /** Absent: never chosen · null: nothing, on purpose. */
  choices: Partial<Record<SetUpStepId, string | null>>;
  edits: Partial<Record<SetUpStepId, Record<string, string>>>;
  plan: IKeptPlan | null;
  /** Plans that were sent and then left: Azure goes on with their last one. */
  left: IKeptPlan[];
  created: IKeptCreated[];
  seed: string;
  isFinished: boolean;
}

const STEPS: readonly string[] = [
  'account',
  'logs',
  'synapse',
  'pool',
  'machineLearning',
  'compute',
  'export',
  'network',
  'finish'
] satisfies SetUpStepId[];

const OUTCOMES = ['pending', 'sending', 'done', 'failed'] as const;
const METHODS = ['PUT', 'PATCH', 'POST', 'DELETE'] as const;
const SETTLES = ['resource', 'registration', 'gone', 'answer'] as const;
const KINDS = ['resource', 'operation', 'location'] as const;
const CREATED = ['there', 'deleting', 'deleted'] as const;
/** More than any plan or list has. */
const MOST = 200;

function oneOf<T extends string>(
  all: readonly T[],
  value: unknown
): T | undefined {
  return all.find(one => one === value);
}

function stepOf(value: unknown): SetUpStepId | null {
  return typeof value === 'string' && STEPS.includes(value)
    ? (value as SetUpStepId)
    : null;
}

/**
 * What was kept, as far as it makes sense; the rest is as at the beginning.
 * `seed` is for when there is none yet.
 */
export function decodeKept(value: unknown, seed: string): ISetUpKept {
  const kept = asRecord(value);
  const choices: ISetUpKept['choices'] = {};
  for (const [name, chosen] of Object.entries(asRecord(kept.choices))) {
    const step = stepOf(name);
    if (step && (chosen === null || typeof chosen === 'string')) {
      choices[step] = chosen;
    }
  }
  const edits: ISetUpKept['edits'] = {};
  for (const [name, fields] of Object.entries(asRecord(kept.edits))) {
    const step = stepOf(name);
    if (step) {
      edits[step] = Object.fromEntries(
        Object.entries(asRecord(fields)).filter(
          (one): one is [string, string] => typeof one[1] === 'string'
        )
      );
    }
  }
  const known = asText(kept.seed);
  return {
    choices,
    edits,
    plan: decodePlan(asRecord(kept.plan)),
    left: asList(kept.left)
      .slice(0, MOST)
      .flatMap(one => decodePlan(asRecord(one)) ?? []),
    created: asList(kept.created)
      .slice(0, MOST)
      .flatMap(one => decodeCreated(asRecord(one))),
    seed: known && /^[a-z0-9]{1,8}$/.test(known) ? known : seed,
    isFinished: kept.isFinished === true
  };
}

function decodePlan(plan: Readonly<Record<string, unknown>>): IKeptPlan | null {
  const step = stepOf(plan.step);
  const kind = oneOf(['create', 'delete'], plan.kind);
  const all = asList(plan.requests);
  const requests = all.flatMap(one => decodeRequest(asRecord(one)));
  // A part of a plan is none.
  return step && kind && requests.length === all.length && all.length > 0
    ? {
        step,
        kind,
        title: asText(plan.title) ?? '',
        requests,
        costs: asTexts(plan.costs),
        warnings: asTexts(plan.warnings),
        chooses: asText(plan.chooses)
      }
    : null;
}

function decodeRequest(
  value: Readonly<Record<string, unknown>>
): IKeptRequest[] {
  const item = asRecord(value.item);
  const method = oneOf(METHODS, item.method);
  const settles = oneOf(SETTLES, item.settles);
  const outcome = oneOf(OUTCOMES, value.outcome);
  const path = asText(item.path);
  const apiVersion = asText(item.apiVersion);
  const expects = decodeExpects(asList(item.expects));
  if (
    !method ||
    !settles ||
    !outcome ||
    !apiVersion ||
    !expects ||
    !path?.startsWith('/subscriptions/')
  ) {
    return [];
  }
  const creates = asRecord(item.creates);
  const operation = asRecord(value.operation);
  const kind = oneOf(KINDS, operation.kind);
  return [
    {
      item: {
        label: asText(item.label) ?? '',
        method,
        path,
        apiVersion,
        ...(asText(item.query) && { query: asText(item.query)! }),
        body: item.body === null ? null : asRecord(item.body),
        creates: item.creates
          ? {
              type: asText(creates.type) ?? '',
              name: asText(creates.name) ?? '',
              kept: asText(creates.kept)
            }
          : null,
        settles,
        fills: asList(item.fills).map(one => decodeFill(asRecord(one))),
        doneCodes: asTexts(item.doneCodes),
        expects
      },
      outcome,
      isSent: value.isSent === true,
      operation: kind
        ? {
            kind,
            url: asText(operation.url),
            startedAt: asNumber(operation.startedAt) ?? 0,
            status: asText(operation.status) ?? '',
            percent: asNumber(operation.percent)
          }
        : null
    }
  ];
}

function decodeFill(fill: Readonly<Record<string, unknown>>): ISetUpFill {
  return {
    placeholder: asText(fill.placeholder) ?? '',
    path: asText(fill.path) ?? '',
    apiVersion: asText(fill.apiVersion) ?? '',
    property: asTexts(fill.property)
  };
}

/** Null when one of them makes no sense: without it too much would pass. */
function decodeExpects(
  values: readonly unknown[]
): readonly ISetUpExpectation[] | null {
  const all = values.flatMap(one => {
    const { otherwise, property, value } = asRecord(one);
    return typeof value === 'string' || typeof value === 'boolean'
      ? [
          {
            property: asTexts(property),
            value,
            otherwise: asText(otherwise) ?? ''
          }
        ]
      : [];
  });
  return all.length === values.length ? all : null;
}

function decodeCreated(one: Readonly<Record<string, unknown>>): IKeptCreated[] {
  const id = asText(one.id);
  const step = stepOf(one.step);
  const apiVersion = asText(one.apiVersion);
  const state = oneOf(CREATED, one.state);
  return id?.startsWith('/subscriptions/') && step && apiVersion && state
    ? [
        {
          id,
          step,
          apiVersion,
          state,
          type: asText(one.type) ?? '',
          name: asText(one.name) ?? '',
          createdAt: asNumber(one.createdAt) ?? 0,
          kept: asText(one.kept),
          isPart: one.isPart === true,
          identity: asText(one.identity)
        }
      ]
    : [];
}

/** Whether two documents' identities may be of the same one. */
export function maybeSame(one: string | null, other: string | null): boolean {
  return one === null || other === null || one === other;
}

/** Whether what is there now is what was created here, as far as it tells. */
export function isMadeHere(
  { created }: Pick<ISetUpKept, 'created'>,
  path: string,
  document: ArmDocument
): boolean {
  return created.some(
    ({ id, identity, state }) =>
      state !== 'deleted' &&
      isSameId(id, path) &&
      maybeSame(identity, identityOf(document))
  );
}

/** Whether nothing of a plan is left to be sent, and Azure is at work on it. */
export function isAllSent({ requests }: Pick<IKeptPlan, 'requests'>): boolean {
  return (
    requests.some(({ outcome }) => outcome === 'sending') &&
    requests.every(({ operation, outcome }) =>
      outcome === 'sending' ? operation !== null : outcome === 'done'
    )
  );
}

/** Whether an id is another one, or of something in it. */
export function isBelow(id: string, parent: string): boolean {
  const one = id.toLowerCase();
  const other = parent.toLowerCase();
  return one === other || one.startsWith(`${other}/`);
}
