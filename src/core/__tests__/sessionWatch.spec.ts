import { fakePoolSession, fakeTarget } from '../../testing/builders';
import { settle } from '../../testing/fakeClock';
import { IFakeRun, textOutput } from '../../testing/fakeLivyStatement';
import { DEFAULT_SIZES } from '../livy';
import { IPoolSession } from '../poolSession';
import { ISharer } from '../sessionSettings';
import { ControllerRig, follow, RigOptions } from './controllerRig';

const MINUTE = 60_000;
const DIED: IFakeRun = {
  output: {
    status: 'error',
    ename: 'Error',
    evalue: 'Interpreter died:\n',
    traceback: [],
    data: {}
  }
};

/** A controller without a session, and one of another notebook to attach to. */
async function attachable(options: RigOptions = {}, parts = {}) {
  const rig = new ControllerRig({ states: ['idle'], ...options });
  const session = await rig.livy.createSession({
    ...DEFAULT_SIZES,
    numExecutors: 3,
    name: 'jl-other-00000001',
    conf: {}
  });
  const entry: IPoolSession = fakePoolSession({ session, ...parts });
  return { rig, entry };
}

/** Gives a controller others that share its session. */
function share(rig: ControllerRig, ...sharers: Partial<ISharer>[]): string[] {
  const told: string[] = [];
  const all = sharers.map(one => ({
    label: 'b.ipynb',
    ownIdleEndsAt: null,
    end: ({ what, why }: { what: string; why: string }) => {
      told.push(`${what} ${why}`);
    },
    ...one
  }));
  const { _options: options } = rig.controller as unknown as {
    _options: { sharers: () => readonly ISharer[] };
  };
  options.sharers = () => all;
  return told;
}

describe('attach', () => {
  it('uses a session that runs', async () => {
    const { rig, entry } = await attachable({
      script: () => ({ output: textOutput('42') })
    });
    await rig.controller.attach(entry, 20);
    expect(rig.controller).toMatchObject({
      phase: 'ready',
      isAttached: true,
      isForeign: false,
      idleMinutes: 20,
      target: fakeTarget(),
      sizes: { numExecutors: 3 },
      startedAt: 1_000_000
    });
    expect(rig.records.at(-1)).toMatchObject({
      sessionId: 0,
      name: 'jl-other-00000001',
      isAttached: true
    });
    await rig.run('x');
    expect(rig.livy.codes(0).at(-1)).toBe('x');
    expect(rig.livy.count('createSession')).toBe(1);
  });

  it.each<
    [string, (rig: ControllerRig, entry: IPoolSession) => unknown, RegExp]
  >([
    ['there is one', async rig => rig.ready(), /already runs/],
    ['it has ended', rig => rig.livy.endSession(0, 'dead'), /cannot be used/],
    ['it starts', rig => rig.livy.endSession(0, 'starting'), /cannot be used/],
    ['it is gone', rig => rig.livy.deleteSession(0), /not found/],
    [
      'its id is another one’s by now',
      (_, entry) => Object.assign(entry.session, { name: 'jl-gone-00000001' }),
      /cannot be used/
    ]
  ])('is refused when %s', async (_, prepare, message) => {
    const { rig, entry } = await attachable();
    const copy = { ...entry, session: { ...entry.session } };
    await prepare(rig, copy);
    const before = rig.controller.phase;
    await expect(rig.controller.attach(copy, 30)).rejects.toThrow(message);
    expect(rig.controller.phase).toBe(before);
  });

  it('is taken up again after a reload, as what it was', async () => {
    const { rig, entry } = await attachable({}, { isMine: false });
    await rig.controller.attach(entry, 20);
    const record = rig.records.at(-1)!;
    const next = new ControllerRig();
    Object.assign(next.azure, { livy: () => rig.livy });
    expect(await next.controller.adopt(record)).toBe(true);
    expect(next.controller).toMatchObject({
      isAttached: true,
      isForeign: true
    });
  });

  it('is over when the session is let go of, and the session runs on', async () => {
    const { rig, entry } = await attachable();
    await rig.controller.attach(entry, 20);
    rig.controller.forget();
    expect(rig.controller).toMatchObject({ phase: 'none', isAttached: false });
    expect(rig.records.at(-1)).toBeNull();
    expect(await rig.left()).toEqual(['0 idle']);
  });
});

