import { FakeClock, settle } from '../../testing/fakeClock';
import { refusal } from '../../testing/fakeSetUpArm';
import { SetUpAssistant } from '../setUpAssistant';

import { POOLS, SetUpRig, stepOf, SYNAPSE } from './setUpRig';

const WORKSPACES = '/subscriptions/s/providers/Microsoft.Synapse/workspaces';

let rig: SetUpRig;
let assistant: SetUpAssistant;
/** Opens what is held back. */
let open: () => void;

/** Holds back a list until `open` is called. */
function hold(place: string): void {
  const passed = new Promise<void>(resolve => (open = resolve));
  const { arm } = rig;
  const list = arm.list.bind(arm);
  arm.list = async path => {
    if (path === place) {
      await passed;
    }
    return list(path);
  };
}

/** A list that lacks what was made a moment ago. */
function isLate(place: string): void {
  const { arm } = rig;
  const list = arm.list.bind(arm);
  arm.list = async path => (path === place ? [] : list(path));
}

const body = () => assistant.kept.plan?.requests[0].item.body;

/** A page that is just loaded, with the pool as its next step. */
async function load(): Promise<void> {
  assistant = await rig.page();
  assistant.kept.choices = { account: 's', logs: null, synapse: SYNAPSE };
  await assistant.keep();
}

beforeEach(() => {
  rig = new SetUpRig(new FakeClock({ auto: true, now: 1000 }));
});

describe('a plan', () => {
  it('waits for what its step looks at, after a reload', async () => {
    await load();
    hold(WORKSPACES);
    assistant = rig.open();
    const loaded = assistant.load();
    await settle();
    const proposed = assistant.propose('pool');
    await settle();
    expect(stepOf(assistant, 'pool').state).toBe('checking');
    expect(assistant.plan).toBeNull();
    open();
    await Promise.all([loaded, proposed]);
    expect(body()).toMatchObject({ location: 'westeurope' });
  });

  it('is none for a name that turns out to be taken', async () => {
    rig.arm.put(`${POOLS}/mine`);
    await load();
    hold(POOLS);
    assistant.edit('pool', 'name', 'mine');
    const proposed = assistant.propose('pool');
    await settle();
    open();
    await proposed;
    expect(assistant.plan).toBeNull();
    expect(stepOf(assistant, 'pool').problem?.what).toContain(
      'has a pool of this name'
    );
  });

  it('is made for what a list does not have yet', async () => {
    isLate(WORKSPACES);
    await load();
    // The assistant has made it: the choice stays.
    assistant.kept.created.push({
      id: SYNAPSE,
      step: 'synapse',
      type: 'Synapse workspace',
      name: 'hunt-x',
      createdAt: 1,
      state: 'there',
      kept: null,
      isPart: false,
      apiVersion: '1',
      identity: null
    });
    await assistant.propose('pool');
    expect(body()).toMatchObject({ location: 'westeurope' });
  });

  it('is none without a region', async () => {
    rig.arm.put(SYNAPSE, { location: undefined });
    await load();
    await assistant.propose('pool');
    expect(assistant.plan).toBeNull();
    expect(stepOf(assistant, 'pool').problem).toMatchObject({
      kind: 'notFound',
      why: 'What it would be created in cannot be seen.'
    });
  });

  it('is none while what there is cannot be read', async () => {
    await load();
    rig.arm.failure = path => (path === POOLS ? refusal(503) : null);
    await assistant.check();
    await assistant.propose('pool');
    expect(assistant.plan).toBeNull();
    expect(stepOf(assistant, 'pool').problem?.what).toBe('503 Refused');
    rig.arm.failure = () => null;
    await assistant.check();
    await assistant.propose('pool');
    expect(assistant.plan?.step).toBe('pool');
  });

  it('is none when the form has changed while it was made', async () => {
    await load();
    hold(POOLS);
    void assistant.check('pool');
    const proposed = assistant.propose('pool');
    await settle();
    assistant.edit('pool', 'name', 'other');
    open();
    await proposed;
    expect(assistant.plan).toBeNull();
    await assistant.propose('pool');
    expect(assistant.plan?.title).toContain('other');
  });

  it('is the last one that was asked for', async () => {
    await load();
    hold(POOLS);
    void assistant.check('pool');
    const proposed = assistant.propose('pool');
    await settle();
    const again = assistant.propose('logs');
    open();
    await Promise.all([proposed, again]);
    expect(assistant.plan?.step).toBe('logs');
  });
});
