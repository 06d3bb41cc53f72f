import { allowedBy, dataAllowedBy, IPermission, matches } from '../permissions';
import { refusalOf, roleForAction } from '../roleForAction';
import { roleCommand, roleLink, roleRequest } from '../roleRequest';
import { IRoleChoices, IRoleFinding, ROLE_NEEDS } from '../roles';
import { groupsOf, placeOf, scopeOf, shortScope } from '../roleScope';

const GUID = '11111111-2222-3333-4444-555555555555';
const GROUP = `/subscriptions/${GUID}/resourceGroups/hunt-rg`;
const WORKSPACE = `${GROUP}/providers/Microsoft.Synapse/workspaces/hunt-ws`;
const CHOICES: IRoleChoices = {
  subscription: GUID,
  logs: `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs`,
  synapse: WORKSPACE,
  pool: `${WORKSPACE}/bigDataPools/pool1`,
  machineLearning: `${GROUP}/providers/Microsoft.MachineLearningServices/workspaces/ml`,
  compute: null,
  storage: `/subscriptions/${GUID}/resourcegroups/other/providers/Microsoft.Storage/storageAccounts/lake`
};
const NOBODY: IRoleChoices = {
  subscription: null,
  logs: null,
  synapse: null,
  pool: null,
  machineLearning: null,
  compute: null,
  storage: null
};
const DANA = {
  objectId: '99999999-2222-3333-4444-555555555555',
  tenantId: '77777777-2222-3333-4444-555555555555',
  name: 'dana@contoso.com'
};

function need(id: string) {
  const found = ROLE_NEEDS.find(one => one.id === id);
  if (!found) {
    throw new Error(id);
  }
  return found;
}

describe('matches', () => {
  it.each([
    ['*', 'Microsoft.Synapse/workspaces/write', true],
    ['*/read', 'Microsoft.Synapse/workspaces/read', true],
    ['*/read', 'Microsoft.Synapse/workspaces/write', false],
    ['Microsoft.Synapse/*', 'microsoft.synapse/workspaces/write', true],
    [
      'microsoft.synapse/WORKSPACES/read',
      'Microsoft.Synapse/workspaces/Read',
      true
    ],
    [
      'Microsoft.Synapse/workspaces',
      'Microsoft.Synapse/workspaces/read',
      false
    ],
    [
      'Microsoft.Synapse/*/read',
      'Microsoft.Synapse/workspaces/bigDataPools/read',
      true
    ],
    ['Microsoft.Synapse/*/read', 'Microsoft.Synapse/read', false],
    [
      'Microsoft.*/workspaces/*/write',
      'Microsoft.Synapse/workspaces/a/write',
      true
    ],
    ['Microsoft.*/workspaces/*/write', 'Microsoft.Synapse/a/write', false],
    ['a*a', 'a', false],
    ['a*b*c', 'abc', true],
    ['a*bc*c', 'abc', false],
    // A dot is a dot.
    ['Microsoft.Synapse/*', 'MicrosoftXSynapse/workspaces', false],
    ['', 'Microsoft.Synapse/workspaces/read', false]
  ])('%s and %s: %s', (pattern, action, expected) => {
    expect(matches(pattern, action)).toBe(expected);
  });
});

function entry(one: Partial<IPermission>): IPermission {
  return {
    actions: [],
    notActions: [],
    dataActions: [],
    notDataActions: [],
    ...one
  };
}

