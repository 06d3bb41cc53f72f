import { FakeClock, settle } from '../../testing/fakeClock';
import { FakeLivy } from '../../testing/fakeLivy';
import {
  IFault,
  NETWORK_ERROR,
  SERVER_ERROR
} from '../../testing/fakeLivyFaults';
import { DEFAULT_SIZES, SessionState } from '../livy';
import { problemOf } from '../errors';
import { startSession } from '../sessionStart';
import { follow } from './controllerRig';

function rig(states?: readonly SessionState[], auto = true) {
  const clock = new FakeClock({ now: 5000, auto });
  const livy = new FakeLivy({ clock, states });
  const abort = new AbortController();
  const reads: string[] = [];
  return {
    clock,
    livy,
    abort,
    reads,
    left: async () =>
      (await livy.listSessions()).map(({ id, state }) => `${id} ${state}`),
    start: (startTimeout: number | null = null) =>
      startSession({
        livy,
        clock,
        startTimeout,
        signal: abort.signal,
        run: null,
        request: { ...DEFAULT_SIZES, name: 'jl-spec-1', conf: {} },
        onRead: session => reads.push(session.state)
      })
  };
}

describe('startSession', () => {
  it.each<[string, SessionState[]]>([
    ['a session that is there at once', ['idle']],
    ['each stage', ['not_started', 'starting', 'idle']],
    ['a session that is busy at once', ['starting', 'busy']],
    ['a state that nobody knows', ['starting', 'hatching', 'idle']]
  ])('reads %s', async (_, states) => {
    const { start, reads, livy } = rig(states);
    expect((await start()).id).toBe(0);
    expect(reads).toEqual(states.map(one => (one === 'busy' ? 'idle' : one)));
    expect(livy.count('createSession')).toBe(1);
    expect(livy.count('deleteSession')).toBe(0);
  });

  it.each<[string, SessionState[], string]>([
    ['dies', ['starting', 'dead'], 'Session 0 failed (state dead).'],
    ['fails', ['not_started', 'error'], 'Session 0 failed (state error).'],
    ['is killed elsewhere', ['starting', 'killed'], 'Session 0 was stopped.']
  ])('deletes a session that %s', async (_, states, what) => {
    const { start, left } = rig(states);
    await expect(start()).rejects.toMatchObject({
      problem: { kind: 'session', what }
    });
    expect(await left()).toEqual([]);
  });

  it('tells what the pool says of its failure', async () => {
    const { start, livy, clock } = rig(['starting'], false);
    const result = follow(start());
    await settle();
    livy.endSession(0, 'error', {
      faults: [
        {
          message: 'Your job requested 24 vcores but the quota is 12.',
          errorCode: 'SPARK_CORE_CAPACITY_EXCEEDED',
          source: 'User'
        }
      ]
    });
    await clock.advance(1000);
    expect(result.problem).toBe('quota: Session 0 failed (state error).');
    expect(problemOf(result.reason).why).toContain('quota is 12');
  });

  it('gives up after the start timeout and deletes', async () => {
    const { start, left, clock } = rig(['starting']);
    await expect(start(60)).rejects.toMatchObject({
      problem: {
        kind: 'session',
        what: 'The session was not ready after 60 s and was deleted.',
        why: expect.stringContaining('"starting"')
      }
    });
    expect(clock.now()).toBeGreaterThan(65_000);
    expect(clock.now()).toBeLessThan(70_000);
    expect(await left()).toEqual([]);
  });

  it('waits for as long as it takes without one', async () => {
    const states = Array<SessionState>(600).fill('starting');
    const { start, clock } = rig([...states, 'idle']);
    await start();
    expect(clock.now()).toBeGreaterThan(1000_000);
  });

  describe('when the outcome of the POST is not known', () => {
    it.each([NETWORK_ERROR, SERVER_ERROR])(
      'takes the session that it made ($kind)',
      async answer => {
        const { start, livy } = rig();
        livy.faults.add('createSession', { when: 'after', answer });
        expect((await start()).name).toBe('jl-spec-1');
        expect(livy.count('createSession')).toBe(1);
      }
    );

    it('looks again while the list fails', async () => {
      const { start, livy } = rig();
      livy.faults.add('createSession', {
        when: 'after',
        answer: NETWORK_ERROR
      });
      const fault = { when: 'before', answer: NETWORK_ERROR } as const;
      livy.faults.add('listSessions', fault, fault);
      expect((await start()).id).toBe(0);
    });

    it('sends it again when it made none', async () => {
      const { start, livy } = rig();
      livy.faults.add('createSession', {
        when: 'before',
        answer: NETWORK_ERROR
      });
      expect((await start()).name).toBe('jl-spec-1');
      expect(livy.count('createSession')).toBe(2);
      expect(await livy.listSessions()).toHaveLength(1);
    });

    it('tells the failure when that comes to no end', async () => {
      const { start, livy } = rig();
      const fault = { when: 'before', answer: SERVER_ERROR } as const;
      livy.faults.add('createSession', ...Array<IFault>(50).fill(fault));
      await expect(start()).rejects.toThrow('The server answered 500.');
      expect(livy.count('createSession')).toBeLessThan(6);
    });

    it('sends nothing again while it cannot look', async () => {
      const { start, livy } = rig();
      livy.faults.add('createSession', {
        when: 'before',
        answer: NETWORK_ERROR
      });
      const fault = { when: 'before', answer: SERVER_ERROR } as const;
      livy.faults.add('listSessions', ...Array<IFault>(500).fill(fault));
      await expect(start()).rejects.toThrow('is not known');
      expect(livy.count('createSession')).toBe(1);
    });

    it('takes the session that has the name already', async () => {
      const { start, livy } = rig();
      const fault = { when: 'after', answer: NETWORK_ERROR } as const;
      livy.faults.add('createSession', fault);
      // It is listed late: sent again, it is refused for its name.
      const list = livy.listSessions.bind(livy);
      let lists = 0;
      livy.listSessions = async () => (++lists > 3 ? list() : []);
      expect((await start()).name).toBe('jl-spec-1');
      expect(livy.count('createSession')).toBe(2);
    });

    it('is not in doubt after a plain refusal', async () => {
      const { start, livy } = rig();
      livy.faults.add('createSession', {
        when: 'before',
        answer: { kind: 'access', what: 'No role.' }
      });
      await expect(start()).rejects.toThrow('No role.');
      expect(livy.count('listSessions')).toBe(0);
    });
  });

  describe('when it is given up', () => {
    it('sends nothing if that was before', async () => {
      const { start, abort, livy } = rig();
      abort.abort();
      await expect(start()).rejects.toMatchObject({
        problem: { kind: 'cancelled' }
      });
      expect(livy.calls).toEqual([]);
    });

    it.each<[string, SessionState[]]>([
      ['starting', ['starting', 'idle']],
      ['ready at once', ['idle']]
    ])('deletes the session of a POST under way (%s)', async (_, states) => {
      const { start, abort, left } = rig(states);
      const result = follow(start());
      abort.abort();
      await settle();
      await settle();
      expect(result.problem).toBe(
        'cancelled: The start of the session was cancelled.'
      );
      expect(await left()).toEqual([]);
    });

    it('deletes a session that starts', async () => {
      const { start, abort, left, clock } = rig(['starting'], false);
      const result = follow(start());
      await clock.advance(3000);
      abort.abort();
      await settle();
      expect(result.problem).toContain('cancelled: ');
      expect(problemOf(result.reason).next).toBe('No session is left running.');
      expect(await left()).toEqual([]);
    });

    it('deletes a session that was ready in the answer under way', async () => {
      const { start, abort, left, clock, livy } = rig(['starting'], false);
      const result = follow(start());
      await clock.advance(100);
      // The answer is on its way: no signal stops it any more.
      const read = livy.getSession.bind(livy);
      livy.getSession = async id => {
        const session = await read(id);
        abort.abort();
        return { ...session, state: 'idle' };
      };
      await clock.advance(1000);
      expect(result.problem).toContain('cancelled: ');
      livy.getSession = read;
      expect(await left()).toEqual([]);
    });

    it('looks for the session of a POST that failed', async () => {
      const { start, abort, left, livy, clock } = rig(undefined, false);
      livy.faults.add('createSession', {
        when: 'after',
        answer: NETWORK_ERROR
      });
      const result = follow(start());
      await clock.advance(100);
      abort.abort();
      await clock.advance(1000);
      expect(result.problem).toContain('cancelled: ');
      expect(await left()).toEqual([]);
    });

    it('says so when the session could not be deleted', async () => {
      const { start, abort, left, livy, clock } = rig(['starting'], false);
      livy.faults.add('deleteSession', {
        when: 'before',
        answer: { kind: 'access', what: 'Not allowed.' }
      });
      const result = follow(start());
      await clock.advance(1000);
      abort.abort();
      await settle();
      const { next } = problemOf(result.reason);
      expect(next).toContain('Session 0 may still run');
      expect(next).not.toContain('No session is left running');
      expect(await left()).toEqual(['0 starting']);
    });
  });

  it.each([NETWORK_ERROR, SERVER_ERROR])(
    'goes on reading after a read that failed ($kind)',
    async answer => {
      const { start, livy } = rig(['starting', 'starting', 'idle']);
      const fault = { when: 'before', answer } as const;
      livy.faults.add('getSession', fault, fault);
      expect((await start()).state).toBe('idle');
      expect(livy.count('deleteSession')).toBe(0);
    }
  );

  it('ends with the failure of reads that go on failing', async () => {
    const { start, livy, left } = rig(['starting']);
    livy.faults.add(
      'getSession',
      ...Array(2000).fill({ when: 'before', answer: NETWORK_ERROR })
    );
    await expect(start()).rejects.toMatchObject({
      problem: { kind: 'network' }
    });
    expect(await left()).toEqual([]);
  });
});
