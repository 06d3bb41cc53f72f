import { DEATHS, deathOf, faultClass } from './deathRules';
import { IProblem } from './errors';
import { ISessionFault, ISparkSession } from './livy';
import { mask, sentence } from './problemBody';

const LOG_LINES = 20;

/** Bound of the log and faults in `detail`, characters. */
const MAX_DETAIL = 4096;

/**
 * Why a session ended, from its faults, the end of its log, and how far it
 * had come. For any state; of one that still lives it says only the state.
 */
export function sessionProblem(session: ISparkSession): IProblem {
  const [fault] = session.faults;
  const lastWords = exceptionOf(session.log);
  const death = DEATHS[deathOf(session, lastWords)];
  // A log says nothing of a session that was stopped, and less than a pool
  // that gives a reason.
  const isSaid = session.isTimedOut || session.state === 'killed';
  const log = isSaid || faultClass(session) ? '' : lastWords;
  const words = [fault ? faultText(fault) : '', log];
  return {
    kind: death.kind,
    what: endOf(session),
    why: [death.why, ...words.map(text => sentence(mask(text)))]
      .filter(part => part)
      .join(' '),
    next: death.next,
    detail: detailOfSession(session)
  };
}

/** Without the addresses that Azure puts before the sentence. */
function faultText({ errorCode, message }: ISessionFault): string {
  const text = firstPart(
    message
      .replace(/^\s*\[plugins\.[^\]]*\]\s*/, '')
      .replace(/\bLivy Endpoint=\[[^\]]*\]\.?\s*/, '')
  );
  return errorCode && !message.includes(errorCode)
    ? `${errorCode}: ${text}`
    : text;
}

function endOf({
  id,
  state,
  isTimedOut,
  schedulerState
}: ISparkSession): string {
  if (isTimedOut) {
    return `Session ${id} timed out.`;
  }
  switch (state) {
    case 'killed':
      return `Session ${id} was stopped.`;
    case 'dead':
    case 'error':
      return `Session ${id} failed (state ${state}).`;
    case 'success':
      return `Session ${id} has ended.`;
    default:
      return schedulerState === 'Ended'
        ? `Session ${id} has ended (state ${state}).`
        : `Session ${id} is ${state}.`;
  }
}

/** What a log says last of an exception, an error or a process that died. */
function exceptionOf(log: readonly string[]): string {
  const lines = log.flatMap(entry => entry.split('\n'));
  const found = lines
    .reverse()
    .find(
      line =>
        /(?:\w(?:Exception|Error)\b|^Error:|Process has died)/.test(line) &&
        !/^\s*at /.test(line)
    );
  return found
    ? firstPart(
        found
          .replace(/^Exception in thread "[^"]*" /, '')
          // The time and level of Spark's logger say nothing here.
          .replace(/^[\d/-]+ [\d:,.]+ (?:ERROR|WARN|INFO) /, '')
      )
    : '';
}

function firstPart(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}

function detailOfSession(session: ISparkSession): string {
  const faults = session.faults.map(
    ({ errorCode, source, message }) =>
      `${[source && `[${source}]`, errorCode].filter(part => part).join(' ')} ${message}`
  );
  return mask(
    [
      `Session ${session.id}: state ${session.state}`,
      session.appId ? `Application: ${session.appId}` : '',
      ...faults,
      ...session.log.slice(-LOG_LINES)
    ]
      .filter(part => part.trim())
      .join('\n')
  ).slice(-MAX_DETAIL);
}
