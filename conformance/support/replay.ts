import { isDone, isEnded } from '../../src/core/livy';
import { sessionOf, statementOf } from '../../src/azure/livyJson';

import { normaliseAnswer } from './answers';
import { Client, IAnswer, pause } from './client';
import { differencesOf, IDifference } from './compare';
import { IGolden, isRecord, IStep, stateOf, stepsOf } from './golden';
import { Dialect } from './profile';
import { unread, Watch } from './readings';

/**
 * How long a poll waits for the state that was recorded, ms: a statement may
 * wait for one that cannot be cancelled, the rest is soon right or never.
 */
const PATIENCE = { statement: 120_000, session: 90_000, state: 1000 };

/** How long an idle session may take to be something else, ms. */
const IDLE_PATIENCE = 2000;

const POLL = 25;

/** How long a statement runs before it is cancelled, ms. */
const UNDER_WAY = 1000;

/** What Synapse needs of a create and Livy does not. */
const SYNAPSE_SIZES = {
  driverMemory: '28g',
  driverCores: 4,
  executorMemory: '28g',
  executorCores: 4,
  numExecutors: 2
};

/**
 * Stands for 999 and for what was not made: an id that no session has. Some
 * cases delete it, so that it must not be another's.
 */
export const UNKNOWN_SESSION = 2_147_480_999;

/** Paths that Synapse does not have. */
const LIVY_ONLY =
  /^\/(?:version|nosuchpath|livyApi.*|)$|^\/sessions\/[^/]+\/(?:state|log|connect|completion|reset-timeout)\b|^\/sessions\/[a-z]\w*$|\/statements\?|\/statements\/9999\/cancel$/;

/** Steps that belong to a request which was not recorded. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  // The session had been deleted.
  '115-kindless': ['GET /sessions/{s} (2)']
};

/** Makes the requests of recorded cases against a server, in one session. */
export class Replay {
  constructor(private readonly client: Client) {}

  /** Our sessions, by their ids in the recordings. */
  readonly sessions = new Map<number, number>();

  /** Goes through a case; what differs from the recording, in order. */
  async run(golden: IGolden): Promise<IDifference[]> {
    const differences: IDifference[] = [];
    let wasRunning = false;
    for (const step of stepsOf(golden)) {
      if (!this.isAsked(golden.case, step)) {
        continue;
      }
      if (wasRunning && /\/cancel$/.test(step.request.path)) {
        // It shall be the code that is cancelled, not what comes before it.
        await pause(UNDER_WAY);
      }
      wasRunning = stateOf(step.expected.body) === 'running';
      const watch = new Watch(step);
      const answer = await this.answerTo(step, watch);
      differences.push(...this.compare(step, answer), ...watch.differences());
      this.learn(step, answer);
    }
    return differences;
  }

  private get dialect(): Dialect {
    return this.client.profile.dialect;
  }

  private isAsked(name: string, { label, request }: IStep): boolean {
    const statement = /^\/sessions\/\d+\/statements\/\d+/.exec(request.path);
    return (
      !(statement && this.lost.has(statement[0])) &&
      !LEFT_OUT[name]?.includes(label) &&
      (this.dialect === 'livy' || !LIVY_ONLY.test(request.path))
    );
  }

  private compare(step: IStep, answer: IAnswer): IDifference[] {
    const { method } = step.request;
    const ours = new Set(this.sessions.values());
    const path = step.request.path;
    const expected = normaliseAnswer(
      step.expected,
      { method, path },
      this.dialect
    );
    const text = this.goldenNames(answer.text);
    const target = normaliseAnswer(
      {
        status: answer.status,
        headers: answer.headers,
        ...(answer.body === undefined
          ? { text: answer.text }
          : { body: JSON.parse(text) as unknown })
      },
      { method, path, isOurs: id => ours.has(id) },
      this.dialect
    );
    return [
      ...differencesOf(`${step.label}: `, expected, target),
      ...unread(step.label, answer)
    ];
  }

  /** Asks until the answer has the recorded state, or can change no more. */
  private async answerTo(step: IStep, watch: Watch): Promise<IAnswer> {
    let end = Date.now() + patienceFor(step.request.path);
    for (;;) {
      const answer = await this.client.ask(this.outgoing(step));
      watch.see(answer);
      if (isRecord(answer.body) && answer.body.state === 'idle') {
        end = Math.min(end, Date.now() + IDLE_PATIENCE);
      }
      if (
        !step.isPoll ||
        isSettled(step, answer) ||
        isFinal(answer.body) ||
        Date.now() > end
      ) {
        return answer;
      }
      await pause(POLL);
    }
  }

