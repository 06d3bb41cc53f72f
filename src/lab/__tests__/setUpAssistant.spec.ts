/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "require"]}
 */
import '../../azure/__tests__/sdkEnvironment';

import { StateDB } from '@jupyterlab/statedb';
import { nullTranslator } from '@jupyterlab/translation';

import { createAzure } from '../../azure';
import { AzureSpecs } from '../../azure/__tests__/azureSpecs';
import { IConnection } from '../../core/connection';
import { Send } from '../../core/http';
import { decodeKept, ISetUpKept } from '../../core/setUpKept';
import { SETUP_RULES } from '../../core/setUpRules';
import { setUpTarget } from '../../core/setUpTarget';
import type { SetUpStepId } from '../../setUpTokens';
import { browserClock } from '../browserClock';
import { SetUpAssistant } from '../setUpAssistant';
import { SetUpStore } from '../setUpStore';

import { SetUpAzure } from './setUpAzure';

const LOCAL: IConnection = {
  id: 'local',
  kind: 'local',
  label: 'Local pool',
  available: true,
  reason: null,
  armEndpoint: 'https://management.azure.com',
  subscriptionIds: [],
  signedIn: null
};
const PRINCIPAL = {
  objectId: '11111111-2222-3333-4444-555555555555',
  tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47',
  name: 'dana@contoso.com'
};

let azure: SetUpAzure;
let state: StateDB;
/** The page whose requests still go out. */
let shown = 0;
/** What makes names new from now on. */
let seed: string;

/** What of Lab's state a page still finds: by default all. */
function storeOf(lab: StateDB = state): SetUpStore {
  return new SetUpStore({
    state: () => Promise.resolve(lab),
    tab: sessionStorage,
    now: () => Date.now(),
    newSeed: () => seed
  });
}

/** A page's assistant; the one before is gone, with what it waited for. */
async function page(): Promise<SetUpAssistant> {
  const own = ++shown;
  const never = new Promise<never>(() => undefined);
  const send: Send = async request => {
    const answer = own === shown ? await azure.send(request) : never;
    return own === shown ? answer : never;
  };
  const assistant = new SetUpAssistant({
    azure: () => Promise.resolve(createAzure(send)),
    clock: browserClock,
    trans: nullTranslator.load('jupyterlab_synapse'),
    store: storeOf(),
    connections: () => Promise.resolve([LOCAL]),
    identity: () =>
      Promise.resolve({ account: PRINCIPAL.name, principal: PRINCIPAL }),
    interval: 20
  });
  await assistant.load();
  return assistant;
}

function step(assistant: SetUpAssistant, id: SetUpStepId) {
  return assistant.steps.find(one => one.id === id)!;
}

/** Providers whose specifications are not among those that were saved. */
const UNSPECIFIED =
  /\/Microsoft\.(?:KeyVault|Insights|SecurityInsights)\/|operationStatuses|operationResults|asyncoperations/i;

/** What of the traffic is not as Microsoft specifies it. */
function misfits(): string[] {
  const specs = new AzureSpecs();
  const found = azure.azure.traffic
    // Microsoft.Storage specifies no refusals at all.
    .filter(({ status, url }) => !UNSPECIFIED.test(url) && status !== 404)
    .flatMap(one =>
      specs
        .problems(one)
        .map(
          problem => `${one.method} ${new URL(one.url).pathname}: ${problem}`
        )
    );
  return [...new Set(found)];
}

/** Proposes and confirms; the step's problem, if any. */
async function create(
  assistant: SetUpAssistant,
  id: SetUpStepId
): Promise<void> {
  await assistant.propose(id);
  expect(step(assistant, id).problem).toBeNull();
  expect(assistant.plan?.step).toBe(id);
  await assistant.confirm();
}

/** Until something holds; for what goes on behind. */
async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; !holds(); turn++) {
    if (turn > 500) {
      throw new Error('It never came.');
    }
    await browserClock.sleep(10);
  }
}

async function begin(
  tenant: 'empty' | 'small',
  settings: Record<string, unknown> = {}
): Promise<SetUpAssistant> {
  azure = new SetUpAzure(tenant);
  await azure.configure({
    operationSeconds: 0.1,
    assignmentSeconds: 0,
    ...settings
  });
  return page();
}

beforeEach(() => {
  state = new StateDB();
  seed = 'a1b2c';
  sessionStorage.clear();
});

afterEach(() => azure?.stop());

