import { nullTranslator } from '@jupyterlab/translation';
import { ArmError } from '../../core/armError';
import { IConnection } from '../../core/connection';
import { SynapseError } from '../../core/errors';
import { IAzure, IRoleRequest } from '../../core/ports';
import { IPrincipal, IRoleFinding } from '../../core/roles';
import { ArmDocument, ISetUpArm } from '../../core/setUpArm';
import type { SetUpStepId } from '../../setUpTokens';
import { browserClock } from '../browserClock';
import { SetUpAssistant } from '../setUpAssistant';
import type { ISetUpAssistantOptions } from '../setUpOptions';
import { SetUpStore } from '../setUpStore';

const SUBSCRIPTION = '00000000-0000-0000-0000-00000000beef';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/sec/providers`;

const connection = (id: string, kind: IConnection['kind']): IConnection => ({
  id,
  kind,
  label: id,
  available: true,
  reason: null,
  armEndpoint: 'https://management.azure.com',
  subscriptionIds: [],
  signedIn: null
});

const person = (name: string, tenantId = 'tenant'): IPrincipal => ({
  objectId: `${name}-id`,
  tenantId,
  name
});

/** A promise that is settled from outside. */
function gate<T = void>() {
  let open!: (value: T) => void;
  let fail!: (reason: unknown) => void;
  const passed = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { passed, open, fail };
}

const refusal = (status: number): ArmError =>
  new ArmError(
    new SynapseError({ kind: 'server', what: 'Refused.' }).problem,
    status,
    null
  );

/** An Azure of lists, each of which may be waited for. */
class FakeArm implements ISetUpArm {
  constructor(readonly name: string) {}

  readonly origin = 'https://management.azure.com';
  readonly reads: string[] = [];
  /** What a list waits for, by the end of its path. */
  waits: Record<string, Promise<void>> = {};
  readonly lists: Record<string, ArmDocument[]> = {
    '/subscriptions': [
      {
        subscriptionId: SUBSCRIPTION,
        displayName: 'Production',
        state: 'Enabled'
      }
    ],
    '/locations': [{ name: 'westeurope', displayName: 'West Europe' }],
    '/Microsoft.OperationalInsights/workspaces': [],
    '/Microsoft.Synapse/workspaces': ['one', 'two'].map(name => ({
      id: `${GROUP}/Microsoft.Synapse/workspaces/${name}`,
      name,
      location: 'westeurope',
      properties: {}
    }))
  };
  written: Promise<void> = Promise.resolve();

  async get(path: string): Promise<ArmDocument> {
    this.reads.push(path);
    if (/\/providers\/[^/]+$/.test(path)) {
      return { registrationState: 'Registered' };
    }
    throw refusal(404);
  }

  async list(path: string): Promise<readonly ArmDocument[]> {
    this.reads.push(path);
    const end = (all: object) =>
      Object.keys(all).find(one => path.endsWith(one)) ?? '';
    const found = this.lists[end(this.lists)] ?? [];
    await this.waits[end(this.waits)];
    return found;
  }

  async write(): Promise<never> {
    await this.written;
    throw refusal(400);
  }

  look(): Promise<never> {
    throw refusal(404);
  }

  taken: Promise<string | null> = Promise.resolve(null);

  nameProblem(): Promise<string | null> {
    return this.taken;
  }
}

const arms: Record<string, FakeArm> = {};
let roleRequests: IRoleRequest[] = [];
/** Tells what came of the roles that were asked for last. */
let tellRoles: (findings: readonly IRoleFinding[]) => void;

const FINDING: IRoleFinding = {
  id: 'run',
  purpose: 'Run Spark on the pool',
  role: 'Synapse Compute Operator',
  alternatives: [],
  scope: 'workspaces/one',
  state: 'lack',
  why: '',
  command: '',
  link: null,
  step: 'synapse',
  isForSetUp: false
};

function assistantOf(
  options: Partial<ISetUpAssistantOptions> = {}
): SetUpAssistant {
  const azure: Pick<IAzure, 'setUp' | 'checkRoles'> = {
    setUp: id => arms[id],
    checkRoles: async (request, onChange) => {
      roleRequests.push(request);
      const { open, passed } = gate<readonly IRoleFinding[]>();
      tellRoles = findings => {
        onChange(findings);
        open(findings);
      };
      return passed;
    }
  };
  return new SetUpAssistant({
    azure: () => Promise.resolve(azure as IAzure),
    clock: browserClock,
    trans: nullTranslator.load('jupyterlab_synapse'),
    store: new SetUpStore({
      state: null,
      tab: null,
      now: () => Date.now(),
      newSeed: () => 'a1b2c'
    }),
    connections: () =>
      Promise.resolve([
        connection('azure', 'synapse'),
        connection('local', 'local')
      ]),
    interval: 1,
    ...options
  });
}

const stateOf = (assistant: SetUpAssistant, id: SetUpStepId) =>
  assistant.steps.find(one => one.id === id)?.state;

/** Lets all that waits for nothing go on. */
const turn = () => new Promise(resolve => setTimeout(resolve, 0));

/** With a subscription and a workspace, and nothing being read. */
async function chosen(
  options: Partial<ISetUpAssistantOptions> = {}
): Promise<SetUpAssistant> {
  const assistant = assistantOf(options);
  await assistant.load();
  await assistant.choose('account', SUBSCRIPTION);
  await assistant.choose(
    'synapse',
    `${GROUP}/Microsoft.Synapse/workspaces/one`
  );
  return assistant;
}

beforeEach(() => {
  arms.azure = new FakeArm('azure');
  arms.local = new FakeArm('local');
  roleRequests = [];
});

describe('A connection', () => {
  it('that is ready late does not take over from a later one', async () => {
    const { open, passed } = gate();
    const assistant = assistantOf({
      ready: ({ id }) => (id === 'local' ? passed : Promise.resolve()),
      identity: async id => ({ account: id, principal: person(id) })
    });
    await assistant.load();
    const local = assistant.connect('local');
    await turn();
    expect(assistant.connection).toBe('local');
    expect(assistant.arm).toBeNull();
    await assistant.connect('azure');
    open();
    await local;
    expect(assistant.connection).toBe('azure');
    expect(assistant.arm).toBe(arms.azure);
    expect(assistant.identity.account).toBe('azure');
    expect(arms.local.reads).toEqual([]);
  });

  it('that fails late is no problem of a later one', async () => {
    const { fail, passed } = gate();
    const assistant = assistantOf({
      ready: ({ id }) => (id === 'local' ? passed : Promise.resolve())
    });
    await assistant.load();
    const local = assistant.connect('local');
    await turn();
    await assistant.connect('azure');
    fail(new Error('No Java.'));
    await local;
    expect(assistant.problems.get('account')).toBeUndefined();
  });

  it('that knows late who is there does not say it of another', async () => {
    const { open, passed } = gate();
    const assistant = assistantOf({
      identity: async id => {
        await (id === 'local' ? passed : null);
        return { account: id, principal: person(id) };
      }
    });
    await assistant.load();
    const local = assistant.connect('local');
    await turn();
    await assistant.connect('azure');
    open();
    await local;
    expect(assistant.identity.account).toBe('azure');
    expect(assistant.arm).toBe(arms.azure);
  });

  it('comes with what is kept of it, and never with another’s', async () => {
    const assistant = await chosen();
    await assistant.connect('local');
    expect(assistant.kept.choices.synapse).toBeUndefined();
    await assistant.connect('azure');
    expect(assistant.kept.choices.synapse).toContain('/workspaces/one');
  });

  it('has no problem of a plan that was to be made on another', async () => {
    const assistant = await chosen();
    const { open, passed } = gate<string | null>();
    arms.azure.taken = passed;
    const proposed = assistant.propose('synapse');
    await turn();
    await assistant.connect('local');
    open('Somebody has it.');
    await proposed;
    expect(assistant.problems.size).toBe(0);
    expect(assistant.plan).toBeNull();
    expect(stateOf(assistant, 'synapse')).not.toBe('failed');
  });

  it('is read at once, though another is still being read', async () => {
    const assistant = assistantOf();
    const { open, passed } = gate();
    arms.azure.waits['/subscriptions'] = passed;
    void assistant.load();
    await turn();
    expect(stateOf(assistant, 'account')).toBe('checking');
    await assistant.connect('local');
    expect(stateOf(assistant, 'account')).toBe('done');
    open();
    await turn();
    expect(stateOf(assistant, 'account')).toBe('done');
  });
});

describe('Another sign-in', () => {
  it('does not take what was read for the one before', async () => {
    const assistant = await chosen();
    const { open, passed } = gate();
    arms.azure.waits['/Microsoft.Synapse/workspaces'] = passed;
    void assistant.check('synapse');
    await turn();
    arms.azure.waits = {};
    arms.azure.lists['/Microsoft.Synapse/workspaces'] = [];
    await assistant.signedInAnew();
    open();
    await turn();
    const { options } = assistant.steps.find(({ id }) => id === 'synapse')!;
    expect(options).toEqual([]);
  });

  it('while something is sent counts after it, and keeps its problem', async () => {
    let who = 'dana';
    const identity = async () => ({ account: who, principal: person(who) });
    const assistant = await chosen({ identity });
    const { open, passed } = gate();
    arms.azure.written = passed;
    await assistant.propose('pool');
    const sending = assistant.confirm();
    await turn();
    expect(assistant.isSending).toBe(true);
    who = 'eve';
    await assistant.signedInAnew();
    expect(assistant.identity.account).toBe('dana');
    open();
    await sending;
    await turn();
    await assistant.settled();
    expect(assistant.identity.account).toBe('eve');
    expect(assistant.problems.get('pool')).toBeDefined();
  });

  it('is waited for before a plan gives roles', async () => {
    let who = Promise.resolve('dana');
    const assistant = await chosen({
      identity: async () => ({
        account: await who,
        principal: person(await who)
      })
    });
    const { open, passed } = gate<string>();
    who = passed;
    void assistant.signedInAnew();
    const proposed = assistant.propose('synapse');
    await turn();
    expect(assistant.plan).toBeNull();
    open('eve');
    await proposed;
    const bodies = JSON.stringify(assistant.plan);
    expect(bodies).toContain('eve-id');
    expect(bodies).not.toContain('dana-id');
  });

  it('of somebody else withdraws a plan that is shown', async () => {
    let who = 'dana';
    const identity = async () => ({ account: who, principal: person(who) });
    const assistant = await chosen({ identity });
    await assistant.propose('pool');
    await assistant.signedInAnew();
    expect(assistant.plan).not.toBeNull();
    who = 'eve';
    await assistant.signedInAnew();
    expect(assistant.plan).toBeNull();
  });
});

describe('The roles', () => {
  const checked = async (
    options: Partial<ISetUpAssistantOptions> = {}
  ): Promise<SetUpAssistant> => {
    const assistant = await chosen(options);
    void assistant.checkRoles();
    await turn();
    expect(roleRequests).toHaveLength(1);
    return assistant;
  };
  const other = `${GROUP}/Microsoft.Synapse/workspaces/two`;

  it('are shown as they are found, and stay when a step is looked at', async () => {
    const assistant = await checked();
    tellRoles([FINDING]);
    await turn();
    await assistant.check('synapse');
    expect(assistant.roles).toEqual([FINDING]);
    expect(assistant.roleRequest()).toContain('workspaces/one');
  });

  it('go with what they were asked for', async () => {
    const assistant = await checked();
    tellRoles([FINDING]);
    await turn();
    await assistant.choose('synapse', other);
    expect(assistant.roles).toEqual([]);
    expect(assistant.roleRequest()).toBe('');
  });

  it('that come after another choice are not taken', async () => {
    const assistant = await checked();
    await assistant.choose('synapse', other);
    tellRoles([FINDING]);
    await turn();
    expect(assistant.roles).toEqual([]);
  });

  it('that cannot be checked at all say so', async () => {
    let isThere = true;
    const assistant = await chosen({
      azure: async () => {
        if (!isThere) {
          throw new Error('Loading chunk 7 failed.');
        }
        const azure: Pick<IAzure, 'setUp'> = { setUp: id => arms[id] };
        return azure as IAzure;
      }
    });
    isThere = false;
    await expect(assistant.checkRoles()).rejects.toThrow('Loading chunk 7');
    expect(assistant.roles).toEqual([]);
  });

  it.each([
    ['the chosen pool', 'hunts', true],
    ['another pool', 'other', false]
  ])('know a compute of %s', async (_, of, isTold) => {
    const pool = `${GROUP}/Microsoft.Synapse/workspaces/one/bigDataPools/hunts`;
    const ml = `${GROUP}/Microsoft.MachineLearningServices/workspaces/ml`;
    const compute = `${ml}/computes/hunts`;
    const resourceId = pool.replace(/hunts$/, of);
    Object.assign(arms.azure.lists, {
      '/bigDataPools': [{ id: pool, name: 'hunts', properties: {} }],
      '/Microsoft.MachineLearningServices/workspaces': [
        { id: ml, name: 'ml', location: 'westeurope', properties: {} }
      ],
      '/computes': [
        {
          id: compute,
          name: 'hunts',
          properties: {
            computeType: 'SynapseSpark',
            resourceId
          }
        }
      ]
    });
    const assistant = await chosen();
    await assistant.choose('pool', pool);
    await assistant.choose('machineLearning', ml);
    await assistant.choose('compute', compute);
    void assistant.checkRoles();
    await turn();
    const { choices } = roleRequests[0];
    expect([choices.pool, choices.machineLearning]).toEqual([pool, ml]);
    expect(choices.compute).toBe(isTold ? compute : null);
  });

  const account = (name: string) =>
    `${GROUP}/Microsoft.Storage/storageAccounts/${name}`;
  const logs = `${GROUP}/Microsoft.OperationalInsights/workspaces/logs`;
  const own = { account: 'ownlake', container: null };
  const exported = { account: 'logslake', container: 'am-securityevent' };

  it.each([
    [
      'the destination of the export',
      ['logslake'],
      account('logslake').toLowerCase(),
      { ...exported, id: account('logslake') }
    ],
    [
      'the destination, which no list has',
      [],
      account('logslake').toLowerCase(),
      { ...exported, id: account('logslake').toLowerCase() }
    ],
    [
      'the workspace’s own, when the export goes to no lake',
      ['ownlake'],
      `${GROUP}/Microsoft.EventHub/namespaces/events`,
      { ...own, id: account('ownlake') }
    ],
    [
      'the workspace’s own without an export, which no list has',
      ['other'],
      null,
      { ...own, id: null }
    ]
  ])('are of the lake that hunts read: %s', async (_, seen, to, lake) => {
    const rule = `${logs}/dataExports/rule`;
    const of = (id: string, properties: object): ArmDocument => ({
      id,
      name: id.slice(id.lastIndexOf('/') + 1),
      location: 'westeurope',
      properties
    });
    Object.assign(arms.azure.lists, {
      '/Microsoft.Synapse/workspaces': [
        of(`${GROUP}/Microsoft.Synapse/workspaces/one`, {
          defaultDataLakeStorage: {
            accountUrl: 'https://ownlake.dfs.core.windows.net'
          }
        })
      ],
      '/Microsoft.OperationalInsights/workspaces': [of(logs, {})],
      '/Microsoft.Storage/storageAccounts': seen.map(one =>
        of(account(one), {})
      ),
      '/dataExports': to
        ? [
            of(rule, {
              tableNames: ['SecurityEvent'],
              destination: { resourceId: to }
            })
          ]
        : []
    });
    const assistant = await chosen();
    await assistant.choose('logs', logs);
    await assistant.choose('export', to && rule);
    void assistant.checkRoles();
    await turn();
    expect(roleRequests).toHaveLength(1);
    expect(roleRequests[0].lake).toEqual(lake);
    expect(roleRequests[0].choices.storage).toBe(lake.id);
  });

  it('that come after another tenant was chosen are not taken', async () => {
    let tenant = 'one';
    const assistant = await checked({
      identity: async () => ({
        account: 'dana',
        principal: person('dana', tenant)
      }),
      signInTo: async id => {
        tenant = id;
      }
    });
    const tell = tellRoles;
    await assistant.chooseTenant('two');
    tell([FINDING]);
    await turn();
    expect(assistant.roles).toEqual([]);
  });
});
