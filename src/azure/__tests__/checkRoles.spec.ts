/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "require"]}
 */
import './sdkEnvironment';

import { IHttpRequest } from '../../core/http';
import { IRoleRequest } from '../../core/ports';
import { IRoleChoices, IRoleFinding } from '../../core/roles';
import { checkRoles } from '../checkRoles';
import { tenantsOf } from '../tenants';

import { IAnswer, scriptedSend } from './scriptedSend';

const SUBSCRIPTION = '/subscriptions/11111111-2222-3333-4444-555555555555';
const GROUP = `${SUBSCRIPTION}/resourceGroups/hunt-rg`;
const SYNAPSE = `${GROUP}/providers/Microsoft.Synapse/workspaces/hunt-ws`;
const STORAGE = `${GROUP}/providers/Microsoft.Storage/storageAccounts/huntlake`;
const CHOICES: IRoleChoices = {
  subscription: SUBSCRIPTION,
  logs: `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs`,
  synapse: SYNAPSE,
  pool: `${SYNAPSE}/bigDataPools/pool1`,
  machineLearning: `${GROUP}/providers/Microsoft.MachineLearningServices/workspaces/ml`,
  compute: null,
  storage: STORAGE
};
const DANA = {
  objectId: '99999999-2222-3333-4444-555555555555',
  tenantId: '77777777-2222-3333-4444-555555555555',
  name: 'dana@contoso.com'
};
const USE = 'Microsoft.Synapse/workspaces/bigDataPools/useCompute/action';

const OWNER = { actions: ['*'], notActions: [], dataActions: [] };
const BLOBS = {
  actions: [],
  notActions: [],
  dataActions: [
    'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*'
  ]
};
const REFUSED: IAnswer = {
  status: 403,
  body: {
    error: {
      code: 'AuthorizationFailed',
      message:
        "The client 'x' with object id 'y' does not have authorization to perform action 'Microsoft.Authorization/permissions/read' over scope '/s' or the scope is invalid."
    }
  }
};

/** Synapse's own, of somebody without a role there; Azure's was never seen. */
const UNAUTHORIZED: IAnswer = {
  status: 403,
  body: {
    error: {
      code: 'AccessControlUnauthorized',
      message:
        "The principal 'x' does not have the required Synapse RBAC permission to perform this action. Required permission: Action: Microsoft.Synapse/workspaces/read, Scope: workspaces/hunt-ws."
    }
  }
};

/** What Azure answers; a spec replaces what it is about. */
interface IScript {
  permissions: (scope: string) => IAnswer;
  check: (request: IHttpRequest) => IAnswer;
  assignments: () => IAnswer;
  containers: (query: URLSearchParams) => IAnswer;
  paths: (container: string) => IAnswer;
}

function decisions(decision: string, name = 'AccessDecisions') {
  return ({ body }: IHttpRequest): IAnswer => ({
    body: {
      [name]: (
        JSON.parse(body ?? '{}') as { actions: { id: string }[] }
      ).actions.map(({ id }) => ({ actionId: id, accessDecision: decision }))
    }
  });
}

function rig(script: Partial<IScript> = {}) {
  const all: IScript = {
    permissions: () => ({ body: { value: [OWNER, BLOBS] } }),
    check: decisions('Allowed'),
    assignments: () => ({ status: 404 }),
    containers: () => ({ body: { filesystems: [{ name: 'am-x' }] } }),
    paths: () => ({ body: { paths: [] } }),
    ...script
  };
  return scriptedSend(request => {
    const { hostname, pathname, searchParams } = new URL(request.url);
    if (pathname.endsWith('/permissions')) {
      return all.permissions(pathname.split('/providers/Microsoft.Auth')[0]);
    }
    if (pathname === '/checkAccessSynapseRbac') {
      return all.check(request);
    }
    if (pathname === '/roleAssignments') {
      return all.assignments();
    }
    if (hostname.includes('.dfs.')) {
      return searchParams.get('resource') === 'account'
        ? all.containers(searchParams)
        : all.paths(pathname.slice(1));
    }
    if (pathname === SYNAPSE) {
      return {
        body: {
          properties: {
            connectivityEndpoints: {
              dev: 'https://hunt-ws.dev.azuresynapse.net'
            }
          }
        }
      };
    }
    return { status: 404, body: { error: { code: 'ResourceNotFound' } } };
  });
}