describe('the idle limit', () => {
  it('begins again by keepAlive', async () => {
    const rig = await new ControllerRig().ready({ idleMinutes: 10 });
    await rig.clock.advance(9 * MINUTE);
    await rig.controller.keepAlive();
    expect(rig.livy.count('resetTimeout')).toBe(1);
    await rig.clock.advance(9 * MINUTE);
    await rig.controller.refresh();
    expect(rig.controller.phase).toBe('ready');
    await rig.clock.advance(MINUTE);
    await rig.controller.refresh();
    expect(rig.controller.phase).toBe('ended');
  });

  it('never stops a session of somebody else', async () => {
    const { rig, entry } = await attachable({}, { isMine: false });
    await rig.controller.attach(entry, 5);
    expect(rig.controller.idleEndsAt).toBeNull();
    for (let minute = 0; minute < 20; minute++) {
      await rig.clock.advance(MINUTE);
      await rig.controller.refresh();
    }
    expect(rig.controller.phase).toBe('ready');
    expect(await rig.left()).toEqual(['0 idle']);
    // Nor is it kept alive for somebody who does not use it.
    expect(rig.livy.count('resetTimeout')).toBe(1);
  });

  it('is the longest one of the notebooks that share a session', async () => {
    const rig = await new ControllerRig().ready({ idleMinutes: 5 });
    const end = rig.clock.now() + 8 * MINUTE;
    const told = share(rig, { ownIdleEndsAt: end });
    expect(rig.controller.idleEndsAt).toBe(end);
    await rig.clock.advance(6 * MINUTE);
    await rig.controller.refresh();
    expect(rig.controller.phase).toBe('ready');
    await rig.clock.advance(3 * MINUTE);
    await rig.controller.refresh();
    expect(rig.controller.phase).toBe('ended');
    expect(told).toEqual([
      'Session 0 was stopped after 5 min without work. That is its idle limit (-t of %synapse start).'
    ]);
  });
});

describe('a stop', () => {
  it('tells the notebooks that share the session', async () => {
    const rig = await new ControllerRig().ready();
    const told = share(rig, {});
    expect(rig.controller.sharedWith).toEqual(['b.ipynb']);
    await rig.controller.stop();
    expect(told).toEqual([
      'Session 0 was stopped. It was shared, and hunt.ipynb has stopped it.'
    ]);
  });

  it('from elsewhere ends it here', async () => {
    const rig = await new ControllerRig().ready();
    const problem = {
      kind: 'session',
      what: 'x',
      why: '',
      next: '',
      detail: ''
    };
    rig.controller.end(problem as never);
    expect(rig.controller).toMatchObject({ phase: 'ended', problem });
    expect(rig.livy.count('deleteSession')).toBe(0);
  });

  it('is not believed before a read agrees', async () => {
    const rig = await new ControllerRig().ready();
    const remove = rig.livy.deleteSession.bind(rig.livy);
    rig.livy.deleteSession = async () => undefined;
    const stopping = follow(rig.controller.stop());
    await rig.clock.advance(5000);
    expect(stopping.state).toBe('pending');
    expect(rig.controller.phase).toBe('stopping');
    rig.livy.deleteSession = remove;
    await rig.clock.advance(20_000);
    expect(stopping.state).toBe('ok');
    expect(await rig.left()).toEqual([]);
  });

  it('that comes to nothing says that the session may still run', async () => {
    const rig = await new ControllerRig().ready();
    rig.livy.deleteSession = async () => undefined;
    const stopping = follow(rig.controller.stop());
    await rig.clock.advance(60_000);
    expect(stopping.problem).toContain(
      'Session 0 on sparkpool01 may still run'
    );
    expect(rig.controller.phase).toBe('ready');
    expect(rig.controller.problem?.what).toContain('may still run');
  });
});

