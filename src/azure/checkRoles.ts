import { Send } from '../core/http';
import { allowedBy, dataAllowedBy } from '../core/permissions';
import { IRoleRequest } from '../core/ports';
import { roleCommand, roleLink } from '../core/roleRequest';
import { IRoleFinding, IRoleNeed, ROLE_NEEDS } from '../core/roles';
import { groupsOf, placeOf, scopeOf, shortScope } from '../core/roleScope';

import { Arm, PUBLIC_ARM } from './arm';
import { ArmPermissions, PermissionAnswer } from './armPermissions';
import { ILakeProbe, probeLake } from './lakeAccess';
import { lakeVerdict } from './lakeVerdict';
import { Limit, limitTo } from './mapLimited';
import { IVerdict, lack, unknown, unknownAnswer } from './roleVerdict';
import { synapseAccess } from './synapseAccess';

/** A browser has six connections to the Jupyter server; others need some. */
const PARALLEL = 4;

/** What `checkRoles` needs. */
export interface ICheckRolesOptions extends IRoleRequest {
  send: Send;
  /** Origin of the cloud's ARM; the public cloud's when null. */
  armOrigin: string | null;
}

const NO_ID =
  'The storage account is not among those that Azure shows you: its id, which a command needs, is not known.';

const NOT_NEEDED: IVerdict = {
  state: 'notNeeded',
  why: 'What you have chosen exists: the role is needed only for another one.'
};

type Told = (findings: readonly IRoleFinding[]) => void;

/**
 * Whether the user has each role that hunts and their set-up need.
 *
 * #### Notes
 * Three sources, none of which needs more rights than the user has: ARM's
 * permissions at the scope (they contain roles of groups, but not deny
 * assignments, nor roles that are eligible and not activated), Synapse's
 * `checkAccessSynapseRbac`, and a read of one entry of the lake. What does not
 * answer is `unknown`. Never rejects.
 */
export async function checkRoles(
  options: ICheckRolesOptions,
  onChange: Told
): Promise<readonly IRoleFinding[]> {
  const check = new RoleCheck(options);
  let findings = ROLE_NEEDS.map(need => check.begin(need));
  onChange(findings);
  await Promise.all(
    ROLE_NEEDS.map(async (need, at) => {
      if (findings[at].state !== 'checking') {
        return;
      }
      const found = await check
        .verdict(need)
        .catch((reason: unknown) =>
          unknown(reason instanceof Error ? reason.message : String(reason))
        );
      const isMade = need.makes && options.choices[need.makes] !== null;
      const verdict = found.state === 'lack' && isMade ? NOT_NEEDED : found;
      findings = findings.map((one, other) =>
        other === at ? { ...one, ...verdict } : one
      );
      if (!options.signal?.aborted) {
        onChange(findings);
      }
    })
  );
  return findings;
}

class RoleCheck {
  constructor(private readonly _options: ICheckRolesOptions) {
    const { armOrigin, connection, send, signal } = _options;
    const limit: Limit = limitTo(PARALLEL);
    this._send = request => limit(() => send(request));
    this._arm = new Arm({ send: this._send, connection, origin: armOrigin });
    this._permissions = new ArmPermissions(
      this._send,
      connection,
      this._arm.origin,
      signal
    );
  }

  /** How a role stands before it is checked. */
  begin(need: IRoleNeed): IRoleFinding {
    const { armOrigin, choices, lake, principal } = this._options;
    const { alternatives, id, isForSetUp, purpose, role, step } = need;
    const own = { id, purpose, role, alternatives, step, isForSetUp };
    const place = placeOf(need, choices);
    if (need.check === 'lake' && place === null && lake !== null) {
      // By its name it can be read, but nobody can be given a role.
      const scope = `storageAccounts/${lake.account}`;
      const nothing = { why: '', command: '', link: null };
      return { ...own, ...nothing, scope, state: 'checking' };
    }
    if (place === null) {
      const why =
        need.check === 'lake' && choices.synapse !== null
          ? 'Which storage account is the lake of the Synapse workspace is not known.'
          : `Choose ${need.missing} first.`;
      const nothing = { scope: '', command: '', link: null };
      return { ...own, ...nothing, ...unknown(why) };
    }
    const scope = scopeOf(need, place);
    return {
      ...own,
      scope,
      state: 'checking',
      why: '',
      command: roleCommand(need, scope, principal),
      link: roleLink(need, place, armOrigin ?? PUBLIC_ARM, principal)
    };
  }

