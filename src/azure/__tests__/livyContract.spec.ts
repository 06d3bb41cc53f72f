/**
 * The SDK's CommonJS build: Jest takes no ECMAScript modules from it.
 *
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "require"]}
 */
import './sdkEnvironment';

import { DEFAULT_SIZES } from '../../core/livy';
import { ITarget } from '../../core/target';
import { FakeClock } from '../../testing/fakeClock';
import { FakeLivy } from '../../testing/fakeLivy';
import { Script, textOutput } from '../../testing/fakeLivyStatement';
import { SparkLivy } from '../sparkLivy';

import goldens from './data/goldens.json';
import { CONTRACT_CODE, livyContract } from './livyContract';
import { Answerer, scriptedSend } from './scriptedSend';

const PREFIX = '/livyApi/versions/2019-11-01-preview/sparkPools/pool';

const TARGET: ITarget = {
  connection: 'livy',
  endpoint: 'https://livy.example',
  pool: 'pool',
  workspace: null,
  poolResourceId: null,
  subscriptionId: null,
  resourceGroup: null,
  amlWorkspace: null,
  compute: null
};

interface IExchange {
  method: string;
  path: string;
  status: number;
  body: unknown;
}

/** Answers as recorded, in order for each method and path; the last stays. */
function replay(exchanges: readonly IExchange[]): Answerer {
  const queues = new Map<string, IExchange[]>();
  for (const exchange of exchanges) {
    const key = `${exchange.method} ${exchange.path}`;
    queues.set(key, [...(queues.get(key) ?? []), exchange]);
  }
  return ({ method, url }) => {
    const path = new URL(url).pathname.slice(PREFIX.length);
    const queue = queues.get(`${method} ${path}`) ?? [];
    const exchange = queue.length > 1 ? queue.shift() : queue[0];
    return exchange && { status: exchange.status, body: exchange.body };
  };
}

livyContract('SparkLivy over the recorded answers of Apache Livy', scenario => {
  const { send } = scriptedSend(replay(goldens[scenario]));
  const livy = new SparkLivy({ send, target: TARGET });
  return Promise.resolve({
    livy,
    sessionId: 0,
    pass: () => Promise.resolve()
  });
});

const script: Script = code => {
  switch (code) {
    case CONTRACT_CODE.print:
      return { duration: 40, output: textOutput('hello\nworld') };
    case CONTRACT_CODE.exception:
      return {
        duration: 40,
        output: {
          status: 'error',
          ename: 'ZeroDivisionError',
          evalue: 'division by zero',
          traceback: ['Traceback (most recent call last):\n'],
          data: {}
        }
      };
    case CONTRACT_CODE.final:
      return {
        output: {
          status: 'error',
          ename: 'ValueError',
          evalue: 'boom',
          traceback: [],
          data: {}
        }
      };
    case CONTRACT_CODE.sleep:
      return { duration: 4000 };
    case CONTRACT_CODE.job:
      return { duration: Infinity, cancelTakes: 130 };
    default:
      return {};
  }
};

livyContract('FakeLivy', async scenario => {
  const clock = new FakeClock({ now: 1_700_000_000_000 });
  const states =
    scenario === 'create' ? ['starting', 'starting', 'idle'] : ['idle'];
  const livy = new FakeLivy({ clock, script, states });
  let sessionId = -1;
  if (scenario !== 'create') {
    const request = { ...DEFAULT_SIZES, name: 'made', conf: {} };
    sessionId = (await livy.createSession(request)).id;
  }
  if (scenario === 'dead') {
    livy.endSession(sessionId);
  }
  return { livy, sessionId, pass: () => clock.advance(20) };
});
