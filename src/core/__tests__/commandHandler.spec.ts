import { settle } from '../../testing/fakeClock';
import { textOutput } from '../../testing/fakeLivyStatement';
import {
  fakeChoice,
  fakeLocalTarget,
  fakePoolSession,
  fakeTarget
} from '../../testing/builders';
import { CommandHandler } from '../commandHandler';
import { problemOf } from '../errors';
import { DEFAULT_SIZES, ISparkSession } from '../livy';
import { USAGE } from '../magics';
import { IPoolSession } from '../poolSession';
import { IPoolGroup, ITarget } from '../target';
import { TargetResolver } from '../targetResolver';
import { ControllerRig, follow, Recorder, RigOptions } from './controllerRig';

const TARGET = fakeTarget({
  pool: 'p1',
  sizes: { driverCores: 8, numExecutors: 3 },
  conf: { 'spark.a': '1', 'spark.b': '2' }
});

const GROUP: IPoolGroup = {
  id: 'w',
  label: 'w',
  place: 'aml',
  subscription: null,
  problem: null,
  pools: [
    fakeChoice(TARGET, { label: 'compute-a', detail: 'Small' }),
    fakeChoice(fakeTarget({ pool: 'other', poolResourceId: '/x/other' }), {
      label: 'b',
      detail: '',
      available: false
    })
  ]
};

interface IRig extends RigOptions {
  target?: ITarget | Error;
  /** The workspace that `list` finds; null: the local pool. */
  workspace?: boolean;
  groups?: IPoolGroup[];
  /** Sessions that the pool has. */
  found?: IPoolSession[];
  setUpCells?: number;
}

function rig(options: IRig = {}) {
  const groups = options.groups ?? [GROUP];
  const base = new ControllerRig({
    ...options,
    resourceManager: {
      listComputes: () => Promise.resolve(groups[0]),
      listGroups: () => Promise.resolve(groups)
    }
  });
  const resolver = Object.assign(Object.create(TargetResolver.prototype), {
    resolve: () =>
      options.target instanceof Error
        ? Promise.reject(options.target)
        : Promise.resolve(options.target ?? TARGET),
    localTarget: () => Promise.resolve(fakeLocalTarget()),
    livyConnections: () => Promise.resolve([]),
    workspace: () =>
      Promise.resolve(
        options.workspace === false
          ? null
          : {
              connection: 'azure',
              workspace: {
                subscriptionId: 's',
                resourceGroup: 'r',
                workspaceName: 'w'
              }
            }
      )
  }) as TargetResolver;
  const handler = new CommandHandler({
    azure: () => Promise.resolve(base.azure),
    clock: base.clock,
    resolver,
    displayId: () => 'd1',
    directory: { list: () => Promise.resolve([...(options.found ?? [])]) },
    idleMinutes: () => 25
  });
  const outputs = new Recorder();
  const abort = new AbortController();
  const context = {
    controller: base.controller,
    path: 'hunt.ipynb',
    cellId: 'cell-9',
    setUp: () => options.setUpCells ?? 0,
    frames: () => Promise.reject(new Error('no kernel'))
  };
  return Object.assign(base, {
    outputs,
    abort,
    magic: (line: string, cell: string | null = null) =>
      follow(handler.run(line, cell, context, outputs, abort.signal))
  });
}

/** The texts of the live line, in order. */
function lines({ events }: Recorder): string[] {
  return events
    .filter(event => event.type !== 'stream')
    .map(({ content }) =>
      String((content.data as Record<string, string>)['text/plain'])
    );
}

