import { settle } from '../../testing/fakeClock';
import { textOutput } from '../../testing/fakeLivyStatement';
import {
  fakeChoice,
  fakeLocalTarget,
  fakeTarget
} from '../../testing/builders';
import { CommandHandler } from '../commandHandler';
import { USAGE } from '../magics';
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
    displayId: () => 'd1'
  });
  const outputs = new Recorder();
  const abort = new AbortController();
  const context = {
    controller: base.controller,
    path: 'hunt.ipynb',
    cellId: 'cell-9'
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
      session_timeout_minutes: 30,
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
