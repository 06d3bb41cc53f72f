import { IProblem } from '../core/errors';
import { ISparkSession, IStatement } from '../core/livy';
import { IPoolChoice, IPoolFacts, ITarget } from '../core/target';
import type { IPoolSession, IRun } from '../tokens';

/** A target on a Synapse pool, with what is to differ. */
export function fakeTarget(changes: Partial<ITarget> = {}): ITarget {
  return {
    connection: 'azure',
    endpoint: 'https://contoso-synapse.dev.azuresynapse.net',
    pool: 'sparkpool01',
    workspace: 'contoso-synapse',
    poolResourceId: null,
    subscriptionId: null,
    resourceGroup: null,
    amlWorkspace: null,
    compute: null,
    ...changes
  };
}

/** The target of the local pool. */
export function fakeLocalTarget(): ITarget {
  return fakeTarget({
    connection: 'local',
    endpoint: 'https://local.invalid',
    pool: 'local',
    workspace: null
  });
}

/** An idle session, with what is to differ. */
export function fakeSparkSession(
  changes: Partial<ISparkSession> = {}
): ISparkSession {
  return {
    id: 12,
    name: 'jl-hunt-beaconing-3f2a',
    state: 'idle',
    appId: 'application_1637100000000_0012',
    log: [],
    faults: [],
    schedulerState: 'Scheduled',
    pluginState: 'Monitoring',
    submitter: 'dana@contoso.com',
    workspaceName: 'contoso-synapse',
    poolName: 'sparkpool01',
    submittedAt: null,
    isTimedOut: false,
    sizes: null,
    sparkUiUrl: null,
    driverLogUrl: null,
    ...changes
  };
}

/** A statement that runs, with what is to differ. */
export function fakeStatement(changes: Partial<IStatement> = {}): IStatement {
  return {
    id: 0,
    code: null,
    state: 'running',
    output: null,
    progress: null,
    started: null,
    completed: null,
    partial: null,
    tasks: null,
    ...changes
  };
}

/** A run that ended well, with what is to differ. */
export function fakeRun(changes: Partial<IRun> = {}): IRun {
  return {
    id: 1,
    cellId: 'cell-1',
    title: 'logs = spark.read.parquet(path)',
    statement: null,
    state: 'ok',
    failure: null,
    startedAt: 1000,
    endedAt: 1200,
    ...changes
  };
}

/** Facts of a small pool, with what is to differ. */
export function fakePoolFacts(changes: Partial<IPoolFacts> = {}): IPoolFacts {
  return {
    name: 'sparkpool01',
    workspace: 'contoso-synapse',
    resourceId: null,
    provisioningState: 'Succeeded',
    nodeSize: 'Small',
    nodeCores: 4,
    nodeMemory: 32,
    minNodes: 3,
    maxNodes: 10,
    autoPauseMinutes: 15,
    sparkVersion: '3.5',
    ...changes
  };
}

/** A problem with all parts, with what is to differ. */
export function fakeProblem(changes: Partial<IProblem> = {}): IProblem {
  return {
    kind: 'quota',
    what: 'The pool has no room for this session.',
    why: 'It needs 12 vCores and 4 of 40 are free.',
    next: 'Stop another session, or start a smaller one.',
    detail: 'HTTP 400, request 3f2a',
    ...changes
  };
}

/** An idle session of the user's that no notebook uses, with what differs. */
export function fakePoolSession(
  changes: Partial<IPoolSession> = {},
  session: Partial<ISparkSession> = {}
): IPoolSession {
  return {
    target: fakeTarget(),
    session: fakeSparkSession({
      id: 7,
      name: 'jl-export-3f2a91bc',
      ...session
    }),
    isMine: true,
    notebook: 'export',
    openIn: [],
    ...changes
  };
}

/** A pool that can be chosen, with what is to differ. */
export function fakeChoice(
  target: ITarget,
  changes: Partial<IPoolChoice> = {}
): IPoolChoice {
  return {
    id: `${target.connection}/${target.workspace}/${target.pool}`,
    target,
    label: target.pool,
    detail: target.workspace ?? '',
    available: true,
    reason: null,
    ...changes
  };
}
