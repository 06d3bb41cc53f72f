import { fakeSparkSession } from '../../testing/builders';
import { deathOf } from '../deathRules';
import { IProblem } from '../errors';
import { ISessionFault, ISparkSession } from '../livy';
import { sessionProblem } from '../sessionProblem';

const PLUGIN =
  '[plugins.mrhrdeastus.pool1.18 WorkspaceType:<Synapse> CCID:<5f614438>] ';

function session(fields: Partial<ISparkSession>): ISparkSession {
  return fakeSparkSession({
    id: 7,
    name: null,
    state: 'dead',
    appId: null,
    schedulerState: null,
    pluginState: null,
    submitter: null,
    ...fields
  });
}

function fault(
  message: string,
  errorCode: string | null = null,
  source: string | null = null
): Partial<ISparkSession> {
  return { faults: [{ message, errorCode, source } satisfies ISessionFault] };
}

describe('sessionProblem', () => {
  it.each<[string, Partial<ISparkSession>, Partial<IProblem>]>([
    [
      'a fault that says little',
      fault(
        'Livy session has failed.\nError',
        'LIVY_JOB_STATE_DEAD',
        'Dependency'
      ),
      {
        kind: 'session',
        what: 'Session 7 failed (state dead).',
        why: 'LIVY_JOB_STATE_DEAD: Livy session has failed. Error.',
        next: 'Start a new one with %synapse start.'
      }
    ],
    [
      'a fault that says less than the log (as Azure words it)',
      {
        ...fault(
          `${PLUGIN}[Monitoring] Livy Endpoint=[https://hub.example:8001/publish/6f]. Livy Id=[0] Job failed during run time with state=[dead].`,
          'LIVY_JOB_STATE_DEAD',
          'Unknown'
        ),
        log: [
          '26/11/24 06:50:52 ERROR Utils: java.lang.OutOfMemoryError: Java heap space'
        ]
      },
      {
        kind: 'code',
        why: 'It ran out of memory. LIVY_JOB_STATE_DEAD: [Monitoring] Livy Id=[0] Job failed during run time with state=[dead]. Utils: java.lang.OutOfMemoryError: Java heap space.'
      }
    ],
    ['a stop', { state: 'killed' }, { what: 'Session 7 was stopped.' }],
    [
      'a log of Spark',
      {
        log: [
          'stdout: ',
          '\nstderr: ',
          'Exception in thread "main" org.apache.spark.SparkException: Number of executors must be a positive number',
          '\tat org.apache.spark.deploy.SparkSubmitArguments.error(SparkSubmitArguments.scala:650)'
        ]
      },
      {
        kind: 'usage',
        why: 'Spark did not accept its settings. org.apache.spark.SparkException: Number of executors must be a positive number.'
      }
    ],
    [
      'idleness',
      { isTimedOut: true },
      {
        what: 'Session 7 timed out.',
        why: 'The pool ended it because it was idle for too long.'
      }
    ],
    [
      'nothing known',
      { state: 'success' },
      {
        what: 'Session 7 has ended.',
        why: '',
        next: 'Start a new one with %synapse start.'
      }
    ],
    [
      'the scheduler',
      { state: 'busy', schedulerState: 'Ended' },
      { what: 'Session 7 has ended (state busy).' }
    ],
    [
      'a key in the words of the pool',
      fault('AccountKey=Zm9v+bar==; failed'),
      { why: 'AccountKey=***; failed.' }
    ]
  ])('explains %s', (_, fields, expected) => {
    expect(sessionProblem(session(fields))).toMatchObject(expected);
  });

  it('puts faults and the end of the log into the details', () => {
    const { detail } = sessionProblem(
      session({
        ...fault('No nodes.', 'CLUSTER_CREATION_TIMED_OUT', 'System'),
        appId: 'app_1',
        log: Array.from({ length: 30 }, (_, at) => `line ${at}`)
      })
    );
    expect(detail).toContain('[System] CLUSTER_CREATION_TIMED_OUT No nodes.');
    expect(detail).toContain('Application: app_1');
    expect(detail).not.toContain('line 9\n');
    expect(detail).toContain('line 29');
  });

  it('has a next step for every end', () => {
    for (const state of ['dead', 'killed', 'error', 'success']) {
      expect(sessionProblem(session({ state })).next).toMatch(/start/i);
    }
  });
});

