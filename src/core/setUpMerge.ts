import { isSameId } from './setUpDocument';
import { IKeptCreated, IKeptPlan, ISetUpKept } from './setUpKept';

/**
 * What is to be kept when another page has kept something else meanwhile: our
 * choices, what either page has created, and a plan that is being sent.
 */
export function mergeKept(ours: ISetUpKept, theirs: ISetUpKept): ISetUpKept {
  return {
    ...ours,
    plan: mergedPlan(ours.plan, theirs.plan),
    created: mergeCreated(ours.created, theirs.created)
  };
}

/** What either list has, each once, in the order in which it was created. */
export function mergeCreated(
  ours: readonly IKeptCreated[],
  theirs: readonly IKeptCreated[]
): IKeptCreated[] {
  const find = (all: readonly IKeptCreated[], id: string) =>
    all.find(one => isSameId(one.id, id));
  const own = ours.map(one => {
    const other = find(theirs, one.id);
    return other ? later(one, other) : one;
  });
  const more = theirs.filter(({ id }) => !find(ours, id));
  return more.length === 0
    ? own
    : [...own, ...more].sort((one, other) => one.createdAt - other.createdAt);
}

const ORDER = { there: 0, deleting: 1, deleted: 2 } as const;

/** The one that was created last, and of the same one what came of it. */
function later(one: IKeptCreated, other: IKeptCreated): IKeptCreated {
  return other.createdAt > one.createdAt
    ? other
    : other.createdAt === one.createdAt && ORDER[other.state] > ORDER[one.state]
      ? { ...one, state: other.state }
      : one;
}

/** Theirs only while it is sent, and ours is neither sent nor as far. */
function mergedPlan(
  ours: IKeptPlan | null,
  theirs: IKeptPlan | null
): IKeptPlan | null {
  if (!theirs || !isBeingSent(theirs)) {
    return ours;
  }
  const isOurs =
    ours !== null &&
    (isSamePlan(ours, theirs)
      ? progress(ours) >= progress(theirs)
      : isBeingSent(ours));
  return isOurs ? ours : theirs;
}

function isBeingSent({ requests }: IKeptPlan): boolean {
  return requests.some(({ outcome }) => outcome === 'sending');
}

function isSamePlan(one: IKeptPlan, other: IKeptPlan): boolean {
  const texts = [one, other].map(({ kind, requests, step }) =>
    JSON.stringify([
      step,
      kind,
      requests.map(({ item }) => [item.method, item.path])
    ])
  );
  return texts[0] === texts[1];
}

/** How far a plan is: what is done counts more than what was begun. */
function progress({ requests }: IKeptPlan): number {
  return requests.reduce(
    (sum, { outcome }) =>
      sum + (outcome === 'done' ? 2 : outcome === 'pending' ? 0 : 1),
    0
  );
}
