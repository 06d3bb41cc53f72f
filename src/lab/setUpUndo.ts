import { isNotFound } from '../core/armError';
import { SynapseError, problemOf } from '../core/errors';
import { ISetUpArm } from '../core/setUpArm';
import { isSameId } from '../core/setUpDocument';
import {
  isBelow,
  IKeptCreated,
  IKeptPlan,
  ISetUpKept
} from '../core/setUpKept';
import type { ArmDocument, ISetUpItem, ISetUpWords } from '../core/setUpTypes';
import { mayBeNeeded, SetUpDependents } from './setUpDependents';
import { SetUpKeeper } from './setUpKeeper';

/**
 * The plan to delete what was created, the latest first. What is not there
 * any more is marked so; what is another thing by now, holds what the
 * assistant did not make, or cannot be seen, is kept with a reason. Null:
 * nothing is left. Never rejects.
 */
export async function undoPlan(
  arm: ISetUpArm,
  kept: ISetUpKept,
  ids: readonly string[],
  trans: ISetUpWords
): Promise<IKeptPlan | null> {
  const { created } = kept;
  const wanted = created
    .filter(
      ({ id, isPart, state }) =>
        ids.includes(id) && !isPart && state !== 'deleted'
    )
    .reverse();
  const going: IKeptCreated[] = [];
  const dependents = new SetUpDependents(arm, trans);
  for (const one of wanted) {
    if (isUnderWay(kept, one)) {
      one.kept = trans.__('Azure is at work on it: wait until that is over.');
      continue;
    }
    try {
      const document = await read(arm, one);
      if (!document) {
        one.state = 'deleted';
        one.kept = null;
        continue;
      }
      const keeper = new SetUpKeeper({
        arm,
        created,
        going: going.map(({ id }) => id),
        dependents,
        trans
      });
      one.kept = await keeper.reason(one, document);
    } catch (reason) {
      const { what, why } = problemOf(reason);
      one.kept = trans.__('It could not be looked at: %1', why || what);
    }
    if (one.kept === null) {
      going.push(one);
    }
  }
  const staying = wanted.filter(one => one.kept !== null);
  return going.length === 0 ? null : planOf(going, staying, trans);
}

/** Whether a plan that was left still creates it, or something in it. */
function isUnderWay(
  { left }: Pick<ISetUpKept, 'left'>,
  { id }: IKeptCreated
): boolean {
  return left.some(
    ({ kind, requests }) =>
      kind === 'create' &&
      requests.some(
        ({ item, outcome }) => outcome === 'sending' && isBelow(item.path, id)
      )
  );
}

/** Rejects with the reason why something is not deleted now. */
export async function requireDeletable(
  arm: ISetUpArm,
  { created, plan }: ISetUpKept,
  item: ISetUpItem,
  document: ArmDocument,
  trans: ISetUpWords
): Promise<void> {
  const one = created.find(({ id }) => isSameId(id, item.path));
  const paths = (plan?.requests ?? []).map(request => request.item.path);
  const keeper = new SetUpKeeper({
    arm,
    created,
    going: paths.slice(0, paths.indexOf(item.path)),
    dependents: new SetUpDependents(arm, trans),
    trans
  });
  const reason = one
    ? await keeper.reason(one, document)
    : trans.__('It is not known to have been created here.');
  if (reason === null) {
    return;
  }
  if (one) {
    one.kept = reason;
  }
  throw new SynapseError({
    kind: 'usage',
    what: trans.__('“%1” is not done: it has changed.', item.label),
    why: reason,
    next: trans.__('Go back to the steps and choose anew what to delete.')
  });
}

function planOf(
  going: readonly IKeptCreated[],
  staying: readonly IKeptCreated[],
  trans: ISetUpWords
): IKeptPlan {
  return {
    step: going[0].step,
    kind: 'delete',
    title: trans._n(
      'Delete %1 thing that was created here',
      'Delete %1 things that were created here',
      going.length
    ),
    requests: going.map(({ apiVersion, id, name, type }) => ({
      item: {
        label: trans.__('Delete: %1 %2', type, name),
        method: 'DELETE',
        path: id,
        apiVersion,
        // What is attached goes on without it.
        ...(COMPUTE.test(id) && { query: 'underlyingResourceAction=Detach' }),
        body: null,
        creates: null,
        settles: 'gone'
      },
      outcome: 'pending',
      isSent: false,
      operation: null
    })),
    costs: [],
    warnings: [
      trans.__('Deleting cannot be taken back.'),
      ...LOSSES.filter(([pattern]) =>
        going.some(({ id }) => pattern.test(id))
      ).map(([, loss]) => loss(trans)),
      ...(going.some(({ id }) => mayBeNeeded(id))
        ? [
            trans.__(
              'Only this subscription was looked at for what needs them: think of others.'
            )
          ]
        : []),
      ...staying.map(({ kept, name }) =>
        trans.__('%1 stays. %2', name, kept ?? '')
      )
    ],
    chooses: null
  };
}

const COMPUTE = /\/computes\/[^/]+$/i;

/** What is lost with what, which Azure does not show as resources. */
const LOSSES: readonly (readonly [RegExp, (trans: ISetUpWords) => string])[] = [
  [
    /\/Microsoft\.Storage\/storageAccounts\/[^/]+$/i,
    trans =>
      trans.__(
        'A storage account goes with all files in the container that was created with it.'
      )
  ],
  [
    /\/Microsoft\.OperationalInsights\/workspaces\/[^/]+$/i,
    trans =>
      trans.__(
        'A Log Analytics workspace goes with all its logs and saved queries. Azure keeps it, and its name, for 14 days.'
      )
  ],
  [
    /\/Microsoft\.Synapse\/workspaces\/[^/]+$/i,
    trans =>
      trans.__(
        'A Synapse workspace goes with the notebooks, pipelines and scripts in it, whoever made them.'
      )
  ],
  [
    /\/bigDataPools\/[^/]+$/i,
    trans =>
      trans.__('Sessions on a Spark pool end with it, whoever runs them.')
  ],
  [
    /\/Microsoft\.MachineLearningServices\/workspaces\/[^/]+$/i,
    trans =>
      trans.__(
        'An Azure ML workspace goes with the jobs, models and data that are registered in it, whoever made them. Azure keeps its name for 14 days.'
      )
  ],
  [
    /\/Microsoft\.KeyVault\/[^/]+\/[^/]+$/i,
    trans =>
      trans.__(
        'A key vault goes with its secrets. Azure keeps it, and its name, for 90 days.'
      )
  ]
];

async function read(
  arm: ISetUpArm,
  { apiVersion, id }: IKeptCreated
): Promise<ArmDocument | null> {
  try {
    return await arm.get(id, apiVersion);
  } catch (reason) {
    if (isNotFound(reason)) {
      return null;
    }
    throw reason;
  }
}
