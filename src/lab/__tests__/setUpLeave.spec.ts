import { NO_NEWS } from '../../core/setUpArm';
import { IKeptRequest } from '../../core/setUpKept';
import type { ArmDocument, ISetUpItem } from '../../core/setUpTypes';
import { FakeClock, settle } from '../../testing/fakeClock';
import { FakeSetUpArm } from '../../testing/fakeSetUpArm';
import { SetUpAssistant } from '../setUpAssistant';

import { POOLS, SetUpRig, stepOf, SYNAPSE } from './setUpRig';

const LINK = 'https://management.azure.com/operations/1';
const POOL = `${POOLS}/hunts`;

let clock: FakeClock;
let rig: SetUpRig;
let arm: FakeSetUpArm;
let assistant: SetUpAssistant;
/** What the link of the operation answers. */
let link: ArmDocument;

const create = (name: string): ISetUpItem => ({
  label: `Create ${name}`,
  method: 'PUT',
  path: `${POOLS}/${name}`,
  apiVersion: '1',
  body: { properties: { creationDate: 'now' } },
  creates: { type: 'Spark pool', name, kept: null },
  settles: 'resource'
});

function plan(items: readonly ISetUpItem[], chooses: string | null): void {
  assistant.kept.plan = {
    step: 'pool',
    kind: 'create',
    title: 'Create',
    requests: items.map((item): IKeptRequest => ({
      item,
      outcome: 'pending',
      isSent: false,
      operation: null
    })),
    costs: [],
    warnings: [],
    chooses
  };
}

/** A pool that Azure takes its time for. */
async function begin(): Promise<void> {
  plan([create('hunts')], POOL);
  void assistant.confirm();
  await clock.advance(20_000);
}

const minutes = (count: number): Promise<void> => clock.advance(count * 60_000);
const created = () => assistant.created.map(({ id, state }) => [id, state]);
const pool = () => stepOf(assistant, 'pool');

async function load(): Promise<void> {
  assistant = await rig.page();
  await assistant.settled();
}

beforeEach(async () => {
  clock = new FakeClock({ now: 1000 });
  rig = new SetUpRig(clock);
  ({ arm } = rig);
  const write = arm.onWrite;
  arm.onWrite = request => {
    write(request);
    return { ...NO_NEWS, status: 201, operation: LINK };
  };
  link = { status: 'InProgress', percentComplete: 40 };
  arm.look = async () => ({ ...NO_NEWS, document: link });
  await load();
  assistant.kept.choices = { account: 's', logs: null, synapse: SYNAPSE };
});

describe('a plan that was all sent', () => {
  it('can be left: its step shows what is under way, and then the end', async () => {
    await begin();
    expect(assistant.isSending).toBe(true);
    expect(assistant.plan?.isAllSent).toBe(true);
    assistant.leave();
    expect(assistant.isSending).toBe(false);
    expect(assistant.plan).toBeNull();
    expect(pool()).toMatchObject({
      state: 'working',
      operations: [{ label: 'Create hunts', status: 'InProgress', percent: 40 }]
    });
    expect(created()).toEqual([[POOL, 'there']]);
    await minutes(2);
    expect(pool().state).toBe('working');
    link = { status: 'Succeeded' };
    await minutes(1);
    expect(pool()).toMatchObject({ state: 'done', operations: [] });
    expect(assistant.kept.choices.pool).toBe(POOL);
    expect(assistant.kept.left).toEqual([]);
    expect(assistant.kept.created.map(({ identity }) => identity)).toEqual([
      'creationDate now'
    ]);
    expect(arm.writes).toEqual(['PUT bigDataPools/hunts']);
  });

  it('makes room for another one, which it does not disturb', async () => {
    await begin();
    assistant.leave();
    plan([create('second')], `${POOLS}/second`);
    const sent = assistant.confirm();
    await settle();
    expect(assistant.isSending).toBe(true);
    link = { status: 'Succeeded' };
    await minutes(2);
    await sent;
    expect(assistant.isSending).toBe(false);
    expect(assistant.plan).toBeNull();
    expect(assistant.kept.choices.pool).toBe(`${POOLS}/second`);
    expect(created().map(([id]) => id)).toEqual(
      expect.arrayContaining([POOL, `${POOLS}/second`])
    );
    expect(pool().state).toBe('done');
  });

  it('leaves a plan that waits for a click alone', async () => {
    await begin();
    assistant.leave();
    plan([create('second')], `${POOLS}/second`);
    link = { status: 'Succeeded' };
    await minutes(2);
    expect(assistant.kept.plan?.requests[0].outcome).toBe('pending');
    expect(assistant.kept.choices.pool).toBe(POOL);
  });

  it('tells at its step when it comes to nothing', async () => {
    await begin();
    assistant.leave();
    link = { status: 'Failed', error: { message: 'No quota is left.' } };
    await minutes(1);
    expect(pool()).toMatchObject({
      state: 'failed',
      operations: [],
      problem: { why: 'No quota is left.' }
    });
    expect(assistant.kept.left).toEqual([]);
    expect(created()).toEqual([[POOL, 'there']]);
  });

  it('is followed by the page after a reload, with GETs only', async () => {
    await begin();
    assistant.leave();
    await assistant.keep();
    await load();
    expect(assistant.isSending).toBe(false);
    expect(pool()).toMatchObject({
      state: 'working',
      operations: [{ label: 'Create hunts' }]
    });
    link = { status: 'Succeeded' };
    await minutes(1);
    expect(pool().state).toBe('done');
    expect(created()).toEqual([[POOL, 'there']]);
    expect(arm.writes).toHaveLength(1);
  });

  it('is left alone by another connection, and followed again with its own', async () => {
    const other = new FakeSetUpArm();
    rig.armOf = connection => (connection === 'azure' ? arm : other);
    await begin();
    assistant.leave();
    await assistant.connect('other');
    link = { status: 'Succeeded' };
    await minutes(2);
    expect(assistant.created).toEqual([]);
    expect(assistant.kept.choices).toEqual({});
    expect(assistant.problems.size).toBe(0);
    await assistant.connect('azure');
    await minutes(1);
    expect(pool().state).toBe('done');
    expect(assistant.kept.left).toEqual([]);
    expect(created()).toEqual([[POOL, 'there']]);
  });

  it('is not undone before it is over', async () => {
    await begin();
    assistant.leave();
    await assistant.proposeUndo([POOL]);
    expect(assistant.plan).toBeNull();
    expect(assistant.created[0].kept).toContain('Azure is at work on it');
    link = { status: 'Succeeded' };
    await minutes(1);
    await assistant.proposeUndo([POOL]);
    expect(assistant.plan?.kind).toBe('delete');
  });
});

describe('a plan that is to go on', () => {
  it('is not left: nobody would send the rest', async () => {
    plan([create('hunts'), create('second')], null);
    void assistant.confirm();
    await clock.advance(20_000);
    expect(assistant.plan?.isAllSent).toBe(false);
    assistant.leave();
    expect(assistant.isSending).toBe(true);
    expect(assistant.plan).not.toBeNull();
  });
});
