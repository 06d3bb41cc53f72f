/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "require"]}
 */
import './sdkEnvironment';

import * as fs from 'node:fs';
import * as path from 'node:path';

import { problemOf } from '../../core/errors';
import { Arm, ArmError } from '../arm';
import { devEndpoint, factsOf, parsePoolId } from '../armDocuments';
import { asList, asRecord } from '../guards';
import { ResourceManager } from '../resourceManager';

import { AzureSpecs } from './azureSpecs';
import { IExchange, LocalAzure } from './localAzure';
import { scriptedSend } from './scriptedSend';

const specs = new AzureSpecs();
const SUBSCRIPTION = '00000000-0000-0000-0000-000000000000';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/contoso-rg`;
const PLACE = {
  subscriptionId: SUBSCRIPTION,
  resourceGroup: 'contoso-rg',
  amlWorkspace: 'contoso-aml'
};
const LOGS = `${GROUP}/providers/Microsoft.OperationalInsights/workspaces`;

/** Each kind of exchange once: method, path without names, version, status. */
function kinds(traffic: readonly IExchange[]): string[] {
  const all = traffic.map(({ status, url }) => {
    const { pathname, searchParams } = new URL(url);
    const names = pathname.replace(
      /\/(subscriptions|resourceGroups|workspaces|computes|bigDataPools|linkedServices)\/[^/]+/gi,
      '/$1/*'
    );
    return `${status} ${names} ${searchParams.get('api-version')}`;
  });
  return [...new Set(all)].sort();
}

function problems(traffic: readonly IExchange[]): string[] {
  const found = traffic.flatMap(one =>
    specs
      .problems(one)
      .map(problem => `${new URL(one.url).pathname}: ${problem}`)
  );
  return [...new Set(found)];
}

let azure: LocalAzure;

/** For `npm run conformance:arm`, which has oav judge the same. */
function keep(name: string): void {
  const folder = process.env.ARM_TRAFFIC;
  if (folder) {
    const file = path.join(folder, `${name}.json`);
    fs.writeFileSync(file, JSON.stringify(azure.traffic));
  }
}

afterEach(() => azure?.stop());

describe("Microsoft's specifications", () => {
  it('hold for each request, and each answer of the local Azure', async () => {
    azure = new LocalAzure('small');
    const { send } = azure;
    const manager = new ResourceManager({ send });
    const groups = await manager.listGroups('local');
    expect(groups.flatMap(({ pools }) => pools)).toHaveLength(2);
    await manager.listComputes('local', PLACE);
    const target = await manager.resolveCompute('local', {
      ...PLACE,
      compute: 'largepool'
    });
    expect((await manager.poolFacts(target))?.maxNodes).toBe(20);
    // What is not there.
    const wrong = [
      { ...PLACE, compute: 'nothing' },
      { ...PLACE, compute: 'cpu-cluster' },
      { ...PLACE, amlWorkspace: 'nothing', compute: 'x' },
      { ...PLACE, resourceGroup: 'nothing', compute: 'x' },
      {
        ...PLACE,
        subscriptionId: '00000000-0000-0000-0000-00000000dead',
        compute: 'x'
      }
    ];
    for (const reference of wrong) {
      await expect(
        manager.resolveCompute('local', reference)
      ).rejects.toThrow();
    }
    await manager.poolFacts({
      ...target,
      poolResourceId: `${target.poolResourceId}x`
    });
    // What other clients read.
    const arm = new Arm({ send, connection: 'local', origin: null });
    for (const [where, version] of [
      ['/tenants', '2022-12-01'],
      [`/subscriptions/${SUBSCRIPTION}`, '2022-12-01'],
      [`/subscriptions/${SUBSCRIPTION}/resourcegroups`, '2024-03-01'],
      [
        `/subscriptions/${SUBSCRIPTION}/resourcegroups/contoso-rg`,
        '2024-03-01'
      ],
      [`${GROUP}/providers/Microsoft.Synapse/workspaces`, '2021-06-01'],
      [LOGS, '2023-09-01'],
      [`${LOGS}/contoso-ws`, '2023-09-01'],
      [`${LOGS}/contoso-ws/tables`, '2023-09-01'],
      [`${LOGS}/contoso-ws/dataExports`, '2023-09-01']
    ]) {
      await arm.get(where, version);
    }
    expect(kinds(azure.traffic)).toHaveLength(23);
    keep('small');
    expect(problems(azure.traffic)).toEqual([]);
  });

  it('hold for a large tenant: pages, refusals, throttling', async () => {
    azure = new LocalAzure('large');
    const manager = new ResourceManager({ send: azure.send });
    const groups = await manager.listGroups('local');
    expect(groups.flatMap(({ pools }) => pools)).toHaveLength(500);
    expect(
      groups.filter(({ problem }) => problem).map(({ label }) => label)
    ).toEqual(['Contoso 07', 'Contoso 23', 'Contoso 41']);
    const statuses = new Set(azure.traffic.map(({ status }) => status));
    expect([...statuses].sort()).toEqual([200, 403, 429]);
    expect(azure.traffic.some(({ url }) => url.includes('skiptoken'))).toBe(
      true
    );
    keep('large');
    expect(problems(azure.traffic)).toEqual([]);
  });

  it.each<[string, (body: Record<string, never>) => unknown, string]>([
    [
      'a required property that is missing',
      body => ({ ...body, nextLink: undefined }),
      "must have required property 'nextLink'"
    ],
    [
      'a value of another type',
      body => ({ ...body, value: 'none' }),
      '/value must be array'
    ],
    [
      'a property that is not specified',
      body => ({ ...body, more: 1 }),
      '/more is not specified'
    ]
  ])('do not hold for %s', async (_name, change, expected) => {
    azure = new LocalAzure('small');
    const url =
      'https://management.azure.com/subscriptions?api-version=2022-12-01';
    const { text } = await azure.send({
      connection: 'local',
      method: 'GET',
      url,
      headers: {},
      body: null
    } as Parameters<LocalAzure['send']>[0]);
    const answer = JSON.parse(text) as Record<string, never>;
    expect(specs.problems({ url, status: 200, body: answer })).toEqual([]);
    const body = JSON.parse(JSON.stringify(change(answer))) as unknown;
    expect(specs.problems({ url, status: 200, body }).join()).toContain(
      expected
    );
  });

  it.each([
    [
      `${GROUP}/providers/Microsoft.MachineLearningServices/workspaces/x`,
      '2024-10-01'
    ],
    [`/subscriptions/${SUBSCRIPTION}/nothing`, '2022-12-01'],
    ['/subscriptions', '2016-06-01']
  ])('do not hold for a request of %s in %s', (where, version) => {
    const url = `https://management.azure.com${where}?api-version=${version}`;
    expect(specs.problems({ url, status: 200, body: {} })).not.toEqual([]);
  });

  it('know the kinds of a compute', async () => {
    azure = new LocalAzure('small');
    const manager = new ResourceManager({ send: azure.send });
    await manager.listComputes('local', PLACE);
    const [list] = azure.traffic.filter(({ url }) => url.includes('/computes'));
    const body = JSON.parse(
      JSON.stringify(list.body).replace('"nodeCount":0', '"nodeCount":"none"')
    ) as unknown;
    expect(
      specs.problems({ url: list.url, status: 200, body }).join()
    ).toContain('nodeCount must be integer');
  });
});

