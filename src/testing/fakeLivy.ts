import { problemOf } from '../core/errors';
import {
  isEnded,
  ISessionRequest,
  ISparkSession,
  IStatement,
  SessionState,
  StatementKind
} from '../core/livy';
import { IClock, ILivy, IWriteOptions } from '../core/ports';

import { errorFor, Faults } from './fakeLivyFaults';
import { FakeStatement, Script } from './fakeLivyStatement';

/** What a `FakeLivy` is made of. */
export interface IFakeLivyOptions {
  clock: IClock;
  /** What code does; by default it ends at once and prints nothing. */
  script?: Script;
  /**
   * States of a session, one for each read of it; the last one stays. The
   * first is that of the answer to the POST.
   */
  states?: readonly SessionState[];
}

/** One call that a `FakeLivy` had. */
export interface ICall {
  method: keyof ILivy;
  args: readonly unknown[];
}

interface IFakeSession {
  session: ISparkSession;
  states: SessionState[];
  statements: FakeStatement[];
}

/**
 * Livy in memory: sessions, a queue of statements each, cancel, and faults on
 * demand. It has no timers of its own: what a statement is at a moment follows
 * from the clock, so that a spec decides by moving it.
 *
 * #### Notes
 * Answers as Apache Livy 0.9 does (specs of `src/azure` hold both to one
 * contract). Read `calls` to see what was asked, `faults` lets calls fail.
 */
export class FakeLivy implements ILivy {
  constructor(options: IFakeLivyOptions) {
    this._clock = options.clock;
    this._states = options.states ?? ['starting', 'idle'];
    this.script = options.script ?? (() => ({}));
  }

  /** What code does; may be replaced at any time. */
  script: Script;

  /** What goes wrong next. */
  readonly faults = new Faults();

  /** Every call so far, those that failed too. */
  readonly calls: ICall[] = [];

  /** How often a method was called. */
  count(method: keyof ILivy): number {
    return this.calls.filter(call => call.method === method).length;
  }

  /** The statements of a session that reached the server, oldest first. */
  codes(sessionId: number): string[] {
    return this._session(sessionId).statements.map(({ code }) => code);
  }

  /** End a session as a pool does, with what it says about it. */
  endSession(
    id: number,
    state: SessionState = 'dead',
    parts: Partial<ISparkSession> = {}
  ): void {
    const found = this._session(id);
    found.states = [];
    found.session = { ...found.session, ...parts, state };
  }

  async createSession(
    request: ISessionRequest,
    { signal }: IWriteOptions = {}
  ): Promise<ISparkSession> {
    return this._call(
      'createSession',
      [request],
      () => {
        const isTaken = [...this._sessions.values()].some(
          ({ session }) => session.name === request.name
        );
        if (isTaken) {
          throw errorFor({
            kind: 'server',
            what: `Rejected, Reason: Duplicate session name: ${request.name}`
          });
        }
        const states = [...this._states];
        const { name, conf: _conf, tags: _tags, ...sizes } = request;
        const session: ISparkSession = {
          id: this._nextId++,
          name,
          state: states.shift() ?? 'idle',
          appId: null,
          log: [],
          faults: [],
          schedulerState: null,
          pluginState: null,
          submitter: null,
          workspaceName: null,
          poolName: null,
          submittedAt: this._clock.now() || null,
          isTimedOut: false,
          sizes,
          sparkUiUrl: null,
          driverLogUrl: null
        };
        this._sessions.set(session.id, { session, states, statements: [] });
        return session;
      },
      signal
    );
  }

  async getSession(id: number, signal?: AbortSignal): Promise<ISparkSession> {
    return this._call('getSession', [id], () => this._readSession(id), signal);
  }

  async readLog(id: number, signal?: AbortSignal): Promise<string[]> {
    return this._call(
      'readLog',
      [id],
      () => [...this._readSession(id).log],
      signal
    );
  }

  async listSessions(signal?: AbortSignal): Promise<ISparkSession[]> {
    return this._call(
      'listSessions',
      [],
      () =>
        [...this._sessions.keys()].slice(-20).map(id => this._readSession(id)),
      signal
    );
  }

  async deleteSession(id: number): Promise<void> {
    return this._call('deleteSession', [id], () => {
      this._sessions.delete(id);
    });
  }

  async resetTimeout(id: number): Promise<void> {
    return this._call('resetTimeout', [id], () => {
      this._session(id);
    });
  }

  async createStatement(
    sessionId: number,
    code: string,
    kind: StatementKind,
    { signal }: IWriteOptions = {}
  ): Promise<IStatement> {
    return this._call(
      'createStatement',
      [sessionId, code, kind],
      () => {
        const { session, statements } = this._session(sessionId);
        if (session.state !== 'idle' && session.state !== 'busy') {
          throw errorFor({
            kind: 'server',
            what: `IllegalStateException: Session is in state ${session.state}`
          });
        }
        const statement = new FakeStatement({
          id: statements.length,
          code,
          kind,
          createdAt: this._clock.now(),
          run: this.script(code, kind),
          previous: statements.at(-1) ?? null
        });
        statements.push(statement);
        return statement.at(this._clock.now());
      },
      signal
    );
  }

  async getStatement(
    sessionId: number,
    statementId: number,
    signal?: AbortSignal
  ): Promise<IStatement> {
    return this._call(
      'getStatement',
      [sessionId, statementId],
      () => this._statement(sessionId, statementId).at(this._clock.now()),
      signal
    );
  }

  async cancelStatement(sessionId: number, statementId: number): Promise<void> {
    return this._call('cancelStatement', [sessionId, statementId], () => {
      const { statements } = this._session(sessionId);
      // Livy says yes to every number.
      statements[statementId]?.cancel(this._clock.now());
    });
  }

  private async _call<T>(
    method: keyof ILivy,
    args: readonly unknown[],
    act: () => T,
    signal?: AbortSignal
  ): Promise<T> {
    this.calls.push({ method, args });
    return this.faults.run(method, act, signal);
  }

  private _readSession(id: number): ISparkSession {
    const found = this._session(id);
    const { session, statements } = found;
    const now = this._clock.now();
    let state = found.states.shift() ?? session.state;
    if (state === 'idle' || state === 'busy') {
      state = statements.some(statement => statement.isOpen(now))
        ? 'busy'
        : 'idle';
    }
    found.session = { ...session, state };
    return found.session;
  }

  private _session(id: number): IFakeSession {
    const found = this._sessions.get(id);
    if (!found) {
      throw errorFor({
        kind: 'notFound',
        what: `Session '${id}' not found.`
      });
    }
    return found;
  }

  private _statement(sessionId: number, statementId: number): FakeStatement {
    const { session, statements } = this._session(sessionId);
    if (isEnded(session)) {
      // The outputs were in the driver.
      throw errorFor({
        kind: 'session',
        what: `requirement failed: Session isn't active.`
      });
    }
    const statement = statements[statementId];
    if (!statement) {
      throw errorFor({ kind: 'notFound', what: 'Statement not found' });
    }
    return statement;
  }

  private readonly _clock: IClock;
  private readonly _states: readonly SessionState[];
  private readonly _sessions = new Map<number, IFakeSession>();
  private _nextId = 0;
}

/** The kind of problem that a call rejects with; null when it resolves. */
export async function kindOfFailure(
  call: Promise<unknown>
): Promise<string | null> {
  try {
    await call;
    return null;
  } catch (reason) {
    return problemOf(reason).kind;
  }
}
