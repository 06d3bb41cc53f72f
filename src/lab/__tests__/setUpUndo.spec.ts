import { nullTranslator } from '@jupyterlab/translation';

import { SynapseError } from '../../core/errors';
import { decodeKept, IKeptCreated, ISetUpKept } from '../../core/setUpKept';
import { FakeSetUpArm, refusal } from '../../testing/fakeSetUpArm';
import { requireDeletable, undoPlan } from '../setUpUndo';

const trans = nullTranslator.load('jupyterlab_synapse');
const GROUP = '/subscriptions/s/resourcegroups/hunting';
const IN = `${GROUP}/providers`;
const SYNAPSE = `${IN}/Microsoft.Synapse/workspaces/hunt-x`;
const POOL = `${SYNAPSE}/bigDataPools/hunts`;
const LOGS = `${IN}/Microsoft.OperationalInsights/workspaces/logs`;
const ML = `${IN}/Microsoft.MachineLearningServices/workspaces/ml`;
const LAKE = `${IN}/Microsoft.Storage/storageAccounts/huntlake`;
const OWN = `${LAKE}/blobServices/default/containers/synapse`;

let arm: FakeSetUpArm;
let kept: ISetUpKept;

/** Something that the assistant has made, and that is there. */
function make(id: string, more: Partial<IKeptCreated> = {}): IKeptCreated {
  const one: IKeptCreated = {
    id,
    step: 'synapse',
    type: 'Thing',
    name: id.slice(id.lastIndexOf('/') + 1),
    createdAt: 1,
    state: 'there',
    kept: null,
    isPart: false,
    apiVersion: '1',
    identity: null,
    ...more
  };
  kept.created.push(one);
  arm.put(id);
  return one;
}

/** What would be deleted. */
async function undo(...ids: string[]): Promise<string[]> {
  const plan = await undoPlan(arm, kept, ids, trans);
  kept.plan = plan;
  return plan?.requests.map(({ item }) => item.path) ?? [];
}

const keptOf = (id: string) => kept.created.find(one => one.id === id)?.kept;

beforeEach(() => {
  arm = new FakeSetUpArm();
  kept = decodeKept(null, 'x');
});

describe('the undo of a workspace', () => {
  it.each([
    ['another Spark pool', SYNAPSE, `${SYNAPSE}/bigDataPools/theirs`],
    ['a SQL pool', SYNAPSE, `${SYNAPSE}/sqlPools/dw`],
    ['what only the group lists', SYNAPSE, `${SYNAPSE}/kustoPools/adx`],
    ['a compute', ML, `${ML}/computes/theirs`],
    ['an endpoint', ML, `${ML}/onlineEndpoints/score`],
    ['another export', LOGS, `${LOGS}/dataExports/theirs`],
    [
      'Microsoft Sentinel',
      LOGS,
      `${LOGS}/providers/Microsoft.SecurityInsights/onboardingStates/default`
    ]
  ])('leaves it when others have put into it: %s', async (_what, id, other) => {
    make(GROUP);
    make(id);
    expect(await undo(GROUP, id)).toEqual([id, GROUP]);
    arm.put(other);
    expect(await undo(GROUP, id)).toEqual([]);
    const name = other.slice(other.lastIndexOf('/') + 1);
    expect(keptOf(id)).toBe(
      `It holds what is kept or was not created here: ${name}.`
    );
    expect(keptOf(GROUP)).toContain('not created here');
  });

  it('takes along what goes before it, and its parts', async () => {
    make(GROUP);
    make(SYNAPSE);
    make(`${SYNAPSE}/firewallRules/allowAll`, { isPart: true, kept: 'Part.' });
    make(POOL);
    expect(await undo(GROUP, SYNAPSE, POOL)).toEqual([POOL, SYNAPSE, GROUP]);
    expect(await undo(GROUP, SYNAPSE)).toEqual([]);
    expect(keptOf(SYNAPSE)).toContain('hunts');
  });

  it('names what is lost with it', async () => {
    for (const id of [SYNAPSE, POOL, LOGS, ML]) {
      make(id);
    }
    await undo(SYNAPSE, POOL, LOGS, ML);
    const warnings = kept.plan!.warnings.join();
    expect(warnings).toContain('with all its logs');
    expect(warnings).toContain('notebooks, pipelines');
    expect(warnings).toContain('Sessions on a Spark pool');
    expect(warnings).toContain('jobs, models');
    expect(warnings).toContain('keeps its name for 14 days');
    expect(warnings).not.toContain('key vault');
    expect(warnings).not.toContain('stays');
  });

  it('says before it is sent what stays, and why', async () => {
    make(SYNAPSE);
    make(LOGS);
    arm.put(`${SYNAPSE}/sqlPools/dw`);
    expect(await undo(SYNAPSE, LOGS)).toEqual([LOGS]);
    expect(kept.plan!.warnings.at(-1)).toBe(
      'hunt-x stays. It holds what is kept or was not created here: dw.'
    );
  });

  it('keeps it when its insides cannot be seen, and tries again', async () => {
    make(SYNAPSE);
    arm.failure = path => (path.endsWith('sqlPools') ? refusal(503) : null);
    expect(await undo(SYNAPSE)).toEqual([]);
    expect(keptOf(SYNAPSE)).toContain('could not be seen');
    arm.failure = () => null;
    expect(await undo(SYNAPSE)).toEqual([SYNAPSE]);
    expect(keptOf(SYNAPSE)).toBeNull();
  });

  it('takes a provider that is not registered for empty', async () => {
    make(LOGS);
    arm.failure = path =>
      path.includes('SecurityInsights')
        ? refusal(409, 'MissingSubscriptionRegistration')
        : null;
    expect(await undo(LOGS)).toEqual([LOGS]);
  });

  it('goes on with the others when one cannot be read', async () => {
    make(LOGS);
    make(SYNAPSE);
    arm.failure = path => (path === SYNAPSE ? refusal(503) : null);
    expect(await undo(LOGS, SYNAPSE)).toEqual([LOGS]);
    expect(keptOf(SYNAPSE)).toContain('could not be looked at: 503');
  });
});

