import { nullTranslator } from '@jupyterlab/translation';

import { SynapseError } from '../../core/errors';
import { IKeptRequest } from '../../core/setUpKept';
import { NO_NEWS } from '../../core/setUpArm';
import type { ISetUpItem } from '../../core/setUpTypes';
import { fakeAzure } from '../../testing/fakeAzure';
import { FakeClock } from '../../testing/fakeClock';
import { FakeSetUpArm, refusal } from '../../testing/fakeSetUpArm';
import { SetUpAssistant } from '../setUpAssistant';
import { SetUpStore } from '../setUpStore';

const GROUP = '/subscriptions/s/resourcegroups/hunting';
const SYNAPSE = `${GROUP}/providers/Microsoft.Synapse/workspaces/hunt-x`;
const LAKE = `${GROUP}/providers/Microsoft.Storage/storageAccounts/huntlake`;
const ROLE = `${LAKE}/providers/Microsoft.Authorization/roleAssignments/r`;
const LINK = 'https://management.azure.com/operations/1';

let arm: FakeSetUpArm;
let clock: FakeClock;
let assistant: SetUpAssistant;

const CREATE: ISetUpItem = {
  label: 'Create hunt-x',
  method: 'PUT',
  path: SYNAPSE,
  apiVersion: '1',
  body: { properties: { provisioningState: 'Succeeded' } },
  creates: { type: 'Synapse workspace', name: 'hunt-x', kept: null },
  settles: 'resource'
};
const DELETE: ISetUpItem = {
  label: 'Delete hunt-x',
  method: 'DELETE',
  path: SYNAPSE,
  apiVersion: '1',
  body: null,
  creates: null,
  settles: 'gone'
};

function plan(
  item: ISetUpItem,
  more: Partial<IKeptRequest> = {}
): IKeptRequest {
  const request: IKeptRequest = {
    item,
    outcome: 'pending',
    isSent: false,
    operation: null,
    ...more
  };
  assistant.kept.plan = {
    step: 'synapse',
    kind: item.method === 'DELETE' ? 'delete' : 'create',
    title: item.label,
    requests: [request],
    costs: [],
    warnings: [],
    chooses: null
  };
  return request;
}

const problem = () => assistant.problems.get('synapse') ?? null;
const created = () => assistant.created.map(({ id, state }) => [id, state]);

/** Azure takes it, and goes on for a while. */
function takesLong(): void {
  const write = arm.onWrite;
  arm.onWrite = request => {
    write(request);
    return { ...NO_NEWS, status: 201, operation: LINK };
  };
}

beforeEach(async () => {
  arm = new FakeSetUpArm();
  clock = new FakeClock({ auto: true, now: 1000 });
  assistant = new SetUpAssistant({
    azure: () => Promise.resolve({ ...fakeAzure(null), setUp: () => arm }),
    clock,
    trans: nullTranslator.load('jupyterlab_synapse'),
    store: new SetUpStore({
      state: null,
      tab: null,
      now: () => clock.now(),
      newSeed: () => 'x'
    }),
    connections: () =>
      Promise.resolve([
        {
          id: 'azure',
          kind: 'synapse',
          label: 'Azure',
          available: true,
          reason: null,
          armEndpoint: 'https://management.azure.com',
          subscriptionIds: [],
          signedIn: true
        }
      ])
  });
  await assistant.load();
});

