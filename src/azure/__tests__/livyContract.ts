import {
  DEFAULT_SIZES,
  isDone,
  isEnded,
  isReady,
  IStatement
} from '../../core/livy';
import { ILivy } from '../../core/ports';

import { kindOfFailure } from '../../testing/fakeLivy';

/** What a Livy under test must be able to go through, by name. */
export type ContractScenario =
  | 'create'
  | 'print'
  | 'exception'
  | 'final'
  | 'cancelWaiting'
  | 'cancelJob'
  | 'unknown'
  | 'unknownStatement'
  | 'dead'
  | 'deleteBusy';

/** The code of the scenarios, as it was sent to a real Livy. */
export const CONTRACT_CODE = Object.freeze({
  print: "print('hello')\nprint('world')",
  exception: 'def f(x):\n    return g(x)\ndef g(x):\n    return 1 / x\nf(0)',
  final: "print('before')\nraise ValueError('boom')",
  sleep: 'import time\ntime.sleep(4)',
  never: "print('never')",
  job: 'import time\nsc.parallelize(range(2000), 2000).map(lambda x: time.sleep(.3)).count()'
});

/** A Livy that is ready for one scenario. */
export interface IContractSubject {
  livy: ILivy;
  /** The session to use; in `create` there is none yet. */
  sessionId: number;
  /** Lets some time go by. */
  pass(): Promise<void>;
  /** How often that is done at most; 100 by default. */
  passes?: number;
  /** Name of the session to make; `golden` by default. */
  name?: string;
  /** Id that no session has; 999 by default. */
  unknownSession?: number;
}

/**
 * What every `ILivy` has in common, so that the fake cannot drift from the
 * real one: run it against both.
 */
