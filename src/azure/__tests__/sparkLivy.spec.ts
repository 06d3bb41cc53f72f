/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "require"]}
 */
import './sdkEnvironment';

import { problemOf } from '../../core/errors';
import { DEFAULT_SIZES, ISparkSession, IStatement } from '../../core/livy';
import { ITarget } from '../../core/target';
import { createAzure } from '../index';
import { SparkLivy } from '../sparkLivy';

import sessions from './data/sessions.json';
import { Answerer, inOrder, scriptedSend } from './scriptedSend';

const TARGET: ITarget = {
  connection: 'azure',
  endpoint: 'https://contoso.dev.azuresynapse.net',
  pool: 'hunt pool',
  workspace: 'contoso',
  poolResourceId: null,
  subscriptionId: null,
  resourceGroup: null,
  amlWorkspace: null,
  compute: null
};

const BASE =
  'https://contoso.dev.azuresynapse.net/livyApi/versions/2019-11-01-preview/sparkPools/hunt%20pool';

const REQUEST = {
  ...DEFAULT_SIZES,
  name: 'jl-hunt-3f2a',
  conf: { 'spark.ui.enabled': 'true' }
};

const WAITING = { id: 3, code: '1', state: 'waiting', output: null };

function connect(answerer: Answerer, target: Partial<ITarget> = {}) {
  const { requests, send } = scriptedSend(answerer);
  const livy = new SparkLivy({
    send,
    target: { ...TARGET, ...target },
    random: () => 0.5
  });
  return { livy, requests };
}

