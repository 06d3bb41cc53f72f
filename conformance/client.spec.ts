import { SparkLivy } from '../src/azure/sparkLivy';
import {
  ContractScenario,
  livyContract
} from '../src/azure/__tests__/livyContract';
import { DEFAULT_SIZES } from '../src/core/livy';
import { ITarget } from '../src/core/target';

import { Client, pause } from './support/client';
import { readProfile } from './support/profile';
import { UNKNOWN_SESSION } from './support/replay';
import { sendTo } from './support/sendTo';

/** The adapter that the front end uses, against the server under test. */
const profile = readProfile();

const TARGET: ITarget = {
  connection: 'livy',
  endpoint: 'https://livy.invalid',
  pool: 'pool',
  workspace: null,
  poolResourceId: null,
  subscriptionId: null,
  resourceGroup: null,
  amlWorkspace: null,
  compute: null
};

if (profile) {
  const livy = new SparkLivy({ send: sendTo(profile), target: TARGET });
  const name = `${profile.tag}-contract`;
  const client = new Client(profile);
  let sessionId = -1;

  /** When a server answers at once, or a session dies, is not ours to say. */
  const leftOut: ContractScenario[] = ['final', 'dead'];
  if (profile.dialect === 'synapse') {
    // It refuses the cancel, and shows what was deleted.
    leftOut.push('unknownStatement', 'deleteBusy');
  }

  livyContract(
    `SparkLivy at ${profile.url}${profile.prefix}`,
    async scenario => {
      if (scenario !== 'create' && sessionId < 0) {
        const made = (await livy.listSessions()).find(one => one.name === name);
        sessionId = made?.id ?? -1;
      }
      return {
        livy,
        sessionId,
        name,
        unknownSession: UNKNOWN_SESSION,
        pass: () => pause(100),
        passes: 1200
      };
    },
    leftOut
  );

  describe('SparkLivy', () => {
    it('keeps a session alive, and finds it in the list', async () => {
      // One session at a time.
      await livy.deleteSession(sessionId);
      const request = { ...DEFAULT_SIZES, name: `${name}-2`, conf: {} };
      const { id } = await livy.createSession(request);
      for (let state = ''; state !== 'idle';) {
        await pause(100);
        ({ state } = await livy.getSession(id));
        expect(state).toMatch(/^(?:not_started|starting|idle|busy)$/);
      }
      await livy.resetTimeout(id);
      await livy.deleteSession(id);
      // What is gone needs no deleting.
      await livy.deleteSession(id);
    });
  });

  afterAll(async () => {
    for (const { id, name: found } of await livy.listSessions()) {
      if (found?.startsWith(name)) {
        await client.remove(id);
      }
    }
  });
} else {
  it.skip('there is no server to test', () => undefined);
}
