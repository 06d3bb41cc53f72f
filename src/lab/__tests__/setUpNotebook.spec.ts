import { NotebookModel, NotebookPanel } from '@jupyterlab/notebook';
import { nullTranslator } from '@jupyterlab/translation';

import { SynapseError } from '../../core/errors';
import { ISetUpArm } from '../../core/setUpArm';
import { fakeAzure } from '../../testing/fakeAzure';
import { FakeClock } from '../../testing/fakeClock';
import { SetUpAssistant } from '../setUpAssistant';
import { finishSetUp } from '../setUpNotebook';
import { SetUpStore } from '../setUpStore';

const SUBSCRIPTION = '00000000-0000-0000-0000-00000000beef';
const ROOT = `/subscriptions/${SUBSCRIPTION}`;
const at = (rest: string) => `${ROOT}/resourceGroups/sec/providers/${rest}`;
const LOGS = at('Microsoft.OperationalInsights/workspaces/logs');
const SYNAPSE = at('Microsoft.Synapse/workspaces/syn');
const POOL = `${SYNAPSE}/bigDataPools/hunts`;
const ML = at('Microsoft.MachineLearningServices/workspaces/ml');
const LAKE = at('Microsoft.Storage/storageAccounts/thelake');
const COMPUTE = `${ML}/computes/sparky`;
const RULE = `${LOGS}/dataExports/rule`;

/** ARM's documents by the end of the path that lists them. */
const LISTS: Readonly<Record<string, readonly object[]>> = {
  '/subscriptions': [{ subscriptionId: SUBSCRIPTION, state: 'Enabled' }],
  'Microsoft.OperationalInsights/workspaces': [{ id: LOGS, name: 'logs' }],
  'Microsoft.Synapse/workspaces': [
    {
      id: SYNAPSE,
      name: 'syn',
      properties: {
        connectivityEndpoints: { dev: 'https://syn.dev.azuresynapse.net' },
        defaultDataLakeStorage: {
          accountUrl: 'https://thelake.dfs.core.windows.net'
        }
      }
    }
  ],
  bigDataPools: [{ id: POOL, name: 'hunts' }],
  'Microsoft.MachineLearningServices/workspaces': [{ id: ML, name: 'ml' }],
  computes: [
    {
      id: COMPUTE,
      name: 'sparky',
      properties: { computeType: 'SynapseSpark', resourceId: POOL }
    }
  ],
  dataExports: [
    {
      id: RULE,
      name: 'rule',
      properties: {
        destination: { resourceId: LAKE },
        tableNames: ['SigninLogs', 'CommonSecurityLog']
      }
    }
  ]
};

const ARM = {
  origin: 'https://management.azure.com',
  get: () => Promise.reject(new Error('not found')),
  list: (path: string) =>
    Promise.resolve(
      Object.entries(LISTS).find(([end]) => path.endsWith(end))?.[1] ?? []
    )
} as unknown as ISetUpArm;

async function assistantWith(
  hasCompute: boolean,
  list = ARM.list
): Promise<SetUpAssistant> {
  const arm = { ...ARM, list };
  const assistant = new SetUpAssistant({
    azure: () => Promise.resolve({ ...fakeAzure(null), setUp: () => arm }),
    clock: new FakeClock({ now: Date.UTC(2026, 10, 24, 15) }),
    trans: nullTranslator.load('jupyterlab_synapse'),
    store: new SetUpStore({
      state: null,
      tab: null,
      now: () => 0,
      newSeed: () => 'abc'
    }),
    connections: () =>
      Promise.resolve([
        {
          id: 'azure',
          kind: 'synapse',
          label: 'Azure',
          available: true,
          reason: null,
          armEndpoint: ARM.origin,
          subscriptionIds: [],
          signedIn: true
        }
      ])
  });
  await assistant.load();
  if (!hasCompute) {
    await assistant.choose('machineLearning', null);
  }
  return assistant;
}

function notebook(...sources: string[]) {
  const model = new NotebookModel();
  model.sharedModel.transact(() => {
    sources.forEach((source, index) =>
      model.sharedModel.insertCell(index, { cell_type: 'code', source })
    );
  });
  const panel = { context: { model } } as unknown as NotebookPanel;
  const session = { phase: 'none', chooseTarget: jest.fn(async () => {}) };
  return {
    session,
    texts: () => model.sharedModel.cells.map(cell => cell.getSource()),
    parts: {
      tracker: { currentWidget: panel },
      sessionOf: () => session as never,
      openTemplate: jest.fn(async () => {})
    }
  };
}

