import { IProfile } from './support/profile';

/** Cases that share one session of the server, in order. */
export interface IGroup {
  name: string;
  /**
   * The ids that the recordings have for the session; it is made before the
   * first case. None: the cases make what they need themselves.
   */
  sessions: readonly number[];
  cases: readonly string[];
}

/** What is sent to make the session of a group. */
export const SESSION = { kind: 'pyspark' };

/** All cases, in the order in which they are run: one session at a time. */
export const PLAN: readonly IGroup[] = [
  {
    name: 'the server',
    sessions: [],
    cases: [
      '100-version',
      '101-unknown-things',
      '102-bad-creates',
      '113-conf-null'
    ]
  },
  {
    name: 'a session',
    sessions: [],
    cases: ['110-create-to-idle', '111-log', '112-duplicate-name']
  },
  {
    name: 'statements',
    sessions: [18, 19, 12, 22],
    cases: [
      '200-first-statement',
      '201-print',
      '202-expression',
      '204-empty',
      '205-comment',
      '206-exception',
      '207-syntax-error',
      '208-stderr',
      '209-warning',
      '210-unicode',
      '211-unicode-escape',
      '212-trailing-space',
      '213-big-stdout',
      '214-table',
      '215-table-dicts',
      '216-table-types',
      '216b-table-strings',
      '217-table-unknown-name',
      '218-json',
      '219-json-nan',
      '220-unknown-magic',
      '221-cell-magic',
      '222-matplot',
      '223-spark-df-repr',
      '224-spark-df-show',
      '225-pandas-repr',
      '226-spark-error',
      '227-spark-task-error',
      '228-input',
      '229-sys-exit',
      '230-after-sys-exit',
      '231-stdout-before-exception',
      '232-after-stdout-before-exception',
      '233-await',
      '234-chained-exception',
      '235-large-code',
      '236-app-info',
      // It makes the name that 230 must not find.
      '203-no-value',
      '250-sql-ok',
      '251-sql-types',
      '252-sql-ddl',
      '253-sql-many-rows',
      '254-sql-empty',
      '255-sql-error',
      '256-sql-syntax',
      '257-sql-two',
      '258-sql-runtime-error',
      '260-scala-ok',
      '261-scala-print',
      '262-scala-compile-error',
      '263-scala-exception',
      '264-scala-incomplete',
      '265-scala-table',
      '266-scala-json',
      '267-scala-shared',
      '268-python-shared',
      '270-completion',
      '271-statement-list',
      '300-warm',
      '301-progress',
      '302-progress-no-spark',
      '304-two-actions',
      '310-cancel-spark-job',
      '311-cancel-sql',
      '312-cancel-waiting',
      '313-cancel-sleep',
      '314-cancel-loop',
      '315-cancel-scala-sleep',
      '430-delete-busy'
    ]
  },
  {
    name: 'a session without a kind',
    sessions: [],
    cases: ['115-kindless']
  },
  {
    name: 'a child that writes to standard output',
    sessions: [13],
    cases: [
      '400-before',
      '401-os-system',
      '402-after-os-system',
      '403-after-os-system',
      '404-after-os-system',
      '405-after-os-system'
    ]
  },
  {
    name: 'a nested table',
    sessions: [18],
    cases: ['216a-table-nested']
  },
  {
    name: 'a table of mixed types',
    sessions: [14],
    cases: ['410-table-mixed', '411-after-table-mixed']
  },
  {
    name: 'a dead interpreter',
    sessions: [15],
    cases: ['412-os-exit', '413-after-os-exit']
  },
  {
    name: 'a dead driver',
    sessions: [20],
    cases: ['420-driver-exit', '421-after-driver-exit']
  },
  {
    name: 'huge output',
    sessions: [25],
    cases: ['440-huge-stdout', '441-after-huge-stdout', '442-huge-list']
  },
  {
    name: 'ends while it starts',
    sessions: [],
    cases: ['431-delete-starting', '114-bad-conf']
  }
];

/** Names that the recordings have for the session of a group. */
export const NAMES: Readonly<Record<number, string>> = {
  15: 'exits',
  20: 'jvmexit',
  25: 'huge'
};

/** Recorded cases that are never asked of a server, and why. */
export const NOT_ASKED: Readonly<Record<string, string>> = {
  '303-spark-ui':
    'it is about the Spark UI of the driver, which need not be reachable',
  '432-heartbeat':
    'the watchdog of a server as it comes looks once a minute, and most have it off',
  '450-list-over-rpc-cap':
    'it breaks the session for good and leaves its driver behind'
};

/** Why a case is not asked of this server or in this run; null when it is. */
export function reasonToSkip(
  name: string,
  { dialect, isQuick }: Pick<IProfile, 'dialect' | 'isQuick'>
): string | null {
  if (isQuick && !isInQuickRun(name)) {
    return 'not in the quick run';
  }
  return dialect === 'synapse' ? (LIVY_ONLY[name] ?? null) : null;
}

/** One session of each kind; none that is broken, nothing that takes long. */
function isInQuickRun(name: string): boolean {
  const quick = PLAN.slice(0, 3).flatMap(({ cases }) => cases);
  return quick.includes(name) && !SLOW.includes(name);
}

const SLOW = ['301-progress', '304-two-actions'];

const LIVY_ONLY: Readonly<Record<string, string>> = {
  '100-version': 'Synapse has no /version',
  '102-bad-creates': "Synapse's own fields and rules of a create are others",
  '111-log': 'Synapse has no /log',
  '112-duplicate-name': 'Synapse takes a name twice',
  '113-conf-null': 'Synapse takes null for absent',
  '115-kindless': 'the kind of a Synapse session is not in its answers',
  '235-large-code': 'Synapse takes at most 100 kB',
  '270-completion': 'Synapse has no /completion',
  '421-after-driver-exit':
    'Synapse takes a name twice and shows what was deleted',
  '430-delete-busy': 'Synapse shows what was deleted',
  '431-delete-starting': 'Synapse shows what was deleted'
};