  async verdict(need: IRoleNeed): Promise<IVerdict> {
    const { choices } = this._options;
    const found = placeOf(need, choices);
    const place = found ?? '';
    switch (need.check) {
      case 'synapse':
        return synapseAccess(need, place, {
          ...this._options,
          send: this._send,
          arm: this._arm
        });
      case 'lake':
        return this._lake(need, found);
      case 'arm': {
        const groups = need.places.includes('group') ? groupsOf(choices) : [];
        return groups.length > 0
          ? this._inGroups(need, groups)
          : verdictOf(need, await this._permissions.at(place));
      }
    }
  }

  /** In a group that exists none is to be created. */
  private async _inGroups(
    need: IRoleNeed,
    groups: readonly string[]
  ): Promise<IVerdict> {
    const actions = need.actions.filter(one => !/resourceGroups/i.test(one));
    const verdicts: IVerdict[] = [];
    for (const group of groups) {
      const answer = await this._permissions.at(group);
      const verdict = verdictOf({ ...need, actions }, answer);
      if (verdict.state === 'have') {
        const why = group === groups[0] ? '' : `In the ${shortScope(group)}.`;
        return { ...verdict, why };
      }
      verdicts.push(verdict);
    }
    return verdicts[0];
  }

  /** Reading: by doing it. Writing: by the permissions, nothing is written. */
  private async _lake(
    need: IRoleNeed,
    place: string | null
  ): Promise<IVerdict> {
    const { choices, connection, lake, signal } = this._options;
    this._probe ??= probeLake(
      this._send,
      this._arm,
      connection,
      {
        id: place,
        account: lake?.account ?? choices.storage?.split('/').pop() ?? '',
        container: lake?.container ?? null
      },
      signal
    );
    if (place === null) {
      const verdict = lakeVerdict(need, await this._probe, null);
      return verdict.state === 'have'
        ? verdict
        : { ...verdict, why: `${verdict.why} ${NO_ID}` };
    }
    const [probe, answer] = await Promise.all([
      this._probe,
      this._permissions.at(place)
    ]);
    const found = verdictOf(need, answer);
    const isTold = answer.permissions !== null && found.state !== 'unknown';
    return lakeVerdict(need, probe, isTold ? found : null);
  }

  private readonly _arm: Arm;
  private readonly _permissions: ArmPermissions;
  private _probe: Promise<ILakeProbe> | null = null;
  private readonly _send: Send;
}

/** What ARM's permissions say of a role's actions. */
function verdictOf(
  need: Pick<IRoleNeed, 'actions' | 'dataActions'>,
  found: PermissionAnswer
): IVerdict {
  const all = [...need.actions, ...need.dataActions];
  const { answer, permissions } = found;
  if (permissions === null) {
    return answer.status === 403
      ? lack(
          all,
          'Azure refuses the question too, which nearly every role allows.'
        )
      : unknownAnswer(answer);
  }
  const data = need.dataActions.map(one => dataAllowedBy(permissions, one));
  if (data.includes(null)) {
    return unknown('Azure’s answer says nothing of rights on data.');
  }
  const missing = [
    ...need.actions.filter(one => !allowedBy(permissions, one)),
    ...need.dataActions.filter((_, at) => !data[at])
  ];
  if (missing.length === 0) {
    return { state: 'have', why: '' };
  }
  return found.isWhole
    ? lack(missing)
    : unknown('Azure’s list of what you may do could not be read to its end.');
}
