import {
  ISessionFault,
  ISessionSizes,
  ISparkSession,
  IStatement,
  ITaskCounts,
  StatementOutput
} from '../core/livy';

import {
  asList,
  asMoment,
  asNumber,
  asRecord,
  asText,
  asTexts
} from './guards';

/**
 * A session from an answer, or null when it is no session (it has no id).
 *
 * #### Notes
 * Takes Livy's JSON as it travels and as `@azure/synapse-spark` renames it
 * (`log` → `logLines`, `errorInfo` → `errors`, `schedulerInfo` → `scheduler`,
 * `pluginInfo` → `plugin`); Synapse with and without `detailed=true`, and
 * Apache Livy. Any part may be null or absent.
 */
export function sessionOf(value: unknown): ISparkSession | null {
  const session = asRecord(value);
  const id = asNumber(session.id);
  if (id === null) {
    return null;
  }
  const livyInfo = asRecord(session.livyInfo);
  const request = asRecord(livyInfo.jobCreationRequest);
  const scheduler = asRecord(session.scheduler ?? session.schedulerInfo);
  const plugin = asRecord(session.plugin ?? session.pluginInfo);
  const appInfo = asRecord(session.appInfo);
  const isTimedOut = appInfo.isSessionTimedOut;
  // Those of Azure are inside the cluster (recorded): nobody can open them.
  const links = asText(session.workspaceName) === null ? appInfo : {};
  return {
    id,
    name: asText(session.name) ?? asText(request.name),
    state: asText(session.state) ?? asText(livyInfo.currentState) ?? 'unknown',
    appId: asText(session.appId),
    log: asTexts(session.logLines ?? session.log),
    faults: asList(session.errors ?? session.errorInfo).map(faultOf),
    schedulerState: asText(scheduler.currentState),
    pluginState: asText(plugin.currentState),
    submitter: asText(session.submitterName) ?? asText(session.owner),
    workspaceName: asText(session.workspaceName),
    poolName: asText(session.sparkPoolName),
    submittedAt: asMoment(scheduler.submittedAt),
    // Recorded as a text: appInfo is a dictionary of texts.
    isTimedOut: isTimedOut === true || isTimedOut === 'true',
    sizes: sizesOf(request) ?? sizesOf(session),
    sparkUiUrl: webAddress(links.sparkUiUrl),
    driverLogUrl: webAddress(links.driverLogUrl)
  };
}

/** The sessions of a list's answer; null when it is no list of sessions. */
export function sessionsOf(value: unknown): ISparkSession[] | null {
  const { sessions } = asRecord(value);
  if (!Array.isArray(sessions)) {
    return null;
  }
  // One without an id can neither be shown nor stopped.
  return sessions.map(sessionOf).filter(session => session !== null);
}

/**
 * A statement from an answer, or null when it is no statement (it has no id).
 *
 * #### Notes
 * Takes the JSON as it travels and as the SDK renames it (`ename` →
 * `errorName`, `evalue` → `errorValue`). `progress`, `started` and `completed`
 * are Apache Livy's, `partial` and `tasks` the local pool's.
 */
export function statementOf(value: unknown): IStatement | null {
  const statement = asRecord(value);
  const id = asNumber(statement.id);
  if (id === null) {
    return null;
  }
  const progress = asNumber(statement.progress);
  return {
    id,
    code: asText(statement.code),
    state: asText(statement.state) ?? 'unknown',
    output: outputOf(statement.output),
    progress: progress === null ? null : Math.min(1, Math.max(0, progress)),
    started: asMoment(statement.started),
    completed: asMoment(statement.completed),
    partial: partialOf(statement.partial),
    tasks: tasksOf(statement.tasks)
  };
}

/** An address that a browser may open; null for all else. */
function webAddress(value: unknown): string | null {
  const address = asText(value);
  return address !== null && /^https?:\/\//i.test(address) ? address : null;
}

/** One entry of `errorInfo`. */
function faultOf(value: unknown): ISessionFault {
  const fault = asRecord(value);
  return {
    message: asText(fault.message) ?? '',
    errorCode: asText(fault.errorCode),
    source: asText(fault.source)
  };
}

/** The five sizes; null unless all are there (Apache Livy has 0 for unset). */
function sizesOf(
  request: Readonly<Record<string, unknown>>
): ISessionSizes | null {
  const driverMemory = asText(request.driverMemory);
  const driverCores = asNumber(request.driverCores);
  const executorMemory = asText(request.executorMemory);
  const executorCores = asNumber(request.executorCores);
  const numExecutors = asNumber(request.executorCount ?? request.numExecutors);
  return driverMemory &&
    driverCores &&
    executorMemory &&
    executorCores &&
    numExecutors
    ? { driverMemory, driverCores, executorMemory, executorCores, numExecutors }
    : null;
}

/** `output`, whichever of the two it is; null when there is none. */
function outputOf(value: unknown): StatementOutput | null {
  const output = asRecord(value);
  if (output.status === undefined) {
    return null;
  }
  const data = asRecord(output.data);
  if (output.status !== 'error') {
    return { status: 'ok', data };
  }
  return {
    status: 'error',
    ename: asText(output.errorName ?? output.ename) ?? 'Error',
    evalue: asText(output.errorValue ?? output.evalue) ?? '',
    traceback: asTexts(output.traceback),
    data
  };
}

/**
 * What a running statement has printed: all of it as a text, or its end as
 * `{text, length}` (the local pool; `length` and `total` are of all that was
 * printed) or as `{text, offset}`. Counted in code points, as Python counts.
 */
function partialOf(value: unknown): IStatement['partial'] {
  if (typeof value === 'string') {
    return { text: value, offset: 0 };
  }
  const { length, offset, text, total } = asRecord(value);
  if (typeof text !== 'string') {
    return null;
  }
  const begin = asNumber(offset);
  const all = asNumber(total) ?? asNumber(length);
  return {
    text,
    offset: begin ?? (all === null ? 0 : Math.max(0, all - codePoints(text)))
  };
}

/** The number of code points of a text, without making them. */
function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) {
    count++;
  }
  return count;
}

/** Task counts; null when the server does not count. */
function tasksOf(value: unknown): ITaskCounts | null {
  const counts = asRecord(value);
  const total = asNumber(counts.total);
  return total === null
    ? null
    : {
        jobs: asNumber(counts.jobs) ?? 0,
        done: asNumber(counts.done) ?? 0,
        total,
        active: asNumber(counts.active) ?? 0,
        failed: asNumber(counts.failed) ?? 0,
        ...stagesOf(counts)
      };
}

/** How many stages there are; nothing from a server that does not tell. */
function stagesOf(
  counts: Readonly<Record<string, unknown>>
): Pick<ITaskCounts, 'stages' | 'stagesDone'> {
  const stages = asNumber(counts.stages);
  const stagesDone = asNumber(counts.stagesDone);
  return stages === null || stagesDone === null ? {} : { stages, stagesDone };
}