const TARGET = {
  connection: 'azure',
  endpoint: 'https://syn.dev.azuresynapse.net',
  pool: 'hunts',
  workspace: 'syn',
  poolResourceId: POOL,
  subscriptionId: SUBSCRIPTION,
  resourceGroup: 'sec',
  amlWorkspace: 'ml',
  compute: 'sparky'
};

describe('finishSetUp', () => {
  it('fills the parameters of the notebook in front', async () => {
    const assistant = await assistantWith(true);
    const { parts, session, texts } = notebook(
      "amlworkspace = '<aml>'\nsubscription_id = ''\nsynapse_spark_compute = input()",
      '%%synapse\naccount_name = "<account>"\ncontainer_name = "am-x"\nresource_group = "<rg>"\nend_date = "2021-11-17"  # day',
      'print(1)'
    );
    await finishSetUp(assistant, 'notebook', parts);
    expect(texts()).toEqual([
      `amlworkspace = "ml"\nsubscription_id = "${SUBSCRIPTION}"\nsynapse_spark_compute = input()`,
      '%%synapse\naccount_name = "thelake"\ncontainer_name = "am-x"\nresource_group = "sec"\nend_date = "2026-11-23"  # day',
      'print(1)'
    ]);
    expect(session.chooseTarget).toHaveBeenCalledWith(TARGET);
    expect(parts.openTemplate).not.toHaveBeenCalled();
  });

  it('waits for an assistant that is opened anew', async () => {
    const assistant = await assistantWith(true);
    const { parts, session } = notebook('account_name = ""');
    const loading = assistant.load();
    while (assistant.arm) {
      await Promise.resolve();
    }
    await finishSetUp(assistant, 'notebook', parts);
    expect(session.chooseTarget).toHaveBeenCalledWith(TARGET);
    await loading;
  });

  it('adds the cells where there are none', async () => {
    const assistant = await assistantWith(false);
    const { parts, session, texts } = notebook('print(1)');
    await finishSetUp(assistant, 'notebook', parts);
    expect(texts()).toEqual([
      [
        '%%synapse',
        'account_name = "thelake"',
        'container_name = "am-commonsecuritylog"',
        `subscription_id = "${SUBSCRIPTION}"`,
        'resource_group = "sec"',
        'workspace_name = "logs"',
        'end_date = "2026-11-23"',
        'lookback_days = 21'
      ].join('\n'),
      'print(1)'
    ]);
    expect(session.chooseTarget).toHaveBeenCalledWith(
      expect.objectContaining({ pool: 'hunts', compute: null })
    );
  });

  it('leaves a session that runs alone', async () => {
    const assistant = await assistantWith(true);
    const { parts, session, texts } = notebook('account_name = ""');
    session.phase = 'ready';
    await expect(
      finishSetUp(assistant, 'notebook', parts)
    ).rejects.toMatchObject({ problem: { kind: 'session' } });
    expect(texts()).toEqual(['account_name = ""']);
  });

  it.each([
    ['hunt', true, true],
    ['notebook', false, false]
  ] as const)('opens the hunt: %s', async (how, hasPanel, run) => {
    const assistant = await assistantWith(true);
    const { parts, texts } = notebook('account_name = ""');
    await finishSetUp(assistant, how, {
      ...parts,
      ...(!hasPanel && { tracker: null })
    });
    expect(parts.openTemplate).toHaveBeenCalledWith({
      template: 'beaconing',
      run,
      target: TARGET,
      parameters: expect.objectContaining({
        account_name: 'thelake',
        workspace_name: 'logs',
        synapse_spark_compute: 'sparky'
      })
    });
    expect(texts()).toEqual(['account_name = ""']);
  });

  it('has nothing to write without a pool', async () => {
    const assistant = await assistantWith(true);
    await assistant.choose('pool', null);
    const { parts } = notebook();
    await expect(finishSetUp(assistant, 'hunt', parts)).rejects.toMatchObject({
      problem: { kind: 'notFound' }
    });
  });

  it('says why Azure does not tell of a pool', async () => {
    const assistant = await assistantWith(true, () =>
      Promise.reject(
        new SynapseError({
          kind: 'network',
          what: 'Azure cannot be reached.',
          why: 'No such host.',
          next: 'Check the network.'
        })
      )
    );
    const { parts } = notebook();
    await expect(finishSetUp(assistant, 'hunt', parts)).rejects.toMatchObject({
      problem: {
        kind: 'network',
        what: 'There is no Spark pool to run on yet.',
        why: expect.stringMatching(
          /^The step .+ is not done: .*Azure cannot be reached\. No such host\.$/
        ),
        next: 'Check the network.'
      }
    });
  });
});