describe('the undo of a storage account', () => {
  beforeEach(() => {
    make(LAKE);
    make(OWN, { isPart: true, kept: 'Part.' });
  });

  it('takes along the container that was made with it', async () => {
    expect(await undo(LAKE)).toEqual([LAKE]);
  });

  it.each([
    'blobServices/default/containers/insights-logs-signinlogs',
    'blobServices/default/containers/snapshots-2024',
    'blobServices/default/containers/azureml-blobstore-1',
    'blobServices/default/containers/huntlake',
    'fileServices/default/shares/reports',
    'queueServices/default/queues/work',
    'tableServices/default/tables/rows'
  ])('leaves it for the data of %s', async path => {
    arm.put(`${LAKE}/${path}`);
    expect(await undo(LAKE)).toEqual([]);
    expect(keptOf(LAKE)).toContain(
      `It holds data: ${path.slice(path.lastIndexOf('/') + 1)}.`
    );
  });
});

describe('the undo of what others need', () => {
  const THERE = '/subscriptions/s/resourcegroups/theirs/providers';
  const WORK = `${THERE}/Microsoft.MachineLearningServices/workspaces/work`;
  const INSIGHTS = `${IN}/Microsoft.Insights/components/ml-insights`;
  const VAULT = `${IN}/Microsoft.KeyVault/vaults/hunt-vault`;
  const FLOW = `${THERE}/Microsoft.OperationalInsights/workspaces/flow`;
  const RULE = `${FLOW}/dataExports/raw`;
  const lakeOf = (name: string) => ({
    properties: {
      defaultDataLakeStorage: {
        accountUrl: `https://${name}.dfs.core.windows.net`
      }
    }
  });

  it.each([
    [
      'the lake of a Synapse workspace',
      LAKE,
      `${THERE}/Microsoft.Synapse/workspaces/syn`,
      lakeOf('huntlake'),
      'the Synapse workspace syn'
    ],
    [
      'the storage account of Azure ML',
      LAKE,
      WORK,
      { properties: { storageAccount: LAKE.toUpperCase() } },
      'the Azure ML workspace work'
    ],
    [
      'the key vault of Azure ML',
      VAULT,
      WORK,
      { properties: { keyVault: VAULT } },
      'the Azure ML workspace work'
    ],
    [
      'the Application Insights of Azure ML',
      INSIGHTS,
      WORK,
      { properties: { applicationInsights: INSIGHTS } },
      'the Azure ML workspace work'
    ],
    [
      'the logs of Application Insights',
      LOGS,
      `${THERE}/Microsoft.Insights/components/app`,
      { properties: { WorkspaceResourceId: LOGS } },
      'the Application Insights app'
    ]
  ])('keeps it: %s', async (_what, id, other, document, label) => {
    make(id);
    arm.put(other, { properties: {} });
    expect(await undo(id)).toEqual([id]);
    arm.put(other, document);
    expect(await undo(id)).toEqual([]);
    expect(keptOf(id)).toBe(
      `What stays needs it: ${label}. Delete that first when nobody uses it.`
    );
    // It is going by itself.
    arm.put(other, {
      properties: { ...document.properties, provisioningState: 'Deleting' }
    });
    expect(await undo(id)).toEqual([id]);
  });

  it.each([
    ['of its region', 'East US', []],
    ['of a region that is not known', undefined, []],
    ['of another region, which cannot be', 'westeurope', [LAKE]]
  ])('keeps where logs are exported to: %s', async (_what, location, left) => {
    make(LAKE);
    arm.put(LAKE, { location: 'eastus' });
    arm.put(FLOW, { location });
    arm.put(RULE, { properties: { destination: { resourceId: LAKE } } });
    expect(await undo(LAKE)).toEqual(left);
    if (left.length === 0) {
      expect(keptOf(LAKE)).toContain('the export rule raw');
    }
  });

  it('takes it along when that goes before it, and not without', async () => {
    make(LAKE);
    make(SYNAPSE);
    arm.put(SYNAPSE, lakeOf('huntlake'));
    expect(await undo(LAKE)).toEqual([]);
    expect(keptOf(LAKE)).toContain('the Synapse workspace hunt-x');
    expect(await undo(LAKE, SYNAPSE)).toEqual([SYNAPSE, LAKE]);
    expect(kept.plan!.warnings.join()).toContain('Only this subscription');
    // What stays by itself keeps what it needs.
    arm.put(`${SYNAPSE}/sqlPools/dw`);
    expect(await undo(LAKE, SYNAPSE)).toEqual([]);
  });

  it('takes along the rule that goes with its workspace', async () => {
    make(LAKE);
    make(LOGS);
    make(`${LOGS}/dataExports/own`);
    arm.put(`${LOGS}/dataExports/own`, {
      properties: { destination: { resourceId: LAKE } }
    });
    const own = `${LOGS}/dataExports/own`;
    expect(await undo(LAKE, LOGS, own)).toEqual([own, LOGS, LAKE]);
  });

  it.each([refusal(403, 'AuthorizationFailed'), refusal(503)])(
    'keeps it when nobody can see what needs it: %s',
    async failure => {
      make(VAULT);
      arm.failure = path =>
        path.endsWith('MachineLearningServices/workspaces') ? failure : null;
      expect(await undo(VAULT)).toEqual([]);
      expect(keptOf(VAULT)).toContain('What needs it could not be seen');
    }
  );

  it('is off when something has come to need it since', async () => {
    make(VAULT);
    await undo(VAULT);
    const { item } = kept.plan!.requests[0];
    const again = () => requireDeletable(arm, kept, item, { id: VAULT }, trans);
    await expect(again()).resolves.toBeUndefined();
    arm.put(WORK, { properties: { keyVault: VAULT } });
    await expect(again()).rejects.toThrow('the Azure ML workspace work');
  });

  it('reads each list once for all of a plan', async () => {
    make(VAULT);
    make(INSIGHTS);
    arm.reads.length = 0;
    await undo(VAULT, INSIGHTS);
    expect(
      arm.reads.filter(path => path.endsWith('LearningServices/workspaces'))
    ).toHaveLength(1);
  });
});

