import { Send } from '../core/http';
import {
  COMPUTE_ROLES,
  IPrincipal,
  IRoleNeed,
  READ_SYNAPSE
} from '../core/roles';
import { synapseScope } from '../core/roleScope';

import { Arm } from './arm';
import { parsePoolId, parseWorkspaceId } from './armDocuments';
import { askAzure, IAzureAnswer } from './askAzure';
import { findEndpoint } from './findEndpoint';
import { asList, asRecord, asText } from './guards';
import { IVerdict, lack, unknown, unknownAnswer } from './roleVerdict';

/** Of Synapse's own roles. */
const API_VERSION = '2020-12-01';

const MAYBE_GROUP =
  'A group has a role that is enough: if you are in it, you have it too. Just try.';

const BELOW =
  'A role that a group of yours has on this pool only may not be counted; then just try.';

const NETWORK =
  'The firewall of the workspace, or a network that only private endpoints lead into, refuses so too: then the Jupyter server must be let in.';

/** What `synapseAccess` needs. */
export interface ISynapseAccessOptions {
  send: Send;
  arm: Arm;
  connection: string;
  principal: IPrincipal | null;
  signal?: AbortSignal;
}

/**
 * Whether the user has one of a Synapse workspace's own roles at a pool or
 * workspace: asks `checkAccessSynapseRbac`, and unless that allows it the list
 * of all role assignments there. Never rejects.
 *
 * #### Notes
 * `useCompute` is a data action in the recorded role definitions. The answer
 * has a capital A in the specification's example and was never recorded.
 * Groups are for the caller of the check to name, and the page does not know
 * them: a check that does not allow may be wrong about them, while the list
 * names them, and whether the list is shown is decided with them.
 */
export async function synapseAccess(
  need: Pick<IRoleNeed, 'actions'>,
  place: string,
  options: ISynapseAccessOptions
): Promise<IVerdict> {
  const { arm, connection, principal, send, signal } = options;
  const address = parsePoolId(place) ?? parseWorkspaceId(place);
  const scope = synapseScope(place);
  if (!address || scope === null) {
    return unknown(`${place} is no Synapse workspace or Spark pool.`);
  }
  if (principal === null) {
    return unknown(
      'Synapse checks the roles of an object id, and that of who is signed in is not known.'
    );
  }
  let endpoint: string;
  try {
    endpoint = await findEndpoint(arm, address, signal);
  } catch (reason) {
    return unknown(reason instanceof Error ? reason.message : String(reason));
  }
  const answer = await askAzure(send, {
    connection,
    url: `${endpoint}/checkAccessSynapseRbac?api-version=${API_VERSION}`,
    body: {
      subject: { principalId: principal.objectId },
      scope,
      actions: need.actions.map(id => ({ id, isDataAction: true }))
    },
    signal
  });
  const decided = decisionOf(answer, need.actions);
  if (decided?.state === 'have') {
    return decided;
  }
  const query = new URLSearchParams({ 'api-version': API_VERSION, scope });
  const list = await askAzure(send, {
    connection,
    url: `${endpoint}/roleAssignments?${query.toString()}`,
    signal
  });
  const found = verdictOfList(list, { ...need, scope, principal });
  return decided !== null && list.problem && found.state === 'unknown'
    ? unknown(
        `By yourself you do not have it. Whether a group of yours does could not be read: ${found.why}`
      )
    : found;
}

/** What the answer says of each action; null when it says nothing. */
function decisionOf(
  { body, problem }: IAzureAnswer,
  actions: readonly string[]
): IVerdict | null {
  if (problem) {
    return null;
  }
  const decisions = new Map(
    asList(body.AccessDecisions ?? body.accessDecisions).map(value => {
      const one = asRecord(value);
      return [
        (asText(one.actionId) ?? '').toLowerCase(),
        (asText(one.accessDecision) ?? '').toLowerCase()
      ];
    })
  );
  const told = actions.map(one => decisions.get(one.toLowerCase()));
  if (told.some(one => one === undefined)) {
    return null;
  }
  const missing = actions.filter((_, at) => told[at] !== 'allowed');
  return missing.length === 0 ? { state: 'have', why: '' } : lack(missing);
}

/** Whose role assignments are looked at, and for what. */
interface IAsked {
  actions: readonly string[];
  scope: string;
  principal: IPrincipal;
}

/** The same by the roles that are assigned; ids as recorded. */
function verdictOfList(answer: IAzureAnswer, asked: IAsked): IVerdict {
  const { actions, principal, scope } = asked;
  if (answer.problem) {
    return verdictOfRefusal(answer, asked);
  }
  if (actions.every(action => action === READ_SYNAPSE)) {
    // It is what the role is for.
    return { state: 'have', why: '' };
  }
  const enough = asList(answer.body.value)
    .map(asRecord)
    .filter(one => {
      // A pool's list also has what is assigned for the whole workspace.
      const at = (asText(one.scope) ?? '').toLowerCase();
      const role = (asText(one.roleDefinitionId) ?? '').toLowerCase();
      return (
        `${scope.toLowerCase()}/`.startsWith(`${at}/`) &&
        COMPUTE_ROLES.includes(role)
      );
    });
  const me = principal.objectId.toLowerCase();
  if (enough.some(one => asText(one.principalId)?.toLowerCase() === me)) {
    return { state: 'have', why: '' };
  }
  // Whose kind is not told may be a group.
  if (enough.some(one => /group/i.test(asText(one.principalType) || 'group'))) {
    return unknown(MAYBE_GROUP);
  }
  return answer.continuation === null
    ? lack(actions)
    : unknown('The list of roles is too long to be read to its end.');
}

/** Only a role that is missing means one: a network refuses with 403, too. */
function verdictOfRefusal(
  answer: IAzureAnswer,
  { actions, scope }: IAsked
): IVerdict {
  const { body, status } = answer;
  if (status !== 403) {
    return unknownAnswer(answer);
  }
  const message = asText(asRecord(body.error).message) ?? '';
  if (/required Synapse RBAC permission/i.test(message)) {
    const note =
      'The workspace refuses the question too, which each of its roles allows.';
    return lack(
      actions,
      /\/bigDataPools\//i.test(scope) ? `${note} ${BELOW}` : note
    );
  }
  const { why } = unknownAnswer(answer);
  return unknown(/firewall/i.test(why) ? why : `${why} ${NETWORK}`);
}
