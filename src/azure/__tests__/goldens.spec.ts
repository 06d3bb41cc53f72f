import fs from 'node:fs';
import path from 'node:path';

import { StatementError } from '../../core/errors';
import { isDone, isEnded, isReady, IStatement } from '../../core/livy';
import { IOutputEvent } from '../../core/ports';
import { errorBody } from '../../core/problemBody';
import { problemFromResponse } from '../../core/problems';
import { sessionProblem } from '../../core/sessionProblem';
import { failureOf, StatementOutputs } from '../../core/statementOutputs';
import { sessionOf, sessionsOf, statementOf } from '../livyJson';

/**
 * Every answer that was recorded of a real Livy goes through our parsers; what
 * comes out is compared with what the recording says, read here without them.
 */
const FOLDER = path.join(__dirname, '../../../conformance/goldens');

type Json = Readonly<Record<string, unknown>>;

interface IRecorded {
  /** For the title: case, number, request. */
  name: string;
  method: string;
  path: string;
  status: number;
  type: string;
  body?: unknown;
  text: string;
}

const RECORDED: readonly IRecorded[] = fs
  .readdirSync(FOLDER)
  .filter(name => name.endsWith('.json'))
  .sort()
  .flatMap(file => {
    const golden = JSON.parse(
      fs.readFileSync(path.join(FOLDER, file), 'utf8')
    ) as { exchanges: readonly Json[] };
    return golden.exchanges.flatMap(({ request, response }, index) => {
      if (!isObject(request) || !isObject(response)) {
        return [];
      }
      const headers = response.headers as Readonly<Record<string, string>>;
      return {
        name: `${file.replace('.json', '')} #${index} ${request.method} ${request.path}`,
        method: String(request.method),
        path: String(request.path),
        status: Number(response.status),
        type: headers['Content-Type'] ?? '',
        ...('body' in response && { body: response.body }),
        text:
          'body' in response
            ? JSON.stringify(response.body)
            : String(response.text)
      };
    });
  });

const succeeded = RECORDED.filter(({ status }) => status < 300);
const failed = RECORDED.filter(({ status }) => status >= 400);
const bodies = succeeded.map(({ body }) => body).filter(isObject);
const statements = [
  ...bodies.filter(isStatement),
  ...bodies.flatMap(({ statements: list }) => list ?? []).filter(isStatement)
];
const sessions = [
  ...bodies.filter(isSession),
  ...bodies.flatMap(({ sessions: list }) => list ?? []).filter(isSession)
];

it('knows what each recorded answer is', () => {
  expect(RECORDED.length).toBeGreaterThan(500);
  // Apart: the guards narrow, and leave nothing for what comes behind them.
  const isList = (body: Json): boolean =>
    Array.isArray(body.sessions) ||
    Array.isArray(body.statements) ||
    body.msg === 'deleted';
  const isKnown = ({ body, status, path: asked }: IRecorded): boolean =>
    status >= 300 ||
    (isObject(body) &&
      (isList(body) ||
        isStatement(body) ||
        isSession(body) ||
        /\/(?:state|log|cancel|completion|version)\b/.test(asked)));
  expect(RECORDED.filter(one => !isKnown(one)).map(({ name }) => name)).toEqual(
    // The Spark UI, beside Livy.
    RECORDED.filter(({ name }) => /\/api\/v1\//.test(name)).map(
      ({ name }) => name
    )
  );
});

describe('a session', () => {
  it(`is read from each of ${sessions.length} recordings`, () => {
    expect(sessions.length).toBeGreaterThan(40);
    for (const raw of sessions) {
      const session = sessionOf(raw);
      expect(session).toEqual({
        id: raw.id,
        name: raw.name,
        state: raw.state,
        appId: raw.appId,
        log: raw.log,
        faults: [],
        schedulerState: null,
        pluginState: null,
        submitter: raw.owner,
        workspaceName: null,
        poolName: null,
        submittedAt: null,
        isTimedOut: false,
        sizes: null,
        sparkUiUrl: null,
        driverLogUrl: null
      });
      expect(session && isEnded(session)).toBe(
        ['dead', 'error', 'killed'].includes(String(raw.state))
      );
      expect(session && isReady(session)).toBe(
        ['idle', 'busy'].includes(String(raw.state))
      );
    }
  });

  it('that is dead says why, from its log', () => {
    const dead = sessions.filter(({ state }) => state === 'dead');
    expect(dead.length).toBeGreaterThan(0);
    for (const raw of dead) {
      const session = sessionOf(raw);
      const problem = session && sessionProblem(session);
      expect(problem).toMatchObject({
        kind: 'session',
        what: `Session ${raw.id} failed (state dead).`
      });
      expect(problem?.next).not.toBe('');
    }
  });

  it('is in its list', () => {
    const lists = bodies.filter(({ sessions: list }) => Array.isArray(list));
    expect(lists.length).toBeGreaterThan(2);
    for (const raw of lists) {
      const ids = (raw.sessions as Json[]).map(({ id }) => id);
      expect(sessionsOf(raw)?.map(({ id }) => id)).toEqual(ids);
      expect(sessionOf(raw)).toBeNull();
      expect(statementOf(raw)).toBeNull();
    }
  });
});