  private outgoing({ request }: IStep) {
    const { body, method, raw_body: rawBody, headers } = request;
    return {
      method,
      path: this.targetPath(request.path),
      body:
        body === undefined || body === null
          ? undefined
          : this.targetBody(request.path, body),
      rawBody,
      contentType: headers?.['Content-Type']
    };
  }

  private targetPath(path: string): string {
    const [, session, statement] =
      /^\/sessions\/([^/?]+)(?:\/statements\/(\d+))?/.exec(path) ?? [];
    let result = path;
    if (statement !== undefined) {
      const id = this.statements.get(`${session}/${statement}`) ?? statement;
      result = result.replace(`/statements/${statement}`, `/statements/${id}`);
    }
    if (session !== undefined) {
      const known = this.sessions.get(Number(session));
      const id =
        known ?? (/^\d+$/.test(session) ? UNKNOWN_SESSION : this.ours(session));
      result = result.replace(`/sessions/${session}`, `/sessions/${id}`);
    }
    return result;
  }

  private targetBody(path: string, body: unknown): unknown {
    if (!isRecord(body)) {
      return body;
    }
    const code = isRecord(body.code) ? restored(body.code) : body.code;
    const isCreate = /^\/sessions$/.test(path);
    const named =
      typeof body.name === 'string' && !/^\d+$/.test(body.name)
        ? { name: this.ours(body.name) }
        : {};
    const needed =
      isCreate && this.dialect === 'synapse'
        ? { name: this.ours('nameless'), ...SYNAPSE_SIZES }
        : {};
    return { ...needed, ...body, ...('code' in body && { code }), ...named };
  }

  /** A name of the recordings, unique to this run. */
  private ours(name: string): string {
    return name === 'nosuchname' ? name : `${this.client.profile.tag}-${name}`;
  }

  private goldenNames(text: string): string {
    const { tag } = this.client.profile;
    return text
      .replaceAll(`"${tag}-made"`, 'null')
      .replaceAll(`${tag}-`, '')
      .replaceAll(`'${UNKNOWN_SESSION}'`, "'999'");
  }

  /** Which of our ids stands for which of the recording. */
  private learn({ request, expected }: IStep, answer: IAnswer): void {
    if (request.method !== 'POST') {
      return;
    }
    const golden = isRecord(expected.body) ? expected.body.id : undefined;
    const target = isRecord(answer.body) ? answer.body.id : undefined;
    if (answer.status >= 300 || typeof target !== 'number') {
      // There is nothing that is asked for later.
      this.lost.add(`${request.path}/${golden}`);
      return;
    }
    if (request.path === '/sessions') {
      this.sessions.set(typeof golden === 'number' ? golden : -1, target);
    } else if (/\/statements$/.test(request.path)) {
      const [, session] = /^\/sessions\/([^/]+)/.exec(request.path) ?? [];
      this.statements.set(`${session}/${golden}`, target);
    }
  }

  /** Paths in the recordings of statements that the server refused. */
  private readonly lost = new Set<string>();

  /** Our ids of statements, by session and id in the recordings. */
  private readonly statements = new Map<string, number>();
}

/** A text that was shortened for the recording, and is all alike within. */
function restored(elided: Record<string, unknown>): string {
  const { head, length, tail } = elided;
  const [begin, end] = [String(head), String(tail)];
  const missing = Number(length) - begin.length - end.length;
  return `${begin}${begin.slice(-1).repeat(missing)}${end}`;
}

function patienceFor(path: string): number {
  return /\/state$/.test(path)
    ? PATIENCE.state
    : /\/statements\//.test(path)
      ? PATIENCE.statement
      : PATIENCE.session;
}

function isSettled({ expected }: IStep, answer: IAnswer): boolean {
  const wanted = stateOf(expected.body);
  return wanted === null
    ? answer.status === expected.status
    : stateOf(answer.body) === wanted;
}

/** Whether it cannot change any more. */
function isFinal(body: unknown): boolean {
  const session = isRecord(body) && 'appInfo' in body ? sessionOf(body) : null;
  if (session) {
    return isEnded(session);
  }
  const statement = isRecord(body) && 'code' in body ? statementOf(body) : null;
  return statement ? isDone(statement) : !isRecord(body) || !('state' in body);
}
