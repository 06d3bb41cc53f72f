/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "require"]}
 */
import './sdkEnvironment';

import { IProblem, problemOf } from '../../core/errors';
import { IHttpRequest } from '../../core/http';
import { ITarget } from '../../core/target';
import { ResourceManager } from '../resourceManager';

import { Answerer, IAnswer, scriptedSend } from './scriptedSend';

const SUBSCRIPTION = '00000000-0000-0000-0000-000000000000';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/contoso-rg`;
const AML_LIST = `${GROUP}/providers/Microsoft.MachineLearningServices/workspaces`;
const AML = `${AML_LIST}/contoso-aml`;
const SYNAPSE = `${GROUP}/providers/Microsoft.Synapse/workspaces/contoso-synapse`;
const POOL = `${SYNAPSE}/bigDataPools/sparkpool01`;

const PLACE = {
  subscriptionId: SUBSCRIPTION,
  resourceGroup: 'contoso-rg',
  amlWorkspace: 'contoso-aml'
};
const REFERENCE = { ...PLACE, compute: 'hunting' };

// Hand-made after the specification: no SynapseSpark compute was ever seen on
// the wire.
const NESTED = {
  subscriptionId: SUBSCRIPTION,
  resourceGroup: 'contoso-rg',
  workspaceName: 'contoso-aml',
  poolName: 'another',
  sparkVersion: '3.5',
  nodeCount: 0,
  nodeSize: 'Small',
  nodeSizeFamily: 'MemoryOptimized',
  autoScaleProperties: { enabled: true, minNodeCount: 3, maxNodeCount: 10 },
  autoPauseProperties: { enabled: true, delayInMinutes: 15 }
};

function compute(name: string, properties: Record<string, unknown> = {}) {
  return {
    id: `${AML}/computes/${name}`,
    name,
    properties: {
      computeType: 'SynapseSpark',
      provisioningState: 'Succeeded',
      resourceId: POOL,
      properties: NESTED,
      ...properties
    }
  };
}

const ENDPOINT = 'https://contoso-synapse.dev.azuresynapse.net';

const WORKSPACE = {
  id: SYNAPSE,
  name: 'contoso-synapse',
  properties: {
    connectivityEndpoints: {
      dev: 'https://contoso-synapse.dev.azuresynapse.net'
    }
  }
};

const NOT_FOUND: IAnswer = {
  status: 404,
  body: { error: { code: 'ResourceNotFound', message: 'Not here.' } }
};
const FORBIDDEN: IAnswer = {
  status: 403,
  body: { error: { code: 'AuthorizationFailed', message: 'You may not.' } }
};

/** Documents by path; a path that is absent is 404. */
type Documents = Record<string, unknown>;

function isAnswer(value: unknown): value is IAnswer {
  return typeof value === 'object' && value !== null && 'status' in value;
}

function arm(documents: Documents, origin?: string) {
  const answerer: Answerer = ({ url }) => {
    const { pathname, search } = new URL(url);
    const document = documents[pathname] ?? documents[pathname + search];
    if (document === undefined) {
      return NOT_FOUND;
    }
    return isAnswer(document) ? document : { body: document };
  };
  const { requests, send } = scriptedSend(answerer);
  const manager = new ResourceManager({
    send,
    armEndpoint: origin ? () => origin : undefined,
    random: () => 0
  });
  return { manager, requests };
}

async function problem(call: Promise<unknown>): Promise<IProblem> {
  try {
    await call;
  } catch (reason) {
    return problemOf(reason);
  }
  throw new Error('It resolved.');
}

const urls = (requests: IHttpRequest[]) =>
  requests.map(({ method, url }) => `${method} ${url}`);

describe('resolveCompute', () => {
  const documents = {
    [`${AML}/computes/hunting`]: compute('hunting'),
    [SYNAPSE]: WORKSPACE
  };

  it('goes from the compute over its resource id to the endpoint', async () => {
    const { manager, requests } = arm(documents);
    const expected: ITarget = {
      connection: 'azure',
      endpoint: 'https://contoso-synapse.dev.azuresynapse.net',
      pool: 'sparkpool01',
      workspace: 'contoso-synapse',
      poolResourceId: POOL,
      ...REFERENCE
    };
    expect(await manager.resolveCompute('azure', REFERENCE)).toEqual(expected);
    expect(urls(requests)).toEqual([
      `GET https://management.azure.com${AML}/computes/hunting?api-version=2024-10-01`,
      `GET https://management.azure.com${SYNAPSE}?api-version=2021-06-01`
    ]);
    expect(requests[0].connection).toBe('azure');
  });

  it('takes ids and types in any case', async () => {
    const { manager } = arm({
      [`${AML}/computes/hunting`]: compute('hunting', {
        computeType: 'synapsespark',
        resourceId: POOL.replace('resourceGroups', 'resourcegroups').replace(
          'bigDataPools',
          'bigdatapools'
        )
      }),
      [SYNAPSE]: WORKSPACE
    });
    const target = await manager.resolveCompute('azure', REFERENCE);
    expect(target.poolResourceId).toBe(POOL);
  });

  it('falls back to the nested fields', async () => {
    const { manager } = arm({
      [`${AML}/computes/hunting`]: compute('hunting', {
        resourceId: null,
        properties: { ...NESTED, workspaceName: 'contoso-synapse' }
      }),
      [SYNAPSE]: WORKSPACE
    });
    const target = await manager.resolveCompute('azure', REFERENCE);
    expect(target.pool).toBe('another');
    expect(target.workspace).toBe('contoso-synapse');
  });

  it.each([
    ['https://contoso-synapse.dev.azuresynapse.net/', 'with a slash'],
    ['contoso-synapse.dev.azuresynapse.net', 'without a scheme'],
    ['http://contoso-synapse.dev.azuresynapse.net', 'over http']
  ])('makes an https origin of %s', async dev => {
    const { manager } = arm({
      ...documents,
      [SYNAPSE]: { properties: { connectivityEndpoints: { dev } } }
    });
    const { endpoint } = await manager.resolveCompute('azure', REFERENCE);
    expect(endpoint).toBe('https://contoso-synapse.dev.azuresynapse.net');
  });

  it.each([
    [undefined, 'https://contoso-synapse.dev.azuresynapse.net'],
    [
      'https://management.usgovcloudapi.net',
      'https://contoso-synapse.dev.azuresynapse.usgovcloudapi.net'
    ],
    [
      'https://management.chinacloudapi.cn/',
      'https://contoso-synapse.dev.azuresynapse.azure.cn'
    ]
  ])(
    'builds the endpoint in the cloud of %s when it may not be read',
    async (origin, expected) => {
      for (const synapse of [FORBIDDEN, { properties: {} }]) {
        const { manager } = arm({ ...documents, [SYNAPSE]: synapse }, origin);
        const target = await manager.resolveCompute('azure', REFERENCE);
        expect(target.endpoint).toBe(expected);
      }
    }
  );

  it('knows no endpoint in a cloud that it does not know', async () => {
    const { manager } = arm(
      { ...documents, [SYNAPSE]: FORBIDDEN },
      'https://arm.example'
    );
    const { kind, what } = await problem(
      manager.resolveCompute('azure', REFERENCE)
    );
    expect(kind).toBe('notFound');
    expect(what).toContain('contoso-synapse');
  });

  it('names the Synapse workspace that is gone', async () => {
    const { manager } = arm({ ...documents, [SYNAPSE]: NOT_FOUND });
    const { kind, what } = await problem(
      manager.resolveCompute('azure', REFERENCE)
    );
    expect(kind).toBe('notFound');
    expect(what).toBe('Synapse workspace “contoso-synapse” was not found.');
  });

  it('lists the computes of the workspace for an unknown one', async () => {
    const { manager } = arm({
      [`${AML}/computes`]: {
        value: [
          compute('two'),
          compute('cpu', { computeType: 'AmlCompute' }),
          compute('one')
        ]
      }
    });
    expect(
      await problem(manager.resolveCompute('azure', REFERENCE))
    ).toMatchObject({
      kind: 'notFound',
      what: 'Azure ML workspace “contoso-aml” has no compute “hunting”.',
      why: 'Its Synapse Spark computes: one, two.'
    });
  });

  it('lists the workspaces of the group for an unknown one', async () => {
    const { manager } = arm({ [AML_LIST]: { value: [{ name: 'other-aml' }] } });
    expect(
      await problem(manager.resolveCompute('azure', REFERENCE))
    ).toMatchObject({
      kind: 'notFound',
      what: 'Resource group “contoso-rg” has no Azure ML workspace “contoso-aml”.',
      why: 'The workspaces that you can see there: other-aml.'
    });
  });

  it.each([
    ['ResourceGroupNotFound', 'Resource group “contoso-rg” does not exist'],
    ['SubscriptionNotFound', `Subscription “${SUBSCRIPTION}” was not found`]
  ])('says so on %s', async (code, what) => {
    const { manager } = arm({
      [AML_LIST]: { status: 404, body: { error: { code, message: '' } } }
    });
    const found = await problem(manager.resolveCompute('azure', REFERENCE));
    expect(found.kind).toBe('notFound');
    expect(found.what).toContain(what);
  });

  it('names the type of a compute that is no Spark pool', async () => {
    const { manager } = arm({
      [`${AML}/computes/hunting`]: compute('hunting', {
        computeType: 'AmlCompute'
      }),
      [`${AML}/computes`]: { value: [compute('spark')] }
    });
    expect(
      await problem(manager.resolveCompute('azure', REFERENCE))
    ).toMatchObject({
      kind: 'usage',
      what: 'Compute “hunting” is of type AmlCompute, not SynapseSpark.',
      why: 'The Synapse Spark computes of this workspace: spark.'
    });
  });

  it('encodes the names', async () => {
    const { manager, requests } = arm({});
    const reference = { ...REFERENCE, compute: '../x?y' };
    await problem(manager.resolveCompute('azure', reference));
    expect(requests[0].url).toContain(`${AML}/computes/..%2Fx%3Fy?api-`);
  });

  it('stops when it is told to', async () => {
    const { manager, requests } = arm(documents);
    const call = manager.resolveCompute(
      'azure',
      REFERENCE,
      AbortSignal.abort()
    );
    expect((await problem(call)).kind).toBe('cancelled');
    expect(requests).toHaveLength(0);
  });
});

