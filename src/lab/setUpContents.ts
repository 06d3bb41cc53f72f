import { ArmError, isNotFound } from '../core/armError';
import type { ISetUpArm } from '../core/setUpArm';
import { groupOf, idOf, nameOf, subscriptionOf } from '../core/setUpDocument';
import { isBelow } from '../core/setUpKept';
import type { ArmDocument } from '../core/setUpTypes';
import { SETUP_VERSION } from '../core/setUpVersions';

/** One thing that would be deleted along with what it is in. */
export interface ISetUpContent {
  /** Its ARM id, decoded, in lower case. */
  id: string;
  name: string;
  /** Whether it has data rather than settings: files, rows, messages. */
  isData: boolean;
}

interface ICollection {
  /** Below the id of what it is in. */
  path: string;
  apiVersion: string;
  isData: boolean;
  /** Whether the path is of one thing that may be there, not of a list. */
  isOne: boolean;
}

function lists(
  apiVersion: string,
  isData: boolean,
  ...paths: readonly string[]
): ICollection[] {
  return paths.map(path => ({ path, apiVersion, isData, isOne: false }));
}

/** What the list of a group's resources has not, or has too late. */
const COLLECTIONS: readonly (readonly [RegExp, readonly ICollection[]])[] = [
  [
    /\/Microsoft\.Storage\/storageAccounts\/[^/]+$/i,
    lists(
      SETUP_VERSION.storage,
      true,
      'blobServices/default/containers',
      'fileServices/default/shares',
      'queueServices/default/queues',
      'tableServices/default/tables'
    )
  ],
  [
    /\/Microsoft\.Synapse\/workspaces\/[^/]+$/i,
    lists(SETUP_VERSION.synapse, false, 'bigDataPools', 'sqlPools')
  ],
  [
    /\/Microsoft\.MachineLearningServices\/workspaces\/[^/]+$/i,
    lists(SETUP_VERSION.machineLearning, false, 'computes')
  ],
  [
    /\/Microsoft\.OperationalInsights\/workspaces\/[^/]+$/i,
    [
      ...lists(SETUP_VERSION.logs, false, 'dataExports'),
      {
        path: 'providers/Microsoft.SecurityInsights/onboardingStates/default',
        apiVersion: SETUP_VERSION.sentinel,
        isData: false,
        isOne: true
      }
    ]
  ]
];

const GROUP = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+$/i;
/** Resources of a group that others may stand in. */
const TOP =
  /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/[^/]+\/[^/]+\/[^/]+$/i;

/** Codes that mean that there cannot be any of it. */
const IMPOSSIBLE: readonly string[] = [
  'MissingSubscriptionRegistration',
  'FeatureNotSupportedForAccount'
];

/**
 * All that would go with a resource or resource group, as far as Azure tells.
 * Rejects with a `SynapseError` when a part of it could not be seen.
 */
export async function contentsOf(
  arm: ISetUpArm,
  id: string
): Promise<ISetUpContent[]> {
  const [, own = []] = COLLECTIONS.find(([pattern]) => pattern.test(id)) ?? [];
  const found = await Promise.all([
    ...own.map(one => membersOf(arm, id, one)),
    ...(GROUP.test(id) || TOP.test(id) ? [resourcesBelow(arm, id)] : [])
  ]);
  const all = found.flat();
  return all.filter(
    (one, index) => all.findIndex(({ id: other }) => other === one.id) === index
  );
}

async function membersOf(
  arm: ISetUpArm,
  id: string,
  { apiVersion, isData, isOne, path }: ICollection
): Promise<ISetUpContent[]> {
  const place = `${id}/${path}`;
  const members = isOne
    ? await orNone(arm.get(place, apiVersion).then(one => [one]))
    : await listOf(arm, place, apiVersion);
  return members.map(one =>
    contentOf(one, isOne ? place : `${place}/${nameOf(one)}`, isData)
  );
}

/**
 * The members of a collection; none where there cannot be any. Rejects with a
 * `SynapseError` when they cannot be seen.
 */
export function listOf(
  arm: ISetUpArm,
  path: string,
  apiVersion: string
): Promise<readonly ArmDocument[]> {
  return orNone(arm.list(path, apiVersion));
}

async function orNone(
  reading: Promise<readonly ArmDocument[]>
): Promise<readonly ArmDocument[]> {
  try {
    return await reading;
  } catch (reason) {
    if (
      isNotFound(reason) ||
      (reason instanceof ArmError && IMPOSSIBLE.includes(reason.code ?? ''))
    ) {
      return [];
    }
    throw reason;
  }
}

async function resourcesBelow(
  arm: ISetUpArm,
  id: string
): Promise<ISetUpContent[]> {
  const group = `/subscriptions/${subscriptionOf(id)}/resourceGroups/${groupOf(id)}`;
  const all = await arm.list(`${group}/resources`, SETUP_VERSION.resources);
  const own = plainId(id);
  return all
    .map(one => contentOf(one, '', false))
    .filter(one => one.id !== own && (GROUP.test(id) || isBelow(one.id, own)));
}

function contentOf(
  document: ArmDocument,
  place: string,
  isData: boolean
): ISetUpContent {
  return {
    id: plainId(idOf(document) || place),
    name: nameOf(document),
    isData
  };
}

/** An ARM id so that two of the same thing are the same text. */
export function plainId(id: string): string {
  try {
    return decodeURIComponent(id).toLowerCase();
  } catch {
    return id.toLowerCase();
  }
}