async function run(
  script: Partial<IScript> = {},
  options: Partial<Pick<IRoleRequest, 'choices' | 'lake' | 'principal'>> = {}
) {
  const { requests, send } = rig(script);
  const told: (readonly IRoleFinding[])[] = [];
  const findings = await checkRoles(
    {
      send,
      armOrigin: null,
      connection: 'azure',
      choices: CHOICES,
      lake: null,
      principal: DANA,
      ...options
    },
    now => told.push(now)
  );
  const of = (id: string) => findings.find(one => one.id === id)!;
  const states = (state: IRoleFinding['state']) =>
    findings.filter(one => one.state === state).map(one => one.id);
  return { findings, of, requests, states, told };
}

describe('checkRoles', () => {
  it('has all, asks each scope once, and tells as it goes', async () => {
    const { findings, requests, states, told } = await run();
    expect(states('have')).toHaveLength(findings.length);
    const asked = requests
      .map(({ url }) => new URL(url).pathname)
      .filter(path => path.endsWith('/permissions'));
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked).toHaveLength(5);
    expect(told[0].every(one => one.state === 'checking')).toBe(true);
    expect(told).toHaveLength(findings.length + 1);
    expect(told.at(-1)).toEqual(findings);
  });

  it('sends reads only, but for the question to Synapse', async () => {
    const { requests } = await run();
    const writes = requests.filter(one => one.method !== 'GET');
    expect(new Set(writes.map(({ url }) => new URL(url).pathname))).toEqual(
      new Set(['/checkAccessSynapseRbac'])
    );
    expect(writes.map(one => JSON.parse(one.body ?? '') as unknown)).toEqual([
      {
        subject: { principalId: DANA.objectId },
        scope: 'workspaces/hunt-ws/bigDataPools/pool1',
        actions: [{ id: USE, isDataAction: true }]
      },
      {
        subject: { principalId: DANA.objectId },
        scope: 'workspaces/hunt-ws',
        actions: [
          { id: 'Microsoft.Synapse/workspaces/read', isDataAction: true }
        ]
      }
    ]);
  });

  it('names the actions that are missing', async () => {
    const { of, states } = await run({
      permissions: () => ({
        body: { value: [{ actions: ['*/read'], notActions: [] }] }
      })
    });
    expect(of('export')).toMatchObject({
      state: 'lack',
      why: 'Missing: Microsoft.OperationalInsights/workspaces/dataExports/write.'
    });
    expect(states('have')).toEqual([
      'logs',
      'run',
      'studio',
      'read',
      'machineLearning'
    ]);
    // The answer has no lists of data actions.
    expect(states('unknown')).toEqual(['write']);
  });

  const COMPUTE = `${CHOICES.machineLearning}/computes/hunts`;

  it.each<[string, Partial<IRoleChoices>, string[], string[]]>([
    ['nothing', { synapse: null, pool: null }, ['create', 'attach'], []],
    ['a workspace', { pool: null }, ['pool', 'attach'], ['create']],
    ['a pool', {}, ['attach'], ['create', 'pool']],
    ['all', { compute: COMPUTE }, [], ['create', 'pool', 'attach']]
  ])(
    'needs no role to make what is chosen: %s',
    async (_, choices, lacking, needless) => {
      const { of, states } = await run(
        { permissions: () => ({ body: { value: [] } }) },
        { choices: { ...CHOICES, ...choices } }
      );
      const making = ['create', 'pool', 'attach'];
      expect(states('lack').filter(id => making.includes(id))).toEqual(lacking);
      expect(states('notNeeded')).toEqual(needless);
      for (const id of needless) {
        expect(of(id).why).toContain('only for another one');
      }
      const owner = await run({}, { choices: { ...CHOICES, ...choices } });
      expect(owner.states('notNeeded')).toEqual([]);
    }
  );

  it('takes the pages of a list together', async () => {
    let page = 0;
    const { states } = await run({
      permissions: scope => ({
        body:
          page++ % 2
            ? { value: [OWNER, BLOBS] }
            : {
                value: [],
                nextLink: `https://management.azure.com${scope}/providers/Microsoft.Authorization/permissions?page=2`
              }
      })
    });
    expect(states('lack')).toEqual([]);
  });

  it.each([
    ['leads to another host', 'https://evil.example/permissions'],
    [
      'does not end',
      'https://management.azure.com/s/providers/Microsoft.Authorization/permissions?page=2'
    ]
  ])(
    'says of nothing that it is missing when a list %s',
    async (_, nextLink) => {
      const { of, requests, states } = await run({
        permissions: () => ({
          body: { value: [{ ...OWNER, actions: ['*/read'] }], nextLink }
        })
      });
      expect(requests.some(({ url }) => url.includes('evil'))).toBe(false);
      expect(states('lack')).toEqual([]);
      expect(of('logs').state).toBe('have');
      expect(of('pool')).toMatchObject({
        state: 'unknown',
        why: 'Azure’s list of what you may do could not be read to its end.'
      });
    }
  );

  const OTHER = `${SUBSCRIPTION}/resourceGroups/lake-rg`;

  it.each<[string, Partial<IRoleChoices>, string, string, string]>([
    [
      'none that is known',
      { logs: null, machineLearning: null, storage: null },
      SUBSCRIPTION,
      'lack',
      'resourceGroups/write'
    ],
    ['that of the logs', {}, GROUP, 'have', ''],
    [
      'another that is known',
      {
        logs: `${OTHER}/providers/Microsoft.OperationalInsights/workspaces/logs`
      },
      OTHER,
      'have',
      'In the resource group hunt-rg.'
    ],
    [
      'one of another subscription',
      { subscription: '/subscriptions/22222222-2222-3333-4444-555555555555' },
      '/subscriptions/22222222-2222-3333-4444-555555555555',
      'lack',
      'resourceGroups/write'
    ]
  ])('creates in a group: %s', async (_, choices, scope, state, why) => {
    const { of } = await run(
      {
        permissions: at => ({ body: { value: at === GROUP ? [OWNER] : [] } })
      },
      { choices: { ...CHOICES, synapse: null, pool: null, ...choices } }
    );
    expect(of('create')).toMatchObject({ scope, state });
    expect(of('create').why).toContain(why);
    expect(of('create').command).toContain(`--scope "${scope}"`);
  });

  it('lacks all when even the questions are refused', async () => {
    const { of, states } = await run(
      {
        permissions: () => REFUSED,
        check: () => UNAUTHORIZED,
        assignments: () => UNAUTHORIZED,
        paths: () => ({
          status: 403,
          headers: { 'x-ms-error-code': 'AuthorizationPermissionMismatch' }
        })
      },
      { lake: { account: 'huntlake', container: 'am-x' } }
    );
    expect(states('have')).toEqual([]);
    expect(states('unknown')).toEqual([]);
    expect(states('notNeeded')).toEqual(['create', 'pool']);
    expect(of('run').why).toContain('refuses the question too');
  });

  it('knows nothing when nothing answers, and says why', async () => {
    const { findings } = await run({
      permissions: () => ({ status: 500 }),
      check: () => {
        throw new Error('offline');
      },
      assignments: () => ({ status: 503 }),
      containers: () => ({ status: 500 })
    });
    expect(findings.map(one => one.state)).toEqual(
      findings.map(() => 'unknown')
    );
    expect(findings.every(one => one.why !== '')).toBe(true);
  });

  it('says what is to be chosen first', async () => {
    const { findings, of, requests } = await run(
      {},
      {
        choices: {
          subscription: null,
          logs: null,
          synapse: null,
          pool: null,
          machineLearning: null,
          compute: null,
          storage: null
        }
      }
    );
    expect(requests).toEqual([]);
    expect(findings.every(one => one.state === 'unknown')).toBe(true);
    expect(of('run').why).toBe('Choose a Spark pool first.');
    expect(of('read').why).toBe('Choose a Synapse workspace first.');
  });
});