/** The rejection of a call, while time goes by. */
async function failure(call: Promise<unknown>): Promise<unknown> {
  const settled = call.then(
    value => {
      throw new Error(`resolved with ${JSON.stringify(value)}`);
    },
    (reason: unknown) => reason
  );
  await jest.advanceTimersByTimeAsync(120_000);
  return settled;
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('the log of a session', () => {
  it("is Livy's own page of it", async () => {
    const { livy, requests } = connect(
      inOrder({
        status: 200,
        body: { id: 7, from: 0, total: 2, log: ['a', 'b'] }
      })
    );
    expect(await livy.readLog(7)).toEqual(['a', 'b']);
    expect(requests[0].url).toBe(`${BASE}/sessions/7/log?size=1000`);
  });

  it('is what the session brings where there is no such page', async () => {
    const { livy } = connect(
      inOrder(
        { status: 404, body: { Message: 'Not found' } },
        { status: 200, body: { id: 7, state: 'idle', log: ['only', 'this'] } }
      )
    );
    expect(await livy.readLog(7)).toEqual(['only', 'this']);
  });

  it('is refused as all else is', async () => {
    const { livy } = connect(
      inOrder({ status: 403, body: { Message: 'No role' } })
    );
    const reason = await failure(livy.readLog(7));
    expect(problemOf(reason)).toMatchObject({ kind: 'access' });
  });
});

describe('what SparkLivy sends', () => {
  type Call = (livy: SparkLivy) => Promise<unknown>;
  const SESSION = { id: 7, state: 'idle' };
  it.each<[string, Call, unknown, string, string, unknown]>([
    [
      'create session',
      livy => livy.createSession(REQUEST),
      SESSION,
      'POST',
      '/sessions?detailed=true',
      {
        name: 'jl-hunt-3f2a',
        conf: { 'spark.ui.enabled': 'true' },
        driverMemory: '28g',
        driverCores: 4,
        executorMemory: '28g',
        executorCores: 4,
        numExecutors: 2
      }
    ],
    [
      'create session without configuration',
      livy =>
        livy.createSession({ ...REQUEST, conf: {}, tags: { owner: 'jl' } }),
      SESSION,
      'POST',
      '/sessions?detailed=true',
      {
        name: 'jl-hunt-3f2a',
        tags: { owner: 'jl' },
        conf: {},
        driverMemory: '28g',
        driverCores: 4,
        executorMemory: '28g',
        executorCores: 4,
        numExecutors: 2
      }
    ],
    [
      'get session',
      livy => livy.getSession(7),
      SESSION,
      'GET',
      '/sessions/7?detailed=true',
      null
    ],
    [
      'list sessions',
      livy => livy.listSessions(),
      { from: 0, total: 0, sessions: [] },
      'GET',
      '/sessions?size=20&detailed=true',
      null
    ],
    [
      'delete session',
      livy => livy.deleteSession(7),
      undefined,
      'DELETE',
      '/sessions/7',
      null
    ],
    [
      'reset timeout',
      livy => livy.resetTimeout(7),
      undefined,
      'PUT',
      '/sessions/7/reset-timeout',
      null
    ],
    [
      'create statement',
      livy => livy.createStatement(7, 'print("é")', 'sparkr'),
      WAITING,
      'POST',
      '/sessions/7/statements',
      { code: 'print("é")', kind: 'sparkr' }
    ],
    [
      'get statement',
      livy => livy.getStatement(7, 3),
      WAITING,
      'GET',
      '/sessions/7/statements/3',
      null
    ],
    [
      'cancel statement',
      livy => livy.cancelStatement(7, 3),
      { msg: 'canceled' },
      'POST',
      '/sessions/7/statements/3/cancel',
      null
    ]
  ])('%s', async (_, call, answer, method, path, body) => {
    const { livy, requests } = connect(() => ({ body: answer }));
    await call(livy);
    expect(requests).toHaveLength(1);
    const [request] = requests;
    expect(request).toMatchObject({ connection: 'azure', method });
    expect(request.url).toBe(`${BASE}${path}`);
    expect(request.body === null ? null : JSON.parse(request.body)).toEqual(
      body
    );
    expect(Object.keys(request.headers)).not.toContain('authorization');
    if (body !== null) {
      expect(request.headers['content-type']).toMatch(/^application\/json/);
    }
  });

  it('takes another version of the API', async () => {
    const { requests, send } = scriptedSend(() => ({ body: SESSION }));
    const azure = createAzure(send, { apiVersion: '2020-12-01' });
    await azure.livy(TARGET).getSession(7);
    expect(requests[0].url).toContain('/livyApi/versions/2020-12-01/');
  });

  it('never sends a null in the configuration', async () => {
    const { livy, requests } = connect(() => ({ body: SESSION }));
    const conf = { a: 1, b: null } as unknown as Record<string, string>;
    await livy.createSession({ ...REQUEST, conf });
    expect(JSON.parse(requests[0].body ?? '').conf).toEqual({ a: '1' });
  });
});

describe('how often SparkLivy sends', () => {
  type Call = (livy: SparkLivy) => Promise<unknown>;
  const writes: [string, Call][] = [
    ['create statement', livy => livy.createStatement(7, '1', 'pyspark')],
    ['create session', livy => livy.createSession(REQUEST)],
    ['delete session', livy => livy.deleteSession(7)],
    ['reset timeout', livy => livy.resetTimeout(7)],
    ['cancel statement', livy => livy.cancelStatement(7, 3)]
  ];
  it('lists the sessions of all pages, each once', async () => {
    const all = Array.from({ length: 45 }, (_, id) => ({ id, state: 'dead' }));
    const { livy, requests } = connect(({ url }) => {
      const from = Number(new URL(url).searchParams.get('from') ?? 0);
      return { body: { from, sessions: all.slice(from, from + 20) } };
    });
    const found = await livy.listSessions();
    expect(found.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(requests).toHaveLength(3);
  });

  it('lists once where the server knows no pages', async () => {
    const all = Array.from({ length: 20 }, (_, id) => ({ id, state: 'dead' }));
    const { livy, requests } = connect(() => ({ body: { sessions: all } }));
    expect(await livy.listSessions()).toHaveLength(20);
    expect(requests).toHaveLength(2);
  });

  const reads: [string, Call][] = [
    ['get statement', livy => livy.getStatement(7, 3)],
    ['get session', livy => livy.getSession(7)],
    ['list sessions', livy => livy.listSessions()]
  ];

  describe.each([408, 429, 500, 502, 503, 504])('on %d', status => {
    it.each(writes)('%s: once', async (_, call) => {
      const { livy, requests } = connect(() => ({
        status,
        headers: { 'retry-after': '0' }
      }));
      await failure(call(livy));
      expect(requests).toHaveLength(1);
    });

    it.each(reads)('%s: again', async (_, call) => {
      const { livy, requests } = connect(() => ({ status }));
      await failure(call(livy));
      expect(requests).toHaveLength(4);
    });
  });

  it.each(writes)('without a network %s: once', async (_, call) => {
    const { livy, requests } = connect(() => {
      throw new TypeError('Failed to fetch');
    });
    expect(problemOf(await failure(call(livy))).kind).toBe('network');
    expect(requests).toHaveLength(1);
  });

  it.each(reads)('without a network %s: again', async (_, call) => {
    const { livy, requests } = connect(() => {
      throw new TypeError('Failed to fetch');
    });
    expect(problemOf(await failure(call(livy))).kind).toBe('network');
    expect(requests).toHaveLength(4);
  });

  it.each([400, 401, 403, 404, 409, 413, 501])(
    'on %d a read: once',
    async status => {
      const { livy, requests } = connect(() => ({ status }));
      await failure(livy.getSession(7));
      expect(requests).toHaveLength(1);
    }
  );

  it.each([
    ['LocalPoolMissing', 503, 1],
    ['NotSignedIn', 403, 1],
    ['UpstreamTimeout', 504, 1],
    ['UpstreamUnreachable', 502, 4]
  ])('when the proxy says %s a read: %#', async (code, status, times) => {
    const { livy, requests } = connect(() => ({
      status,
      body: { error: { code, message: 'No.' } },
      headers: { 'x-synapse-proxy-error': code, 'x-synapse-proxy': '' }
    }));
    await failure(livy.getSession(7));
    expect(requests).toHaveLength(times);
  });

  it('reads on after a passing failure', async () => {
    const { livy, requests } = connect(
      inOrder({ status: 503 }, { status: 429 }, { body: WAITING })
    );
    const read = livy.getStatement(7, 3);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await read).toMatchObject({ id: 3, state: 'waiting' });
    expect(requests).toHaveLength(3);
  });

  it('waits as long as Retry-After says', async () => {
    const { livy, requests } = connect(
      inOrder(
        { status: 429, headers: { 'retry-after': '5' } },
        { body: WAITING }
      )
    );
    const read = livy.getStatement(7, 3);
    await jest.advanceTimersByTimeAsync(4900);
    expect(requests).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(200);
    expect(requests).toHaveLength(2);
    await read;
  });

  it('does not wait for a Retry-After of half an hour', async () => {
    const { livy, requests } = connect(() => ({
      status: 429,
      headers: { 'retry-after': '2131' }
    }));
    await expect(livy.getStatement(7, 3)).rejects.toThrow();
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['a read', 30_000, (livy: SparkLivy) => livy.getStatement(7, 3)],
    [
      'a write',
      60_000,
      (livy: SparkLivy) => livy.createStatement(7, '1', 'pyspark')
    ]
  ])('gives up on %s after its time, once', async (_, time, call) => {
    const { livy, requests } = connect(() => new Promise(() => undefined));
    let reason: unknown = null;
    call(livy).catch((error: unknown) => {
      reason = error;
    });
    await jest.advanceTimersByTimeAsync(time - 100);
    expect(reason).toBeNull();
    await jest.advanceTimersByTimeAsync(200);
    expect(problemOf(reason)).toMatchObject({
      kind: 'network',
      what: `There was no answer within ${time / 1000} s.`
    });
    expect(requests[0].signal?.aborted).toBe(true);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(requests).toHaveLength(1);
  });

  it.each(['while it is under way', 'between two tries'])(
    'stops a read %s',
    async when => {
      const abort = new AbortController();
      const { livy, requests } = connect(() =>
        when === 'between two tries'
          ? { status: 503 }
          : new Promise(() => undefined)
      );
      const read = livy.getStatement(7, 3, abort.signal);
      const stopped = expect(read).rejects.toMatchObject({
        problem: { kind: 'cancelled' }
      });
      await jest.advanceTimersByTimeAsync(100);
      abort.abort();
      await stopped;
      await jest.advanceTimersByTimeAsync(60_000);
      expect(requests).toHaveLength(1);
      expect(requests[0].signal).toBeDefined();
    }
  );

  it('sends nothing for a signal that is aborted already', async () => {
    const { livy, requests } = connect(() => ({ body: WAITING }));
    const call = livy.createStatement(7, '1', 'pyspark', {
      signal: AbortSignal.abort()
    });
    expect(problemOf(await failure(call)).kind).toBe('cancelled');
    expect(requests).toHaveLength(0);
  });
});

describe('the size of a cell', () => {
  const code = (size: number) => 'é'.repeat(size / 2);

  it('is checked in bytes before anything is sent', async () => {
    const { livy, requests } = connect(() => ({ body: WAITING }));
    const call = livy.createStatement(7, code(110_000), 'pyspark');
    const problem = problemOf(await failure(call));
    expect(problem.kind).toBe('usage');
    expect(problem.what).toContain('107.4 kB (110,028 bytes)');
    expect(problem.why).toContain('100 kB (102,400 bytes)');
    expect(problem.next).toContain('split the cell');
    expect(requests).toHaveLength(0);
  });

  it('may be just what Azure takes', async () => {
    const { livy, requests } = connect(() => ({ body: WAITING }));
    const rest = JSON.stringify({ code: '', kind: 'pyspark' }).length;
    await livy.createStatement(7, code(102_400 - rest), 'pyspark');
    expect(Buffer.byteLength(requests[0].body ?? '')).toBe(102_400);
  });

  it('is not limited for a plain Livy', async () => {
    const { livy } = connect(() => ({ body: WAITING }), { workspace: null });
    await livy.createStatement(7, code(150_000), 'pyspark');
  });
});

describe('what SparkLivy understands', () => {
  it.each([200, 201, 202])('%d as a success', async status => {
    const { livy } = connect(() => ({ status, body: WAITING }));
    const statement = await livy.createStatement(7, '1', 'pyspark');
    expect(statement).toMatchObject({ id: 3, state: 'waiting' });
  });

  it.each(
    sessions.map(({ operation, source, body }) => [operation, source, body])
  )('the recorded answer to %s session: %s', async (operation, _, body) => {
    const { livy } = connect(() => ({ body }));
    const found =
      operation === 'create'
        ? [await livy.createSession(REQUEST)]
        : operation === 'list'
          ? await livy.listSessions()
          : [await livy.getSession(7)];
    const wire = (
      typeof body === 'object' && 'sessions' in body ? body.sessions : [body]
    ) as Record<string, unknown>[];
    expect(found).toHaveLength(wire.length);
    found.forEach((session, index) => checkSession(session, wire[index]));
  });

  /** A session has what its answer had. */
  function checkSession(
    session: ISparkSession,
    wire: Record<string, unknown>
  ): void {
    const has = (key: string) => wire[key] ?? null;
    expect(session).toMatchObject({
      id: wire.id,
      state: wire.state,
      appId: has('appId'),
      log: wire.log ?? [],
      faults: wire.errorInfo ?? [],
      workspaceName: has('workspaceName'),
      poolName: has('sparkPoolName'),
      submitter: has('submitterName')
    });
    const scheduler = wire.schedulerInfo as Record<string, string> | undefined;
    expect(session.schedulerState).toBe(scheduler?.currentState ?? null);
    expect(session.submittedAt).toBe(
      scheduler ? Date.parse(scheduler.submittedAt.slice(0, 23) + 'Z') : null
    );
    expect(session.sizes === null).toBe(!wire.livyInfo);
  }

  it('the statements of the local pool, with what they printed so far', async () => {
    const { livy } = connect(() => ({
      body: {
        ...WAITING,
        state: 'running',
        progress: 0.25,
        started: 1795502871450,
        completed: 0,
        partial: { text: 'bc', length: 3 },
        tasks: { jobs: 2, done: 3, total: 12, active: 2, failed: 0 }
      }
    }));
    const expected: IStatement = {
      id: 3,
      code: WAITING.code,
      state: 'running',
      output: null,
      progress: 0.25,
      started: 1795502871450,
      completed: null,
      partial: { text: 'bc', offset: 1 },
      tasks: { jobs: 2, done: 3, total: 12, active: 2, failed: 0 }
    };
    expect(await livy.getStatement(7, 3)).toEqual(expected);
  });

  it.each<[string, unknown, Record<string, string>]>([
    ['a page', '<html>Sign in</html>', { 'content-type': 'text/html' }],
    ['half of an answer', '{"id": 3,', { 'content-type': 'application/json' }],
    ['another answer', { value: [] }, {}],
    ['nothing', undefined, {}]
  ])('that %s is no statement', async (_, body, headers) => {
    const { livy } = connect(() => ({ body, headers }));
    const problem = problemOf(await failure(livy.getStatement(7, 3)));
    expect(problem.kind).toBe('server');
    expect(problem.what).toBe('The answer could not be understood.');
  });

  it('that a session which is not there needs no deleting', async () => {
    const { livy } = connect(() => ({
      status: 404,
      body: '\u001f\ufffd\b\u0000',
      headers: { 'content-type': 'application/json' }
    }));
    await expect(livy.deleteSession(7)).resolves.toBeUndefined();
  });

  it.each<[string, Record<string, string>]>([
    ['Jupyter', {}],
    ['the proxy', { 'x-synapse-proxy-error': 'UnknownConnection' }]
  ])('that a 404 of %s deletes nothing', async (_, headers) => {
    const { livy } = connect(() => ({
      status: 404,
      headers: { 'x-synapse-proxy': '', ...headers }
    }));
    await failure(livy.deleteSession(7));
  });
});
