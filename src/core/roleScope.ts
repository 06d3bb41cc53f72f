import { IRoleChoices, IRoleNeed } from './roles';

/** Ids that ARM can have; others would not be safe in a command. */
const ARM_ID =
  /^\/subscriptions\/[\w-]{1,64}(?:\/[\p{L}\p{N}._\-()]{1,260})*$/u;
const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const WORKSPACE =
  /\/providers\/Microsoft\.Synapse\/workspaces\/([^/]+)(?:\/bigDataPools\/([^/]+))?\/?$/i;

/** The ARM id at which a role is needed; null when nothing is chosen. */
export function placeOf(need: IRoleNeed, choices: IRoleChoices): string | null {
  return (
    need.places
      .map(place =>
        place === 'group' ? groupsOf(choices)[0] : armId(choices[place])
      )
      .find(id => id) ?? null
  );
}

/**
 * The scope of a role as who gives it writes it: an ARM id, or
 * `workspaces/{name}[/bigDataPools/{pool}]` for one of Synapse's own.
 */
export function scopeOf(need: IRoleNeed, place: string): string {
  return need.check === 'synapse' ? (synapseScope(place) ?? place) : place;
}

/** The scope of Synapse's own roles by a workspace's or pool's ARM id. */
export function synapseScope(id: string): string | null {
  const [, workspace, pool] = WORKSPACE.exec(id) ?? [];
  if (!workspace) {
    return null;
  }
  return pool
    ? `workspaces/${workspace}/bigDataPools/${pool}`
    : `workspaces/${workspace}`;
}

/** The resource groups of what is chosen in the subscription, each once. */
export function groupsOf(choices: IRoleChoices): string[] {
  const subscription = `${armId(choices.subscription) ?? ''}/`.toLowerCase();
  const groups = Object.values(choices)
    .map(armId)
    .map(id => /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(id ?? ''))
    .flatMap(found => (found ? [found[0]] : []))
    .filter(group => group.toLowerCase().startsWith(subscription));
  return [...new Map(groups.map(one => [one.toLowerCase(), one])).values()];
}

/** What is chosen as an ARM id; null when it can be none. */
function armId(value: string | null): string | null {
  const id = GUID.test(value ?? '') ? `/subscriptions/${value}` : value;
  return id !== null && ARM_ID.test(id) ? id : null;
}

/** A scope as users know it: the last name, and what it is. */
export function shortScope(scope: string): string {
  const parts = scope.split('/').filter(part => part);
  const name = parts.at(-1) ?? '';
  const kind = KINDS[(parts.at(-2) ?? '').toLowerCase()];
  const isSynapse = /microsoft\.synapse/i.test(scope) || parts.length < 5;
  const word =
    (parts.at(-2) ?? '').toLowerCase() === 'workspaces'
      ? isSynapse
        ? 'Synapse workspace'
        : /operationalinsights/i.test(scope)
          ? 'Log Analytics workspace'
          : 'Azure ML workspace'
      : kind;
  return word ? `${word} ${name}` : name;
}

const KINDS: Readonly<Record<string, string>> = {
  subscriptions: 'subscription',
  resourcegroups: 'resource group',
  bigdatapools: 'Spark pool',
  storageaccounts: 'storage account'
};
