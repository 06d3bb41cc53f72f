import { IConnection } from '../connection';
import { HandResult, handTarget } from '../handTarget';

const AZURE: IConnection = {
  id: 'azure',
  kind: 'synapse',
  label: 'Azure',
  available: true,
  reason: null,
  armEndpoint: 'https://management.azure.com',
  subscriptionIds: [],
  signedIn: true
};
const GOV = { ...AZURE, armEndpoint: 'https://management.usgovcloudapi.net' };
const ENDPOINT = 'https://contoso-synapse.dev.azuresynapse.net';
const ID =
  '/subscriptions/0/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/Contoso-Synapse/bigDataPools/sparkpool01';

const target = (result: HandResult) =>
  'target' in result ? result.target : result;

describe('handTarget', () => {
  it.each([
    ['a name', 'contoso-synapse', 'sparkpool01'],
    ['a name with spaces around it', ' contoso-synapse ', ' sparkpool01 '],
    ['a host', 'contoso-synapse.dev.azuresynapse.net', 'sparkpool01'],
    ['an endpoint', `${ENDPOINT}/livyApi`, 'sparkpool01']
  ])('takes %s', (_name, workspace, pool) => {
    expect(target(handTarget(AZURE, { workspace, pool }))).toEqual({
      connection: 'azure',
      endpoint: ENDPOINT,
      pool: 'sparkpool01',
      workspace: 'contoso-synapse',
      poolResourceId: null,
      subscriptionId: null,
      resourceGroup: null,
      amlWorkspace: null,
      compute: null
    });
  });

  it('takes the resource id of a pool', () => {
    expect(
      target(handTarget(AZURE, { workspace: `${ID}/`, pool: '' }))
    ).toMatchObject({
      endpoint: ENDPOINT,
      pool: 'sparkpool01',
      workspace: 'Contoso-Synapse',
      poolResourceId: ID
    });
  });

  it('knows the cloud', () => {
    expect(
      target(handTarget(GOV, { workspace: 'contoso', pool: 'p' }))
    ).toMatchObject({
      endpoint: 'https://contoso.dev.azuresynapse.usgovcloudapi.net'
    });
  });

  it('needs nothing for a Livy endpoint', () => {
    const livy = { ...AZURE, id: 'emr', kind: 'livy' as const };
    expect(target(handTarget(livy, { workspace: '', pool: '' }))).toMatchObject(
      { connection: 'emr', pool: 'emr' }
    );
  });

  it.each<[string, string, string, string]>([
    ['', 'p', 'workspace', 'missing'],
    ['  ', 'p', 'workspace', 'missing'],
    ['contoso', '', 'pool', 'missing'],
    ['con toso', 'p', 'workspace', 'format'],
    ['-contoso', 'p', 'workspace', 'format'],
    ['a'.repeat(51), 'p', 'workspace', 'format'],
    ['evil.example', 'p', 'workspace', 'host'],
    ['contoso.dev.azuresynapse.net:8443', 'p', 'workspace', 'host'],
    ['contoso.dev.azuresynapse.net.evil.example', 'p', 'workspace', 'host'],
    ['contoso.dev.azuresynapse.azure.cn', 'p', 'workspace', 'host'],
    ['contoso', '1pool', 'pool', 'format'],
    ['contoso', 'a-b', 'pool', 'format'],
    ['contoso', 'a'.repeat(16), 'pool', 'format'],
    [`${ID}/x`, 'p', 'workspace', 'format']
  ])('refuses %p with %p', (workspace, pool, field, fault) => {
    expect(handTarget(AZURE, { workspace, pool })).toEqual({ field, fault });
  });
});
