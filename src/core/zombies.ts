import { IProblem, StatementError, problemOf } from './errors';
import { IStatement, StatementKind, isDone } from './livy';
import { IClock, ILivy } from './ports';

/**
 * Sessions that a real Livy keeps `idle` though they run nothing any more
 * (recorded: goldens 401 to 413 and 450 of Apache Livy 0.9).
 */

/** Longest that the answer of a probe is waited for, ms. */
const PROBE_PATIENCE = 15_000;
const PROBE_WAIT = 250;

/** Empty results in a row that were to show something, before a probe. */
const SUSPICIOUS = 2;

/** What to do about a session that is dead behind a state that is not. */
function zombie(id: number, why: string): IProblem {
  return {
    kind: 'session',
    what: `Session ${id} answers no more, though the pool calls it alive.`,
    why,
    next: 'Its driver may still run and take vCores: restart the session, or stop it.',
    detail: ''
  };
}

/**
 * What a statement's failure says of the session behind it, for a session
 * that is read as alive; null when it says nothing.
 */
export function zombieOf(reason: unknown, sessionId: number): IProblem | null {
  if (reason instanceof StatementError) {
    return /^(?:Interpreter died\b|Fail to start interpreter)/.test(
      reason.evalue
    )
      ? zombie(
          sessionId,
          'Its Python process has ended: by the code of a cell, or for want of memory.'
        )
      : null;
  }
  const { what, why, detail } = problemOf(reason);
  return /RPC channel is closed/i.test(`${what} ${why} ${detail}`)
    ? zombie(sessionId, 'Livy has lost its connection to the driver.')
    : null;
}

/**
 * Notices sessions whose results stay empty for ever, which begins when a
 * child process writes to standard output, e.g. `os.system('echo x')`.
 */
export class EmptyResults {
  /**
   * Takes a result; true when it is time for a probe. Only code that must
   * have shown something counts, and one result that is not empty clears all.
   */
  add(code: string, kind: StatementKind, statement: IStatement | null) {
    const { output } = statement ?? {};
    if (kind !== 'pyspark' || !output) {
      return false;
    }
    if (output.status === 'error') {
      // The first sign of it: what the child wrote is not Livy's JSON.
      this._count = /JsonParseException$/.test(output.ename) ? 1 : 0;
      return false;
    }
    const texts = Object.values(output.data);
    if (texts.some(text => text !== '')) {
      this._count = 0;
      return false;
    }
    if (!showsSomething(code)) {
      return false;
    }
    this._count += 1;
    return this._count >= SUSPICIOUS;
  }

  clear(): void {
    this._count = 0;
  }

  private _count = 0;
}

/**
 * Whether Python code must show something at its end: it prints a text that
 * is not empty, or ends with a name, a number, a text or a sum of them. Calls
 * do not count: many return nothing.
 */
export function showsSomething(code: string): boolean {
  const last = code
    .split('\n')
    .map(line => line.replace(/\s+$/, ''))
    .filter(line => line && !/^\s*#/.test(line))
    .pop();
  if (!last || /^\s/.test(last) || /[;\\]$/.test(last)) {
    return false;
  }
  if (/^print\(\s*[frbFRB]{0,2}(?:"[^"\s]|'[^'\s])/.test(last)) {
    return /\)$/.test(last) && !/\b(?:end|file)\s*=/.test(last);
  }
  // Comparisons and sums of names, numbers and plain texts. A name may be
  // None, so that one alone does not count.
  return (
    /^(?:\d[\w.]*|"[^"]+"|'[^']+')$/.test(last) ||
    /^[\w.'"]+(?:\s*(?:[-+*/%<>]|==|!=|<=|>=|\/\/|\*\*)\s*[\w.'"]+)+$/.test(
      last
    )
  );
}

/** What came of a probe. */
export type ProbeResult = 'alive' | 'zombie' | 'unknown';

/**
 * Runs one statement that prints a text of its own: a session that ends it
 * well and shows nothing is lost. `unknown` when there was no answer in time,
 * e.g. because others run code in the session.
 */
export async function probe(
  livy: ILivy,
  clock: IClock,
  sessionId: number,
  onSent: (statement: IStatement) => void
): Promise<ProbeResult> {
  const text = `synapse-${clock.now().toString(36)}`;
  let statement: IStatement;
  try {
    statement = await livy.createStatement(
      sessionId,
      `print("${text}")`,
      'pyspark'
    );
    onSent(statement);
    const begun = clock.now();
    while (!isDone(statement)) {
      if (clock.now() - begun > PROBE_PATIENCE) {
        await livy.cancelStatement(sessionId, statement.id);
        return 'unknown';
      }
      await clock.sleep(PROBE_WAIT);
      statement = await livy.getStatement(sessionId, statement.id);
    }
  } catch {
    // Whatever it is, the next cell meets it too, and tells it.
    return 'unknown';
  }
  const { output } = statement;
  if (output?.status !== 'ok') {
    return 'unknown';
  }
  return Object.values(output.data).some(value => String(value).includes(text))
    ? 'alive'
    : 'zombie';
}

/** For a session whose results stay empty. */
export function emptyForEver(sessionId: number): IProblem {
  return zombie(
    sessionId,
    'The results of all cells stay empty, which begins when a program that a cell starts (os.system, subprocess) writes to standard output. What the last cells ran is done, but not shown.'
  );
}