// Definitions of Microsoft's built-in roles.
const OWNER = entry({ actions: ['*'] });
const CONTRIBUTOR = entry({
  actions: ['*'],
  notActions: [
    'Microsoft.Authorization/*/Delete',
    'Microsoft.Authorization/*/Write',
    'Microsoft.Authorization/elevateAccess/Action'
  ]
});
const ACCESS = entry({
  actions: ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*']
});
const READER = entry({ actions: ['*/read'] });
const SENTINEL = entry({
  actions: [
    'Microsoft.SecurityInsights/*',
    'Microsoft.OperationalInsights/workspaces/analytics/query/action',
    'Microsoft.OperationalInsights/workspaces/*/read',
    'Microsoft.Authorization/*/read'
  ],
  notActions: ['Microsoft.SecurityInsights/ConfidentialWatchlists/*']
});
const LOGS = entry({
  actions: ['*/read', 'Microsoft.OperationalInsights/*'],
  dataActions: []
});
const SCIENTIST = entry({
  actions: [
    'Microsoft.MachineLearningServices/workspaces/*/read',
    'Microsoft.MachineLearningServices/workspaces/*/write'
  ],
  notActions: [
    'Microsoft.MachineLearningServices/workspaces/write',
    'Microsoft.MachineLearningServices/workspaces/computes/*/write'
  ]
});
const BLOBS = entry({
  dataActions: [
    'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete',
    'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
    'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write'
  ]
});

describe('what built-in roles allow', () => {
  const can = (permissions: IPermission[]) =>
    ROLE_NEEDS.filter(
      one =>
        one.check !== 'synapse' &&
        one.actions.every(action => allowedBy(permissions, action)) &&
        one.dataActions.every(action => dataAllowedBy(permissions, action))
    ).map(one => one.id);

  it.each<[string, IPermission[], string[]]>([
    ['nothing', [], []],
    [
      'Owner',
      [OWNER],
      'create assign logs sentinel export pool machineLearning attach'.split(
        ' '
      )
    ],
    [
      'Contributor',
      [CONTRIBUTOR],
      'create logs sentinel export pool machineLearning attach'.split(' ')
    ],
    ['Reader', [READER], ['logs', 'machineLearning']],
    [
      'User Access Administrator',
      [ACCESS],
      ['assign', 'logs', 'machineLearning']
    ],
    // One entry's exclusion is not another's.
    [
      'Contributor and User Access Administrator',
      [CONTRIBUTOR, ACCESS],
      'create assign logs sentinel export pool machineLearning attach'.split(
        ' '
      )
    ],
    ['Microsoft Sentinel Contributor', [SENTINEL], ['sentinel']],
    [
      'Log Analytics Contributor',
      [LOGS],
      ['logs', 'export', 'machineLearning']
    ],
    ['AzureML Data Scientist', [SCIENTIST], ['machineLearning']],
    ['Storage Blob Data Contributor', [BLOBS], ['read', 'write']]
  ])('%s', (_, permissions, expected) => {
    expect(can(permissions)).toEqual(expected);
  });

  it('does not know about data that Azure does not tell of', () => {
    const untold = entry({ actions: ['*'], dataActions: null });
    expect(dataAllowedBy([untold], 'a/read')).toBeNull();
    expect(dataAllowedBy([untold, BLOBS], 'a/read')).toBe(false);
    expect(dataAllowedBy([], 'a/read')).toBe(false);
  });
});

