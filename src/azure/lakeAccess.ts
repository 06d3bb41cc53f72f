import { lakeEndpoint } from '../core/lakePlace';
import { Send } from '../core/http';
import { IRoleLake } from '../core/roles';

import { Arm } from './arm';
import { askAzure, IAzureAnswer } from './askAzure';
import { asList, asRecord, asText, originOf } from './guards';
import { lakeProblem } from './lakeProblem';
import { IVerdict, unknown } from './roleVerdict';

/** Version of the lake's API: that of `LakeClient`. */
const VERSION = '2025-01-05';

/** `Microsoft.Storage`, as the specification of accounts has it. */
const STORAGE_VERSION = '2023-05-01';

const CONTAINER = /^[a-z0-9$][a-z0-9-]{1,62}$/;
const ACCOUNT = /^[a-z0-9]{3,24}$/;

/** No role on the data, and no access list that lets one in. */
const NO_ROLE = 'AuthorizationPermissionMismatch';

/** The lake to look into. */
export interface IProbedLake extends IRoleLake {
  /** ARM id of the account; null: not known. */
  id: string | null;
}

/** What reads of the lake tell, and whether they reached it. */
export interface ILakeProbe extends IVerdict {
  /**
   * `network`: the account's rules refuse the Jupyter server. `role`: a read was
   * refused for want of a role, of which `unknown` does not say that it counts.
   */
  refusal?: 'network' | 'role';
}

/**
 * Reads one entry of the lake as the user: what is allowed is known only by
 * doing it, as a role may be given for one container and folders have access
 * lists of their own. Never rejects.
 *
 * #### Notes
 * To list containers is not enough: whoever owns the account may, and may
 * still not read what is in them. Nor is it needed: whoever has a role for one
 * container may not list them. Only the container that hunts read decides.
 */
export async function probeLake(
  send: Send,
  arm: Arm,
  connection: string,
  lake: IProbedLake,
  signal?: AbortSignal
): Promise<ILakeProbe> {
  const name = lake.account.toLowerCase();
  const endpoint =
    (lake.id && (await endpointInArm(arm, lake.id, signal))) ||
    (ACCOUNT.test(name) ? lakeEndpoint(name, arm.origin) : null);
  if (endpoint === null) {
    return unknown('The address of the lake is not known.');
  }
  const ask = (path: string, query: Record<string, string>) =>
    askAzure(send, {
      connection,
      url: `${endpoint}${path}?${new URLSearchParams({ ...query, maxResults: '1' }).toString()}`,
      storageVersion: VERSION,
      signal
    });
  const look = async (container: string): Promise<ILakeProbe | null> => {
    const path = `/${encodeURIComponent(container)}`;
    const query = { resource: 'filesystem', recursive: 'false' };
    const answer = await ask(path, query);
    return answer.status === 404
      ? null
      : probeOf(answer, `${endpoint}${path}`, container === hunted);
  };
  const hunted = CONTAINER.test(lake.container ?? '') ? lake.container : null;
  const found = hunted ? await look(hunted) : null;
  if (found !== null) {
    return found;
  }
  let answer = await ask('/', { resource: 'account' });
  let container = containerOf(answer);
  if (!container && answer.continuation !== null) {
    // A page may be empty and not the last.
    const { continuation } = answer;
    answer = await ask('/', { resource: 'account', continuation });
    container = containerOf(answer);
  }
  if (answer.problem !== null) {
    return probeOf(answer, `${endpoint}/`, false);
  }
  return (
    (container ? await look(container) : null) ??
    unknown('There is no container in the lake yet that could be read.')
  );
}

function containerOf({ body }: IAzureAnswer): string | null {
  return (
    asList(body.filesystems)
      .map(one => asText(asRecord(one).name))
      .find(one => one !== null && CONTAINER.test(one)) ?? null
  );
}

/** What an answer tells of reading; `decides`: whether a missing role counts. */
function probeOf(
  { code, problem, status }: IAzureAnswer,
  url: string,
  decides: boolean
): ILakeProbe {
  if (problem === null) {
    return { state: 'have', why: '' };
  }
  const { what, why } = status
    ? lakeProblem(status, code, url, problem)
    : problem;
  const text = [what, why].filter(part => part).join(' ');
  if (status !== 403) {
    return unknown(text);
  }
  if (code === 'AuthorizationFailure') {
    return { ...unknown(text), refusal: 'network' };
  }
  if (code !== NO_ROLE) {
    return unknown(`The lake refused the question${code && ` (${code})`}.`);
  }
  return decides
    ? { state: 'lack', why: text, refusal: 'role' }
    : {
        ...unknown(
          `${what} That is not the whole account: a container may still be open to you.`
        ),
        refusal: 'role'
      };
}

/** What the account says itself; null when it may not be read. */
async function endpointInArm(
  arm: Arm,
  account: string,
  signal?: AbortSignal
): Promise<string | null> {
  try {
    const document = await arm.get(encodeURI(account), STORAGE_VERSION, signal);
    const endpoints = asRecord(asRecord(document.properties).primaryEndpoints);
    return originOf(asText(endpoints.dfs) ?? '');
  } catch {
    return null;
  }
}
