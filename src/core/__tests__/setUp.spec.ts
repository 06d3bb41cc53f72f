import { nullTranslator } from '@jupyterlab/translation';

import { encodedPath, writeUrl } from '../setUpArm';
import { whyAnother } from '../setUpExpected';
import { fillBody } from '../setUpFill';
import { SetUpFacts } from '../setUpFacts';
import { decodeKept, isBelow } from '../setUpKept';
import { setUpLake } from '../setUpLake';
import {
  computeName,
  containerName,
  exportName,
  guidOf,
  logsName,
  machineLearningName,
  NameRule,
  poolName,
  storageName,
  synapseName,
  vaultName
} from '../setUpNames';
import { SETUP_RULES } from '../setUpRules';
import { choicesOf } from '../setUpShown';
import { setUpLakeAccount } from '../setUpTarget';
import type { SetUpStepId } from '../../setUpTokens';
import type { ISetUpContext } from '../setUpTypes';

const trans = nullTranslator.load('jupyterlab_synapse');
const SUBSCRIPTION = '00000000-0000-0000-0000-00000000beef';
const ROOT = `/subscriptions/${SUBSCRIPTION}`;
const GROUP = `${ROOT}/resourceGroups/sec/providers`;
const LOGS = `${GROUP}/Microsoft.OperationalInsights/workspaces/logs`;
const SYNAPSE = `${GROUP}/Microsoft.Synapse/workspaces/syn`;
const LAKES = `${GROUP}/Microsoft.Storage/storageAccounts`;

describe('names', () => {
  it.each<[string, NameRule, string, boolean]>([
    ['pool', poolName, 'hunts', true],
    ['pool', poolName, 'Hunts2026', true],
    ['pool', poolName, '1pool', false],
    ['pool', poolName, 'my-pool', false],
    ['pool', poolName, 'fifteencharsabc', true],
    ['pool', poolName, 'sixteencharsabcd', false],
    ['pool', poolName, '', false],
    ['pool', poolName, 'microsoftpool', false],
    ['synapse', synapseName, 'hunt-a1', true],
    ['synapse', synapseName, 'Hunt', false],
    ['synapse', synapseName, 'hunt-ondemand', false],
    ['synapse', synapseName, '-hunt', false],
    ['synapse', synapseName, 'h'.repeat(51), false],
    ['storage', storageName, 'lake01', true],
    ['storage', storageName, 'my-lake', false],
    ['storage', storageName, 'ab', false],
    ['container', containerName, 'am-x', true],
    ['container', containerName, 'a--b', false],
    ['logs', logsName, 'logs', true],
    ['logs', logsName, 'log', false],
    ['logs', logsName, 'logs-', false],
    ['export', exportName, 'rule-1', true],
    ['export', exportName, '1rule', false],
    ['vault', vaultName, 'my-vault', true],
    ['vault', vaultName, 'my--vault', false],
    ['ml', machineLearningName, 'ml-1', true],
    ['ml', machineLearningName, 'ml', false],
    ['compute', computeName, 'sparky', true],
    ['compute', computeName, 'x', false]
  ])('of a %s: %#', (_type, rule, name, isFine) => {
    expect([name, rule(trans, name) === null]).toEqual([name, isFine]);
  });

  it('of role assignments are GUIDs, the same for the same text', () => {
    const all = ['a', 'b', 'ab', 'ba', `${LAKES}/one`, `${LAKES}/two`];
    const guids = all.map(guidOf);
    for (const guid of guids) {
      expect(guid).toMatch(
        /^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/
      );
    }
    expect(new Set(guids).size).toBe(all.length);
    expect(guidOf('AB')).toBe(guids[2]);
  });
});

/** A context over lists of ARM by the end of their paths. */
function contextOf(
  lists: Readonly<Record<string, readonly object[]>>,
  more: Partial<ISetUpContext> & {
    chosen?: Partial<Record<SetUpStepId, string>>;
  } = {}
): ISetUpContext {
  const facts = new SetUpFacts();
  const own = facts.of('test');
  const all: ISetUpContext['facts']['all'] = (path, version) => {
    const found = Object.entries(lists).find(([end]) => path.endsWith(end));
    facts.put(
      { path, apiVersion: version, isList: true },
      { documents: (found?.[1] ?? []) as never }
    );
    return own.all(path, version);
  };
  return {
    trans,
    facts: { all, one: own.one },
    choices: choicesOf({
      choices: { account: SUBSCRIPTION, ...more.chosen }
    }),
    edits: {},
    lakeSuffix: 'dfs.core.windows.net',
    isLocal: false,
    account: 'dana@contoso.com',
    tenant: null,
    principal: null,
    seed: 'abc12',
    isFinished: false,
    ...more
  };
}

