/**
 * From an empty subscription to all that a hunt needs, and back: each request
 * and answer is held to Microsoft's specifications.
 */
import {
  ask,
  azure,
  buildAll,
  change,
  COMPUTE,
  CONTAINER,
  DEV,
  EXPORT,
  found,
  GROUP,
  LAKE,
  LOGS,
  ML,
  POOL,
  ROOT,
  stateOf,
  SYNAPSE
} from './armNewcomer';

const NOBODY = '00000000-0000-0000-0000-00000000000a';
const ADMINISTRATOR = '6e4bf58a-b8e1-4cc3-bbf9-d73143322b78';

it('makes all that a hunt needs, reads it and takes it away, as specified', async () => {
  await buildAll();
  for (const where of [SYNAPSE, POOL, LOGS, ML, COMPUTE, LAKE]) {
    expect([where, await stateOf(where)]).toEqual([where, 'Succeeded']);
  }
  for (const where of [
    GROUP,
    `${GROUP}/resources`,
    `${ROOT}/locations`,
    `${ROOT}/resources`,
    `${ROOT}/providers/Microsoft.Synapse`,
    `${ROOT}/providers/Microsoft.Storage/storageAccounts`,
    `${SYNAPSE}/bigDataPools`,
    `${SYNAPSE}/firewallRules`,
    `${LOGS}/tables`,
    `${LOGS}/dataExports`,
    EXPORT,
    `${ML}/computes`,
    `${LAKE}/blobServices/default/containers`,
    CONTAINER,
    `${GROUP}/providers/Microsoft.Authorization/permissions`,
    `${POOL}/providers/Microsoft.Authorization/permissions`,
    `${SYNAPSE}/providers/Microsoft.Authorization/roleAssignments`,
    `${ROOT}/providers/Microsoft.Authorization/roleDefinitions`,
    `${DEV}/roleDefinitions`,
    `${DEV}/roleDefinitions/${ADMINISTRATOR}`,
    `${DEV}/roleAssignments`,
    `${DEV}/rbacScopes`
  ]) {
    const { body, status } = await ask('GET', where);
    expect([where, status === 200 || body]).toEqual([where, true]);
  }
  await ask('HEAD', GROUP);
  await ask(
    'POST',
    `${ROOT}/providers/Microsoft.Storage/checkNameAvailability`,
    {
      name: 'huntlake',
      type: 'Microsoft.Storage/storageAccounts'
    }
  );
  await ask(
    'POST',
    `${ROOT}/providers/Microsoft.Synapse/checkNameAvailability`,
    {
      name: 'hunts',
      type: 'Microsoft.Synapse/workspaces'
    }
  );
  await change('PATCH', GROUP, { tags: { cost: 'hunts' } });
  await change('PATCH', POOL, { tags: { cost: 'hunts' } });
  await change('PATCH', SYNAPSE, { tags: { cost: 'hunts' } });
  await change('PATCH', LOGS, { tags: { cost: 'hunts' } });
  await change('PATCH', ML, { tags: { cost: 'hunts' } });
  const assignment = `${LAKE}/providers/Microsoft.Authorization/roleAssignments/0550e787-7841-4669-9ac8-a8176e900002`;
  await change('PUT', assignment, {
    properties: {
      roleDefinitionId: `${ROOT}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe`,
      principalId: NOBODY,
      principalType: 'User'
    }
  });
  await change('DELETE', assignment);
  const own = `${DEV}/roleAssignments/0333e787-7841-4669-9ac8-a8176e900002`;
  await change('PUT', own, {
    roleId: 'e3844cc7-4670-42cb-9349-9bdac1ee7881',
    principalId: NOBODY,
    scope: 'workspaces/hunts/bigDataPools/pool1'
  });
  await ask('GET', own);
  const checked = await ask('POST', `${DEV}/checkAccessSynapseRbac`, {
    subject: { principalId: NOBODY },
    scope: 'workspaces/hunts/bigDataPools/pool1',
    actions: [
      {
        id: 'Microsoft.Synapse/workspaces/bigDataPools/useCompute/action',
        isDataAction: true
      },
      { id: 'Microsoft.Synapse/workspaces/notebooks/write', isDataAction: true }
    ]
  });
  expect(checked.body).toMatchObject({
    AccessDecisions: [
      { accessDecision: 'Allowed' },
      { accessDecision: 'NotAllowed' }
    ]
  });
  await change('DELETE', own);
  await change(
    'DELETE',
    COMPUTE,
    undefined,
    '&underlyingResourceAction=Detach'
  );
  await change('DELETE', ML);
  await change('DELETE', EXPORT);
  await change('DELETE', LOGS);
  await change('DELETE', POOL);
  await change('DELETE', SYNAPSE);
  await change('DELETE', CONTAINER);
  await change('DELETE', LAKE);
  await change('DELETE', GROUP);
  expect((await ask('GET', `${ROOT}/resources`)).body).toEqual({ value: [] });
  expect(found()).toEqual([]);
});

it('refuses as specified', async () => {
  await change('PUT', GROUP, { location: 'westeurope' });
  await ask('PUT', SYNAPSE, { location: 'westeurope' }); // not registered
  await azure.configure({ tenant: 'empty', reset: true });
  await buildAll();
  await azure.configure({ throttle: { retryAfter: 7, times: 1 } });
  const throttled = await ask('GET', SYNAPSE);
  expect([throttled.status, throttled.headers['Retry-After']]).toEqual([
    429,
    '7'
  ]);
  const statuses = [];
  for (const [method, where, body] of [
    [
      'PUT',
      `${SYNAPSE}/bigDataPools/other`,
      { location: 'westeurope', properties: { nodeSize: 'Small' } }
    ],
    ['GET', `${SYNAPSE}/bigDataPools/none`],
    ['DELETE', `${LOGS}/dataExports/nothing`],
    [
      'PUT',
      `${LOGS}/dataExports/second`,
      {
        properties: {
          tableNames: ['Syslog'],
          destination: { resourceId: LAKE }
        }
      }
    ],
    [
      'PUT',
      `${SYNAPSE}/bigDataPools/failvalidation`,
      {
        location: 'westeurope',
        properties: { sparkVersion: '3.5', nodeSize: 'Small', nodeCount: 3 }
      }
    ]
  ] as [string, string, unknown?][]) {
    statuses.push((await ask(method, where, body)).status);
  }
  expect(statuses).toEqual([400, 404, 404, 400, 202]);
  await azure.advance(3);
  await azure.configure({ persona: 'none' });
  expect((await ask('GET', POOL)).status).toBe(403);
  expect((await ask('GET', `${DEV}/roleAssignments`)).status).toBe(403);
  expect(found()).toEqual([]);
});