describe('%synapse start', () => {
  it('redraws one line until the session is ready', async () => {
    const one = rig({
      states: ['not_started', 'starting', 'starting', 'idle']
    });
    const result = one.magic('start -t 45');
    await one.clock.advance(5000);
    expect(result).toMatchObject({ state: 'ok', value: null });
    const types = one.outputs.events.map(({ type }) => type);
    expect(types[0]).toBe('display_data');
    expect(types.slice(1).every(type => type === 'update_display_data')).toBe(
      true
    );
    for (const { content } of one.outputs.events) {
      expect(content.transient).toEqual({ display_id: 'd1' });
    }
    expect(lines(one.outputs)).toEqual([
      'Looking for the Spark pool …',
      'Asking p1 for a session … 0.0 s',
      'Session 0 ready on p1 in 0.5 s · 20 vCores · stops after 45 min idle'
    ]);
  });

  it('tells each stage while it takes long, and nothing after the end', async () => {
    const one = rig({ states: ['not_started'] });
    one.magic('start');
    await one.clock.advance(2500);
    one.livy.endSession(0, 'starting');
    await one.clock.advance(2000);
    one.livy.endSession(0, 'idle');
    await one.clock.advance(2000);
    const shown = lines(one.outputs);
    expect(shown).toContain('Session 0 on p1: queued … 1.0 s');
    expect(shown).toContain('Session 0 on p1: starting the driver … 4.0 s');
    expect(shown.at(-1)).toMatch(/^Session 0 ready/);
    await one.clock.advance(60_000);
    expect(lines(one.outputs)).toHaveLength(shown.length);
    expect(one.clock.sleeping).toBe(0);
  });

  it.each<[string, string, string | null, object]>([
    [
      'the target',
      'start',
      null,
      { driverCores: 8, numExecutors: 3, driverMemory: '28g' }
    ],
    [
      'the line over the target',
      'start -n 5',
      null,
      { driverCores: 8, numExecutors: 5 }
    ],
    [
      'the body',
      'start',
      '{"spark.b": "3", "numExecutors": 6}',
      { numExecutors: 6, conf: { 'spark.a': '1', 'spark.b': '3' } }
    ],
    [
      'the line over the body',
      'start -n 7',
      '{"numExecutors": 6}',
      { numExecutors: 7 }
    ]
  ])('asks for the sizes of %s', async (_, line, cell, sizes) => {
    const one = rig();
    one.magic(line, cell);
    await one.clock.advance(2000);
    const call = one.livy.calls.find(
      ({ method }) => method === 'createSession'
    );
    expect(call?.args[0]).toMatchObject(sizes);
    expect(one.controller.target).toEqual(TARGET);
  });

  it('says that -e is not supported, and starts', async () => {
    const one = rig();
    const result = one.magic('start -e myenv --environment-version 3');
    await one.clock.advance(2000);
    expect(result.state).toBe('ok');
    expect(one.outputs.events[0]).toEqual({
      type: 'stream',
      content: {
        name: 'stderr',
        text: expect.stringContaining('-e myenv is not supported')
      }
    });
  });

  it.each<[string, IRig, string, RegExp[]]>([
    [
      'no pool is found',
      { target: new Error('no pool') },
      'server: no pool',
      [/^Looking/, /^No session was started\.$/]
    ],
    [
      'the session dies',
      { states: ['starting', 'dead'] },
      'session: Session 0 failed (state dead).',
      [/^Looking/, /^Asking/, /^No session on p1 after 0\.\d s\.$/]
    ]
  ])('fails when %s', async (_, options, problem, shown) => {
    const one = rig(options);
    const result = one.magic('start');
    await one.clock.advance(5000);
    expect(result.problem).toBe(problem);
    expect(lines(one.outputs)).toHaveLength(shown.length);
    shown.forEach((pattern, at) =>
      expect(lines(one.outputs)[at]).toMatch(pattern)
    );
    expect(one.clock.sleeping).toBe(0);
  });

  it('is given up by an interrupt', async () => {
    const one = rig({ states: ['starting'] });
    const result = one.magic('start');
    await one.clock.advance(3000);
    one.abort.abort();
    await one.clock.advance(3000);
    expect(result.problem).toContain('cancelled: ');
    expect(await one.left()).toEqual([]);
    expect(lines(one.outputs).at(-1)).toMatch(/^No session on p1 after 3/);
  });

  it('is refused before anything is looked for', async () => {
    const one = rig();
    await one.ready();
    const result = one.magic('start');
    await settle();
    expect(result.problem).toContain('usage: Session 0 already runs');
    expect(one.outputs.events).toEqual([]);
  });
});

describe('%%synapse', () => {
  it.each([
    ['', 'pyspark'],
    ['scala', 'spark'],
    ['r', 'sparkr']
  ])('runs a cell (%s)', async (line, kind) => {
    const one = rig({ script: () => ({ output: textOutput('42') }) });
    await one.ready();
    const result = one.magic(line, 'code\n');
    await settle();
    expect(result).toMatchObject({ state: 'ok', value: null });
    expect(one.outputs.text.trim()).toBe('42');
    expect(one.livy.calls[0]).toEqual({
      method: 'createStatement',
      args: [0, 'code\n', kind]
    });
    expect(one.controller.runs[0].cellId).toBe('cell-9');
  });

  it('is cancelled by an interrupt', async () => {
    const one = rig({ script: () => ({ duration: Infinity }) });
    await one.ready();
    const result = one.magic('', 'code');
    await one.clock.advance(1000);
    one.abort.abort();
    await one.clock.advance(1000);
    expect(result.problem).toContain('cancelled: ');
  });
});