describe('an empty subscription', () => {
  it('becomes one with all that a hunt needs, empty again, and full again', async () => {
    const assistant = await begin('empty');
    const problems = () =>
      assistant.steps.flatMap(({ id, problem }) =>
        problem ? [`${id}: ${problem.what} ${problem.why}`] : []
      );
    expect(assistant.steps.map(({ state: now }) => now)).toEqual([
      expect.stringMatching(/^(?:todo|done)$/),
      'todo',
      'todo',
      ...Array.from({ length: 6 }, () => 'waiting')
    ]);
    if (step(assistant, 'account').form) {
      await create(assistant, 'account');
    }
    expect(step(assistant, 'account').state).toBe('done');
    expect(problems()).toEqual([]);
    for (const id of [
      'logs',
      'synapse',
      'pool',
      'machineLearning',
      'compute',
      'export'
    ] as const) {
      const before = azure.writes.length;
      await assistant.propose(id);
      expect(problems()).toEqual([]);
      // Asking for a free name changes nothing.
      expect(
        azure.writes.slice(before).filter(one => !/checkName/.test(one))
      ).toEqual([]);
      await assistant.confirm();
      expect(problems()).toEqual([]);
      expect(assistant.plan).toBeNull();
      expect(`${id} ${step(assistant, id).state}`).toBe(`${id} done`);
    }
    expect(assistant.created.map(({ type }) => type)).toEqual([
      'Resource group',
      'Log Analytics workspace',
      'Data Lake account',
      'Container',
      'Synapse workspace',
      'Firewall rule',
      'Role assignment',
      'Role assignment',
      'Spark pool',
      'Storage account',
      'Key vault',
      'Application Insights',
      'Azure ML workspace',
      'Attached pool',
      'Export rule'
    ]);
    expect(step(assistant, 'network').hints.length).toBeGreaterThan(0);
    expect(
      setUpTarget(
        assistant.context(SETUP_RULES[8]),
        'local',
        LOCAL.armEndpoint!
      )
    ).toMatchObject({
      connection: 'local',
      endpoint: 'https://hunt-a1b2c.dev.azuresynapse.net',
      pool: 'hunts',
      workspace: 'hunt-a1b2c',
      amlWorkspace: 'hunt-ml-a1b2c',
      compute: 'hunts'
    });
    // The identity of the workspace was filled in.
    expect(JSON.stringify(azure.azure.traffic)).not.toContain('<identity');
    const ids = assistant.created.map(({ id }) => id);
    // The export writes.
    const lake = ids.find(id => id.endsWith('huntlakea1b2c'));
    const { status } = await azure.azure.ask(
      'PUT',
      `${lake}/blobServices/default/containers/am-signinlogs?api-version=2023-05-01`,
      {}
    );
    expect(status).toBe(201);
    await assistant.proposeUndo(ids);
    const labels = assistant.plan!.requests.map(({ label }) => label);
    expect(labels[0]).toContain('Export rule');
    expect(labels.join()).not.toContain('Data Lake account');
    expect(
      assistant.created.find(({ type }) => type === 'Data Lake account')?.kept
    ).toContain('It holds data: am-');
    expect(
      assistant.created.find(({ type }) => type === 'Resource group')?.kept
    ).toContain('huntlakea1b2c');
    seed = 'd3e4f';
    await assistant.confirm();
    expect(problems()).toEqual([]);
    expect(
      assistant.created
        .filter(({ state: now }) => now !== 'deleted')
        .map(({ type }) => type)
    ).toEqual(['Resource group', 'Data Lake account', 'Container']);
    // Azure keeps the names of what was deleted: these are new ones.
    for (const id of ['logs', 'synapse', 'machineLearning'] as const) {
      await create(assistant, id);
      expect(problems()).toEqual([]);
    }
    expect(JSON.stringify(assistant.kept.choices)).toContain('hunt-ml-d3e4f');
    expect(misfits()).toEqual([]);
  });
});

describe('a resource group with letters of another language', () => {
  it('holds what is created, found, and deleted again', async () => {
    const assistant = await begin('empty');
    if (step(assistant, 'account').form) {
      await create(assistant, 'account');
    }
    assistant.edit('logs', 'resourceGroup', 'Überwachung');
    await create(assistant, 'logs');
    await until(() => step(assistant, 'logs').state === 'done');
    const { chosen, options } = step(assistant, 'logs');
    expect(chosen).toContain('/resourceGroups/Überwachung/');
    expect(options.map(({ id }) => id)).toEqual([chosen]);
    expect(assistant.created.map(({ id }) => id)).toContain(chosen);
    await assistant.proposeUndo(assistant.created.map(({ id }) => id));
    await assistant.confirm();
    expect(assistant.created.map(({ state: now }) => now)).toEqual([
      'deleted',
      'deleted'
    ]);
  });
});