interface IRecording extends IExchange {
  source: string;
}

/** Recorded by azure-cli and its extensions; identities replaced. */
const RECORDINGS = JSON.parse(
  fs.readFileSync(
    path.join(__dirname, '../../../conformance/arm/recordings.json'),
    'utf8'
  )
) as IRecording[];

describe('recorded answers of Azure', () => {
  const of = (pattern: RegExp, status = 200) =>
    RECORDINGS.filter(
      one => pattern.test(new URL(one.url).pathname) && one.status === status
    );
  const members = (body: unknown) => {
    const { value } = asRecord(body);
    return value === undefined ? [asRecord(body)] : asList(value).map(asRecord);
  };

  it('are pools with the same facts as ours', () => {
    const pools = of(/\/bigDataPools/).flatMap(({ body }) => members(body));
    expect(pools.length).toBeGreaterThanOrEqual(6);
    for (const pool of pools) {
      const address = parsePoolId(String(pool.id));
      expect(address).not.toBeNull();
      const facts = factsOf(pool, address!);
      expect(facts).toMatchObject({
        name: address!.pool,
        nodeSize: expect.stringMatching(/^(?:Medium|Large|XLarge)$/),
        nodeCores: expect.any(Number),
        provisioningState: expect.stringMatching(/^(?:Succeeded|Provisioning)$/)
      });
      expect(facts.minNodes).toBeGreaterThanOrEqual(3);
      expect(facts.sparkVersion).toMatch(/^\d\.\d$/);
    }
  });

  it('are workspaces whose endpoint is found', () => {
    const all = of(/\/workspaces(?:\/[^/]+)?$/).flatMap(({ body }) =>
      members(body)
    );
    expect(all.length).toBeGreaterThanOrEqual(4);
    for (const workspace of all) {
      expect(devEndpoint(workspace)).toBe(
        `https://${String(workspace.name)}.dev.azuresynapse.net`
      );
    }
  });

  it('are subscriptions that are listed', async () => {
    const [{ body }] = of(/^\/subscriptions$/);
    const { send } = scriptedSend(({ url }) => ({
      body: url.includes('/providers/')
        ? { value: [] }
        : { ...asRecord(body), nextLink: undefined }
    }));
    const progress: number[] = [];
    await new ResourceManager({ send }).listGroups('azure', undefined, now =>
      progress.push(now.total)
    );
    expect(progress).toEqual([5, 5, 5, 5, 5]);
  });

  it.each([
    [404, 'notFound', 'ResourceNotFound'],
    [403, 'access', 'AuthorizationFailed']
  ])('are refusals: %d', async (status, kind, code) => {
    const all = RECORDINGS.filter(one => one.status === status);
    expect(all.length).toBeGreaterThan(0);
    for (const { body, url } of all) {
      const { send } = scriptedSend(() => ({ status, body }));
      const arm = new Arm({ send, connection: 'azure', origin: null });
      const reason = await arm
        .get(new URL(url).pathname, '2021-06-01')
        .catch((one: unknown) => one);
      expect(reason).toBeInstanceOf(ArmError);
      expect((reason as ArmError).code).toBe(code);
      expect(problemOf(reason).kind).toBe(kind);
    }
  });

  it('satisfy the specification as our check reads it', () => {
    const now = RECORDINGS.filter(
      ({ status, url }) => status === 200 && url.endsWith('2021-06-01')
    );
    expect(now.length).toBeGreaterThan(2);
    for (const one of now) {
      // Azure writes more than it specifies.
      expect(specs.problems(one, false)).toEqual([]);
    }
  });
});