describe('a look that fails while Azure works', () => {
  it.each([
    ['too many ask', refusal(429)],
    ['it took too long', refusal(408)],
    ['the sign-in ended', refusal(401)],
    [
      'nobody is signed in',
      new SynapseError({ kind: 'access', what: 'Nobody.', isSignedOut: true })
    ]
  ])('passes: %s', async (_why, failure) => {
    takesLong();
    plan(CREATE);
    arm.links.push({ status: 'InProgress' }, failure, failure);
    await assistant.confirm();
    expect(problem()).toBeNull();
    expect(assistant.plan).toBeNull();
    expect(arm.writes).toEqual(['PUT workspaces/hunt-x']);
  });

  it('waits as long as it is asked to', async () => {
    takesLong();
    plan(CREATE);
    arm.links.push(refusal(429, 'Wait', 'refused', 100_000));
    await assistant.confirm();
    expect(clock.now()).toBeGreaterThan(100_000);
  });

  it('is not repeated without a pause', async () => {
    takesLong();
    plan(CREATE);
    let looks = 0;
    arm.look = async () => ({
      ...NO_NEWS,
      retryAfter: 0,
      document: { status: ++looks < 10 ? 'InProgress' : 'Succeeded' }
    });
    const begun = clock.now();
    await assistant.confirm();
    expect(clock.now() - begun).toBeGreaterThanOrEqual(19_000);
  });

  it('ends the plan when Azure wants to be left alone for long', async () => {
    takesLong();
    const request = plan(CREATE);
    arm.links.push(refusal(429, 'Wait', 'refused', 3_600_000));
    await assistant.confirm();
    expect(problem()?.next).toMatch(
      /^Azure goes on meanwhile. Try again at .*\d:\d\d.*nothing is sent twice/
    );
    expect(request.operation?.url).toBe(LINK);
    await assistant.confirm();
    expect(assistant.plan).toBeNull();
    expect(arm.writes).toHaveLength(1);
  });

  it('says that a sign-in is needed meanwhile', async () => {
    takesLong();
    plan(CREATE);
    arm.links.push(refusal(401));
    const seen = new Set<string>();
    assistant.changed.connect(() => {
      const status = assistant.kept.plan?.requests[0].operation?.status;
      seen.add(status ?? '');
    });
    await assistant.confirm();
    expect([...seen].join()).toContain('Sign in to Azure again');
  });

  it('is told after a while; what Azure does is kept, and looked at again', async () => {
    takesLong();
    const request = plan(CREATE);
    let isOut = true;
    arm.look = () =>
      isOut
        ? Promise.reject(refusal(401))
        : Promise.resolve({ ...NO_NEWS, document: { status: 'Succeeded' } });
    await assistant.confirm();
    expect(problem()).toMatchObject({
      what: expect.stringContaining('cannot be seen'),
      next: expect.stringContaining('Azure goes on')
    });
    expect(request.operation?.url).toBe(LINK);
    isOut = false;
    await assistant.confirm();
    expect(problem()).toBeNull();
    expect(assistant.plan).toBeNull();
    expect(arm.writes).toHaveLength(1);
  });

  it('also passes for a page that comes back', async () => {
    arm.put(SYNAPSE);
    plan(CREATE, { outcome: 'sending', isSent: true });
    let refusals = 2;
    arm.failure = path =>
      path === SYNAPSE && refusals-- > 0 ? refusal(401) : null;
    await assistant.plans.resume();
    expect(problem()).toBeNull();
    expect(created()).toEqual([[SYNAPSE, 'there']]);
  });
});

describe('what was sent', () => {
  it('is known when Azure goes on, and nobody can look', async () => {
    takesLong();
    plan(CREATE);
    arm.look = () => Promise.reject(refusal(403));
    await assistant.confirm();
    expect(created()).toEqual([[SYNAPSE, 'there']]);
    assistant.withdraw();
    expect(created()).toEqual([[SYNAPSE, 'there']]);
  });

  it('is known when it failed, and the plan is over at once', async () => {
    takesLong();
    const request = plan(CREATE);
    arm.links.push({ status: 'Failed', error: { message: 'Bad luck.' } });
    const begun = clock.now();
    await assistant.confirm();
    expect(problem()?.why).toBe('Bad luck.');
    expect(clock.now() - begun).toBeLessThan(60_000);
    expect(request.operation).toBeNull();
    expect(created()).toEqual([[SYNAPSE, 'there']]);
  });

  it('is known when the plan is withdrawn before its end was seen', () => {
    plan(CREATE, { outcome: 'failed', isSent: true });
    assistant.withdraw();
    expect(created()).toEqual([[SYNAPSE, 'there']]);
  });

  it('is known though one of its name was deleted before', async () => {
    plan(CREATE);
    await assistant.confirm();
    await assistant.proposeUndo([SYNAPSE]);
    await assistant.confirm();
    expect(created()).toEqual([[SYNAPSE, 'deleted']]);
    plan(CREATE, { outcome: 'failed', isSent: true });
    assistant.withdraw();
    expect(created()).toEqual([[SYNAPSE, 'there']]);
  });

  it('is not known when it was refused', async () => {
    plan(CREATE);
    arm.onWrite = () => {
      throw refusal(403);
    };
    await assistant.confirm();
    expect(problem()?.what).toContain('was refused');
    assistant.withdraw();
    expect(created()).toEqual([]);
  });

  it('replaces what had its name before', async () => {
    const body = (at: string) => ({
      ...CREATE.body,
      systemData: { createdAt: at }
    });
    plan({ ...CREATE, body: body('before') });
    await assistant.confirm();
    arm.remove(SYNAPSE);
    plan({ ...CREATE, body: body('after') });
    await assistant.confirm();
    expect(assistant.kept.created.map(({ identity }) => identity)).toEqual([
      'createdAt after'
    ]);
    await assistant.proposeUndo([SYNAPSE]);
    expect(assistant.plan?.kind).toBe('delete');
  });
});