const rulesOf = (id: SetUpStepId) => SETUP_RULES.find(one => one.id === id)!;

describe('the lake that hunts read', () => {
  const hub = `${GROUP}/Microsoft.EventHub/namespaces/hub`;

  it.each([
    ['the account that the logs are exported to', `${LAKES}/logs2`, 'logs2'],
    ["the workspace's own, when they go to an event hub", hub, 'own'],
    ["the workspace's own, when none are exported", null, 'own']
  ])('is %s', (_what, resourceId, account) => {
    const rule = `${LOGS}/dataExports/rule`;
    const context = contextOf(
      {
        '/dataExports': [
          {
            id: rule,
            properties: {
              destination: { resourceId },
              tableNames: ['Syslog', 'CommonSecurityLog']
            }
          }
        ],
        'Microsoft.Synapse/workspaces': [
          {
            id: SYNAPSE,
            properties: {
              defaultDataLakeStorage: {
                accountUrl: 'https://own.dfs.core.windows.net'
              }
            }
          }
        ]
      },
      {
        chosen: {
          logs: LOGS,
          synapse: SYNAPSE,
          ...(resourceId && { export: rule })
        }
      }
    );

    expect(setUpLakeAccount(context)).toBe(account);
    expect(setUpLake(context)?.account).toBe(account);
  });
});

describe('an export', () => {
  const rule = (name: string, account: string, enable = true) => ({
    id: `${LOGS}/dataExports/${name}`,
    name,
    properties: {
      destination: { resourceId: `${LAKES}/${account}` },
      tableNames: ['Syslog'],
      enable
    }
  });
  const lake = (
    name: string,
    location: string,
    isHnsEnabled = true,
    tier = 'Standard'
  ) => ({
    id: `${LAKES}/${name}`,
    name,
    location,
    sku: { name: `${tier}_LRS`, tier },
    properties: { isHnsEnabled }
  });
  const table = (name: string, plan = 'Analytics', schema = {}) => ({
    name,
    properties: { plan, schema }
  });
  const custom = (tableSubType: string) => ({
    tableType: 'CustomLog',
    tableSubType
  });
  const lists = {
    'Microsoft.OperationalInsights/workspaces': [
      { id: LOGS, name: 'logs', location: 'westeurope' }
    ],
    'Microsoft.Synapse/workspaces': [
      {
        id: SYNAPSE,
        name: 'syn',
        properties: {
          defaultDataLakeStorage: {
            accountUrl: 'https://own.dfs.core.windows.net'
          }
        }
      }
    ],
    storageAccounts: [
      lake('far', 'eastus'),
      lake('used', 'West Europe'),
      lake('own', 'West Europe'),
      lake('flat', 'westeurope', false),
      lake('fast', 'westeurope', true, 'Premium')
    ],
    dataExports: [rule('old', 'used')],
    tables: [
      table('Heartbeat'),
      table('SigninLogs'),
      table('AzureDiagnostics'),
      table('ContainerLogV2', 'Basic'),
      table('Cheap_CL', 'Auxiliary', custom('DataCollectionRuleBased')),
      table('New_CL', 'Analytics', custom('DataCollectionRuleBased')),
      table('Old_CL', 'Analytics', custom('Classic')),
      table('CommonSecurityLog')
    ]
  };
  const chosen = { logs: LOGS, synapse: SYNAPSE };
  const form = (edits = {}, more = {}) =>
    rulesOf('export').form!(
      contextOf({ ...lists, ...more }, { chosen, edits })
    )!;

  it('goes to a lake of the region that no other rule has', () => {
    const [, destination] = form();
    expect(destination.choices.map(one => [one.label, one.isDisabled])).toEqual(
      [
        ['far', true],
        ['used', true],
        ['own', false],
        ['flat', false],
        ['fast', true]
      ]
    );
    expect(destination.value).toBe(`${LAKES}/own`);
    for (const one of ['far', 'fast']) {
      expect(
        form({ destination: `${LAKES}/${one}` })[1].problem
      ).not.toBeNull();
    }
  });

  it('offers the tables of the hunts first, and not what is never exported', () => {
    const [, , tables] = form();
    expect(tables.choices.map(one => [one.value, one.isDisabled])).toEqual([
      ['CommonSecurityLog', false],
      ['SigninLogs', false],
      ['ContainerLogV2', false],
      ['Heartbeat', false],
      ['New_CL', false],
      ['AzureDiagnostics', true],
      ['Cheap_CL', true],
      ['Old_CL', true]
    ]);
    expect(tables.value).toBe('CommonSecurityLog\nSigninLogs');
    expect(form({ tables: '' })[2].problem).not.toBeNull();
    expect(form({ tables: 'Old_CL' })[2].problem).not.toBeNull();
  });

  it('says when files come, and what brings those from before', () => {
    const { warnings } = rulesOf('export').draft!(
      contextOf(lists, { chosen }),
      form()
    );
    expect(warnings[0]).toContain('half an hour');
    expect(warnings[0]).toContain('the template Export historical logs');
    const old = `${LOGS}/dataExports/old`;
    const { hints, text } = rulesOf('export').look(
      contextOf(lists, { chosen: { ...chosen, export: old } })
    );
    expect(text).toBe('old exports to used. No files yet: am-syslog.');
    expect(hints?.[0].text).toContain('half an hour');
  });

  it('is one of ten at most', () => {
    const ten = Array.from({ length: 10 }, (_, index) =>
      rule(`rule-${index}`, `a${index}`)
    );
    expect(form({}, { dataExports: ten })[0].problem).toContain('Turn one');
    const off = ten.map((one, index) =>
      index ? one : rule('rule-0', 'a0', false)
    );
    expect(form({}, { dataExports: off })[0].problem).toBeNull();
    expect(form({ name: 'OLD1' })[0].problem).toBeNull();
    expect(form({ name: 'old' })[0].problem).not.toBeNull();
  });

  it('is one PUT, as specified', () => {
    const context = contextOf(lists, { chosen });
    const { chooses, items } = rulesOf('export').draft!(context, form());
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      method: 'PUT',
      path: `${LOGS}/dataExports/hunt-export-abc12`,
      apiVersion: '2023-09-01',
      body: {
        properties: {
          destination: { resourceId: `${LAKES}/own` },
          tableNames: ['CommonSecurityLog', 'SigninLogs'],
          enable: true
        }
      }
    });
    expect(chooses).toBe(items[0].path);
  });
});

