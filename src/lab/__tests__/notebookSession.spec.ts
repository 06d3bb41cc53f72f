import { fakeAzure } from '../../testing/fakeAzure';
import { FakeLedger } from '../../testing/fakeLedger';
import { settle } from '../../testing/fakeClock';
import { fakeLocalTarget, fakeTarget } from '../../testing/builders';
import { FakeClock } from '../../testing/fakeClock';
import { FakeLivy } from '../../testing/fakeLivy';
import { NETWORK_ERROR } from '../../testing/fakeLivyFaults';
import { DEFAULT_SIZES } from '../../core/livy';
import { PollingWatch } from '../../core/watchByPolling';
import { INotebookSessionOptions, NotebookSession } from '../notebookSession';

const PATH = 'hunts/Beacons & more.ipynb';

interface IRig {
  path?: string;
  metadata?: unknown;
  ledger?: FakeLedger | null;
  livy?: FakeLivy;
  defaultTarget?: INotebookSessionOptions['defaultTarget'];
}

function rig(options: IRig = {}) {
  const clock = new FakeClock({ now: 5000 });
  const livy = options.livy ?? new FakeLivy({ clock });
  const ledger =
    options.ledger === undefined ? new FakeLedger() : options.ledger;
  const poolFacts = jest.fn(() => Promise.resolve(null));
  let stored = options.metadata;
  const session = new NotebookSession({
    path: options.path ?? PATH,
    clock,
    watch: new PollingWatch({ clock, delay: () => 100 }),
    ledger,
    azure: () => Promise.resolve(fakeAzure(livy, { poolFacts })),
    targets: {
      get: () => stored,
      set: target => {
        stored = target;
      }
    },
    defaultTarget:
      options.defaultTarget ?? (() => Promise.resolve(fakeLocalTarget()))
  });
  const changed = jest.fn();
  session.stateChanged.connect(changed);
  return {
    clock,
    livy,
    ledger,
    session,
    changed,
    poolFacts,
    stored: () => stored,
    /** Notebooks of which a session is remembered. */
    keys: () =>
      [...(ledger?.notes ?? [])]
        .filter(([, notes]) => 'session' in notes)
        .map(([path]) => path),
    start: async () => {
      const starting = session.start();
      await clock.advance(1000);
      await starting;
      await settle();
    }
  };
}