describe('poolFacts', () => {
  const TARGET: ITarget = {
    connection: 'local',
    endpoint: 'https://contoso-synapse.dev.azuresynapse.net',
    pool: 'sparkpool01',
    workspace: 'contoso-synapse',
    poolResourceId: POOL,
    ...REFERENCE
  };

  // After the example GetBigDataPool.json of the specification.
  const DOCUMENT = {
    id: POOL,
    name: 'sparkpool01',
    properties: {
      provisioningState: 'Succeeded',
      sparkVersion: '3.5',
      nodeCount: 4,
      nodeSize: 'Medium',
      autoScale: { enabled: true, minNodeCount: 3, maxNodeCount: 50 },
      autoPause: { enabled: true, delayInMinutes: 15 }
    }
  };

  it('reads the facts', async () => {
    const { manager, requests } = arm({ [POOL]: DOCUMENT });
    expect(await manager.poolFacts(TARGET)).toEqual({
      name: 'sparkpool01',
      workspace: 'contoso-synapse',
      resourceId: POOL,
      provisioningState: 'Succeeded',
      nodeSize: 'Medium',
      nodeCores: 8,
      nodeMemory: 64,
      minNodes: 3,
      maxNodes: 50,
      autoPauseMinutes: 15,
      sparkVersion: '3.5'
    });
    expect(requests[0].connection).toBe('local');
  });

  it.each([
    ['Small', 4, 32],
    ['Medium', 8, 64],
    ['Large', 16, 128],
    ['XLarge', 32, 256],
    ['XXLarge', 64, 432],
    ['XXXLarge', 80, 504],
    ['None', null, null]
  ])('knows a node of size %s', async (nodeSize, cores, memory) => {
    const { manager } = arm({
      [POOL]: { properties: { nodeSize, nodeCount: 5 } }
    });
    expect(await manager.poolFacts(TARGET)).toMatchObject({
      nodeCores: cores,
      nodeMemory: memory,
      minNodes: 5,
      maxNodes: 5,
      autoPauseMinutes: null
    });
  });

  it('knows nothing of a pool that ARM does not know', async () => {
    const { manager } = arm({});
    expect(await manager.poolFacts(TARGET)).toBeNull();
    const target = { ...TARGET, poolResourceId: null };
    expect(await manager.poolFacts(target)).toBeNull();
  });

  it('says when it may not look', async () => {
    const { manager } = arm({ [POOL]: FORBIDDEN });
    await expect(manager.poolFacts(TARGET)).rejects.toThrow();
  });
});