describe('a pool', () => {
  const draft = (edits = {}) => {
    const context = contextOf(
      {
        'Microsoft.Synapse/workspaces': [
          { id: SYNAPSE, name: 'syn', location: 'westeurope' }
        ]
      },
      { chosen: { synapse: SYNAPSE }, edits }
    );
    const form = rulesOf('pool').form!(context)!;
    return { form, ...rulesOf('pool').draft!(context, form) };
  };

  it('says what it may cost, without inventing prices', () => {
    const { costs, items, warnings } = draft({ nodeSize: 'Medium' });
    expect(items[0].body).toMatchObject({
      location: 'westeurope',
      properties: {
        nodeSize: 'Medium',
        sparkVersion: '3.5',
        autoScale: { enabled: true, minNodeCount: 3, maxNodeCount: 10 },
        autoPause: { enabled: true, delayInMinutes: 15 }
      }
    });
    expect(costs[0]).toContain('24 to 80 vCores');
    expect(costs.join()).not.toMatch(/[$€]/);
    expect(warnings).toEqual([]);
  });

  it('warns of what never pauses, and of what ends', () => {
    const { items, warnings } = draft({
      autoPause: 'false',
      autoScale: 'false',
      sparkVersion: '3.4'
    });
    expect(items[0].body).toMatchObject({
      properties: {
        nodeCount: 3,
        autoScale: { enabled: false },
        autoPause: { enabled: false }
      }
    });
    expect(warnings.join()).toContain('does not pause');
    expect(warnings.join()).toContain('2026-03-31');
  });

  it.each([
    ['minNodes', '2'],
    ['minNodes', '3.5'],
    ['maxNodes', '2'],
    ['pauseMinutes', '4'],
    ['sparkVersion', '3.1']
  ])('is refused with %s %s', (name, value) => {
    const { form } = draft({ [name]: value });
    expect(form.find(one => one.name === name)?.problem).not.toBeNull();
  });
});