describe('deathOf', () => {
  // In the words of Microsoft's documentation, public issues, Apache Livy
  // 0.9 and the local pool.
  it.each<[string, Partial<ISparkSession>, string]>([
    [
      'quota',
      fault(
        'Your Spark job requested 480 vCores. However, the workspace only has 50 vCores available out of quota of 100 vCores. Try reducing the numbers of vCores requested.',
        'MAXIMUM_WORKSPACE_CAPACITY_EXCEEDED',
        'User'
      ),
      ''
    ],
    [
      'quota',
      fault(
        'Your Spark job requested 12 vcores. However, the workspace has a 0 core limit.'
      ),
      ''
    ],
    [
      'capacity',
      fault(
        'Your Spark job requested 12 vCores. However, the pool is consuming 28 vCores out of available 32 vCores.',
        null,
        'User'
      ),
      ''
    ],
    [
      'capacity',
      fault(
        `${PLUGIN}Attempt=[1]/[3]Cluster was in terminal state=[Cancelled] before it reached 'Ready' state.`,
        'CLUSTER_CREATION_TIMED_OUT'
      ),
      ''
    ],
    ['capacity', { state: 'error', pluginState: 'ResourceAcquisition' }, ''],
    [
      'capacity',
      {},
      'No YARN application is found with tag livy-session-3-y0vypazx in 300 seconds. Exception'
    ],
    [
      'access',
      {},
      'Caused by: org.apache.hadoop.fs.azurebfs.AbfsRestOperationException: Operation failed: "This request is not authorized to perform this operation using this permission.", 403'
    ],
    [
      'access',
      {},
      'java.nio.file.AccessDeniedException: Operation failed: AuthorizationPermissionMismatch'
    ],
    ['access', fault('AADSTS700016: Application was not found.'), ''],
    [
      'network',
      {},
      'java.net.UnknownHostException: contosolake.dfs.core.windows.net'
    ],
    [
      'network',
      {},
      'java.net.ConnectException: Connection refused (Connection refused)'
    ],
    ['memory', {}, 'java.lang.OutOfMemoryError: GC overhead limit exceeded'],
    [
      'memory',
      fault(
        'Container killed by YARN for exceeding memory limits. 30.1 GB of 30 GB physical memory used.',
        'LIVY_JOB_STATE_DEAD',
        'Dependency'
      ),
      ''
    ],
    ['memory', {}, 'ERROR YarnAllocator: Exit status: 137. Error'],
    ['code', {}, 'PythonInterpreter: Process has died with 7'],
    [
      'code',
      fault(
        "The session's Python process ended by itself.",
        'LIVY_JOB_STATE_DEAD',
        'User'
      ),
      ''
    ],
    [
      'code',
      fault(
        "Spark's Java process ended with exit code 3.",
        'LIVY_JOB_STATE_DEAD',
        'User'
      ),
      ''
    ],
    ['code', fault('Something of yours.', 'Spark_User_TypeError', 'User'), ''],
    ['code', fault('Something of yours.', null, 'User'), ''],
    [
      'settings',
      {},
      'java.lang.IllegalArgumentException: System memory 259522560 must be at least 471859200.'
    ],
    ['idle', { isTimedOut: true }, 'java.net.ConnectException: x'],
    [
      'idle',
      fault(
        'The session was idle for 30 minutes, its idle limit, and was ended.',
        'LIVY_JOB_TIMED_OUT',
        'User'
      ),
      ''
    ],
    ['stopped', { state: 'killed' }, 'java.net.ConnectException: x'],
    ['unknown', { state: 'success', pluginState: 'Ended' }, ''],
    ['unknown', {}, ''],
    ['unknown', fault('It failed.', 'LIVY_JOB_FAILED', 'Dependency'), '']
  ])('%s: %j %s', (expected, fields, lastWords) => {
    expect(deathOf(session(fields), lastWords)).toBe(expected);
  });
});
