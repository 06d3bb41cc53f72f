import { isRecord } from './golden';
import { normaliseText, normaliseTraceback } from './normaliseText';

/** What an answer belongs to. */
export interface IContext {
  method: string;
  /** The path that was asked, with the query. */
  path: string;
  /** Which sessions of a list are ours; all by default. */
  isOurs?: (id: number) => boolean;
}

/** Whether an answer to a POST may show the statement at any moment of it. */
const ANY_MOMENT = ['waiting', 'running', 'available'];

/** The body of an answer of plain Livy without what may differ. */
export function normaliseBody(body: unknown, context: IContext): unknown {
  if (typeof body === 'string') {
    return normaliseText(body);
  }
  if (!isRecord(body)) {
    return body ?? null;
  }
  if (Array.isArray(body.sessions)) {
    return sessionList(body, context);
  }
  if (Array.isArray(body.statements)) {
    return statementList(body, context);
  }
  if (Array.isArray(body.log) && 'total' in body) {
    return logPage(body, context);
  }
  if ('code' in body && 'progress' in body) {
    return statement(body, context.method === 'POST');
  }
  if ('appInfo' in body) {
    return session(body);
  }
  if ('revision' in body) {
    return Object.fromEntries(
      Object.entries(body).map(([key, value]) => [key, `<${typeof value}>`])
    );
  }
  return { ...(value(body) as object), ...('id' in body && { id: '<id>' }) };
}

function session(body: Record<string, unknown>): Record<string, unknown> {
  const { appInfo, log } = body;
  return {
    ...(value(body) as object),
    id: typeof body.id === 'number' ? '<id>' : body.id,
    // Null on a local master, a text elsewhere.
    appId:
      body.appId === null || isText(body.appId) ? '<text or null>' : body.appId,
    appInfo: isRecord(appInfo) ? Object.keys(appInfo).sort() : appInfo,
    owner:
      body.owner === null || isText(body.owner) ? '<text or null>' : body.owner,
    log: Array.isArray(log) && log.every(isText) ? '<lines>' : log,
    ...(Array.isArray(log) &&
      log.length > 10 && { log: `<${log.length} lines>` })
  };
}

function statement(
  body: Record<string, unknown>,
  isNew: boolean
): Record<string, unknown> {
  const shown: Record<string, unknown> = {
    ...(value(body) as object),
    id: typeof body.id === 'number' ? '<id>' : body.id,
    started: moment(body.started),
    completed: moment(body.completed),
    progress: progress(body.progress),
    output: output(body.output, body.id),
    // The local pool's.
    ...('partial' in body && { partial: shapeOf(body.partial) }),
    ...('tasks' in body && { tasks: shapeOf(body.tasks) })
  };
  if (isNew && ANY_MOMENT.includes(String(body.state))) {
    const any = '<any moment>';
    Object.assign(shown, { state: any, started: any, completed: any });
    Object.assign(shown, { progress: any, output: any });
  }
  return shown;
}

function output(raw: unknown, id: unknown): unknown {
  if (!isRecord(raw)) {
    return raw;
  }
  const { data, traceback } = raw;
  return {
    ...(value(raw) as object),
    execution_count: raw.execution_count === id ? '<id>' : raw.execution_count,
    ...(Array.isArray(traceback) && {
      traceback: normaliseTraceback(traceback)
    }),
    ...(isRecord(data) && { data: dataOf(data) }),
    // What all earlier failures of the session printed stands behind it.
    ...(isText(raw.evalue) &&
      /^Interpreter died:/.test(raw.evalue) && {
        evalue: 'Interpreter died: <text>'
      })
  };
}

function dataOf(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([mime, item]) => [
      mime,
      mime.startsWith('image/')
        ? imageOf(item)
        : mime === 'content' && isRecord(item)
          ? { ...item, traceback: '<lines>' }
          : value(item)
    ])
  );
}

function imageOf(item: unknown): string {
  const head = isText(item) ? item : isRecord(item) ? String(item.head) : '';
  return head.startsWith('iVBORw0KGgo') ? '<png>' : '<no image>';
}

function sessionList(
  body: Record<string, unknown>,
  { isOurs = () => true }: IContext
): unknown {
  const sessions = (body.sessions as unknown[]).filter(
    item => isRecord(item) && isOurs(Number(item.id))
  );
  return {
    ...body,
    total: number(body.total),
    sessions: sessions.map(item => session(item as Record<string, unknown>))
  };
}

/** Counts and order: which statements a session has is not the list's matter. */
function statementList(
  body: Record<string, unknown>,
  { path }: IContext
): unknown {
  const statements = (body.statements as unknown[]).filter(isRecord);
  const total = Number(body.total_statements);
  const ids = statements.map(({ id }) => Number(id));
  const keys = new Set(statements.map(item => Object.keys(item).sort().join()));
  return {
    ...body,
    total_statements: number(body.total_statements),
    statements: {
      count: /[?&]size=/.test(path) ? ids.length : '<n>',
      isInOrder: ids.every(
        (id, index) => index === 0 || Math.abs(id - ids[index - 1]) === 1
      ),
      beginsWithNewest: total > 1 && ids[0] === total - 1,
      keys: [...keys]
    }
  };
}

/** A page of a log: which lines, not what they say. */
function logPage(body: Record<string, unknown>, { path }: IContext): unknown {
  const query = new URL(path, 'http://livy').searchParams;
  const size = Number(query.get('size') ?? 100);
  const asked = Number(query.get('from') ?? -1);
  const { log, total } = body;
  const from = Number(body.from);
  const lines = log as unknown[];
  const begin = asked >= 0 ? asked : Math.max(0, Number(total) - size);
  const count = Math.max(0, Math.min(size, Number(total) - begin));
  return {
    ...body,
    id: '<id>',
    total: number(total),
    from: from === begin ? '<as asked>' : from,
    log: {
      isAsLong: lines.length === count,
      isLines: lines.every(isText),
      ...(asked === 0 && { begins: lines.slice(0, 1) })
    }
  };
}

/** Any JSON; texts are normalised, long ones shortened as in the recordings. */
function value(raw: unknown): unknown {
  if (isText(raw)) {
    return raw.length > 100_000
      ? {
          $elided: 'string',
          length: raw.length,
          head: raw.slice(0, 60),
          tail: raw.slice(-60)
        }
      : normaliseText(raw);
  }
  if (Array.isArray(raw)) {
    const last: unknown = raw.at(-1);
    if (isRecord(last) && last.$elided === 'items') {
      return { $elided: 'items', length: last.length, head: raw.slice(0, 3) };
    }
    return raw.length > 500
      ? { $elided: 'items', length: raw.length, head: raw.slice(0, 3) }
      : raw.map(value);
  }
  if (isRecord(raw)) {
    return Object.fromEntries(
      Object.entries(raw).map(([key, item]) => [key, value(item)])
    );
  }
  return raw;
}

/** Names and types of what an object has. */
function shapeOf(raw: unknown): unknown {
  return isRecord(raw)
    ? Object.fromEntries(
        Object.entries(raw).map(([key, item]) => [key, `<${typeof item}>`])
      )
    : raw;
}

function moment(raw: unknown): unknown {
  return typeof raw === 'number' && raw > 1_500_000_000_000 ? '<time>' : raw;
}

function progress(raw: unknown): unknown {
  return typeof raw === 'number' && raw > 0 && raw < 1 ? 0 : raw;
}

function number(raw: unknown): unknown {
  return typeof raw === 'number' ? '<n>' : raw;
}

function isText(raw: unknown): raw is string {
  return typeof raw === 'string';
}