describe('Synapse’s own roles', () => {
  /** Role assignments: of which role, where, and whose. */
  type Row = readonly [string, string, string?, (string | null)?];
  const OPERATOR = 'e3844cc7-4670-42cb-9349-9bdac1ee7881';
  const USER = '2a385764-43e8-416c-9825-7b18d05a2c4b';
  const POOL = 'workspaces/Hunt-WS/bigDataPools/pool1';
  const listed = (
    rows: readonly Row[],
    headers?: Record<string, string>
  ): IAnswer => ({
    headers,
    body: {
      count: rows.length,
      value: rows.map(
        ([roleDefinitionId, scope, who = DANA.objectId, kind = 'User']) => ({
          roleDefinitionId,
          scope,
          principalId: who,
          ...(kind && { principalType: kind })
        })
      )
    }
  });

  it.each([
    ['Allowed', 'AccessDecisions', 'have'],
    ['allowed', 'accessDecisions', 'have'],
    ['NotAllowed', 'AccessDecisions', 'lack'],
    ['Denied', 'AccessDecisions', 'lack']
  ])('%s in %s: %s', async (decision, name, state) => {
    const { of } = await run({
      check: decisions(decision, name),
      assignments: () => UNAUTHORIZED
    });
    expect(of('run').state).toBe(state);
    expect(of('studio').state).toBe(state);
  });

  it.each<[string, readonly Row[], IRoleFinding['state']]>([
    ['nothing', [], 'lack'],
    ['Synapse User', [[USER, 'workspaces/hunt-ws']], 'lack'],
    ['Synapse Compute Operator on the pool', [[OPERATOR, POOL]], 'have'],
    [
      'Synapse Administrator',
      [['6E4BF58A-b8e1-4cc3-bbf9-d73143322b78', 'workspaces/hunt-ws']],
      'have'
    ],
    [
      'a role on another pool',
      [[OPERATOR, 'workspaces/hunt-ws/bigDataPools/pool']],
      'lack'
    ],
    ['a role of another user', [[OPERATOR, POOL, 'eve']], 'lack'],
    ['a role of a group', [[OPERATOR, POOL, 'hunters', 'Group']], 'unknown'],
    ['a role of who knows what', [[OPERATOR, POOL, 'x', null]], 'unknown'],
    ['a lesser role of a group', [[USER, POOL, 'all', 'Group']], 'lack'],
    [
      'a role of a group on another pool',
      [[OPERATOR, `${POOL}2`, 'hunters', 'Group']],
      'lack'
    ]
  ])('are read from the list: %s', async (_, rows, runs) => {
    for (const check of [() => ({ status: 404 }), decisions('NotAllowed')]) {
      const { of } = await run({ check, assignments: () => listed(rows) });
      expect(of('run').state).toBe(runs);
      // Who may read the list has what it takes to read it.
      expect(of('studio').state).toBe('have');
    }
  });

  it('may be a group’s', async () => {
    const { of } = await run({
      check: decisions('NotAllowed'),
      assignments: () => listed([[OPERATOR, POOL, 'hunters', 'Group']])
    });
    expect(of('run').why).toContain('A group has a role that is enough');
  });

  it('may be in the rest of a list', async () => {
    const { of } = await run({
      check: decisions('NotAllowed'),
      assignments: () => listed([], { 'x-ms-continuation': 'more' })
    });
    expect(of('run').state).toBe('unknown');
    expect(of('run').why).toContain('too long');
  });

  it('may be a group’s where the list cannot be read', async () => {
    const { of } = await run({
      check: decisions('NotAllowed'),
      assignments: () => ({ status: 503 })
    });
    expect(of('run').state).toBe('unknown');
    expect(of('run').why).toContain('By yourself you do not have it.');
  });

  it('cannot be checked for nobody', async () => {
    const { of, requests } = await run({}, { principal: null });
    expect(of('run')).toMatchObject({ state: 'unknown' });
    expect(of('run').why).toContain('object id');
    expect(of('run').command).toContain('<your user>');
    expect(requests.some(({ url }) => url.includes('checkAccess'))).toBe(false);
  });

  it.each([
    [
      'ClientIpAddressNotAuthorized',
      'Client Ip address : 10.0.0.1',
      'The firewall of the Synapse workspace refuses this computer.'
    ],
    [
      'PublicNetworkAccessDenied',
      'The public network interface on this workspace is not accessible.',
      'The public network interface on this workspace is not accessible.'
    ],
    ['Forbidden', '', 'private endpoints']
  ])('cannot be checked through a network: %s', async (code, message, why) => {
    const closed = () => ({ status: 403, body: { error: { code, message } } });
    const { of } = await run({ check: closed, assignments: closed });
    for (const id of ['run', 'studio']) {
      expect(of(id).state).toBe('unknown');
      expect(of(id).why).toContain(why);
      expect(of(id).why).toContain('firewall');
    }
  });
});

