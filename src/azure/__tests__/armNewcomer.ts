import { AzureSpecs } from './azureSpecs';
import { ILocalAnswer, LocalAzure } from './localAzure';

const specs = new AzureSpecs();
const TENANT = '00000000-0000-0000-0000-000000000000';
export const ROOT = `/subscriptions/${TENANT}`;
export const GROUP = `${ROOT}/resourceGroups/hunt`;
const provider = (name: string) => `${GROUP}/providers/Microsoft.${name}`;
export const LAKE = provider('Storage/storageAccounts/huntlake');
export const CONTAINER = `${LAKE}/blobServices/default/containers/synapse`;
export const SYNAPSE = provider('Synapse/workspaces/hunts');
export const POOL = `${SYNAPSE}/bigDataPools/pool1`;
export const LOGS = provider('OperationalInsights/workspaces/hunt-logs');
export const EXPORT = `${LOGS}/dataExports/all-logs`;
const VAULT = provider('KeyVault/vaults/hunt-vault');
const INSIGHTS = provider('Insights/components/hunt-insights');
export const ML = provider('MachineLearningServices/workspaces/hunt-ml');
export const COMPUTE = `${ML}/computes/pool1`;
export const DEV = 'https://hunts.dev.azuresynapse.net';

const VERSIONS: readonly [RegExp, string][] = [
  [/\/register$|providers\/Microsoft\.\w+$/, '2024-03-01'],
  [/Microsoft\.Authorization/, '2022-04-01'],
  [/Microsoft\.Storage/, '2023-05-01'],
  [/Microsoft\.Synapse\//, '2021-06-01'],
  [/Microsoft\.OperationalInsights/, '2023-09-01'],
  [/Microsoft\.MachineLearningServices/, '2024-10-01'],
  [/Microsoft\.KeyVault/, '2023-07-01'],
  [/Microsoft\.Insights/, '2020-02-02'],
  [/dev\.azuresynapse/, '2020-12-01'],
  [/\/locations$/, '2022-12-01'],
  [/./, '2024-03-01']
];
/** Not among the specifications that are kept. */
const UNSPECIFIED =
  /KeyVault|Insights\/components|operationresults|asyncoperations|locations\/\w+\/operation/i;

/** A newcomer's subscription in the local Azure. */
export let azure: LocalAzure;

beforeEach(() => {
  azure = new LocalAzure('empty');
});

afterEach(() => azure.stop());

/** Asks in the version that the client uses for it. */
export async function ask(
  method: string,
  where: string,
  body?: unknown,
  query = ''
): Promise<ILocalAnswer> {
  const version = VERSIONS.find(([pattern]) => pattern.test(where))![1];
  return azure.ask(method, `${where}?api-version=${version}${query}`, body);
}

/** Asks for a change, polls its URLs before and after its end. */
export async function change(
  method: string,
  where: string,
  body?: unknown,
  query = ''
): Promise<ILocalAnswer> {
  const answer = await ask(method, where, body, query);
  expect([where, answer.status < 300 || answer.body]).toEqual([where, true]);
  const urls = ['Azure-AsyncOperation', 'Location'].flatMap(
    name => answer.headers[name] ?? []
  );
  const before = await Promise.all(urls.map(url => azure.ask('GET', url)));
  for (const one of before) {
    expect(one.body === null ? one.status : one.body).toEqual(
      one.body === null
        ? 202
        : expect.objectContaining({ status: 'InProgress' })
    );
  }
  await azure.advance(3);
  for (const url of urls) {
    const { body, status } = await azure.ask('GET', url);
    const ended = (body as { status?: string } | null)?.status ?? 'Succeeded';
    expect([status < 300 && status !== 202, ended]).toEqual([
      true,
      'Succeeded'
    ]);
  }
  return answer;
}

/** Its provisioningState. */
export async function stateOf(where: string): Promise<unknown> {
  const { body } = await ask('GET', where);
  return (body as { properties: { provisioningState: string } }).properties
    .provisioningState;
}

/** Makes all that a hunt needs. */
export async function buildAll(): Promise<void> {
  for (const name of [
    'Synapse',
    'Insights',
    'KeyVault',
    'MachineLearningServices'
  ]) {
    await ask('POST', `${ROOT}/providers/Microsoft.${name}/register`, {});
  }
  await azure.advance(3);
  const location = 'westeurope';
  const identity = { type: 'SystemAssigned' };
  await change('PUT', GROUP, { location });
  await change('PUT', LAKE, {
    location,
    kind: 'StorageV2',
    sku: { name: 'Standard_LRS' },
    properties: { isHnsEnabled: true, minimumTlsVersion: 'TLS1_2' }
  });
  await change('PUT', CONTAINER, {});
  await change('PUT', SYNAPSE, {
    location,
    identity,
    properties: {
      defaultDataLakeStorage: {
        accountUrl: 'https://huntlake.dfs.core.windows.net',
        filesystem: 'synapse',
        resourceId: LAKE
      }
    }
  });
  await change('PUT', POOL, {
    location,
    properties: {
      sparkVersion: '3.5',
      nodeSize: 'Small',
      nodeSizeFamily: 'MemoryOptimized',
      autoScale: { enabled: true, minNodeCount: 3, maxNodeCount: 5 },
      autoPause: { enabled: true, delayInMinutes: 15 }
    }
  });
  await change('PUT', `${SYNAPSE}/firewallRules/office`, {
    properties: { startIpAddress: '198.51.100.0', endIpAddress: '198.51.100.9' }
  });
  await change('PUT', LOGS, {
    location,
    properties: { sku: { name: 'PerGB2018' }, retentionInDays: 30 }
  });
  await change('PUT', EXPORT, {
    properties: {
      tableNames: ['SigninLogs', 'SecurityEvent'],
      destination: { resourceId: LAKE },
      enable: true
    }
  });
  await change('PUT', VAULT, {
    location,
    properties: {
      tenantId: TENANT,
      sku: { family: 'A', name: 'standard' },
      accessPolicies: []
    }
  });
  await change('PUT', INSIGHTS, {
    location,
    kind: 'web',
    properties: { Application_Type: 'web', WorkspaceResourceId: LOGS }
  });
  await change('PUT', ML, {
    location,
    identity,
    properties: {
      friendlyName: 'Hunts',
      storageAccount: LAKE,
      keyVault: VAULT,
      applicationInsights: INSIGHTS
    }
  });
  await change('PUT', COMPUTE, {
    location,
    properties: { computeType: 'SynapseSpark', resourceId: POOL }
  });
}

/** What does not hold in all that was asked so far. */
export function found(): string[] {
  const all = azure.traffic
    .filter(({ url }) => !UNSPECIFIED.test(url))
    .flatMap(one =>
      specs
        .problems(one)
        .map(
          problem =>
            `${one.method} ${one.status} ${new URL(one.url).pathname.slice(-80)}: ${problem}`
        )
    );
  return [...new Set(all)];
}