describe('an attached pool', () => {
  const ML = `${GROUP}/Microsoft.MachineLearningServices/workspaces/ml`;
  const POOL = `${SYNAPSE}/bigDataPools/hunts`;
  const compute = (name: string, computeType: string, resourceId = POOL) => ({
    id: `${ML}/computes/${name}`,
    name,
    properties: { computeType, resourceId }
  });
  const context = (edits = {}, computes: object[] = []) =>
    contextOf(
      {
        'MachineLearningServices/workspaces': [
          { id: ML, name: 'ml', location: 'westeurope' }
        ],
        bigDataPools: [{ id: POOL, name: 'hunts' }],
        computes
      },
      { chosen: { synapse: SYNAPSE, pool: POOL, machineLearning: ML }, edits }
    );
  const nameField = (...all: Parameters<typeof context>) =>
    rulesOf('compute').form!(context(...all))![0];

  it('has a name that no other compute has, of whichever kind', () => {
    expect(nameField().value).toBe('hunts');
    const [own, machine] = [
      compute('hunts', 'SynapseSpark'),
      compute('Hunts', 'AmlCompute')
    ];
    for (const one of [own, machine]) {
      expect(nameField({}, [one]).value).toBe('');
      expect(nameField({ name: 'HUNTS' }, [one]).problem).toContain(
        'has a compute of this name'
      );
    }
    const { options } = rulesOf('compute').look(context({}, [machine]));
    expect(options).toEqual([]);
  });

  it('passes for what is there only when it is the pool', async () => {
    const one = context();
    const { items } = rulesOf('compute').draft!(
      one,
      rulesOf('compute').form!(one)!
    );
    const why = (document: object) =>
      whyAnother(items[0], document as never, async () => ({}));
    expect(await why(compute('hunts', 'SynapseSpark'))).toBeNull();
    expect(
      await why(compute('hunts', 'synapsespark', POOL.toUpperCase()))
    ).toBeNull();
    expect(await why(compute('hunts', 'AmlCompute'))).toContain('another kind');
    expect(await why(compute('hunts', 'SynapseSpark', `${POOL}2`))).toContain(
      'another pool'
    );
  });
});

describe('a Synapse workspace', () => {
  const context = (edits = {}, more: Partial<ISetUpContext> = {}) =>
    contextOf(
      {
        'Microsoft.OperationalInsights/workspaces': [
          { id: LOGS, name: 'logs', location: 'westeurope' }
        ],
        resourcegroups: [{ name: 'SEC', location: 'westeurope' }]
      },
      { chosen: { logs: LOGS }, edits, ...more }
    );
  const draft = (one: ISetUpContext) =>
    rulesOf('synapse').draft!(one, rulesOf('synapse').form!(one)!);

  it('is made with lake, firewall and the role of its identity, in order', () => {
    const { items, names, warnings } = draft(context());
    expect(items.map(({ path }) => path.replace(`${GROUP}/`, ''))).toEqual([
      'Microsoft.Storage/storageAccounts/huntlakeabc12',
      'Microsoft.Storage/storageAccounts/huntlakeabc12/blobServices/default/containers/synapse',
      'Microsoft.Synapse/workspaces/hunt-abc12',
      'Microsoft.Synapse/workspaces/hunt-abc12/firewallRules/allowAll',
      expect.stringContaining('/roleAssignments/')
    ]);
    expect(JSON.stringify(items[4].body)).toContain('<identity of hunt-abc12>');
    expect(names?.map(({ name }) => name)).toEqual([
      'huntlakeabc12',
      'hunt-abc12'
    ]);
    expect(warnings.join()).toContain('Who you are in this tenant');
  });

  it('gives the user the role, too, and warns of another region', () => {
    const principal = { objectId: 'dana-id', tenantId: 't', name: 'dana' };
    const { items, warnings } = draft(
      context({ location: 'eastus', access: 'private' }, { principal })
    );
    expect(items).toHaveLength(5);
    expect(items[3].body).toMatchObject({
      properties: { principalId: 'dana-id', principalType: 'User' }
    });
    expect(items[2].body).toMatchObject({
      properties: {
        publicNetworkAccess: 'Disabled',
        managedVirtualNetwork: 'default'
      }
    });
    expect(warnings[0]).toContain('westeurope');
    expect(warnings.join()).toContain('cannot be taken away later');
  });

  it.each([
    ['private', undefined, true],
    ['private', 'true', true],
    ['private', 'false', false],
    ['everywhere', undefined, true],
    ['azure', 'false', true]
  ])('for %s with managed network %s: %s', (access, managedNetwork, isFine) => {
    const edits = { access, ...(managedNetwork && { managedNetwork }) };
    const fields = rulesOf('synapse').form!(context(edits))!;
    const network = fields.find(({ name }) => name === 'managedNetwork');
    expect(network?.problem === null).toBe(isFine);
  });

  it('is named as Azure names it, in a group of any language', () => {
    const { chooses, items } = draft(context({ resourceGroup: 'Überwachung' }));
    const group = `${ROOT}/resourceGroups/Überwachung/providers`;
    const [, lake, , workspace] = items;
    expect(lake.path).toBe(
      `${group}/Microsoft.Storage/storageAccounts/huntlakeabc12`
    );
    expect(workspace.body).toMatchObject({
      properties: { defaultDataLakeStorage: { resourceId: lake.path } }
    });
    expect(chooses).toBe(`${group}/Microsoft.Synapse/workspaces/hunt-abc12`);
    expect(writeUrl(workspace)).toBe(
      `${ROOT}/resourceGroups/%C3%9Cberwachung/providers/Microsoft.Synapse/workspaces/hunt-abc12?api-version=2021-06-01`
    );
    expect(encodedPath('/%C3%9C (1)/b')).toBe('/%C3%9C%20(1)/b');
  });

  it.each([
    ['203.0.113.7', true],
    ['203.0.113.256', false],
    ['', false],
    ['::1', false]
  ])('lets in the address %s: %s', (address, isFine) => {
    const one = context({ access: 'address', address });
    const fields = rulesOf('synapse').form!(one)!;
    const problem = fields.find(({ name }) => name === 'address')?.problem;
    expect(problem === null).toBe(isFine);
    const rule = draft(one).items[3];
    expect(rule.body).toEqual({
      properties: { startIpAddress: address, endIpAddress: address }
    });
  });
});