describe('listComputes', () => {
  it('gives the Spark pools with their endpoints, read once', async () => {
    const { manager, requests } = arm({
      [`${AML}/computes`]: {
        value: [
          compute('one'),
          compute('cpu', { computeType: 'AmlCompute' }),
          compute('two', { provisioningState: 'Failed' }),
          compute('three', { resourceId: null, properties: null })
        ]
      },
      [SYNAPSE]: WORKSPACE
    });
    const group = await manager.listComputes('azure', PLACE);
    expect(group).toMatchObject({
      id: AML.toLowerCase(),
      label: 'contoso-aml',
      problem: null
    });
    expect(
      group.pools.map(({ available, detail, label, reason }) => [
        label,
        detail,
        available,
        reason
      ])
    ).toEqual([
      [
        'one',
        'sparkpool01 · contoso-synapse · Small · 3–10 nodes · Spark 3.5',
        true,
        null
      ],
      [
        'two',
        'sparkpool01 · contoso-synapse · Small · 3–10 nodes · Spark 3.5',
        false,
        'Azure says: Failed.'
      ],
      ['three', '', false, 'It does not say which pool it is.']
    ]);
    expect(group.pools[0].target).toMatchObject({
      endpoint: 'https://contoso-synapse.dev.azuresynapse.net',
      compute: 'one'
    });
    expect(requests).toHaveLength(2);
  });

  it('follows the link to the next page as it is', async () => {
    const next = `https://management.azure.com${AML}/computes?api-version=2024-10-01&%24skip=a%2Bb`;
    const { manager, requests } = arm({
      [`${AML}/computes?api-version=2024-10-01`]: {
        value: [compute('one')],
        nextLink: next
      },
      [new URL(next).pathname + new URL(next).search]: {
        value: [compute('two')]
      },
      [SYNAPSE]: WORKSPACE
    });
    const { pools } = await manager.listComputes('azure', PLACE);
    expect(pools.map(({ label }) => label)).toEqual(['one', 'two']);
    expect(requests[1].url).toBe(next);
  });

  it.each([
    'https://evil.example/x',
    'http://management.azure.com/x',
    'https://management.azure.com.evil.example/x',
    'nextLink'
  ])('does not follow a link to %s', async nextLink => {
    const { manager, requests } = arm({
      [`${AML}/computes`]: { value: [], nextLink }
    });
    const { kind } = await problem(manager.listComputes('azure', PLACE));
    expect(kind).toBe('server');
    expect(requests).toHaveLength(1);
  });

  it('does not follow links forever', async () => {
    const nextLink = `https://management.azure.com${AML}/computes?more`;
    const { manager, requests } = arm({
      [`${AML}/computes`]: { value: [], nextLink }
    });
    const { what } = await problem(manager.listComputes('azure', PLACE));
    expect(what).toBe('The list has more than 100 pages.');
    expect(requests).toHaveLength(100);
  });

  it('lists the workspaces for an unknown one', async () => {
    const { manager } = arm({ [AML_LIST]: { value: [] } });
    expect(await problem(manager.listComputes('azure', PLACE))).toMatchObject({
      kind: 'notFound',
      why: 'The workspaces that you can see there: none.'
    });
  });
});

