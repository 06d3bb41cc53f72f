import { portal, studio } from './clouds';
import { IPrincipal, IRoleFinding, IRoleNeed } from './roles';
import { shortScope } from './roleScope';

/** Stands for whoever gets the role while nobody knows the object id. */
const SOMEBODY = '<your user>';

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const SAFE = /^[\p{L}\p{N}._\-()/ ]*$/u;

/**
 * The command of the Azure CLI with which an administrator gives a role;
 * empty when the scope has characters that no name in Azure has.
 */
export function roleCommand(
  need: Pick<IRoleNeed, 'check' | 'role'>,
  scope: string,
  principal: IPrincipal | null
): string {
  if (!SAFE.test(scope)) {
    return '';
  }
  const id = principal?.objectId ?? '';
  const assignee = GUID.test(id) ? id : SOMEBODY;
  const common = `--role "${need.role}" --assignee "${assignee}"`;
  if (need.check !== 'synapse') {
    return `az role assignment create ${common} --scope "${scope}"`;
  }
  const [, workspace, , pool] = scope.split('/');
  const item = pool ? ` --item-type bigDataPools --item "${pool}"` : '';
  return `az synapse role assignment create --workspace-name "${workspace}" ${common}${item}`;
}

/**
 * Where a role is given by hand: *Access control* of the resource in the
 * portal, or Synapse Studio for Synapse's own. Null in an unknown cloud.
 */
export function roleLink(
  need: Pick<IRoleNeed, 'check'>,
  place: string,
  armOrigin: string,
  principal: IPrincipal | null
): string | null {
  const synapse = studio(armOrigin);
  if (need.check === 'synapse') {
    const workspace = place.replace(/\/bigDataPools\/.*$/i, '');
    return synapse && `${synapse}?workspace=${encodeURIComponent(workspace)}`;
  }
  const origin = portal(armOrigin);
  const tenant = GUID.test(principal?.tenantId ?? '')
    ? principal?.tenantId
    : '';
  return origin && `${origin}/#@${tenant}/resource${encodeURI(place)}/users`;
}

/**
 * A text for whoever can give the roles that are missing: what for, where, and
 * the commands. Empty when none is missing. Those to set up and change only
 * where the user wants them: they allow much, and a hunt needs none of them.
 */
export function roleRequest(
  findings: readonly Omit<IRoleFinding, 'step'>[],
  principal: IPrincipal | null,
  withSetUp = false
): string {
  const lacking = findings.filter(
    one => one.state === 'lack' && (withSetUp || !one.isForSetUp)
  );
  if (lacking.length === 0) {
    return '';
  }
  const name = principal?.name ?? null;
  const id = principal && `object id ${principal.objectId}`;
  const tenant = principal && `tenant ${principal.tenantId}`;
  const facts = [id, tenant].filter(one => one).join(', ');
  const who = [name, facts && (name ? `(${facts})` : facts)]
    .filter(one => one)
    .join(' ');
  const parts = [
    'Hello,',
    who
      ? `please give me these roles in Azure. I am ${who}.`
      : 'please give me these roles in Azure.',
    ...group(
      'To hunt in our logs with Spark:',
      lacking.filter(one => !one.isForSetUp)
    ),
    ...group(
      'To set up and change what the hunts run on:',
      lacking.filter(one => one.isForSetUp)
    ),
    'A new role can take some minutes to work. Roles of the Synapse workspace itself can be given by a Synapse Administrator, the others by an Owner or a User Access Administrator of the scope.'
  ];
  return `${parts.join('\n\n')}\n`;
}

function group(
  heading: string,
  findings: readonly Omit<IRoleFinding, 'step'>[]
): string[] {
  return findings.length === 0
    ? []
    : [
        heading,
        ...findings.map(({ command, purpose, role, scope }) =>
          [
            `- ${role} on the ${shortScope(scope)}`,
            `  What for: ${purpose}.`,
            `  Scope: ${scope}`,
            ...(command ? [`  Command: ${command}`] : [])
          ].join('\n')
        )
      ];
}
