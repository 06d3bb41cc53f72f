import { StatementError, SynapseError } from './errors';
import { IStatement, isDone } from './livy';
import { FRAME_FILE } from './frame';
import { SQL_FILE } from './sqlStatement';

/** Longest `evalue` that is shown; Spark puts whole Java stacks there. */
const MAX_EVALUE = 4000;

/** Longest `traceback`, in lines. */
const MAX_LINES = 400;

/**
 * Why a statement failed, or null when it did not (or has not ended).
 *
 * A `StatementError` is the user's code; its `traceback` has one line per
 * entry, without line ends, and always names the error. A `cancelled`
 * SynapseError is a cancelled statement, whatever its output says.
 */
export function failureOf(
  statement: IStatement
): StatementError | SynapseError | null {
  const { state, output } = statement;
  if (!isDone(statement)) {
    return null;
  }
  if (state === 'cancelled') {
    return new SynapseError({
      kind: 'cancelled',
      what: 'The statement was cancelled.'
    });
  }
  if (output?.status === 'error') {
    return statementError(output.ename, output.evalue, output.traceback);
  }
  const reply = output ? errorReply(output.data) : null;
  if (reply) {
    return statementError(reply.ename, reply.evalue, reply.traceback);
  }
  if (state === 'error') {
    return new SynapseError({
      kind: 'server',
      what: `Statement ${statement.id} failed.`,
      why: 'The pool does not say why.',
      next: 'Read the log of the session, or stop the session and start it again.'
    });
  }
  return null;
}

interface IErrorReply {
  ename: string;
  evalue: string;
  traceback: string[];
}

/**
 * The error inside an "ok": Livy's `%table nope` answers with the message of
 * its own shell (golden 217).
 */
export function errorReply(
  data: Readonly<Record<string, unknown>>
): IErrorReply | null {
  const content = data['content'];
  if (
    data['msg_type'] !== 'execute_reply' ||
    typeof content !== 'object' ||
    content === null
  ) {
    return null;
  }
  const { ename, evalue, traceback, status } = content as Record<
    string,
    unknown
  >;
  if (status !== 'error') {
    return null;
  }
  return {
    ename: String(ename ?? 'Error'),
    evalue: String(evalue ?? ''),
    traceback: Array.isArray(traceback) ? traceback.map(String) : []
  };
}

function statementError(
  ename: string,
  evalue: string,
  traceback: readonly string[]
): StatementError {
  if (traceback.some(entry => entry.includes(SQL_FILE))) {
    // Only our wrapper and pyspark's frames are in it: nothing of the user's.
    const text = cut(sqlMessage(evalue));
    return new StatementError(ename, text, `${ename}: ${text}`.split('\n'));
  }
  // Ours, around the code of a cell with -o.
  const own = traceback.filter(entry => !entry.includes(FRAME_FILE));
  const text = /^Interpreter died/.test(evalue) ? died(evalue) : cut(evalue);
  const lines = own.flatMap(entry => entry.replace(/\n$/, '').split('\n'));
  const named = namesError(lines, ename, evalue)
    ? lines
    : [...heading(ename, text).trim().split('\n'), ...lines];
  return new StatementError(ename, text, cutLines(named));
}

/** What Spark said, without py4j's sentence around it and the Java stack. */
function sqlMessage(evalue: string): string {
  return evalue
    .replace(/^An error occurred while calling .*\n: (?:[\w.$]+: )?/, '')
    .replace(/\n\tat [^]*$/, '')
    .trim();
}

/** Livy's "Error" is no name (kinds spark and sql): the text speaks alone. */
function heading(ename: string, evalue: string): string {
  return !ename || ename === 'Error' ? evalue : `${ename}: ${evalue}`;
}

function namesError(
  lines: readonly string[],
  ename: string,
  evalue: string
): boolean {
  // eslint-disable-next-line no-control-regex
  const text = lines.join('\n').replace(/\u001b\[[\d;]*m/g, '');
  if (evalue.trim() && text.includes(evalue.trim())) {
    return true;
  }
  return (
    ename !== 'Error' &&
    text
      .split('\n')
      .some(line => line.replace(/^[\w.]*\./, '').startsWith(`${ename}`))
  );
}

/**
 * The text of a dead interpreter holds the standard error of all earlier
 * failures of the session; only its end is about this one.
 */
function died(evalue: string): string {
  const text = evalue.replace(/^Interpreter died:?/, '').trim();
  const end = text.length > 1500 ? `…${text.slice(-1500)}` : text;
  return `Interpreter died: the process that runs this language in the session has ended. Stop the session and start it again.${end ? `\n${end}` : ''}`;
}

function cut(text: string): string {
  return text.length > MAX_EVALUE ? `${text.slice(0, MAX_EVALUE)}…` : text;
}

function cutLines(lines: readonly string[]): string[] {
  if (lines.length <= MAX_LINES) {
    return [...lines];
  }
  const half = MAX_LINES / 2;
  return [
    ...lines.slice(0, half),
    `… ${lines.length - MAX_LINES} lines left out …`,
    ...lines.slice(-half)
  ];
}