describe('a reload', () => {
  it('goes on with what Azure does, and sends nothing by itself', async () => {
    const first = await begin('empty');
    if (step(first, 'account').form) {
      await create(first, 'account');
    }
    await create(first, 'logs');
    await azure.configure({ operationSeconds: 1 });
    await first.propose('synapse');
    void first.confirm();
    // The workspace takes a while; the page goes meanwhile.
    await until(() => azure.writes.some(one => /workspaces\/hunt-/.test(one)));
    await until(
      () =>
        step(first, 'synapse').operations[0]?.label.includes('workspace') ===
        true
    );
    azure.intercept = ({ method }) => {
      expect(method).toBe('GET');
      return null;
    };
    const second = await page();
    expect(second.isSending).toBe(true);
    expect(step(second, 'synapse').state).toBe('working');
    expect(step(second, 'synapse').operations).toHaveLength(1);
    await until(() => !second.isSending);
    expect(second.plan?.requests.map(({ outcome }) => outcome)).toEqual([
      'done',
      'done',
      'done',
      'pending',
      'pending',
      'pending'
    ]);
    azure.intercept = null;
    await azure.configure({ operationSeconds: 0.1 });
    await second.confirm();
    expect(step(second, 'synapse').problem).toBeNull();
    expect(step(second, 'synapse').state).toBe('done');
    const puts = azure.writes.filter(one => one.startsWith('PUT'));
    expect(new Set(puts).size).toBe(puts.length);
  });
});

describe('a page that goes before it has an answer', () => {
  it.each([true, false])(
    'finds what arrived: %s',
    async isThere => {
      const first = await begin('small');
      await until(() => step(first, 'pool').state !== 'waiting');
      azure.intercept = ({ method }) => {
        if (method === 'PUT') {
          // The page is gone: whatever is answered, nobody hears of it.
          shown++;
          return isThere ? null : { status: 500, body: {} };
        }
        return null;
      };
      await first.propose('pool');
      void first.confirm();
      await until(() => azure.writes.length === 1);
      azure.intercept = null;
      const second = await page();
      await until(() => !second.isSending);
      await second.settled();
      expect(azure.writes).toHaveLength(1);
      expect(step(second, 'pool').state).toBe(isThere ? 'done' : 'failed');
      if (!isThere) {
        expect(step(second, 'pool').problem?.why).toContain('nothing of it');
        await second.confirm();
        expect(step(second, 'pool').state).toBe('done');
      }
      expect(second.created.map(({ name }) => name)).toEqual(['hunts']);
    },
    30_000
  );
});