describe('an Azure ML workspace', () => {
  const rules = rulesOf('machineLearning');
  const chosen = { logs: LOGS, synapse: SYNAPSE };

  it('has an Application Insights that keeps its data in the logs', () => {
    const context = contextOf({}, { chosen });
    const { items } = rules.draft!(context, rules.form!(context)!);
    const insights = items.find(({ path }) => path.includes('Insights'))!;
    expect(insights.body).toMatchObject({
      properties: { WorkspaceResourceId: LOGS }
    });
    expect(items.at(-1)?.body).toMatchObject({
      properties: { applicationInsights: insights.path }
    });
    expect(rules.look(context).hints).toEqual([]);
  });

  it('cannot be created without logs, but chosen', () => {
    const context = contextOf({}, { chosen: { synapse: SYNAPSE } });
    expect(rules.form!(context)).toBeNull();
    const { hints, text } = rules.look(context);
    expect(text).not.toMatch(/create one/i);
    expect(hints?.[0].text).toContain('choose the logs first');
    const id = `${GROUP}/Microsoft.MachineLearningServices/workspaces/ml`;
    const there = contextOf(
      { 'MachineLearningServices/workspaces': [{ id, name: 'ml' }] },
      { chosen: { synapse: SYNAPSE, machineLearning: id } }
    );
    expect(rules.look(there).state).toBe('done');
  });
});

describe('what is filled in', () => {
  const item = {
    body: { properties: { a: '<x>', b: ['<x>', 'not <x>'] } },
    fills: [
      {
        placeholder: '<x>',
        path: '/x',
        apiVersion: '1',
        property: ['identity', 'principalId']
      }
    ]
  };

  it('is read when it is needed', async () => {
    expect(
      await fillBody(item, async () => ({ identity: { principalId: 'me' } }))
    ).toEqual({ properties: { a: 'me', b: ['me', 'not <x>'] } });
  });

  it('is waited for by the user, when it is not there', async () => {
    await expect(fillBody(item, async () => ({}))).rejects.toThrow('<x>');
  });
});