describe('restart', () => {
  it('stops, checks, and starts one just like it', async () => {
    const rig = await new ControllerRig().ready({
      sizes: { ...DEFAULT_SIZES, numExecutors: 5 },
      conf: { 'spark.a': '1' },
      idleMinutes: 7
    });
    const restarting = follow(
      rig.controller.restart(new AbortController().signal)
    );
    await rig.clock.advance(1000);
    expect(restarting.state).toBe('ok');
    expect(rig.told).toEqual(['stopping', 'none', 'starting', 'ready']);
    expect(await rig.left()).toEqual(['1 idle']);
    const { args } = rig.livy.calls.find(
      ({ method }) => method === 'createSession'
    )!;
    expect(args[0]).toMatchObject({
      numExecutors: 5,
      conf: { 'spark.a': '1' }
    });
    expect(rig.controller.idleMinutes).toBe(7);
  });

  it('starts nothing when the old one may still run', async () => {
    const rig = await new ControllerRig().ready();
    rig.livy.faults.add('deleteSession', {
      when: 'before',
      answer: { kind: 'access', what: 'No.' }
    });
    const signal = new AbortController().signal;
    await expect(rig.controller.restart(signal)).rejects.toThrow(
      'may still run'
    );
    expect(rig.livy.count('createSession')).toBe(0);
  });

  it('works after a death, and needs a target', async () => {
    const rig = await new ControllerRig().ready();
    rig.livy.endSession(0, 'dead');
    await rig.controller.refresh();
    const signal = new AbortController().signal;
    const restarting = follow(rig.controller.restart(signal));
    await rig.clock.advance(1000);
    expect(restarting.state).toBe('ok');
    await expect(
      new ControllerRig().controller.restart(signal)
    ).rejects.toThrow('No Spark session');
  });
});

describe('a session that only looks alive', () => {
  async function haunted(): Promise<ControllerRig> {
    const rig = await new ControllerRig({ script: () => DIED }).ready();
    const result = follow(rig.run('x'));
    await rig.clock.advance(1000);
    expect(result.state).toBe('failed');
    expect(String(result.reason)).toContain('restart the session, or stop it');
    return rig;
  }

  it('is shown as ended, and may still run', async () => {
    const rig = await haunted();
    expect(rig.controller).toMatchObject({
      phase: 'ended',
      mayStillRun: true,
      session: { state: 'idle' }
    });
    expect(rig.controller.problem?.why).toContain('Python process has ended');
    const next = follow(rig.run('y'));
    await settle();
    expect(next.problem).toContain('answers no more');
  });

  it('is really stopped by stop', async () => {
    const rig = await haunted();
    await rig.controller.stop();
    expect(rig.controller).toMatchObject({ phase: 'none', mayStillRun: false });
    expect(await rig.left()).toEqual([]);
  });

  it.each(['start', 'restart'])('is stopped before a %s', async how => {
    const rig = await haunted();
    const signal = new AbortController().signal;
    const starting = follow(
      how === 'start' ? rig.start() : rig.controller.restart(signal)
    );
    await rig.clock.advance(1000);
    expect(starting.state).toBe('ok');
    expect(await rig.left()).toEqual(['1 idle']);
    expect(rig.controller.mayStillRun).toBe(false);
  });

  it.each<[string, string, RegExp]>([
    [
      'Livy has lost the driver',
      'RPC channel is closed.',
      /lost its connection/
    ]
  ])('is found when %s', async (_, why, message) => {
    const rig = await new ControllerRig().ready();
    rig.livy.faults.add('createStatement', {
      when: 'before',
      answer: { kind: 'session', what: 'Not running.', why }
    });
    const result = follow(rig.run('x'));
    await rig.clock.advance(1000);
    expect(result.state).toBe('failed');
    expect(rig.controller.mayStillRun).toBe(true);
    expect(rig.controller.problem?.why).toMatch(message);
  });

  it('is found by a probe when results stay empty', async () => {
    const rig = await new ControllerRig().ready();
    await rig.run('print("a")');
    const result = follow(rig.run('print("b")'));
    await rig.clock.advance(1000);
    expect(result.problem).toContain('answers no more');
    expect(rig.livy.codes(0)).toHaveLength(3);
    expect(rig.livy.codes(0)[2]).toMatch(/^print\("synapse-\w+"\)$/);
    expect(rig.controller).toMatchObject({
      phase: 'ended',
      mayStillRun: true,
      lastStatementId: 2
    });
  });

  it('is not suspected when the probe is answered', async () => {
    const rig = await new ControllerRig({
      script: code => ({
        output: textOutput(/synapse-\w+/.exec(code)?.[0] ?? '')
      })
    }).ready();
    await rig.run('print("a")');
    const result = follow(rig.run('print("b")'));
    await rig.clock.advance(1000);
    expect(result.state).toBe('ok');
    expect(rig.controller.phase).toBe('ready');
    await rig.run('print("c")');
    expect(rig.livy.codes(0)).toHaveLength(4);
  });

  it('is left alone when its code fails as any code does', async () => {
    const rig = await new ControllerRig({
      script: () => ({
        output: { ...DIED.output!, evalue: 'Interpreter?' } as never
      })
    }).ready();
    const result = follow(rig.run('x'));
    await rig.clock.advance(1000);
    expect(result.state).toBe('failed');
    expect(rig.controller.phase).toBe('ready');
  });
});
