import fc from 'fast-check';
import { settle } from '../../testing/fakeClock';
import { NETWORK_ERROR, SERVER_ERROR } from '../../testing/fakeLivyFaults';
import { IFakeRun, textOutput } from '../../testing/fakeLivyStatement';
import { fakeTarget } from '../../testing/builders';
import { problemOf, StatementError } from '../errors';
import { DEFAULT_SIZES, ISparkSession, SessionState } from '../livy';
import { ISessionRecord } from '../sessionSettings';
import { ControllerRig, follow, Recorder } from './controllerRig';

const NOT_FOUND = { kind: 'notFound', what: 'Session not found.' } as const;
const FORBIDDEN = { kind: 'access', what: 'Not allowed.' } as const;
const MINUTE = 60_000;

const FAILURE: IFakeRun = {
  output: {
    status: 'error',
    ename: 'ValueError',
    evalue: 'no',
    traceback: ['Traceback', 'ValueError: no'],
    data: {}
  }
};

describe('SessionController', () => {
  describe('start', () => {
    it('goes from none over starting to ready, and is remembered', async () => {
      const rig = new ControllerRig({
        states: ['not_started', 'starting', 'idle']
      });
      const starting = follow(rig.start({ conf: { a: 'b' } }));
      await settle();
      expect(rig.controller).toMatchObject({
        phase: 'starting',
        session: { state: 'not_started' },
        startedAt: 1_000_000,
        conf: { a: 'b' }
      });
      await rig.clock.advance(150);
      expect(rig.controller.session?.state).toBe('starting');
      await rig.clock.advance(150);
      expect(starting.value).toMatchObject({ id: 0, name: 'jl-spec-1' });
      expect(rig.told).toEqual(['starting', 'ready']);
      // As soon as there is one, so that no reload leaves it running unseen.
      // And before it is asked for, so that no lost answer does either.
      expect(rig.records).toEqual(
        [null, 0, 0].map(sessionId => ({
          target: fakeTarget(),
          sizes: DEFAULT_SIZES,
          idleMinutes: 30,
          sessionId,
          name: 'jl-spec-1',
          lastStatementId: -1
        }))
      );
    });

    it.each<[string, (rig: ControllerRig) => void, string]>([
      [
        'the pool refuses',
        ({ livy }) =>
          livy.faults.add('createSession', {
            when: 'before',
            answer: { kind: 'quota', what: 'Full.' }
          }),
        'quota: Full.'
      ],
      [
        'the session dies',
        rig => setTimeout(() => rig.livy.endSession(0, 'dead'), 0),
        'session: Session 0 failed (state dead).'
      ],
      [
        'the Azure code cannot be loaded',
        ({ azure }) =>
          Object.assign(azure, {
            livy: () => {
              throw new Error('Loading chunk azure failed.');
            }
          }),
        'server: Loading chunk azure failed.'
      ]
    ])('tells the problem when %s', async (_, prepare, problem) => {
      const rig = new ControllerRig({ states: ['starting'] });
      prepare(rig);
      const starting = follow(rig.start());
      await rig.clock.advance(2000);
      expect(starting.problem).toBe(problem);
      const { phase, session, startedAt } = rig.controller;
      expect({ phase, session, startedAt }).toEqual({
        phase: 'ended',
        session: null,
        startedAt: null
      });
      expect(rig.controller.problem).toEqual(problemOf(starting.reason));
      expect(await rig.left()).toEqual([]);
      expect(rig.records.at(-1) ?? null).toBeNull();
      // Nothing sticks: the next start works.
      rig.controller.assertFree();
    });

    it('does not touch an old problem but its own', async () => {
      const rig = new ControllerRig();
      rig.livy.faults.add('createSession', {
        when: 'before',
        answer: { kind: 'quota', what: 'Full.' }
      });
      await expect(rig.start()).rejects.toThrow('Full.');
      await rig.ready();
      expect(rig.controller.problem).toBeNull();
      expect(rig.controller.phase).toBe('ready');
    });

    it('is refused while there is a session, or one is started', async () => {
      const rig = new ControllerRig({ states: ['starting', 'idle'] });
      const first = follow(rig.start());
      const second = follow(rig.start());
      await settle();
      expect(second.problem).toBe(
        'usage: A session is already being started on sparkpool01.'
      );
      await rig.clock.advance(1000);
      expect(first.state).toBe('ok');
      const third = follow(rig.start());
      await settle();
      expect(third.problem).toBe(
        'usage: Session 0 already runs on sparkpool01 for this notebook.'
      );
      expect(rig.livy.count('createSession')).toBe(1);
      expect(rig.controller.phase).toBe('ready');
    });

    it('is refused while a start goes on, also when it was let go of', async () => {
      const rig = new ControllerRig({
        states: ['starting', 'starting', 'idle']
      });
      const first = follow(rig.start());
      await settle();
      rig.controller.forget();
      await rig.clock.advance(1000);
      const second = follow(rig.start());
      await rig.clock.advance(1000);
      // Whatever came of the first: never two sessions of one notebook.
      expect((await rig.left()).length).toBeLessThanOrEqual(1);
      expect([first.state, second.state]).not.toContain('pending');
    });

    it.each<[string, (rig: ControllerRig, abort: AbortController) => unknown]>([
      ['interrupted', (_, abort) => abort.abort()],
      ['stopped', rig => rig.controller.stop()]
    ])('leaves nothing when it is %s', async (_, give) => {
      for (const at of [0, 1, 200, 700]) {
        const rig = new ControllerRig({
          states: Array<SessionState>(9).fill('starting')
        });
        const abort = new AbortController();
        const starting = follow(rig.start({}, abort.signal));
        if (at > 0) {
          await rig.clock.advance(at);
        }
        give(rig, abort);
        await rig.clock.advance(5000);
        expect(starting.problem).toBe(
          'cancelled: The start of the session was cancelled.'
        );
        const { phase, session, problem, startedAt } = rig.controller;
        expect({ phase, session, problem, startedAt }).toEqual({
          phase: 'none',
          session: null,
          problem: null,
          startedAt: null
        });
        expect(await rig.left()).toEqual([]);
      }
    });

    it('keeps saying that a session is left when its end failed', async () => {
      const rig = new ControllerRig({ states: ['starting'] });
      follow(rig.start());
      await rig.clock.advance(500);
      rig.livy.faults.add('deleteSession', {
        when: 'before',
        answer: FORBIDDEN
      });
      await rig.controller.stop();
      expect(rig.controller.phase).toBe('ended');
      expect(rig.controller.problem?.next).toContain('Session 0 may still run');
    });

    it('resolves stop only when nothing is left of the start', async () => {
      const rig = new ControllerRig({ states: ['starting'] });
      const starting = follow(rig.start());
      await rig.clock.advance(500);
      await rig.controller.stop();
      expect(starting.state).toBe('failed');
      expect(rig.controller.phase).toBe('none');
      expect(await rig.left()).toEqual([]);
    });

    it('reads facts of the pool, and does without them', async () => {
      const facts = jest.fn().mockRejectedValue(new Error('403'));
      const rig = await new ControllerRig({
        resourceManager: { poolFacts: facts }
      }).ready();
      expect(facts).toHaveBeenCalledWith(fakeTarget());
      expect(rig.controller.pool).toBeNull();
    });
  });

  describe('run', () => {
    it('publishes outputs in order and tells the run', async () => {
      const rig = await new ControllerRig({
        script: code => ({ duration: 50, output: textOutput(`<${code}>`) })
      }).ready();
      const outputs = new Recorder();
      const first = follow(rig.run('a', { outputs }));
      const second = follow(rig.run('\nb\nc', { outputs }));
      await settle();
      expect(rig.controller.runs.map(({ state }) => state)).toEqual([
        'running',
        'running'
      ]);
      await rig.clock.advance(1000);
      expect([first.state, second.state]).toEqual(['ok', 'ok']);
      expect(outputs.text.replace(/\n/g, '')).toBe('<a><bc>');
      expect(rig.controller.runs).toMatchObject([
        { id: 1, title: 'a', state: 'ok', cellId: 'cell-1' },
        { id: 2, title: 'b', state: 'ok', statement: { state: 'available' } }
      ]);
      expect(rig.controller.runs[0].endedAt).not.toBeNull();
    });

    it.each<[string, (rig: ControllerRig) => Promise<unknown>, string, string]>(
      [
        [
          'was never one',
          async () => undefined,
          'session: No Spark session runs for this notebook.',
          'Start one with %synapse start'
        ],
        [
          'was stopped',
          async rig => (await rig.ready()).controller.stop(),
          'session: No Spark session runs for this notebook.',
          'Start one with %synapse start'
        ],
        [
          'died',
          async rig => {
            await rig.ready();
            rig.livy.endSession(0, 'dead');
            await rig.controller.refresh();
          },
          'session: Session 0 failed (state dead).',
          'Start a new one'
        ],
        [
          'could not be started',
          async rig => {
            rig.livy.faults.add('createSession', {
              when: 'before',
              answer: { kind: 'quota', what: 'Full.' }
            });
            await rig.start().catch(() => undefined);
          },
          'quota: Full.',
          'Start a new session with %synapse start.'
        ],
        [
          'reached its idle limit',
          async rig => {
            await rig.ready({ idleMinutes: 1 });
            await rig.clock.advance(MINUTE);
            await rig.controller.refresh();
          },
          'session: Session 0 was stopped after 1 min without work.',
          'Start a new one'
        ]
      ]
    )(
      'says why there is no session: it %s',
      async (_, prepare, problem, next) => {
        const rig = new ControllerRig();
        await prepare(rig);
        const result = follow(rig.run('x'));
        await settle();
        expect(result.problem).toBe(problem);
        expect(problemOf(result.reason).next).toContain(next);
        expect(rig.livy.count('createStatement')).toBe(0);
        expect(rig.controller.runs).toMatchObject([{ state: 'failed' }]);
      }
    );

    it('waits for a start under way', async () => {
      const rig = new ControllerRig({ states: ['starting', 'idle'] });
      follow(rig.start());
      const result = follow(rig.run('x'));
      await settle();
      expect(rig.controller.runs[0].state).toBe('queued');
      await rig.clock.advance(1000);
      expect(result.state).toBe('ok');
      expect(rig.livy.codes(0)).toEqual(['x']);
    });

    it('fails with a start under way', async () => {
      const rig = new ControllerRig({ states: ['starting', 'dead'] });
      follow(rig.start());
      const result = follow(rig.run('x'));
      await rig.clock.advance(1000);
      expect(result.problem).toBe('session: Session 0 failed (state dead).');
    });

    it('is interrupted at once while it waits for a start', async () => {
      const rig = new ControllerRig({ states: ['starting'] });
      const starting = follow(rig.start());
      const abort = new AbortController();
      const result = follow(rig.run('x', { signal: abort.signal }));
      await settle();
      abort.abort();
      await settle();
      expect(result.problem).toBe(
        'cancelled: The cell was cancelled before the session was ready.'
      );
      expect(starting.state).toBe('pending');
      expect(rig.controller.runs[0].state).toBe('cancelled');
    });

    it('cancels one run, and all', async () => {
      const rig = await new ControllerRig({
        script: () => ({ duration: Infinity })
      }).ready();
      const results = ['a', 'b', 'c'].map(code => follow(rig.run(code)));
      await rig.clock.advance(500);
      rig.controller.cancel(rig.controller.runs[1]);
      await rig.clock.advance(500);
      expect(results.map(({ state }) => state)).toEqual([
        'pending',
        'failed',
        'pending'
      ]);
      expect(rig.controller.cancelAll()).toBe(2);
      await rig.clock.advance(2000);
      expect(rig.controller.runs.map(({ state }) => state)).toEqual(
        Array(3).fill('cancelled')
      );
      expect(rig.livy.count('cancelStatement')).toBe(3);
      expect(rig.controller.cancelAll()).toBe(0);
      // A run that has ended is left alone.
      rig.controller.cancel(rig.controller.runs[0]);
      expect(rig.livy.count('cancelStatement')).toBe(3);
    });

    it('keeps a statement for a later page that could only not be read', async () => {
      const rig = await new ControllerRig({
        script: () => ({ duration: 300_000 })
      }).ready();
      const first = follow(rig.run('x'));
      await rig.clock.advance(500);
      const failing = { when: 'before', answer: NETWORK_ERROR } as const;
      rig.livy.faults.add('getStatement', ...Array(500).fill(failing));
      await rig.clock.advance(120_000);
      expect(first.state).toBe('failed');
      expect(rig.ended).toEqual([]);
    });

    it('has nothing to keep of one that failed on the driver', async () => {
      const rig = await new ControllerRig({ script: () => FAILURE }).ready();
      const result = follow(rig.run('x'));
      await rig.clock.advance(1000);
      expect(result.state).toBe('failed');
      expect(rig.ended).toHaveLength(1);
    });

    it('tells the death of the session behind the failure', async () => {
      const rig = await new ControllerRig({ script: () => FAILURE }).ready();
      const create = rig.livy.createStatement.bind(rig.livy);
      rig.livy.createStatement = async (...args) => {
        const statement = await create(...args);
        rig.livy.endSession(0, 'dead', {
          log: ['java.lang.OutOfMemoryError: Java heap space']
        });
        return statement;
      };
      const result = follow(rig.run('x'));
      await rig.clock.advance(1000);
      expect(result.reason).toBeInstanceOf(StatementError);
      const { ename, evalue, traceback } = result.reason as StatementError;
      expect(ename).toBe('ValueError');
      expect(evalue).toMatch(/^no\nSession 0 failed .*heap space/);
      expect(traceback.at(-1)).toContain('Session 0 failed');
      expect(rig.controller.phase).toBe('ended');
      expect(rig.records.at(-1)).toBeNull();
    });

    it.each<[string, (rig: ControllerRig) => unknown, string]>([
      [
        'dies',
        ({ livy }) => livy.endSession(0, 'dead'),
        'session: Session 0 failed (state dead).'
      ],
      [
        'is deleted elsewhere',
        ({ livy }) => livy.deleteSession(0),
        'session: Session 0 does not exist any more.'
      ],
      [
        'is stopped here',
        ({ controller }) => controller.stop(),
        'session: Session 0 was stopped while the cell ran.'
      ]
    ])('ends when the session %s meanwhile', async (_, happen, problem) => {
      const rig = await new ControllerRig({
        script: () => ({ duration: Infinity })
      }).ready();
      const result = follow(rig.run('x'));
      await rig.clock.advance(1000);
      await happen(rig);
      await rig.clock.advance(5000);
      expect(result.problem).toBe(problem);
      expect(rig.controller.runs[0].state).toBe('failed');
    });

    it('is not sent to a session that is being stopped', async () => {
      const rig = await new ControllerRig().ready();
      const stopping = rig.controller.stop();
      const result = follow(rig.run('x'));
      await stopping;
      await settle();
      expect(result.problem).toContain('session: ');
      expect(rig.livy.count('createStatement')).toBe(0);
    });

    it('keeps the newest 200 runs', async () => {
      const rig = await new ControllerRig({
        script: code => ({ output: textOutput(code) })
      }).ready();
      for (let at = 0; at < 203; at++) {
        await rig.run(`${at}`);
      }
      expect(rig.controller.runs).toHaveLength(200);
      expect(rig.controller.runs[0].title).toBe('3');
    });
  });

  describe('stop', () => {
    it('deletes, forgets and tells', async () => {
      const rig = await new ControllerRig().ready();
      await rig.controller.stop();
      expect(rig.told).toEqual(['stopping', 'none']);
      expect(rig.records).toEqual([null]);
      expect(await rig.left()).toEqual([]);
    });

    it('is refused without a session', async () => {
      const rig = new ControllerRig();
      await expect(rig.controller.stop()).rejects.toMatchObject({
        problem: { kind: 'session' }
      });
    });

    it('of a session that ended only clears it away', async () => {
      const rig = await new ControllerRig().ready();
      rig.livy.endSession(0, 'dead');
      await rig.controller.refresh();
      await rig.controller.stop();
      expect(rig.controller.phase).toBe('none');
      expect(rig.controller.problem).toBeNull();
      expect(rig.livy.count('deleteSession')).toBe(0);
    });

    it('that fails leaves the session usable', async () => {
      const rig = await new ControllerRig().ready();
      rig.livy.faults.add('deleteSession', {
        when: 'before',
        answer: FORBIDDEN
      });
      await expect(rig.controller.stop()).rejects.toThrow('Not allowed.');
      expect(rig.controller.phase).toBe('ready');
      expect(rig.controller.problem?.what).toContain('may still run');
      await rig.run('x');
      await rig.controller.stop();
      expect(rig.controller.phase).toBe('none');
      expect(rig.controller.problem).toBeNull();
    });

    it.each<[string, number]>([
      ['at the same time', 0],
      ['with a session that is gone', 1]
    ])('twice %s is one stop', async (_, faults) => {
      const rig = await new ControllerRig().ready();
      // Livy answers 404 to the second.
      rig.livy.faults.add(
        'deleteSession',
        ...(faults
          ? ([{ when: 'before', answer: NOT_FOUND }] as const)
          : ([
              { when: 'after', answer: NOT_FOUND },
              { when: 'before', answer: NOT_FOUND }
            ] as const))
      );
      const both = [
        follow(rig.controller.stop()),
        follow(rig.controller.stop())
      ];
      await settle();
      expect(both.map(({ state }) => state)).toEqual(['ok', 'ok']);
      expect(rig.controller.phase).toBe('none');
      expect(rig.livy.count('deleteSession')).toBe(1);
      await rig.ready();
    });
  });

  describe('refresh', () => {
    it('does nothing without a session', async () => {
      const rig = new ControllerRig();
      await rig.controller.refresh();
      expect(rig.livy.calls).toEqual([]);
    });

    it('tells a death once, with its reason', async () => {
      const rig = await new ControllerRig().ready();
      rig.livy.endSession(0, 'dead', { isTimedOut: true });
      await rig.controller.refresh();
      await rig.controller.refresh();
      expect(rig.told).toEqual(['ready', 'ended']);
      expect(rig.controller.problem?.what).toBe('Session 0 timed out.');
      expect(rig.records).toEqual([null]);
      expect(rig.livy.count('getSession')).toBe(1);
      await rig.ready();
      expect(rig.controller.session?.id).toBe(1);
    });

    it('tells a session that Livy has forgotten', async () => {
      const rig = await new ControllerRig().ready();
      await rig.livy.deleteSession(0);
      await rig.controller.refresh();
      expect(rig.controller.phase).toBe('ended');
      expect(rig.controller.problem?.what).toBe(
        'Session 0 does not exist any more.'
      );
      // Nobody may be told that it is idle.
      expect(rig.controller.session).toBeNull();
    });

    it.each([NETWORK_ERROR, SERVER_ERROR])(
      'takes no answer for no death ($kind)',
      async answer => {
        const rig = await new ControllerRig().ready();
        rig.livy.faults.add('getSession', { when: 'before', answer });
        await rig.controller.refresh();
        expect(rig.controller.phase).toBe('ready');
      }
    );

    it('does not bring back a session that was stopped meanwhile', async () => {
      const rig = await new ControllerRig().ready();
      const read = rig.livy.getSession.bind(rig.livy);
      let answer: (session: ISparkSession) => void = () => undefined;
      const old = await read(0);
      rig.livy.getSession = () => new Promise(resolve => (answer = resolve));
      const refreshing = rig.controller.refresh();
      rig.livy.getSession = read;
      await rig.controller.stop();
      answer(old);
      await refreshing;
      expect(rig.controller.session).toBeNull();
    });

    it('does not confuse the session of before with the new one', async () => {
      const rig = await new ControllerRig().ready();
      const read = rig.livy.getSession.bind(rig.livy);
      let fail: (reason: unknown) => void = () => undefined;
      rig.livy.getSession = () => new Promise((_, reject) => (fail = reject));
      const refreshing = rig.controller.refresh();
      rig.livy.getSession = read;
      await rig.controller.stop();
      await rig.ready();
      await read(0).catch(fail);
      await refreshing;
      expect(rig.controller.phase).toBe('ready');
      expect(rig.controller.session?.id).toBe(1);
    });

    it('keeps an idle session alive every 4 minutes, within its limit', async () => {
      const rig = await new ControllerRig().ready();
      for (let second = 0; second < 30 * 60; second += 10) {
        await rig.controller.refresh();
        await rig.clock.advance(10_000);
      }
      expect(rig.livy.count('resetTimeout')).toBe(7);
      expect(rig.controller.phase).toBe('ready');
      await rig.controller.refresh();
      expect(rig.livy.count('resetTimeout')).toBe(7);
      expect(rig.controller.phase).toBe('ended');
      expect(rig.controller.problem?.what).toBe(
        'Session 0 was stopped after 30 min without work.'
      );
      expect(await rig.left()).toEqual([]);
    });

    it('does not count work as idle', async () => {
      const rig = await new ControllerRig({
        script: () => ({ duration: 50 * MINUTE })
      }).ready();
      const result = follow(rig.run('long'));
      for (let minute = 0; minute < 55; minute++) {
        await rig.clock.advance(MINUTE);
        await rig.controller.refresh();
      }
      expect(result.state).toBe('ok');
      expect(rig.controller.phase).toBe('ready');
      const left = (rig.controller.idleEndsAt ?? 0) - rig.clock.now();
      expect(left / MINUTE).toBeGreaterThan(24);
      expect(left / MINUTE).toBeLessThan(26);
    });

    it('says nothing of a stop that failed, and tries again', async () => {
      const rig = await new ControllerRig().ready({ idleMinutes: 1 });
      rig.livy.faults.add('deleteSession', {
        when: 'before',
        answer: FORBIDDEN
      });
      await rig.clock.advance(MINUTE);
      await rig.controller.refresh();
      expect(rig.controller.phase).toBe('ready');
      expect(rig.controller.problem?.what).not.toContain('was stopped');
      await rig.controller.refresh();
      expect(rig.controller.phase).toBe('ended');
      expect(rig.controller.problem?.what).toContain('was stopped');
    });

    it('does not fail when keeping alive fails', async () => {
      const rig = await new ControllerRig().ready();
      rig.livy.faults.add('resetTimeout', {
        when: 'before',
        answer: SERVER_ERROR
      });
      await rig.clock.advance(5 * MINUTE);
      await rig.controller.refresh();
      expect(rig.controller.phase).toBe('ready');
    });
  });

  describe('adopt', () => {
    async function remembered(): Promise<[ControllerRig, ISessionRecord]> {
      const rig = new ControllerRig();
      const starting = follow(rig.start({ idleMinutes: 7 }));
      await rig.clock.advance(1000);
      expect(starting.state).toBe('ok');
      const record = rig.records.at(-1);
      const next = new ControllerRig();
      Object.assign(next.azure, { livy: () => rig.livy });
      return [Object.assign(next, { livy: rig.livy }), record!];
    }

    it('takes up a session that still runs', async () => {
      const [rig, record] = await remembered();
      expect(await rig.controller.adopt(record)).toBe(true);
      expect(rig.controller).toMatchObject({
        phase: 'ready',
        target: fakeTarget(),
        idleMinutes: 7,
        session: { id: 0 },
        startedAt: 1_000_000
      });
      await rig.run('x');
      expect(rig.livy.codes(0)).toEqual(['x']);
    });

    it.each<
      [
        string,
        (rig: ControllerRig) => unknown,
        Partial<ISessionRecord>,
        boolean
      ]
    >([
      ['has another name', () => null, { name: 'jl-other' }, true],
      ['has ended', ({ livy }) => livy.endSession(0, 'killed'), {}, true],
      ['is unknown', ({ livy }) => livy.deleteSession(0), {}, true],
      [
        'cannot be asked for',
        ({ livy }) =>
          livy.faults.add('getSession', {
            when: 'before',
            answer: NETWORK_ERROR
          }),
        {},
        false
      ]
    ])('leaves a session that %s', async (_, prepare, change, isForgotten) => {
      const [rig, record] = await remembered();
      await prepare(rig);
      expect(await rig.controller.adopt({ ...record, ...change })).toBe(false);
      expect(rig.controller.phase).toBe('none');
      expect(rig.controller.session).toBeNull();
      expect(rig.records).toEqual(isForgotten ? [null] : []);
    });

    describe('a session that still starts', () => {
      async function reloaded(states: SessionState[]) {
        const rig = new ControllerRig({ states: ['not_started', ...states] });
        void rig.start({ idleMinutes: 7 }).catch(() => undefined);
        await settle();
        const [record] = rig.records;
        // The old page is gone: nobody moves its clock any more.
        const next = new ControllerRig();
        Object.assign(next.azure, { livy: () => rig.livy });
        Object.assign(next, { livy: rig.livy });
        expect(record).not.toBeNull();
        expect(await next.controller.adopt(record!)).toBe(true);
        await settle();
        return next;
      }

      it('is waited for', async () => {
        const rig = await reloaded(['starting', 'starting', 'idle']);
        expect(rig.controller).toMatchObject({
          phase: 'starting',
          session: { id: 0 },
          idleMinutes: 7
        });
        const run = follow(rig.run('x'));
        await rig.clock.advance(2000);
        expect(rig.controller.phase).toBe('ready');
        expect(run.state).toBe('ok');
        expect(rig.livy.count('createSession')).toBe(1);
        expect(rig.records.at(-1)).toMatchObject({ sessionId: 0 });
      });

      it('is refused a second one', async () => {
        const rig = await reloaded(['starting', 'starting', 'starting']);
        expect(() => rig.controller.assertFree()).toThrow('already');
      });

      it('can be given up', async () => {
        const rig = await reloaded(Array<SessionState>(9).fill('starting'));
        await rig.controller.stop();
        expect(rig.controller.phase).toBe('none');
        expect(rig.records.at(-1)).toBeNull();
        expect(await rig.left()).toEqual([]);
      });

      it('tells its death', async () => {
        const rig = await reloaded(['starting', 'dead']);
        await rig.clock.advance(2000);
        expect(rig.controller.phase).toBe('ended');
        expect(rig.controller.problem?.what).toBe(
          'Session 0 failed (state dead).'
        );
        expect(rig.records.at(-1)).toBeNull();
      });
    });

    it('does not displace a start', async () => {
      const [rig, record] = await remembered();
      const starting = follow(rig.start());
      expect(await rig.controller.adopt(record)).toBe(false);
      await rig.clock.advance(1000);
      expect(starting.state).toBe('ok');
    });
  });

  it('loses and doubles nothing, whatever comes in between', async () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('run' as const),
        duration: fc.constantFrom(0, 40, 900, Infinity),
        fails: fc.boolean(),
        lines: fc.integer({ min: 0, max: 4 }),
        cancelTakes: fc.constantFrom(0, 300)
      }),
      fc.record({ do: fc.constant('interrupt' as const), run: fc.nat(5) }),
      fc.record({ do: fc.constant('all' as const) }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.nat(1500) }),
      fc.record({ do: fc.constant('read' as const) })
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 14 }),
        fc.boolean(),
        async (steps, isReady) => {
          const scripts = new Map<string, IFakeRun>();
          const rig = new ControllerRig({
            script: code => scripts.get(code) ?? {}
          });
          const starting = rig.start();
          if (isReady) {
            await rig.clock.advance(200);
          }
          const runs: {
            code: string;
            full: string;
            result: ReturnType<typeof follow<void>>;
            outputs: Recorder;
            abort: AbortController;
          }[] = [];
          for (const one of steps) {
            if (one.do === 'run') {
              const code = `code ${runs.length}`;
              const texts = Array.from(
                { length: one.lines },
                (_, at) => `${runs.length}.${at}\n`
              );
              const full = texts.join('');
              scripts.set(code, {
                duration: one.duration,
                cancelTakes: one.cancelTakes,
                steps: texts.map((_, at) => ({
                  at: at * 10,
                  partial: { text: texts.slice(0, at + 1).join(''), offset: 0 }
                })),
                output: one.fails
                  ? { ...FAILURE.output!, data: { 'text/plain': full } }
                  : textOutput(full.trimEnd())
              } as IFakeRun);
              const outputs = new Recorder();
              const abort = new AbortController();
              const result = follow(
                rig.run(code, { outputs, signal: abort.signal })
              );
              runs.push({ code, full, result, outputs, abort });
            } else if (one.do === 'interrupt') {
              runs[one.run]?.abort.abort();
            } else if (one.do === 'all') {
              rig.controller.cancelAll();
            } else if (one.do === 'wait') {
              await rig.clock.advance(one.ms);
            } else {
              await rig.controller.refresh();
            }
          }
          // What runs for ever is ended, from the first to the last.
          await rig.clock.advance(5000);
          for (const { abort } of runs) {
            abort.abort();
            await rig.clock.advance(5000);
          }
          await starting;
          const sent = rig.livy.codes(0);
          expect(rig.livy.count('createStatement')).toBe(sent.length);
          expect(new Set(sent).size).toBe(sent.length);
          runs.forEach(({ code, full, result, outputs }, at) => {
            const run = rig.controller.runs[at];
            expect(run.endedAt).not.toBeNull();
            const isCancelled = result.problem.startsWith('cancelled: ');
            expect(run.state).toBe(
              result.state === 'ok'
                ? 'ok'
                : isCancelled
                  ? 'cancelled'
                  : 'failed'
            );
            expect(sent.includes(code)).toBe(run.statement !== null);
            if (!sent.includes(code)) {
              expect(isCancelled).toBe(true);
            }
            if (isCancelled) {
              // A beginning of it, nothing twice.
              expect(full.startsWith(outputs.text)).toBe(true);
            } else {
              expect(outputs.text.trimEnd()).toBe(full.trimEnd());
            }
          });
          expect(rig.clock.sleeping).toBe(0);
        }
      ),
      { numRuns: 60 }
    );
  });
});