describe('scopes', () => {
  it.each([
    ['create', GROUP, 'resource group hunt-rg'],
    ['assign', CHOICES.storage, 'storage account lake'],
    ['logs', CHOICES.logs, 'Log Analytics workspace logs'],
    ['pool', WORKSPACE, 'Synapse workspace hunt-ws'],
    ['run', 'workspaces/hunt-ws/bigDataPools/pool1', 'Spark pool pool1'],
    ['studio', 'workspaces/hunt-ws', 'Synapse workspace hunt-ws'],
    ['attach', CHOICES.machineLearning, 'Azure ML workspace ml']
  ])('%s', (id, scope, short) => {
    const place = placeOf(need(id), CHOICES) ?? '';
    expect(scopeOf(need(id), place)).toBe(scope);
    expect(shortScope(scope ?? '')).toBe(short);
  });

  it('has none where nothing is chosen, or what is chosen is no id', () => {
    for (const one of ROLE_NEEDS) {
      expect(placeOf(one, NOBODY)).toBeNull();
    }
    const bad = `${WORKSPACE}/bigDataPools/$(rm -rf x)`;
    expect(placeOf(need('run'), { ...NOBODY, pool: bad })).toBeNull();
  });

  it('gives a role where there is no lake yet to the subscription', () => {
    expect(placeOf(need('assign'), { ...NOBODY, subscription: GUID })).toBe(
      `/subscriptions/${GUID}`
    );
  });

  it('knows the groups, each once', () => {
    expect(groupsOf(CHOICES)).toEqual([
      GROUP,
      `/subscriptions/${GUID}/resourcegroups/other`
    ]);
  });

  it('creates in the subscription where no group of it is known', () => {
    const logs = CHOICES.logs?.replace(GUID, GUID.replace('1', '2')) ?? null;
    const choices = { ...NOBODY, subscription: GUID, logs };
    const place = placeOf(need('create'), choices) ?? '';
    expect(place).toBe(`/subscriptions/${GUID}`);
    expect(shortScope(place)).toBe(`subscription ${GUID}`);
  });

  it('names a storage account of which only the name is known', () => {
    expect(shortScope('storageAccounts/lake')).toBe('storage account lake');
  });
});

describe('commands and links', () => {
  it.each([
    [
      'logs',
      `az role assignment create --role "Log Analytics Reader" --assignee "${DANA.objectId}" --scope "${CHOICES.logs}"`
    ],
    [
      'run',
      `az synapse role assignment create --workspace-name "hunt-ws" --role "Synapse Compute Operator" --assignee "${DANA.objectId}" --item-type bigDataPools --item "pool1"`
    ],
    [
      'studio',
      `az synapse role assignment create --workspace-name "hunt-ws" --role "Synapse User" --assignee "${DANA.objectId}"`
    ]
  ])('%s', (id, command) => {
    const scope = scopeOf(need(id), placeOf(need(id), CHOICES) ?? '');
    expect(roleCommand(need(id), scope, DANA)).toBe(command);
  });

  it('leaves a place for whoever is not known', () => {
    expect(roleCommand(need('logs'), '/subscriptions/x', null)).toContain(
      '--assignee "<your user>"'
    );
    const odd = { ...DANA, objectId: '"; rm -rf x' };
    expect(roleCommand(need('logs'), '/subscriptions/x', odd)).toContain(
      '--assignee "<your user>"'
    );
  });

  it.each(['/subscriptions/"x', '/subscriptions/$(x)', '/a`b`', '/a\nb'])(
    'makes no command of %j',
    scope => {
      expect(roleCommand(need('logs'), scope, DANA)).toBe('');
    }
  );

  it.each([
    [
      'logs',
      'https://management.azure.com',
      `https://portal.azure.com/#@${DANA.tenantId}/resource${CHOICES.logs}/users`
    ],
    [
      'logs',
      'https://management.usgovcloudapi.net',
      `https://portal.azure.us/#@${DANA.tenantId}/resource${CHOICES.logs}/users`
    ],
    [
      'run',
      'https://management.azure.com',
      `https://web.azuresynapse.net?workspace=${encodeURIComponent(WORKSPACE)}`
    ],
    [
      'run',
      'https://management.chinacloudapi.cn',
      `https://web.azuresynapse.azure.cn?workspace=${encodeURIComponent(WORKSPACE)}`
    ],
    ['logs', 'https://management.example', null]
  ])('link of %s in %s', (id, origin, link) => {
    const place = placeOf(need(id), CHOICES) ?? '';
    expect(roleLink(need(id), place, origin, DANA)).toBe(link);
  });
});