describe('NotebookSession', () => {
  it('takes the target of the notebook, if it is one', () => {
    expect(rig({ metadata: fakeTarget() }).session.target).toEqual(
      fakeTarget()
    );
    expect(rig({ metadata: { pool: 'evil' } }).session.target).toBeNull();
  });

  it('starts on its target, with its sizes', async () => {
    const one = rig({
      metadata: fakeTarget({ sizes: { numExecutors: 7 }, conf: { a: 'b' } })
    });
    expect(one.session.sizes.numExecutors).toBe(7);
    await one.start();
    expect(one.session.phase).toBe('ready');
    expect(one.livy.calls[0].args[0]).toMatchObject({
      ...DEFAULT_SIZES,
      numExecutors: 7,
      conf: { a: 'b' },
      name: expect.stringMatching(/^jl-beacons-more-[0-9a-f]{8}$/)
    });
    expect(one.changed).toHaveBeenCalled();
  });

  it('starts on the default when nothing is chosen', async () => {
    const one = rig();
    await one.start();
    expect(one.session.target).toEqual(fakeLocalTarget());
  });

  it('starts once, however often it is asked', async () => {
    const one = rig();
    const both = Promise.allSettled([one.session.start(), one.session.start()]);
    await one.clock.advance(1000);
    expect((await both).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected'
    ]);
    expect(one.livy.count('createSession')).toBe(1);
    expect(one.session.phase).toBe('ready');
  });

  it('says why there is no default', async () => {
    const one = rig({
      defaultTarget: () => Promise.reject(new Error('No pool'))
    });
    await expect(one.session.start()).rejects.toThrow('No pool');
    expect(one.session.phase).toBe('none');
  });

  it.each(['', '.ipynb', 'a/b/---.ipynb', 'ÄÖ.ipynb'])(
    'has a name for the session of "%s"',
    async path => {
      const one = rig({ path });
      await one.start();
      expect(one.session.session?.name).toMatch(/^jl-[a-z0-9-]+-[0-9a-f]{8}$/);
    }
  );

  describe('remembers', () => {
    it('its session, for the next page', async () => {
      const one = rig({ metadata: fakeTarget() });
      await one.start();
      const { ledger, livy } = one;
      const next = rig({ ledger, livy, metadata: fakeLocalTarget() });
      await next.session.ready;
      expect(next.session).toMatchObject({
        phase: 'ready',
        target: fakeTarget(),
        session: { id: 0 }
      });
      expect(livy.count('createSession')).toBe(1);
    });

    it('nothing after a stop', async () => {
      const one = rig();
      await one.start();
      expect(one.keys()).toHaveLength(1);
      await one.session.stop();
      await settle();
      expect(one.keys()).toEqual([]);
    });

    it('nothing of a session that is gone, but one that cannot be asked for', async () => {
      const one = rig();
      await one.start();
      const { ledger, livy } = one;
      livy.faults.add('getSession', { when: 'before', answer: NETWORK_ERROR });
      const next = rig({ ledger, livy });
      await next.session.ready;
      expect(next.session.phase).toBe('none');
      expect(next.keys()).toHaveLength(1);
      await livy.deleteSession(0);
      await rig({ ledger, livy }).session.ready;
      await settle();
      expect(next.keys()).toEqual([]);
    });

    it.each([null, 'x', { sessionId: 0 }, { target: {}, name: 'n' }])(
      'nothing that is not a session (%j)',
      async value => {
        const ledger = new FakeLedger();
        ledger.note(PATH, 'session', value);
        const one = rig({ ledger });
        await one.session.ready;
        expect(one.session.phase).toBe('none');
        expect(one.livy.calls).toEqual([]);
      }
    );

    it('its session under the new name of the notebook', async () => {
      const one = rig();
      await one.start();
      one.session.moveTo('hunts/renamed.ipynb');
      await settle();
      expect(one.keys()).toEqual(['hunts/renamed.ipynb']);
      expect(one.session.label).toBe('renamed.ipynb');
      expect(one.session.path).toBe('hunts/renamed.ipynb');
      await one.session.stop();
      await settle();
      expect(one.keys()).toEqual([]);
    });

    it('nothing under the new name when there was none', async () => {
      const one = rig();
      await one.session.ready;
      one.session.moveTo('b.ipynb');
      await settle();
      expect(one.keys()).toEqual([]);
      await one.start();
      expect(one.keys()).toEqual(['b.ipynb']);
    });

    it('an adopted session under the new name too', async () => {
      const one = rig();
      await one.start();
      const next = rig({ ledger: one.ledger, livy: one.livy });
      await next.session.ready;
      next.session.moveTo('c.ipynb');
      await settle();
      expect(next.keys()).toEqual(['c.ipynb']);
    });

    it('works without a server that remembers, and with one that fails', async () => {
      await rig({ ledger: null }).start();
      const ledger = new FakeLedger();
      const failed = () => Promise.reject(new Error('quota'));
      ledger.read = failed;
      ledger.rename = failed;
      const unhandled = jest.fn();
      process.on('unhandledRejection', unhandled);
      const one = rig({ ledger });
      await one.start();
      await one.session.stop();
      await settle();
      process.off('unhandledRejection', unhandled);
      expect(unhandled).not.toHaveBeenCalled();
      expect(one.session.phase).toBe('none');
    });
  });

  it('chooses another target only without a session', async () => {
    const one = rig();
    await one.session.chooseTarget(fakeTarget({ pool: 'a' }));
    expect(one.stored()).toMatchObject({ pool: 'a' });
    expect(one.poolFacts).toHaveBeenCalledTimes(1);
    await one.start();
    await expect(
      one.session.chooseTarget(fakeTarget({ pool: 'b' }))
    ).rejects.toThrow('Session 0 already runs');
    expect(one.stored()).toMatchObject({ pool: 'a' });
    one.session.leave();
    await one.session.chooseTarget(fakeTarget({ pool: 'b' }));
    expect(one.session.target?.pool).toBe('b');
    // It was let go of, not stopped.
    expect(await one.livy.listSessions()).toHaveLength(1);
  });

  it('reads the metadata again only without a session', async () => {
    let metadata = fakeTarget({ pool: 'a' });
    const one = rig();
    Object.assign(
      (one.session as unknown as { _options: INotebookSessionOptions })
        ._options,
      { targets: { get: () => metadata, set: () => undefined } }
    );
    one.session.readTarget();
    expect(one.session.target?.pool).toBe('a');
    await one.start();
    metadata = fakeTarget({ pool: 'b' });
    one.session.readTarget();
    expect(one.session.target?.pool).toBe('a');
  });

  it('keeps chosen sizes in the notebook, and starts with them', async () => {
    const one = rig({ metadata: fakeTarget() });
    const sizes = { ...DEFAULT_SIZES, numExecutors: 5 };
    one.session.chooseSizes(sizes);
    expect(one.stored()).toEqual({ ...fakeTarget(), sizes });
    expect(one.changed).toHaveBeenCalled();
    await one.start();
    expect(one.session.session?.sizes).toEqual(sizes);
    expect(() => one.session.chooseSizes(DEFAULT_SIZES)).toThrow();
  });

  it('stops when all that waits has run, as it was told', async () => {
    const { clock, session, start } = rig({ metadata: fakeTarget() });
    await start();
    session.setWaiting([{ cellId: 'b', title: 'b = 1' }]);
    session.stopWhenDone(true);
    await clock.advance(20_000);
    session.setWaiting([]);
    session.setLocal(1);
    await clock.advance(20_000);
    expect(session.phase).toBe('ready');
    session.setLocal(0);
    await clock.advance(60_000);
    expect(session).toMatchObject({ phase: 'none', stopsWhenDone: false });
  });

  it('does not stop when that was taken back', async () => {
    const { clock, session, start } = rig({ metadata: fakeTarget() });
    await start();
    session.setWaiting([{ cellId: 'b', title: 'b = 1' }]);
    session.stopWhenDone(true);
    await clock.advance(5000);
    session.stopWhenDone(false);
    session.setWaiting([]);
    await clock.advance(60_000);
    expect(session).toMatchObject({ phase: 'ready', stopsWhenDone: false });
  });

  it('still stops when done in the next page, after what waited had its time', async () => {
    const first = rig({ metadata: fakeTarget() });
    await first.start();
    first.session.setWaiting([{ cellId: 'b', title: 'b = 1' }]);
    first.session.stopWhenDone(true);
    await settle();
    first.session.dispose();
    const next = rig({ ledger: first.ledger, livy: first.livy });
    await next.session.ready;
    await settle();
    expect(next.session).toMatchObject({ phase: 'ready', stopsWhenDone: true });
    await next.clock.advance(29_000);
    expect(next.session.phase).toBe('ready');
    await next.clock.advance(60_000);
    expect(next.session.phase).toBe('none');
  });

  it('tells nothing any more once it is disposed of', async () => {
    const one = rig();
    one.session.dispose();
    one.session.dispose();
    expect(one.session.isDisposed).toBe(true);
    await one.start();
    expect(one.changed).not.toHaveBeenCalled();
  });
});