describe('the lake', () => {
  const storage = (code: string, status = 403): IAnswer => ({
    status,
    headers: { 'x-ms-error-code': code }
  });

  it('is not read by who may only list its containers', async () => {
    const { of } = await run({
      permissions: () => ({ body: { value: [OWNER] } }),
      paths: () => storage('AuthorizationPermissionMismatch')
    });
    expect(of('read').state).toBe('lack');
    expect(of('read').why).toContain('not on its data');
    expect(of('write').state).toBe('lack');
  });

  it('is read by an access list of its own', async () => {
    const { of } = await run({
      permissions: () => ({ body: { value: [OWNER] } })
    });
    expect(of('read').state).toBe('have');
    expect(of('write').state).toBe('lack');
  });

  it('is judged by the permissions while it is empty', async () => {
    const empty = () => ({ body: { filesystems: [] } });
    const one = await run({ containers: empty });
    expect(one.of('read').state).toBe('have');
    const other = await run({
      containers: empty,
      permissions: () => ({ body: { value: [OWNER] } })
    });
    expect(other.of('read').state).toBe('lack');
    const third = await run({ containers: empty, permissions: () => REFUSED });
    expect(third.of('read')).toMatchObject({
      state: 'unknown',
      why: 'There is no container in the lake yet that could be read.'
    });
  });

  it('is looked into past a page that is empty', async () => {
    const { of } = await run({
      permissions: () => REFUSED,
      containers: query =>
        query.get('continuation') === 'more'
          ? { body: { filesystems: [{ name: 'am-x' }] } }
          : {
              body: { filesystems: [] },
              headers: { 'x-ms-continuation': 'more' }
            }
    });
    expect(of('read').state).toBe('have');
  });

  const NO_ROLE = storage('AuthorizationPermissionMismatch');
  const OPEN: IAnswer = { body: { paths: [] } };
  const LISTED: IAnswer = { body: { filesystems: [{ name: 'am-other' }] } };
  const DATA: IAnswer = { body: { value: [BLOBS] } };
  const NO_DATA: IAnswer = { body: { value: [OWNER] } };

  /** ARM's permissions, containers, am-hunted, am-other; reading, writing, why. */
  it.each<
    [string, IAnswer[], IRoleFinding['state'], IRoleFinding['state'], RegExp?]
  >([
    ['a role for the container', [REFUSED, NO_ROLE, OPEN], 'have', 'unknown'],
    [
      'no role for the container',
      [REFUSED, LISTED, NO_ROLE, OPEN],
      'lack',
      'lack',
      /list the container am-hunted of huntlake/
    ],
    [
      'no role to list, and no container yet',
      [REFUSED, NO_ROLE, storage('FilesystemNotFound', 404)],
      'unknown',
      'unknown',
      /not the whole account: a container may still be open/
    ],
    [
      'no role for another container',
      [REFUSED, LISTED, storage('', 404), NO_ROLE],
      'unknown',
      'unknown',
      /the container am-other of huntlake\. That is not the whole account/
    ],
    [
      'the same, and ARM knows of none',
      [NO_DATA, LISTED, storage('', 404), NO_ROLE],
      'lack',
      'lack',
      /blobs\/read\. Owner and Contributor are roles on the account/
    ],
    [
      'a role that does not work yet',
      [DATA, LISTED, NO_ROLE],
      'unknown',
      'unknown',
      /a new one can take some minutes/
    ],
    [
      'another refusal',
      [REFUSED, NO_ROLE, storage('InsufficientAccountPermissions')],
      'unknown',
      'unknown',
      /refused the question \(InsufficientAccountPermissions\)/
    ],
    [
      'too many questions',
      [REFUSED, LISTED, storage('ServerBusy', 429)],
      'unknown',
      'unknown',
      /./
    ],
    [
      'a network that is shut',
      [REFUSED, LISTED, storage('AuthorizationFailure')],
      'unknown',
      'unknown',
      /network rules/
    ]
  ])('%s', async (_, answers, reading, writing, why = /^/) => {
    const [permissions, containers, hunted, other = OPEN] = answers;
    const { of } = await run(
      {
        permissions: scope => (scope === STORAGE ? permissions : DATA),
        containers: () => containers,
        paths: container => (container === 'am-hunted' ? hunted : other)
      },
      { lake: { account: 'huntlake', container: 'am-hunted' } }
    );
    expect([of('read').state, of('write').state]).toEqual([reading, writing]);
    expect(of('read').why).toMatch(why);
    expect(of('write').why).not.toBe('');
  });

  const NO_ID =
    'The storage account is not among those that Azure shows you: its id, which a command needs, is not known.';

  it.each<[string, IAnswer, IRoleFinding['state'], string, string]>([
    [
      'have',
      OPEN,
      'unknown',
      '',
      `Reading works; whether writing does Azure does not say. ${NO_ID}`
    ],
    [
      'lack',
      NO_ROLE,
      'lack',
      `Owner and Contributor are roles on the account, not on its data. ${NO_ID}`,
      NO_ID
    ],
    ['unknown', { status: 503 }, 'unknown', NO_ID, NO_ID]
  ])(
    'is looked into by its name where ARM does not show it: %s',
    async (reading, hunted, writing, why, whyWriting) => {
      const { of, requests } = await run(
        { paths: () => hunted },
        {
          choices: { ...CHOICES, storage: null },
          lake: { account: 'huntlake', container: 'am-hunted' }
        }
      );
      expect(
        requests
          .map(({ url }) => new URL(url))
          .find(({ hostname }) => hostname.includes('.dfs.'))
      ).toMatchObject({
        hostname: 'huntlake.dfs.core.windows.net',
        pathname: '/am-hunted'
      });
      expect(of('read')).toMatchObject({
        state: reading,
        scope: 'storageAccounts/huntlake',
        command: '',
        link: null
      });
      expect(of('write').state).toBe(writing);
      expect(of('read').why.endsWith(why)).toBe(true);
      expect(of('write').why.endsWith(whyWriting)).toBe(true);
    }
  );

  it('is not asked for where a workspace does not say which it is', async () => {
    const { of } = await run({}, { choices: { ...CHOICES, storage: null } });
    expect(of('read')).toMatchObject({ state: 'unknown', scope: '' });
    expect(of('read').why).toContain('is not known');
  });

  it('is not known behind network rules', async () => {
    const { of } = await run({
      containers: () => storage('AuthorizationFailure')
    });
    expect(of('read').state).toBe('unknown');
    expect(of('read').why).toContain('network rules');
    expect(of('write').state).toBe('unknown');
  });

  it('may be written to by who cannot ask for permissions', async () => {
    const { of } = await run({
      permissions: scope =>
        scope === STORAGE ? REFUSED : { body: { value: [OWNER] } }
    });
    expect(of('read').state).toBe('have');
    expect(of('write').state).toBe('unknown');
  });
});

describe('tenantsOf', () => {
  it('takes names as they come', () => {
    const id = '77777777-2222-3333-4444-555555555555';
    expect(
      tenantsOf([
        { tenantId: id, displayName: 'Contoso', defaultDomain: 'contoso.com' },
        { tenantId: id, domains: ['contoso.onmicrosoft.com'] },
        { tenantId: id },
        { tenantId: 'common', displayName: 'Anybody' }
      ])
    ).toEqual([
      { id, name: 'Contoso', domain: 'contoso.com' },
      {
        id,
        name: 'contoso.onmicrosoft.com',
        domain: 'contoso.onmicrosoft.com'
      },
      { id, name: id, domain: null }
    ]);
  });
});