describe('a request that is refused for some time', () => {
  const refuse = (...waits: number[]): void => {
    const write = arm.onWrite;
    arm.onWrite = request => {
      const wait = waits.shift();
      if (wait !== undefined) {
        throw refusal(429, 'Wait', 'refused', wait);
      }
      return write(request);
    };
  };

  it('waits for as long as Azure asks, and never for nothing', async () => {
    refuse(200_000, 0);
    plan(CREATE);
    const begun = clock.now();
    await assistant.confirm();
    expect(clock.now() - begun).toBeGreaterThanOrEqual(201_000);
    expect(arm.writes).toHaveLength(3);
    expect(assistant.plan).toBeNull();
  });

  it('is not sent before its time: the user is told when', async () => {
    refuse(3_600_000);
    const request = plan(CREATE);
    const begun = clock.now();
    await assistant.confirm();
    expect(clock.now()).toBe(begun);
    expect(arm.writes).toHaveLength(1);
    expect(problem()).toMatchObject({
      kind: 'quota',
      what: '“Create hunt-x” was refused for now.',
      next: expect.stringMatching(/^Try again at .*\d:\d\d/)
    });
    expect(request).toMatchObject({ outcome: 'failed', isSent: false });
    expect(created()).toEqual([]);
    await assistant.confirm();
    expect(assistant.plan).toBeNull();
  });
});

describe('the registration of a provider', () => {
  it('is over once it has begun: nothing has to wait for its end', async () => {
    const providers = ['Microsoft.Synapse', 'Microsoft.Storage'];
    const placeOf = (name: string) => `/subscriptions/s/providers/${name}`;
    const requests = providers.map(name => {
      arm.put(placeOf(name), { registrationState: 'NotRegistered' });
      return plan({
        label: `Register ${name}`,
        method: 'POST',
        path: `${placeOf(name)}/register`,
        apiVersion: '1',
        body: {},
        creates: null,
        settles: 'registration'
      });
    });
    assistant.kept.plan!.requests = requests;
    arm.onWrite = ({ path }) => {
      arm.put(path.replace(/\/register$/, ''), {
        registrationState: 'Registering'
      });
      return NO_NEWS;
    };
    const begun = clock.now();
    await assistant.confirm();
    expect(problem()).toBeNull();
    expect(assistant.plan).toBeNull();
    expect(arm.writes).toHaveLength(2);
    expect(clock.now() - begun).toBeLessThan(60_000);
  });
});

describe('a deletion', () => {
  beforeEach(async () => {
    plan(CREATE);
    await assistant.confirm();
    arm.writes.length = 0;
  });

  it('is not sent for what has changed since it was proposed', async () => {
    await assistant.proposeUndo([SYNAPSE]);
    arm.put(`${SYNAPSE}/sqlPools/dw`);
    await assistant.confirm();
    expect(arm.writes).toEqual([]);
    expect(problem()?.why).toContain('dw');
    expect(created()).toEqual([[SYNAPSE, 'there']]);
    arm.remove(`${SYNAPSE}/sqlPools/dw`);
    await assistant.confirm();
    expect(arm.writes).toEqual(['DELETE workspaces/hunt-x']);
    expect(created()).toEqual([[SYNAPSE, 'deleted']]);
  });

  it('is not sent for what is gone', async () => {
    await assistant.proposeUndo([SYNAPSE]);
    arm.remove(SYNAPSE);
    await assistant.confirm();
    expect(arm.writes).toEqual([]);
    expect(created()).toEqual([[SYNAPSE, 'deleted']]);
  });

  it('whose answer is lost is followed, and not sent twice', async () => {
    plan(DELETE);
    arm.onWrite = ({ path }) => {
      arm.put(path, { properties: { provisioningState: 'Deleting' } });
      void clock.sleep(300_000).then(() => arm.remove(path));
      throw new SynapseError(
        { kind: 'network', what: 'Lost.' },
        { outcome: 'lost', retryAfter: null }
      );
    };
    await assistant.confirm();
    expect(problem()).toBeNull();
    expect(arm.writes).toEqual(['DELETE workspaces/hunt-x']);
    expect(created()).toEqual([[SYNAPSE, 'deleted']]);
  });

  it('that another has begun is followed', async () => {
    plan(DELETE);
    arm.put(SYNAPSE, { properties: { provisioningState: 'Deleting' } });
    void clock.sleep(300_000).then(() => arm.remove(SYNAPSE));
    await assistant.confirm();
    expect(arm.writes).toEqual([]);
    expect(created()).toEqual([[SYNAPSE, 'deleted']]);
  });

  it('says again how far it is after a sign-in', async () => {
    plan(DELETE, {
      outcome: 'sending',
      isSent: true,
      operation: {
        kind: 'resource',
        url: null,
        startedAt: 1,
        status: 'Accepted',
        percent: null
      }
    });
    let refusals = 2;
    arm.failure = path =>
      path === SYNAPSE && refusals-- > 0 ? refusal(401) : null;
    const seen: string[] = [];
    assistant.changed.connect(() => {
      const status = assistant.kept.plan?.requests[0].operation?.status;
      if (status && status !== seen.at(-1)) {
        seen.push(status);
      }
    });
    arm.put(SYNAPSE);
    void clock.sleep(120_000).then(() => arm.remove(SYNAPSE));
    await assistant.plans.resume();
    expect(seen).toEqual([
      'Sign in to Azure again: it goes on meanwhile',
      'Accepted'
    ]);
    expect(created()).toEqual([[SYNAPSE, 'deleted']]);
  });

  it('that Azure gives up is told', async () => {
    plan(DELETE);
    arm.put(SYNAPSE, { properties: { provisioningState: 'Deleting' } });
    void clock
      .sleep(60_000)
      .then(() =>
        arm.put(SYNAPSE, { properties: { provisioningState: 'Failed' } })
      );
    await assistant.confirm();
    expect(problem()?.what).toContain('Failed');
    expect(created()).toEqual([[SYNAPSE, 'there']]);
  });
});