describe('what goes wrong', () => {
  async function withLogs(): Promise<SetUpAssistant> {
    const assistant = await begin('small');
    await until(() => step(assistant, 'pool').state !== 'waiting');
    await assistant.check();
    return assistant;
  }

  it('is a pool that fails: it says why, and goes on from there', async () => {
    const assistant = await withLogs();
    assistant.edit('pool', 'name', 'broken');
    let looks = 0;
    azure.intercept = ({ method, url }) =>
      method === 'GET' && /operationStatuses/i.test(url) && ++looks > 1
        ? {
            status: 200,
            body: {
              status: 'Failed',
              error: { code: 'ValidationFailed', message: 'No quota is left.' }
            }
          }
        : null;
    await assistant.propose('pool');
    await assistant.confirm();
    expect(step(assistant, 'pool')).toMatchObject({
      state: 'failed',
      problem: { why: 'No quota is left.' }
    });
    expect(assistant.plan?.requests[0].outcome).toBe('failed');
    expect(assistant.isSending).toBe(false);
    azure.intercept = null;
    const before = azure.writes.length;
    await assistant.confirm();
    expect(step(assistant, 'pool')).toMatchObject({
      state: 'done',
      problem: null
    });
    // It was there after all: nothing is sent twice.
    expect(azure.writes).toHaveLength(before);
    expect(assistant.created.map(({ name }) => name)).toEqual(['broken']);
  });

  it('is a role that is missing: it is named', async () => {
    const assistant = await withLogs();
    await azure.configure({ persona: 'analyst' });
    await assistant.propose('pool');
    await assistant.confirm();
    expect(step(assistant, 'pool').problem).toMatchObject({
      kind: 'access',
      why: expect.stringContaining('bigDataPools/write'),
      next: expect.stringContaining('the role Contributor')
    });
    expect(assistant.created).toEqual([]);
  });

  it('is nobody’s sight: steps say what could not be read', async () => {
    azure = new SetUpAzure('small');
    await azure.configure({ persona: 'none' });
    const assistant = await page();
    expect(step(assistant, 'account').state).not.toBe('done');
    expect(step(assistant, 'account').text).toBeTruthy();
  });

  it('is an answer that is lost: Azure knows, and it is sent once', async () => {
    const assistant = await withLogs();
    azure.intercept = ({ method }) => (method === 'PUT' ? 'lose answer' : null);
    await assistant.propose('pool');
    await assistant.confirm();
    expect(step(assistant, 'pool').state).toBe('done');
    expect(azure.writes).toEqual(['PUT bigDataPools/hunts']);
  });

  it('is a request that never came through: the user decides', async () => {
    const assistant = await withLogs();
    azure.intercept = ({ method }) => {
      if (method === 'PUT') {
        throw new Error('No network.');
      }
      return null;
    };
    await assistant.propose('pool');
    await assistant.confirm();
    expect(step(assistant, 'pool').problem?.kind).toBe('network');
    expect(azure.writes).toEqual([]);
    azure.intercept = null;
    await assistant.confirm();
    expect(step(assistant, 'pool').state).toBe('done');
    expect(azure.writes).toEqual(['PUT bigDataPools/hunts']);
  });

  it('is throttling, which is waited for', async () => {
    const assistant = await withLogs();
    let refusals = 0;
    azure.intercept = ({ method }) =>
      method === 'PUT' && ++refusals <= 2
        ? {
            status: 429,
            headers: { 'retry-after': '0' },
            body: { error: { code: 'TooManyRequests', message: 'Wait.' } }
          }
        : null;
    await assistant.propose('pool');
    await assistant.confirm();
    expect(step(assistant, 'pool').state).toBe('done');
    expect(azure.writes).toHaveLength(3);
  });

  it('is a conflict, which is told and not repeated', async () => {
    const assistant = await withLogs();
    azure.intercept = ({ method }) =>
      method === 'PUT'
        ? {
            status: 409,
            body: { error: { code: 'Conflict', message: 'Another is busy.' } }
          }
        : null;
    await assistant.propose('pool');
    await assistant.confirm();
    expect(step(assistant, 'pool').problem?.why).toContain('Another is busy');
    expect(azure.writes).toHaveLength(1);
  });

  it('is a thing of the same name by now: it is not deleted', async () => {
    const assistant = await withLogs();
    await create(assistant, 'pool');
    const [pool] = assistant.kept.created;
    pool.identity = 'creationDate 2001-01-01';
    await assistant.proposeUndo([pool.id]);
    expect(assistant.plan).toBeNull();
    expect(assistant.created[0].kept).toContain('another one');
  });

  it('is a name that somebody has', async () => {
    const assistant = await withLogs();
    const [workspace] = step(assistant, 'synapse').options;
    assistant.edit('synapse', 'name', workspace.name);
    assistant.edit('synapse', 'resourceGroup', 'another');
    await assistant.propose('synapse');
    expect(assistant.plan).toBeNull();
    expect(step(assistant, 'synapse').problem).toMatchObject({
      kind: 'usage',
      what: expect.stringContaining(workspace.name)
    });
  });

  it('is a form that is wrong: nothing is proposed', async () => {
    const assistant = await withLogs();
    assistant.edit('pool', 'name', '1pool');
    await assistant.propose('pool');
    expect(assistant.plan).toBeNull();
    expect(step(assistant, 'pool').problem?.what).toContain('letter');
    assistant.edit('pool', 'name', 'pool1');
    expect(step(assistant, 'pool').problem).toBeNull();
  });
});

describe('what is kept', () => {
  const kept = (name: string): ISetUpKept => ({
    ...decodeKept(null, 'abc'),
    choices: { account: name }
  });
  const chosen = async (store: SetUpStore) =>
    (await store.read('azure')).choices.account;

  it('is there for a page that is reloaded before Lab has written it', async () => {
    const store = storeOf();
    await store.read('azure');
    void store.write('azure', kept('one'));
    expect(await chosen(storeOf(new StateDB()))).toBe('one');
  });

  it('is there for another browser', async () => {
    const store = storeOf();
    await store.read('azure');
    await store.write('azure', kept('one'));
    sessionStorage.clear();
    expect(await chosen(storeOf())).toBe('one');
    expect(await storeOf().connection()).toBe('azure');
  });

  it('is what was written last, of each connection', async () => {
    const store = storeOf();
    await store.read('azure');
    await store.write('azure', kept('one'));
    await store.write('local', kept('two'));
    expect(await chosen(storeOf())).toBe('one');
    sessionStorage.setItem('jupyterlab-synapse:set-up-kept', '{"savedAt": 1}');
    expect(await chosen(storeOf())).toBe('one');
    sessionStorage.setItem('jupyterlab-synapse:set-up-kept', 'nonsense');
    expect(await chosen(storeOf())).toBe('one');
  });
});
