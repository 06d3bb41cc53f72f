import { ProblemKind } from './errors';
import { ISparkSession } from './livy';

/**
 * Why a session ended, as classes with a next step each.
 *
 * quota: the workspace's vCores · capacity: the pool is full or got no nodes ·
 * access: sign-in, roles · network · memory, code, settings: the user's own ·
 * idle · stopped: somebody did · unknown.
 */
export type DeathClass =
  | 'quota'
  | 'capacity'
  | 'access'
  | 'network'
  | 'memory'
  | 'code'
  | 'settings'
  | 'idle'
  | 'stopped'
  | 'unknown';

/** What a class means to the user. */
export interface IDeath {
  kind: ProblemKind;
  /** What it is, before the server's own words; empty when they say it all. */
  why: string;
  next: string;
}

const FREE =
  'stop sessions that are not needed, or start with fewer or smaller executors (-n, --executor-cores)';
const AGAIN = 'Start a new one with %synapse start.';

/** Each class, told. */
export const DEATHS: Readonly<Record<DeathClass, IDeath>> = {
  quota: {
    kind: 'quota',
    why: 'The workspace has no vCores left for it.',
    next: `In the list of the pool, ${FREE}; an owner can ask Azure for a larger quota.`
  },
  capacity: {
    kind: 'quota',
    why: 'The pool is full or could not get its nodes.',
    next: `Start again after some minutes, choose another pool, or ${FREE}.`
  },
  access: {
    kind: 'access',
    why: 'The session was not allowed to reach something that it needs.',
    next: 'Ask an owner for the role on what is named here (for the lake: Storage Blob Data Contributor), then start a new one.'
  },
  network: {
    kind: 'network',
    why: 'A part of the session could not reach another part or a server.',
    next: 'Start a new one; if it ends the same way, check names of hosts, firewall and private endpoints of the workspace.'
  },
  memory: {
    kind: 'code',
    why: 'It ran out of memory.',
    next: 'Start a new one with more memory (--driver-memory, --executor-memory), and bring fewer rows to the driver (collect, toPandas).'
  },
  code: {
    kind: 'code',
    why: 'The code that it ran ended it.',
    next: 'Correct the last cell that ran in it, then start a new one with %synapse start.'
  },
  settings: {
    kind: 'usage',
    why: 'Spark did not accept its settings.',
    next: 'Correct sizes and Spark settings of the start (%%synapse start and its JSON), then start again.'
  },
  idle: {
    kind: 'session',
    why: 'The pool ended it because it was idle for too long.',
    next: `${AGAIN} Use Keep alive in the panel when you need one for longer.`
  },
  stopped: {
    kind: 'session',
    why: 'It was stopped: here, elsewhere, or by the pool.',
    next: AGAIN
  },
  unknown: { kind: 'session', why: '', next: AGAIN }
};

/**
 * What the words of a pool or a log mean, the surer first. From Microsoft's
 * documentation, recordings, public issues, and Spark's own messages.
 */
const WORDS: readonly [RegExp, DeathClass][] = [
  [
    /LIVY_JOB_TIMED_OUT|\bidle (?:limit|for too long|timeout)|was idle for\b|inactivity/i,
    'idle'
  ],
  [
    /pool is consuming|queue (?:is )?full|maximum number of (?:queued|running) jobs/i,
    'capacity'
  ],
  [
    /CAPACITY_EXCEEDED|\bvcores?\b.*\b(?:quota|core limit)|\bquota\b.*\bvcores?\b|core limit/i,
    'quota'
  ],
  [
    /\bCLUSTER_[A-Z_]+|Cluster was in terminal state|No YARN application is found with tag|SkuNotAvailable|AllocationFailed|insufficient capacity/i,
    'capacity'
  ],
  [
    /OutOfMemory|GC overhead limit|Java heap space|exceeding memory limits|memory limit|exit (?:code|status):? 137|\bMemoryError\b|Cannot allocate memory/i,
    'memory'
  ],
  [
    /AuthorizationPermissionMismatch|AuthorizationFailure|not authorized|AccessControlException|AccessDenied|Permission denied|\bHTTP Error 403|\b(?:401|403)\b.*(?:Unauthori[sz]ed|Forbidden)|AADSTS\d+|KerberosAuthException|ClientIpAddressNotAuthorized/i,
    'access'
  ],
  [
    /IllegalArgumentException|must be (?:a )?positive|Unrecogni[sz]ed option|SparkSubmitArguments|NumberFormatException|Required (?:executor|AM) memory|is above the max threshold|Invalid Spark/i,
    'settings'
  ],
  [
    /Interpreter died|Process has died with|Python process ended|Java process ended|ended by itself|Spark_User_|\bSystemExit\b|SparkContext (?:was|has been) (?:stopped|shut ?down)|SIGSEGV|Segmentation fault/i,
    'code'
  ],
  [
    /UnknownHostException|NoRouteToHost|ConnectException|Connection (?:refused|timed out|reset)|SocketTimeout|ClosedChannel|RPC channel is closed|lost connection|heartbeat/i,
    'network'
  ]
];

/** The class of words, or null when they are none that is known. */
function classOf(text: string): DeathClass | null {
  return WORDS.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** The class of what the pool says itself; null when it says none. */
export function faultClass(session: ISparkSession): DeathClass | null {
  return (
    session.faults
      .map(({ errorCode, message }) => classOf(`${errorCode ?? ''} ${message}`))
      .find(found => found !== null) ?? null
  );
}

/**
 * The class of a session's end: from what the pool says of it, then from the
 * end of its log, then from how far it had come.
 */
export function deathOf(session: ISparkSession, lastWords: string): DeathClass {
  if (session.isTimedOut) {
    return 'idle';
  }
  const told = faultClass(session);
  if (told) {
    return told;
  }
  const found = classOf(lastWords);
  if (found && session.state !== 'killed') {
    return found;
  }
  if (session.faults.some(({ source }) => source === 'User')) {
    return 'code';
  }
  if (session.state === 'killed') {
    return 'stopped';
  }
  const wasWaiting =
    session.appId === null &&
    ['Queued', 'ResourceAcquisition'].includes(session.pluginState ?? '');
  return wasWaiting && session.state !== 'success' ? 'capacity' : 'unknown';
}