describe('the other commands', () => {
  it('stop', async () => {
    const one = rig();
    await one.ready();
    const result = one.magic('stop');
    await settle();
    expect(result).toMatchObject({ state: 'ok', value: null });
    expect(one.outputs.text).toBe('Session 0 is stopped.\n');
    expect(await one.left()).toEqual([]);
  });

  it('stop of a session that died', async () => {
    const one = rig();
    await one.ready();
    await one.livy.deleteSession(0);
    await one.controller.refresh();
    const result = one.magic('stop');
    await settle();
    expect(result.state).toBe('ok');
    expect(one.outputs.text).toBe('The session is stopped.\n');
  });

  it.each(['stop', 'meta'])('%s without a session', async line => {
    const one = rig();
    const result = one.magic(line);
    await settle();
    expect(result.problem).toBe(
      'session: No Spark session runs for this notebook.'
    );
  });

  it('meta gives plain JSON', async () => {
    const one = rig({
      target: fakeTarget({
        poolResourceId:
          '/subscriptions/s/resourceGroups/r/providers/Microsoft.Synapse/workspaces/w/bigDataPools/p 1',
        pool: 'p 1'
      })
    });
    one.magic('start');
    await one.clock.advance(1000);
    one.livy.endSession(0, 'idle', { appId: 'application_1_2' });
    const result = one.magic('meta');
    await settle();
    expect(JSON.parse(JSON.stringify(result.value))).toEqual(result.value);
    expect(result.value).toMatchObject({
      session_id: 0,
      state: 'idle',
      application_id: 'application_1_2',
      pool: 'p 1',
      vcores: 12,
      session_timeout_minutes: 25,
      links: {
        monitoring: expect.stringContaining('sparkPoolName=p%201'),
        pool: expect.stringContaining('https://portal.azure.com/#@/resource/')
      }
    });
  });

  it('meta of the local pool has no links', async () => {
    const one = rig();
    await one.ready({ target: fakeLocalTarget() });
    const result = one.magic('meta');
    await settle();
    expect(result.value).toMatchObject({ links: {}, connection: 'local' });
  });

  it('meta of a session that Livy has forgotten says so', async () => {
    const one = rig();
    await one.ready();
    await one.livy.deleteSession(0);
    const result = one.magic('meta');
    await settle();
    expect(result.problem).toBe('session: Session 0 does not exist any more.');
  });

  it.each<
    [string, (one: ReturnType<typeof rig>) => Promise<unknown>, string[][]]
  >([
    [
      'nothing',
      async () => undefined,
      [
        ['session', 'none'],
        ['state', 'none'],
        ['pool', '(not chosen)']
      ]
    ],
    [
      'an idle session',
      async one => {
        await one.ready();
        await one.clock.advance(125_000);
      },
      [
        ['session', '0'],
        ['state', 'idle'],
        ['pool', 'sparkpool01'],
        ['workspace', 'contoso-synapse'],
        ['up', '2 min 06 s']
      ]
    ],
    [
      'a session that died',
      async one => {
        await one.ready();
        one.livy.endSession(0, 'killed');
      },
      [
        ['session', '0'],
        ['state', 'killed'],
        ['pool', 'sparkpool01'],
        ['workspace', 'contoso-synapse'],
        ['problem', 'Session 0 was stopped.']
      ]
    ],
    [
      'a session that is gone',
      async one => {
        await one.ready();
        await one.livy.deleteSession(0);
      },
      [
        ['session', 'none'],
        ['state', 'ended'],
        ['pool', 'sparkpool01'],
        ['workspace', 'contoso-synapse'],
        ['problem', 'Session 0 does not exist any more.']
      ]
    ],
    [
      'a session that starts',
      async one => {
        Object.assign(one.livy, { _states: ['starting'] });
        void one.start();
        await one.clock.advance(2000);
      },
      [
        ['session', '0'],
        ['state', 'starting'],
        ['pool', 'sparkpool01'],
        ['workspace', 'contoso-synapse'],
        ['up', '2.0 s']
      ]
    ]
  ])('status of %s', async (_, prepare, rows) => {
    const one = rig();
    await prepare(one);
    const result = one.magic('status');
    await settle();
    await settle();
    expect(result).toMatchObject({ state: 'ok', value: null });
    expect(
      one.outputs.text
        .trimEnd()
        .split('\n')
        .map(line => line.split(/ {2,}/))
    ).toEqual(rows);
  });

  it.each([
    ['of a workspace', true],
    ['of the local pool', false]
  ])('list %s', async (_, workspace) => {
    const one = rig({ workspace });
    const result = one.magic('list');
    await settle();
    expect(result.value).toEqual([
      {
        name: 'compute-a',
        pool: 'p1',
        workspace: 'contoso-synapse',
        resource_id: null,
        available: true
      },
      {
        name: 'b',
        pool: 'other',
        workspace: 'contoso-synapse',
        resource_id: '/x/other',
        available: false
      }
    ]);
    expect(JSON.parse(JSON.stringify(result.value))).toEqual(result.value);
    expect(one.outputs.text).toBe(
      'compute    pool   facts\ncompute-a  p1     Small\nb          other\n'
    );
  });

  it('list of nothing says why', async () => {
    const one = rig({
      groups: [{ ...GROUP, pools: [], problem: 'The role Reader is missing.' }]
    });
    const result = one.magic('list');
    await settle();
    expect(result.problem).toContain('notFound: No Synapse Spark pool');
    expect(String(result.reason)).toContain('The role Reader is missing.');
  });

  it.each(['help', '?', '-h', ''])('help by "%s"', async line => {
    const one = rig();
    const result = one.magic(line);
    await settle();
    expect(result.value).toBeNull();
    expect(one.outputs.text).toBe(`${USAGE}\n`);
  });

  it.each<[string, string | null, RegExp]>([
    ['strat', null, /strat/],
    ['start --nope', null, /nope/],
    ['', ' \n', /empty/],
    ['stop', 'x', /takes no cell/],
    ['start', '{', /not JSON/]
  ])('refuses "%s"', async (line, cell, words) => {
    const one = rig();
    const result = one.magic(line, cell);
    await settle();
    expect(result.problem).toMatch(/^usage: /);
    expect(result.problem).toMatch(words);
    expect(one.livy.calls).toEqual([]);
  });
});