describe('what is there already', () => {
  const items = (id: SetUpStepId) => {
    const one = contextOf(
      {},
      {
        chosen: { logs: LOGS, synapse: SYNAPSE },
        principal: { objectId: 'dana-id', tenantId: 't', name: 'dana' }
      }
    );
    return rulesOf(id).draft!(one, rulesOf(id).form!(one)!).items;
  };
  const itemOf = (id: SetUpStepId, end: string) =>
    items(id).find(({ path }) => path.includes(end))!;
  const why = (item: ReturnType<typeof itemOf>, properties: object) =>
    whyAnother(item, { properties }, async () => ({
      identity: { principalId: 'its-id' }
    }));

  it('passes for a lake only when it is one', async () => {
    const lake = itemOf('synapse', 'storageAccounts');
    expect(await why(lake, { isHnsEnabled: true })).toBeNull();
    expect(await why(lake, {})).toContain('is no Data Lake');
  });

  it('passes for a workspace only when it has the lake of the plan', async () => {
    const workspace = itemOf('synapse', 'Synapse/workspaces');
    const lake = (accountUrl: string) => ({
      defaultDataLakeStorage: { accountUrl }
    });
    expect(
      await why(workspace, lake('https://huntlakeabc12.dfs.core.windows.net/'))
    ).toBeNull();
    expect(
      await why(workspace, lake('https://theirs.dfs.core.windows.net'))
    ).toContain('another lake');
  });

  it('passes for the account of Azure ML only when it is no lake', async () => {
    const account = itemOf('machineLearning', 'storageAccounts');
    expect(await why(account, {})).toBeNull();
    expect(await why(account, { isHnsEnabled: true })).toContain(
      'is a Data Lake'
    );
  });

  it('passes for a role only when it is that of the same identity', async () => {
    const [own, service] = items('synapse').filter(({ path }) =>
      path.includes('roleAssignments')
    );
    expect(await why(own, { principalId: 'dana-id' })).toBeNull();
    expect(await why(service, { principalId: 'its-id' })).toBeNull();
    expect(await why(service, { principalId: 'an-earlier-one' })).toContain(
      'for somebody else'
    );
  });
});

describe('what is kept', () => {
  it.each([null, 1, 'x', [], { plan: { step: 'pool' }, seed: 'A!' }])(
    'is as at the beginning for %j',
    value => {
      expect(decodeKept(value, 'seed')).toEqual({
        choices: {},
        edits: {},
        plan: null,
        left: [],
        created: [],
        seed: 'seed',
        isFinished: false
      });
    }
  );

  it('comes back as it was, without what is none', () => {
    const kept = {
      choices: { pool: '/subscriptions/x', network: null },
      edits: { pool: { name: 'x' } },
      plan: {
        step: 'pool',
        kind: 'create',
        title: 'Make it',
        costs: ['much'],
        warnings: [],
        chooses: null,
        requests: [
          {
            item: {
              label: 'Make',
              method: 'PUT',
              path: '/subscriptions/x',
              apiVersion: '1',
              body: { a: 1 },
              creates: { type: 'Pool', name: 'x', kept: null },
              settles: 'resource',
              fills: [],
              doneCodes: [],
              expects: [{ property: ['a'], value: true, otherwise: 'No.' }]
            },
            outcome: 'sending',
            isSent: true,
            operation: {
              kind: 'operation',
              url: 'https://management.azure.com/x',
              startedAt: 5,
              status: 'InProgress',
              percent: 10
            }
          }
        ]
      },
      left: [],
      created: [],
      seed: 'abc',
      isFinished: true
    };
    expect(decodeKept(kept, 'seed')).toEqual(kept);
    const left = { ...kept, plan: null, left: [kept.plan] };
    expect(decodeKept(left, 'seed')).toEqual(left);
    expect(decodeKept({ ...left, left: [{}, 1] }, 'seed').left).toEqual([]);
    const [request] = kept.plan.requests;
    for (const wrong of [
      { path: 'https://evil.example/' },
      // Without what it expects it would pass for more.
      { expects: [{ property: ['a'], value: 1, otherwise: 'No.' }] }
    ]) {
      const item = { ...request.item, ...wrong };
      const plan = { ...kept.plan, requests: [{ ...request, item }] };
      expect(decodeKept({ ...kept, plan }, 'seed').plan).toBeNull();
    }
  });

  it('knows what is in something', () => {
    expect(isBelow('/a/B/c', '/A/b')).toBe(true);
    expect(isBelow('/a/b', '/a/b')).toBe(true);
    expect(isBelow('/a/bc', '/a/b')).toBe(false);
  });
});