describe('a statement', () => {
  it(`is read from each of ${statements.length} recordings`, () => {
    expect(statements.length).toBeGreaterThan(300);
    for (const raw of statements) {
      const statement = statementOf(raw);
      expect(statement).toMatchObject({
        id: raw.id,
        state: raw.state,
        progress: raw.progress,
        started: raw.started || null,
        completed: raw.completed || null,
        partial: null,
        tasks: null
      });
      const isOver = ['available', 'cancelled'].includes(String(raw.state));
      expect(statement && isDone(statement)).toBe(isOver);
      const { output } = raw;
      if (!isObject(output)) {
        expect(statement?.output).toBeNull();
        continue;
      }
      if (output.status === 'ok') {
        expect(statement?.output).toEqual({ status: 'ok', data: output.data });
        continue;
      }
      expect(statement?.output).toEqual({
        status: 'error',
        ename: output.ename,
        evalue: output.evalue,
        traceback: output.traceback,
        data: {}
      });
    }
  });

  it('tells of a failure exactly when there is one', () => {
    const kinds = new Set<string>();
    for (const raw of statements) {
      const failure = failureOf(parsed(raw));
      const expected = failureIn(raw);
      kinds.add(String(expected?.kind));
      if (!expected) {
        expect(failure).toBeNull();
        continue;
      }
      if (expected.kind === 'cancelled') {
        expect(failure).toMatchObject({ problem: { kind: 'cancelled' } });
        continue;
      }
      if (!(failure instanceof StatementError)) {
        throw new Error(`No error of the code: ${JSON.stringify(raw)}`);
      }
      expect(failure.ename).toBe(expected.ename);
      const evalue = expected.evalue.trim();
      if (!/^Interpreter died/.test(evalue) && evalue.length < 4000) {
        expect(failure.evalue.trim()).toBe(evalue);
      }
      // What a user reads says what it was.
      const text = failure.traceback.join('\n');
      const [first] = evalue.split('\n');
      const said = first.replace(/ \(<stdin>, line \d+\)$|:$/, '');
      expect(text).toContain(said.slice(0, 200));
      expect(failure.traceback.every(line => !line.includes('\n'))).toBe(true);
      expect(text.length).toBeLessThan(60_000);
    }
    expect([...kinds].sort()).toEqual(['cancelled', 'error', 'undefined']);
  });

  it('shows all of its output, and nothing else', () => {
    for (const raw of statements) {
      const events = new StatementOutputs().next(parsed(raw));
      const { data } = isObject(raw.output) ? raw.output : { data: {} };
      const shown = isObject(data) && !('content' in data) ? data : {};
      const { 'text/plain': text, ...rich } = shown;
      // Shortened for the recording: it is no text any more.
      const isShortened = isObject(text);
      if (!isShortened) {
        expect(printed(events)).toBe(withoutRich(text ?? '', rich));
      }
      expect(rendered(events)).toEqual(richIn(rich));
    }
  });

  it('seen twice is shown once', () => {
    for (const raw of statements) {
      const outputs = new StatementOutputs();
      const statement = parsed(raw);
      outputs.next(statement);
      expect(outputs.next(statement)).toEqual([]);
    }
  });
});