describe('roleRequest', () => {
  const finding = (id: string, state: IRoleFinding['state']): IRoleFinding => {
    const { alternatives, isForSetUp, purpose, role, step } = need(id);
    const scope = scopeOf(need(id), placeOf(need(id), CHOICES) ?? '');
    const command = roleCommand(need(id), scope, DANA);
    const own = { id, alternatives, isForSetUp, purpose, role, step };
    return { ...own, scope, command, state, why: '', link: null };
  };

  it('asks for what is missing, with place and command', () => {
    const text = roleRequest(
      [
        finding('run', 'lack'),
        finding('logs', 'have'),
        finding('export', 'lack')
      ],
      DANA
    );
    expect(text).toContain(
      `I am dana@contoso.com (object id ${DANA.objectId}, tenant ${DANA.tenantId}).`
    );
    expect(text).toContain(
      'To hunt in our logs with Spark:\n\n- Synapse Compute Operator on the Spark pool pool1\n  What for: Run Spark on the pool.\n  Scope: workspaces/hunt-ws/bigDataPools/pool1\n  Command: az synapse role'
    );
    expect(text).not.toContain('To set up and change');
    expect(text).not.toContain('Log Analytics');
  });

  it('asks for what setting up needs where that is wanted', () => {
    const findings = [finding('run', 'lack'), finding('export', 'lack')];
    const text = roleRequest(findings, DANA, true);
    expect(text).toContain('To hunt in our logs with Spark:\n\n- Synapse');
    expect(text).toContain(
      'To set up and change what the hunts run on:\n\n- Log Analytics Contributor on the Log Analytics workspace logs'
    );
    const [, other] = findings;
    expect(roleRequest([other], DANA)).toBe('');
    expect(roleRequest([other], DANA, true)).not.toContain('To hunt');
  });

  it('asks without knowing who asks', () => {
    const text = roleRequest([finding('run', 'lack')], null);
    expect(text).toContain('please give me these roles in Azure.\n');
    expect(text).not.toContain('To set up');
    expect(text).not.toContain('undefined');
  });

  it('asks for nothing when nothing is known to be missing', () => {
    const findings = [finding('run', 'unknown'), finding('pool', 'notNeeded')];
    expect(roleRequest(findings, DANA, true)).toBe('');
  });
});

describe('roleForAction', () => {
  it.each([
    ['Microsoft.Synapse/workspaces/bigDataPools/write', 'Contributor'],
    ['Microsoft.Synapse/workspaces/read', 'Reader'],
    [
      'Microsoft.OperationalInsights/workspaces/dataExports/write',
      'Log Analytics Contributor'
    ],
    ['Microsoft.OperationalInsights/workspaces/read', 'Log Analytics Reader'],
    [
      'Microsoft.MachineLearningServices/workspaces/computes/write',
      'Contributor on the Azure ML workspace'
    ],
    [
      'Microsoft.Authorization/roleAssignments/write',
      'User Access Administrator or Owner'
    ],
    ['Microsoft.Authorization/roleAssignments/read', 'Reader'],
    ['Microsoft.Storage/storageAccounts/write', 'Contributor'],
    [
      'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
      'Storage Blob Data Reader'
    ],
    [
      'Microsoft.Synapse/workspaces/bigDataPools/useCompute/action',
      'Synapse Compute Operator on the pool'
    ],
    [
      'Microsoft.SecurityInsights/incidents/write',
      'Microsoft Sentinel Contributor'
    ],
    ['', null]
  ])('%s: %s', (action, role) => {
    expect(roleForAction(action)).toBe(role);
  });

  it.each([
    [
      "The client 'a' with object id 'b' does not have authorization to perform action 'Microsoft.Storage/storageAccounts/read' over scope '/subscriptions/s' or the scope is invalid.",
      'Microsoft.Storage/storageAccounts/read',
      '/subscriptions/s'
    ],
    [
      "The client 'a' has permission to perform action 'Microsoft.Synapse/workspaces/write' on scope '/x'; however, it does not have permission to perform action 'Microsoft.Network/join/action' on the linked scope(s) '/y' or the linked scope(s) are invalid.",
      'Microsoft.Network/join/action',
      '/y'
    ],
    ['No.', null, null]
  ])('reads a refusal: %s', (message, action, scope) => {
    expect(refusalOf(message)).toEqual({ action, scope });
  });
});