export function livyContract(
  name: string,
  prepare: (scenario: ContractScenario) => Promise<IContractSubject>,
  leftOut: readonly ContractScenario[] = []
): void {
  const check = (
    scenario: ContractScenario,
    title: string,
    run: () => Promise<void>
  ) => (leftOut.includes(scenario) ? it.skip : it)(title, run);

  /** Read a statement until something holds for it. */
  async function until(
    subject: IContractSubject,
    statement: IStatement,
    holds: (statement: IStatement) => boolean
  ): Promise<IStatement> {
    let last = statement;
    for (let count = 0; !holds(last); count++) {
      expect(count).toBeLessThan(subject.passes ?? 100);
      await subject.pass();
      last = await subject.livy.getStatement(subject.sessionId, statement.id);
      expect(last.id).toBe(statement.id);
      expect(last.progress ?? 0).toBeGreaterThanOrEqual(0);
      expect(last.progress ?? 0).toBeLessThanOrEqual(1);
      if (!isDone(last)) {
        expect(last.output).toBeNull();
      }
    }
    return last;
  }

  describe(`${name} keeps the contract of Livy:`, () => {
    it('a session starts, takes no statement before it is ready, is listed', async () => {
      const subject = await prepare('create');
      const { livy, name = 'golden', pass, passes = 100 } = subject;
      const request = { ...DEFAULT_SIZES, name, conf: {} };
      let session = await livy.createSession(request);
      expect(session.name).toBe(name);
      expect(session.state).toMatch(/^(?:not_started|starting)$/);
      expect(isEnded(session) || isReady(session)).toBe(false);
      const early = livy.createStatement(session.id, '1+1', 'pyspark');
      expect(await kindOfFailure(early)).not.toBeNull();
      for (let count = 0; !isReady(session); count++) {
        expect(count).toBeLessThan(passes);
        await pass();
        session = await livy.getSession(session.id);
      }
      expect(session.state).toBe('idle');
      const ids = (await livy.listSessions()).map(({ id }) => id);
      expect(ids).toContain(session.id);
    });

    it('a statement ends as available with its output', async () => {
      const subject = await prepare('print');
      const first = await subject.livy.createStatement(
        subject.sessionId,
        CONTRACT_CODE.print,
        'pyspark'
      );
      const last = await until(subject, first, isDone);
      expect(last).toMatchObject({
        state: 'available',
        output: { status: 'ok', data: { 'text/plain': 'hello\nworld' } },
        progress: 1,
        partial: null,
        tasks: null
      });
      expect(last.completed).toBeGreaterThanOrEqual(last.started ?? 0);
    });

    it('an exception ends as available, with an error as its output', async () => {
      const subject = await prepare('exception');
      const first = await subject.livy.createStatement(
        subject.sessionId,
        CONTRACT_CODE.exception,
        'pyspark'
      );
      const last = await until(subject, first, isDone);
      expect(last).toMatchObject({
        state: 'available',
        output: {
          status: 'error',
          ename: 'ZeroDivisionError',
          evalue: 'division by zero',
          data: {}
        }
      });
      expect(last.output).toHaveProperty(
        'traceback.0',
        'Traceback (most recent call last):\n'
      );
    });

    check('final', 'the answer to the POST may be final', async () => {
      const { livy, sessionId } = await prepare('final');
      const first = await livy.createStatement(
        sessionId,
        CONTRACT_CODE.final,
        'pyspark'
      );
      expect(isDone(first)).toBe(true);
      expect(first.output).toMatchObject({
        status: 'error',
        ename: 'ValueError',
        evalue: 'boom'
      });
    });

    it('a waiting statement is cancelled without an output', async () => {
      const subject = await prepare('cancelWaiting');
      const { livy, sessionId } = subject;
      await livy.createStatement(sessionId, CONTRACT_CODE.sleep, 'pyspark');
      const first = await livy.createStatement(
        sessionId,
        CONTRACT_CODE.never,
        'pyspark'
      );
      expect(first.state).toBe('waiting');
      const waiting = await livy.getStatement(sessionId, first.id);
      expect(waiting).toMatchObject({ state: 'waiting', started: null });
      await livy.cancelStatement(sessionId, first.id);
      const last = await until(subject, waiting, isDone);
      expect(last).toMatchObject({
        state: 'cancelled',
        output: null,
        started: null
      });
    });

    it('a running statement is cancelled', async () => {
      const subject = await prepare('cancelJob');
      const { livy, sessionId } = subject;
      const first = await livy.createStatement(
        sessionId,
        CONTRACT_CODE.job,
        'pyspark'
      );
      const running = await until(
        subject,
        first,
        ({ state }) => state === 'running'
      );
      await livy.cancelStatement(sessionId, first.id);
      const last = await until(subject, running, isDone);
      expect(last.state).toBe('cancelled');
    });

    it('what does not exist is not found, and needs no deleting', async () => {
      const { livy, unknownSession = 999 } = await prepare('unknown');
      const calls = [
        () => livy.getSession(unknownSession),
        () => livy.getStatement(unknownSession, 0),
        () => livy.createStatement(unknownSession, '1', 'pyspark'),
        () => livy.cancelStatement(unknownSession, 0)
      ];
      for (const call of calls) {
        expect(await kindOfFailure(call())).toBe('notFound');
      }
      await expect(livy.deleteSession(unknownSession)).resolves.toBeUndefined();
    });

    check(
      'unknownStatement',
      'an unknown statement is not found, but may be cancelled',
      async () => {
        const { livy, sessionId } = await prepare('unknownStatement');
        const read = livy.getStatement(sessionId, 9999);
        expect(await kindOfFailure(read)).toBe('notFound');
        await expect(
          livy.cancelStatement(sessionId, 9999)
        ).resolves.toBeUndefined();
      }
    );

    check('dead', 'a dead session takes and gives nothing', async () => {
      const { livy, sessionId } = await prepare('dead');
      expect(isEnded(await livy.getSession(sessionId))).toBe(true);
      const read = livy.getStatement(sessionId, 0);
      expect(await kindOfFailure(read)).not.toBeNull();
      const write = livy.createStatement(sessionId, '1+1', 'pyspark');
      expect(await kindOfFailure(write)).not.toBeNull();
    });

    check(
      'deleteBusy',
      'a session is deleted while it runs something',
      async () => {
        const { livy, sessionId } = await prepare('deleteBusy');
        await livy.createStatement(sessionId, CONTRACT_CODE.sleep, 'pyspark');
        await livy.deleteSession(sessionId);
        const read = livy.getSession(sessionId);
        expect(await kindOfFailure(read)).toBe('notFound');
      }
    );

    it('an aborted call is cancelled', async () => {
      const { livy, sessionId } = await prepare('print');
      const signal = AbortSignal.abort();
      const read = livy.getSession(sessionId, signal);
      expect(await kindOfFailure(read)).toBe('cancelled');
      const write = livy.createStatement(sessionId, '1', 'pyspark', { signal });
      expect(await kindOfFailure(write)).toBe('cancelled');
    });
  });
}