describe('a refusal', () => {
  it.each(failed.map(one => [one.name, one] as const))('%s', (_name, one) => {
    const problem = problemFromResponse({
      status: one.status,
      body: one.text,
      headers: name =>
        ({ 'x-synapse-proxy': 'upstream', 'content-type': one.type })[name] ??
        null,
      url: `https://livy.example${one.path}`,
      proxyCode: null
    });
    const said =
      typeof one.body === 'string'
        ? one.body
        : isObject(one.body)
          ? String(one.body.msg)
          : '';
    expect(problem.kind).toBe(kindOf(one.status, said));
    expect(problem.detail).toContain(`HTTP ${one.status}`);
    // No stack of Java and no bytes reach a sentence.
    const sentences = `${problem.what} ${problem.why} ${problem.next}`;
    // eslint-disable-next-line no-control-regex
    expect(sentences).not.toMatch(/\bat [\w.$]+\(|[\u0000-\u001f\uFFFD]/);
    expect(problem.what).toMatch(/[.!?]$/);
    // What Livy says is there, unless a sentence of ours says it better.
    if (problem.kind === 'usage' || problem.kind === 'notFound') {
      const [line] = errorBody(one.text).message.split(' (through');
      expect(sentences).toContain(line.slice(0, 60));
    }
  });

  it('is no session, no list and no statement', () => {
    for (const { body } of failed) {
      expect(sessionOf(body)).toBeNull();
      expect(sessionsOf(body)).toBeNull();
      expect(statementOf(body)).toBeNull();
    }
  });
});

/** By the status and the words, as docs/conformance.md says. */
function kindOf(status: number, said: string): string {
  if (/Session is in state|Session isn't active|RPC channel/.test(said)) {
    return 'session';
  }
  return status === 404 ? 'notFound' : status < 500 ? 'usage' : 'server';
}

type Failure =
  { kind: 'cancelled' } | { kind: 'error'; ename: string; evalue: string };

/** The failure in a recording, read as it stands. */
function failureIn(raw: Json): Failure | null {
  if (raw.state === 'cancelled') {
    return { kind: 'cancelled' };
  }
  const output = isObject(raw.output) ? raw.output : {};
  const data = isObject(output.data) ? output.data : {};
  const inner = isObject(data.content) ? data.content : {};
  const found = [output, inner].find(({ status }) => status === 'error');
  return found
    ? {
        kind: 'error',
        ename: String(found.ename),
        evalue: String(found.evalue)
      }
    : null;
}

/** What of a recorded bundle is more than text. */
function richIn(rich: Json): string[] {
  const table = rich['application/vnd.livy.table.v1+json'];
  const json = rich['application/json'];
  if (isObject(table)) {
    return [`${count(table.data)} rows of ${columnNames(table.headers)}`];
  }
  if (isObject(json) && isObject(json.schema)) {
    const names = columnNames(json.schema.fields);
    return names ? [`${count(json.data)} rows of ${names}`] : [];
  }
  return Object.keys(rich);
}

function count(rows: unknown): number {
  return (rows as unknown[]).length;
}

function columnNames(fields: unknown): string {
  return (fields as Json[]).map(({ name }) => String(name)).join();
}

/** What is printed beside a result that has no columns. */
function withoutRich(text: unknown, rich: Json): unknown {
  const json = rich['application/json'];
  const isEmpty =
    isObject(json) && isObject(json.schema) && richIn(rich).length === 0;
  return isEmpty ? `${text}OK\n` : text;
}

function printed(events: readonly IOutputEvent[]): string {
  return events
    .map(event => (event.type === 'stream' ? event.content.text : ''))
    .join('');
}

/** The rich outputs: a table by its columns, all else by its mime type. */
function rendered(events: readonly IOutputEvent[]): string[] {
  return events.flatMap(event => {
    if (event.type !== 'display_data') {
      return [];
    }
    const data = event.content.data as Json;
    const html = data['text/html'];
    if (typeof html === 'string') {
      const names = [...html.matchAll(/<th [^>]*>([^<]*)<\/th>/g)];
      const rows = html.split('<tbody>')[1].match(/<tr>/g) ?? [];
      return [`${rows.length} rows of ${names.map(([, name]) => name).join()}`];
    }
    return Object.keys(data).filter(mime => mime !== 'text/plain');
  });
}

function parsed(raw: Json): IStatement {
  const statement = statementOf(raw);
  if (!statement) {
    throw new Error(`Not a statement: ${JSON.stringify(raw)}`);
  }
  return statement;
}

function isStatement(value: unknown): value is Json {
  return isObject(value) && 'code' in value && 'state' in value;
}

function isSession(value: unknown): value is Json {
  return isObject(value) && 'appInfo' in value;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