describe('what is there already', () => {
  const role: ISetUpItem = {
    label: 'Give the role',
    method: 'PUT',
    path: ROLE,
    apiVersion: '1',
    body: { properties: { principalId: '<identity>' } },
    creates: { type: 'Role assignment', name: 'r', kept: null },
    settles: 'answer',
    fills: [
      {
        placeholder: '<identity>',
        path: SYNAPSE,
        apiVersion: '1',
        property: ['identity', 'principalId']
      }
    ],
    doneCodes: ['RoleAssignmentExists'],
    expects: [
      {
        property: ['properties', 'principalId'],
        value: '<identity>',
        otherwise: 'It is for somebody else.'
      }
    ]
  };

  beforeEach(() => arm.put(SYNAPSE, { identity: { principalId: 'new' } }));

  it('passes when it is what the plan says', async () => {
    arm.put(ROLE, { properties: { principalId: 'new' } });
    plan(role);
    await assistant.confirm();
    expect(assistant.plan).toBeNull();
    expect(arm.writes).toEqual([]);
    expect(created()).toEqual([]);
  });

  it('does not pass when it is something else', async () => {
    arm.put(ROLE, { properties: { principalId: 'old' } });
    plan(role);
    await assistant.confirm();
    expect(problem()).toMatchObject({
      kind: 'usage',
      why: 'It is for somebody else.'
    });
    expect(arm.writes).toEqual([]);
    arm.remove(ROLE);
    await assistant.confirm();
    expect(arm.writes).toEqual(['PUT roleAssignments/r']);
    expect(created()).toEqual([[ROLE, 'there']]);
  });

  const failed = { provisioningState: 'Failed' };

  it('does not pass when somebody else has made it, and it failed', async () => {
    arm.put(SYNAPSE, { properties: failed });
    plan(CREATE);
    await assistant.confirm();
    expect(arm.writes).toEqual([]);
    expect(created()).toEqual([]);
    expect(problem()).toMatchObject({
      kind: 'usage',
      what: expect.stringContaining('something else has this name'),
      why: expect.stringContaining('in the state Failed')
    });
    arm.remove(SYNAPSE);
    await assistant.confirm();
    expect(created()).toEqual([[SYNAPSE, 'there']]);
  });

  it('is sent again when it was made here and failed, and is the same one', async () => {
    const one = (createdAt: string) => ({
      properties: failed,
      systemData: { createdAt }
    });
    takesLong();
    arm.remove(SYNAPSE);
    plan({ ...CREATE, body: one('first') });
    arm.links.push({ status: 'Failed' });
    await assistant.confirm();
    // The same plan.
    arm.links.push({ status: 'Failed' });
    await assistant.confirm();
    expect(arm.writes).toHaveLength(2);
    // Another plan.
    assistant.withdraw();
    plan(CREATE);
    await assistant.confirm();
    expect(arm.writes).toHaveLength(3);
    expect(assistant.plan).toBeNull();
    // Another one of the same name.
    assistant.kept.created[0].identity = 'createdAt first';
    arm.put(SYNAPSE, one('second'));
    plan(CREATE);
    await assistant.confirm();
    expect(arm.writes).toHaveLength(3);
    expect(problem()?.why).toContain('not created here');
  });

  it('is not created here when Azure says that another one does', async () => {
    arm.onWrite = () => {
      throw refusal(409, 'RoleAssignmentExists');
    };
    plan(role);
    await assistant.confirm();
    expect(assistant.plan).toBeNull();
    expect(created()).toEqual([]);
  });
});
