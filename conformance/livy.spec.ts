import { NAMES, NOT_ASKED, PLAN, reasonToSkip, SESSION } from './plan';
import { Client, pause } from './support/client';
import { goldenNames, isRecord, readGolden, stateOf } from './support/golden';
import { readProfile } from './support/profile';
import { Recorder } from './support/recorder';
import { Replay } from './support/replay';

const profile = readProfile();

it('each recorded case is in the plan, once', () => {
  const planned = [
    ...PLAN.flatMap(({ cases }) => cases),
    ...Object.keys(NOT_ASKED)
  ];
  expect(planned.sort()).toEqual(goldenNames());
});

if (profile) {
  const client = new Client(profile);
  const recorder = new Recorder(profile);

  for (const group of PLAN) {
    describe(group.name, () => {
      const replay = new Replay(client);
      const asked = group.cases.filter(name => !reasonToSkip(name, profile));

      beforeAll(async () => {
        const [first] = group.sessions;
        if (first !== undefined && asked.length > 0) {
          const id = await startSession(client, NAMES[first]);
          group.sessions.forEach(known => replay.sessions.set(known, id));
        }
      });

      afterAll(() => client.removeAll());

      for (const name of group.cases) {
        const golden = readGolden(name);
        const title = `${name}: ${golden.about}`;
        const reason = reasonToSkip(name, profile);
        if (reason) {
          recorder.skip(golden, reason);
          it.skip(`${title} (${reason})`, () => undefined);
          continue;
        }
        it(title, () => recorder.judge(golden, () => replay.run(golden)));
      }
    });
  }

  afterAll(() => recorder.write());
}

/** A new session that takes statements. */
async function startSession(client: Client, name = 'made'): Promise<number> {
  const { tag, dialect } = client.profile;
  const sizes = {
    driverMemory: '28g',
    driverCores: 4,
    executorMemory: '28g',
    executorCores: 4,
    numExecutors: 2
  };
  const created = await client.ask({
    method: 'POST',
    path: '/sessions',
    body: {
      ...SESSION,
      ...(dialect === 'synapse' && sizes),
      name: `${tag}-${name}`
    }
  });
  const id = isRecord(created.body) ? Number(created.body.id) : NaN;
  for (;;) {
    const { body, text } = await client.ask({
      method: 'GET',
      path: `/sessions/${id}`
    });
    const state = stateOf(body);
    if (state === 'idle') {
      return id;
    }
    if (state === null || /dead|error|killed|shutting/.test(state)) {
      throw new Error(`No session to test with: ${created.text} ${text}`);
    }
    await pause(50);
  }
}
