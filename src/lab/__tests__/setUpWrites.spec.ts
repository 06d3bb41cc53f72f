/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "require"]}
 */
import '../../azure/__tests__/sdkEnvironment';

import { spawnSync } from 'node:child_process';
import * as path from 'node:path';

import { StateDB } from '@jupyterlab/statedb';
import { nullTranslator } from '@jupyterlab/translation';

import { createAzure } from '../../azure';
import { IHttpRequest } from '../../core/http';
import { browserClock } from '../browserClock';
import { SetUpAssistant } from '../setUpAssistant';
import { SetUpStore } from '../setUpStore';
import type { SetUpStepId } from '../../setUpTokens';

import { SetUpAzure } from './setUpAzure';

const PRINCIPAL = {
  objectId: '11111111-2222-3333-4444-555555555555',
  tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47',
  name: 'dana@contoso.com'
};

let azure: SetUpAzure;
let asked: IHttpRequest[] = [];

beforeEach(async () => {
  asked = [];
  azure = new SetUpAzure('empty');
  await azure.configure({ operationSeconds: 0.1, assignmentSeconds: 0 });
});

afterEach(() => azure.stop());

async function load(): Promise<SetUpAssistant> {
  const state = new StateDB();
  const assistant = new SetUpAssistant({
    azure: () =>
      Promise.resolve(
        createAzure(request => {
          asked.push(request);
          return azure.send(request);
        })
      ),
    clock: browserClock,
    trans: nullTranslator.load('jupyterlab_synapse'),
    store: new SetUpStore({
      state: () => Promise.resolve(state),
      tab: null,
      now: () => Date.now(),
      newSeed: () => 'a1b2c'
    }),
    connections: () =>
      Promise.resolve([
        {
          id: 'local',
          kind: 'local',
          label: 'Local pool',
          available: true,
          reason: null,
          armEndpoint: 'https://management.azure.com',
          subscriptionIds: [],
          signedIn: null
        }
      ]),
    identity: () =>
      Promise.resolve({ account: PRINCIPAL.name, principal: PRINCIPAL }),
    interval: 20
  });
  await assistant.load();
  return assistant;
}

/** What the server's proxy would not pass on, and why. */
function refusals(requests: readonly IHttpRequest[]): string[] {
  const input = JSON.stringify(
    requests.map(({ body, headers, method, url }) => ({
      method,
      url,
      contentType: headers?.['content-type'] ?? '',
      body: body ?? ''
    }))
  );
  const driver = path.join(__dirname, 'armWritesDriver.py');
  const python = process.env.PYTHON ?? 'python3';
  const { stderr, stdout } = spawnSync(python, [driver], { input });
  expect(String(stderr)).toBe('');
  return JSON.parse(String(stdout)) as string[];
}

it('lets pass all that the assistant asks for, and takes back', async () => {
  const assistant = await load();
  // Each step that can make something, whichever there are.
  for (const { id } of assistant.steps) {
    const step = () => assistant.steps.find(one => one.id === id);
    if (step()?.form) {
      await assistant.propose(id);
      await assistant.confirm();
      expect([id, step()?.problem, step()?.state]).toEqual([id, null, 'done']);
    }
  }
  const made = assistant.created.map(({ id }) => id);
  expect(made.length).toBeGreaterThan(12);
  await assistant.proposeUndo(made);
  await assistant.confirm();
  expect(assistant.created.filter(one => one.state !== 'deleted')).toEqual([]);
  const writes = asked.filter(({ method }) => method !== 'GET');
  expect(new Set(writes.map(({ method }) => method))).toEqual(
    new Set(['POST', 'PUT', 'DELETE'])
  );
  expect(refusals(asked)).toEqual([]);
});

it.each<[SetUpStepId, Record<string, string>]>([
  ['synapse', { access: 'address', address: '203.0.113.7' }],
  ['synapse', { access: 'azure', redundancy: 'Standard_GRS' }],
  ['synapse', { access: 'private' }],
  ['synapse', { access: 'everywhere', managedNetwork: 'true' }],
  ['pool', { autoScale: 'false', autoPause: 'false', nodeSize: 'Large' }],
  ['pool', { minNodes: '3', maxNodes: '200', pauseMinutes: '10080' }],
  ['logs', { retention: '730', resourceGroup: 'Überwachung' }]
])('lets pass what can be chosen for %s: %j', async (id, edits) => {
  const assistant = await load();
  for (const { id: step, form } of assistant.steps) {
    if (step === id) {
      break;
    }
    if (form) {
      await assistant.propose(step);
      await assistant.confirm();
    }
  }
  for (const [name, value] of Object.entries(edits)) {
    assistant.edit(id, name, value);
  }
  await assistant.propose(id);
  const requests = assistant.plan?.requests ?? [];
  expect(requests.length).toBeGreaterThan(0);
  expect(
    refusals(
      requests.map(({ body, method, url }) => ({
        connection: 'azure',
        method: method as IHttpRequest['method'],
        url,
        // What is filled in before it is sent.
        body: body?.replace(/<identity of .*?>/, PRINCIPAL.objectId) ?? null,
        headers: { 'content-type': 'application/json' }
      }))
    )
  ).toEqual([]);
});

it('hears of what does not pass', () => {
  const url =
    'https://management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v?api-version=1';
  const request = {
    connection: 'azure',
    method: 'PUT',
    url,
    body: '{}',
    headers: {}
  } as IHttpRequest;
  expect(refusals([request])).toEqual([
    expect.stringContaining('PathNotAllowed: PUT /subscriptions/s')
  ]);
});