describe('listGroups', () => {
  const SECOND = '11111111-1111-1111-1111-111111111111';
  const amlOf = (id: string) =>
    `/subscriptions/${id}/providers/Microsoft.MachineLearningServices/workspaces`;

  it('gives each workspace as a group, and each refusal as a problem', async () => {
    const { manager } = arm({
      '/subscriptions': {
        value: [
          { subscriptionId: SUBSCRIPTION, displayName: 'Hunting' },
          { subscriptionId: SECOND, displayName: 'Closed' }
        ]
      },
      [amlOf(SUBSCRIPTION)]: {
        value: [
          { id: AML, name: 'contoso-aml' },
          { id: `${AML_LIST}/shut`, name: 'shut' },
          { id: `${AML_LIST}/empty`, name: 'empty' }
        ]
      },
      [amlOf(SECOND)]: FORBIDDEN,
      [`${AML}/computes`]: { value: [compute('hunting')] },
      [`${AML_LIST}/shut/computes`]: FORBIDDEN,
      [`${AML_LIST}/empty/computes`]: { value: [] },
      [SYNAPSE]: WORKSPACE
    });
    const groups = await manager.listGroups('azure');
    expect(
      groups.map(({ label, pools, problem: why }) => [
        label,
        pools.map(pool => pool.label),
        why === null
      ])
    ).toEqual([
      ['contoso-aml', ['hunting'], true],
      ['shut', [], false],
      ['Closed', [], false]
    ]);
    const ids = groups.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lists linked and other pools, each of them once', async () => {
    const research = SYNAPSE.replace('contoso-synapse', 'research');
    const pool = (id: string, name: string) => ({
      id: `${id}/bigDataPools/${name}`,
      name,
      properties: { nodeSize: 'Small', nodeCount: 3 }
    });
    const { manager, requests } = arm({
      '/subscriptions': {
        value: [{ subscriptionId: SUBSCRIPTION, displayName: 'Hunting' }]
      },
      [amlOf(SUBSCRIPTION)]: { value: [{ id: AML, name: 'contoso-aml' }] },
      [`/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Synapse/workspaces`]:
        {
          value: [
            { ...WORKSPACE, id: SYNAPSE.replace('Groups', 'groups') },
            { id: research, name: 'research' }
          ]
        },
      [`${AML}/computes`]: { value: [compute('hunting')] },
      [`${AML}/linkedServices`]: {
        value: [
          {
            name: 'linked',
            properties: { linkedServiceResourceId: SYNAPSE.toLowerCase() }
          },
          { name: 'odd', properties: { linkedServiceResourceId: '/x' } }
        ]
      },
      [`${SYNAPSE}/bigDataPools`]: {
        value: [pool(SYNAPSE, 'sparkpool01'), pool(SYNAPSE, 'second')]
      },
      [`${SYNAPSE.replace('Groups', 'groups')}/bigDataPools`]: { value: [] },
      [`${research}/bigDataPools`]: { value: [pool(research, 'own')] }
    });
    const groups = await manager.listGroups('azure');
    expect(
      groups.map(({ place, label, subscription, pools }) => [
        place,
        label,
        subscription,
        ...pools.map(one => [
          one.label,
          one.target.compute,
          one.target.linkedService,
          one.target.amlWorkspace,
          one.target.endpoint
        ])
      ])
    ).toEqual([
      [
        'aml',
        'contoso-aml',
        'Hunting',
        ['hunting', 'hunting', 'linked', 'contoso-aml', ENDPOINT],
        ['second', null, 'linked', 'contoso-aml', ENDPOINT]
      ],
      [
        'synapse',
        'research',
        'Hunting',
        ['own', null, undefined, null, 'https://research.dev.azuresynapse.net']
      ]
    ]);
    // The list of workspaces has told the endpoint.
    expect(urls(requests).join()).not.toContain(`${SYNAPSE}?api`);
  });

  it('waits as long as a throttled subscription asks, while others go on', async () => {
    const order: string[] = [];
    let refusals = 1;
    const { send } = scriptedSend(({ url }) => {
      if (!url.includes('/providers/')) {
        return {
          body: { value: ['a', 'b'].map(id => ({ subscriptionId: id })) }
        };
      }
      if (url.includes('/subscriptions/a/') && refusals-- > 0) {
        return { status: 429, headers: { 'retry-after': '0.2' } };
      }
      order.push(url.includes('/subscriptions/a/') ? 'a' : 'b');
      return { body: { value: [] } };
    });
    const progress: [number, number][] = [];
    const manager = new ResourceManager({ send });
    await manager.listGroups('azure', undefined, ({ read, total }) =>
      progress.push([read, total])
    );
    expect(order).toEqual(['a', 'b', 'b', 'a']);
    expect(progress).toEqual([
      [1, 2],
      [2, 2]
    ]);
  });

  it('has at most four requests under way', async () => {
    let open = 0;
    let most = 0;
    const value = Array.from({ length: 30 }, (_, index) => ({
      subscriptionId: `s${index}`
    }));
    const { send } = scriptedSend(async ({ url }) => {
      most = Math.max(most, ++open);
      await new Promise(resolve => setTimeout(resolve, 1));
      open--;
      return { body: { value: url.includes('/providers/') ? [] : value } };
    });
    const manager = new ResourceManager({ send });
    expect(await manager.listGroups('azure')).toEqual([]);
    expect(most).toBe(4);
  });

  it('fails when the subscriptions cannot be read', async () => {
    const { manager } = arm({ '/subscriptions': FORBIDDEN });
    await expect(manager.listGroups('azure')).rejects.toThrow();
  });

  it('stops when it is told to', async () => {
    const abort = new AbortController();
    const { send } = scriptedSend(({ url }) => {
      if (url.includes('/providers/')) {
        abort.abort();
      }
      return { body: { value: [{ subscriptionId: SUBSCRIPTION }] } };
    });
    const manager = new ResourceManager({ send });
    const call = manager.listGroups('azure', abort.signal);
    expect((await problem(call)).kind).toBe('cancelled');
  });
});