describe('sessions that run already', () => {
  /** A rig whose pool has one idle session of the user's. */
  async function found(
    parts: Partial<IPoolSession> = {},
    session: Partial<ISparkSession> = {},
    options: IRig = {}
  ) {
    const entries: IPoolSession[] = [];
    const one = rig({ states: ['idle'], found: entries, ...options });
    const made = await one.livy.createSession({
      ...DEFAULT_SIZES,
      numExecutors: 4,
      driverCores: 8,
      name: 'jl-export-3f2a91bc',
      conf: {}
    });
    entries.push(
      fakePoolSession(
        { target: fakeTarget({ pool: 'p1', conf: {} }), ...parts },
        { ...made, ...session }
      )
    );
    one.livy.calls.splice(0);
    // `found` is read when a magic asks.
    Object.assign(options, { found: entries });
    return Object.assign(one, { entries });
  }

  async function run(one: Awaited<ReturnType<typeof found>>, line: string) {
    const result = one.magic(line);
    await one.clock.advance(2000);
    return result;
  }

  it.each(['attach', 'attach 0', 'attach jl-export-3f2a91bc -t 5'])(
    '%s uses it',
    async line => {
      const one = await found({ target: TARGET });
      Object.assign(one.entries[0].session, { submittedAt: 940_000 });
      const result = await run(one, line);
      expect(result.problem).toBe('');
      expect(one.outputs.text).toBe(
        `Attached to session 0 on p1 · started by export · up 1 min 00 s · 24 vCores · stops after ${line.includes('-t') ? 5 : 25} min idle\n`
      );
      expect(one.controller).toMatchObject({
        phase: 'ready',
        isAttached: true
      });
      expect(one.livy.count('createSession')).toBe(0);
    }
  );

  it('attach names who started it, and who uses it', async () => {
    const one = await found({ isMine: false, openIn: ['a.ipynb'] });
    await run(one, 'attach 0');
    expect(one.outputs.text).toContain(
      'Attached to session 0 on p1 · of somebody else · shared with a.ipynb'
    );
    expect(one.outputs.text).toContain('its owner stops it');
  });

  it.each<[string, Partial<IPoolSession>, RegExp]>([
    [
      'attach',
      { openIn: ['a.ipynb'] },
      /usage: argument session: no session of yours on p1/
    ],
    ['attach 7', {}, /usage: argument session: there is no session '7' on p1/]
  ])('%s says what there is', async (line, parts, pattern) => {
    const one = await found(parts);
    const result = await run(one, line);
    expect(result.problem).toMatch(pattern);
    expect(problemOf(result.reason).why).toContain('jl-export-3f2a91bc');
  });

  it.each<
    [string, string, Partial<IPoolSession>, Partial<ISparkSession>, boolean]
  >([
    ['one that is large enough', 'start --reuse', {}, {}, true],
    ['none that is smaller', 'start --reuse -n 5', {}, {}, false],
    ['none that is busy', 'start --reuse', {}, { state: 'busy' }, false],
    ['none without being asked to', 'start', {}, {}, false],
    ["nobody else's", 'start --reuse', { isMine: false }, {}, false]
  ])('start takes %s', async (_, line, parts, session, isReused) => {
    const one = await found(parts, session, {
      target: fakeTarget({ pool: 'p1' })
    });
    const result = await run(one, line);
    expect(result.problem).toBe('');
    expect(one.livy.count('createSession')).toBe(isReused ? 0 : 1);
    expect(lines(one.outputs).at(-1)).toContain(
      isReused ? 'Attached to session 0 on p1' : 'Session 1 ready on p1'
    );
  });

  it('start --reuse takes none when there are Spark settings', async () => {
    const one = await found();
    const result = one.magic('start --reuse', '{"conf": {"spark.a": 1}}');
    await one.clock.advance(2000);
    expect(result.problem).toBe('');
    expect(one.livy.count('createSession')).toBe(1);
  });

  it('start --reuse starts one when that one has just ended', async () => {
    const one = await found({}, {}, { target: fakeTarget({ pool: 'p1' }) });
    await one.livy.deleteSession(0);
    await run(one, 'start --reuse');
    expect(one.livy.count('createSession')).toBe(1);
    expect(one.controller.phase).toBe('ready');
  });

  it('detach lets go of it', async () => {
    const one = await found();
    await run(one, 'attach');
    one.outputs.events.splice(0);
    const result = await run(one, 'detach');
    expect(result.state).toBe('ok');
    expect(one.outputs.text).toBe(
      'Session 0 on p1 runs on without this notebook. %synapse attach 0 uses it again.\n'
    );
    expect(await one.left()).toEqual(['0 idle']);
    expect((await run(one, 'detach')).problem).toContain('No Spark session');
  });

  it('stop ends it when it is the user’s', async () => {
    const one = await found();
    await run(one, 'attach');
    expect((await run(one, 'stop')).state).toBe('ok');
    expect(one.outputs.text).toContain('Session 0 is stopped.\n');
    expect(await one.left()).toEqual([]);
  });

  it.each(['stop', 'restart'])('%s leaves alone what is not', async line => {
    const one = await found({ isMine: false });
    await run(one, 'attach 0');
    const result = await run(one, line);
    expect(result.problem).toBe(
      `usage: Session 0 is not yours: %synapse ${line} leaves it alone.`
    );
    expect(problemOf(result.reason).next).toContain('%synapse detach');
    expect(await one.left()).toEqual(['0 idle']);
  });

  it('stop tells who used it too', async () => {
    const one = rig();
    await one.ready();
    Object.defineProperty(one.controller, 'sharedWith', {
      get: () => ['a.ipynb', 'b.ipynb']
    });
    await run(one as never, 'stop');
    expect(one.outputs.text).toBe(
      'Session 0 is stopped. a.ipynb and b.ipynb used it too.\n'
    );
  });

  it.each([
    [0, 'No cell has the tag synapse-setup'],
    [1, 'The cell with the tag synapse-setup runs next.'],
    [3, 'The 3 cells with the tag synapse-setup run next.']
  ])(
    'restart starts anew and runs %i set-up cells',
    async (setUpCells, text) => {
      const one = rig({ setUpCells });
      await one.ready({ target: TARGET });
      const result = await run(one as never, 'restart');
      expect(result.state).toBe('ok');
      expect(lines(one.outputs).at(-1)).toContain('Session 1 ready on p1');
      expect(one.outputs.text).toContain(text);
      expect(await one.left()).toEqual(['1 idle']);
    }
  );
});