describe('a plan to delete that was made some time ago', () => {
  const require = (id: string) =>
    requireDeletable(
      arm,
      kept,
      kept.plan!.requests.find(({ item }) => item.path === id)!.item,
      { id, systemData: { createdAt: 'now' } },
      trans
    );

  beforeEach(async () => {
    make(SYNAPSE);
    make(POOL);
    await undo(SYNAPSE, POOL);
  });

  it('holds as long as nothing has changed', async () => {
    await expect(require(POOL)).resolves.toBeUndefined();
    await expect(require(SYNAPSE)).resolves.toBeUndefined();
  });

  it('is off for what has something new in it', async () => {
    arm.put(`${SYNAPSE}/sqlPools/dw`);
    const failure: unknown = await require(SYNAPSE).catch(
      (reason: unknown) => reason
    );
    expect((failure as SynapseError).problem).toMatchObject({
      kind: 'usage',
      why: expect.stringContaining('dw'),
      next: expect.stringContaining('choose anew')
    });
    expect(keptOf(SYNAPSE)).toContain('dw');
  });

  it('is off for another one of the same name', async () => {
    kept.created[1].identity = 'createdAt before';
    await expect(require(POOL)).rejects.toThrow('another one by now');
  });

  it('is off for what nobody knows to be made here', async () => {
    kept.created = [];
    await expect(require(POOL)).rejects.toThrow('not known');
  });
});
