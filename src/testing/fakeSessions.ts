import { ISignal, Signal } from '@lumino/signaling';
import { ILocalPoolStatus, IServerStatus } from '../core/connection';
import { IProblem } from '../core/errors';
import {
  DEFAULT_SIZES,
  ISessionSizes,
  ISparkSession,
  IStatement
} from '../core/livy';
import { IPoolChoice, IPoolFacts, IPoolGroup, ITarget } from '../core/target';
import type {
  INotebookSession,
  IPools,
  IRun,
  ISignInState,
  ISynapseSessions,
  SessionPhase
} from '../tokens';

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
    ...changes
  };
}

/** A statement that runs, with what is to differ. */
export function fakeStatement(changes: Partial<IStatement> = {}): IStatement {
  return {
    id: 0,
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

/** The session of a notebook; `calls` tells what was asked of it. */
export class FakeNotebookSession implements INotebookSession {
  constructor(values: Partial<FakeNotebookSession> = {}) {
    Object.assign(this, values);
  }

  label = 'hunt-beaconing.ipynb';
  phase: SessionPhase = 'none';
  target: ITarget | null = fakeTarget();
  session: ISparkSession | null = null;
  sizes: ISessionSizes = { ...DEFAULT_SIZES };
  idleMinutes = 30;
  startedAt: number | null = null;
  problem: IProblem | null = null;
  pool: IPoolFacts | null = fakePoolFacts();
  runs: readonly IRun[] = [];
  isDisposed = false;
  /** What was asked of it, in order. */
  readonly calls: string[] = [];
  /** What the next request rejects with; null when it works. */
  failure: unknown = null;

  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  /** Changes properties, and tells. */
  set(values: Partial<FakeNotebookSession>): void {
    Object.assign(this, values);
    this._stateChanged.emit();
  }

  start(): Promise<void> {
    return this._call('start');
  }

  async stop(): Promise<void> {
    await this._call('stop');
    this.set({ phase: 'none', session: null });
  }

  async chooseTarget(target: ITarget): Promise<void> {
    await this._call(`chooseTarget ${target.pool}`);
    this.set({ target });
  }

  leave(): void {
    this.calls.push('leave');
    this.set({ phase: 'none', session: null });
  }

  cancel(run: IRun): Promise<void> {
    return this._call(`cancel ${run.id}`);
  }

  refresh(): Promise<void> {
    return this._call('refresh');
  }

  dispose(): void {
    this.isDisposed = true;
    Signal.clearData(this);
  }

  private async _call(name: string): Promise<void> {
    this.calls.push(name);
    const { failure } = this;
    this.failure = null;
    if (failure !== null) {
      throw failure;
    }
  }

  private _stateChanged = new Signal<this, void>(this);
}

/** All sessions; the first one is that of the notebook in front. */
export class FakeSessions implements ISynapseSessions {
  constructor(public current: INotebookSession | null = null) {}

  readonly calls: string[] = [];

  get all(): readonly INotebookSession[] {
    return this.current ? [this.current] : [];
  }

  get currentChanged(): ISignal<this, void> {
    return this._currentChanged;
  }

  /** Brings another notebook to the front. */
  setCurrent(current: INotebookSession | null): void {
    this.current = current;
    this._currentChanged.emit();
  }

  async refresh(): Promise<void> {
    this.calls.push('refresh');
  }

  private _currentChanged = new Signal<this, void>(this);
}

/** Connections and pools: a local pool and a signed-out Azure. */
export class FakePools implements IPools {
  constructor(values: Partial<FakePools> = {}) {
    Object.assign(this, values);
  }

  status: IServerStatus | null = {
    version: '0.1.0',
    connections: [
      {
        id: 'local',
        kind: 'local',
        label: 'Local pool',
        available: true,
        reason: null,
        armEndpoint: null,
        subscriptionIds: [],
        signedIn: null
      },
      {
        id: 'azure',
        kind: 'synapse',
        label: 'Azure',
        available: true,
        reason: null,
        armEndpoint: 'https://management.azure.com',
        subscriptionIds: [],
        signedIn: false
      }
    ],
    localPool: { state: 'ready', message: '' }
  };
  localPool: ILocalPoolStatus | null = { state: 'ready', message: '' };
  signIn: ISignInState | null = {
    state: 'signedOut',
    account: null,
    userCode: null,
    verificationUri: null,
    message: ''
  };
  groups: readonly IPoolGroup[] = [
    {
      id: 'local',
      label: 'Local',
      pools: [
        fakeChoice(fakeLocalTarget(), {
          label: 'Local pool',
          detail: 'real Spark on this computer'
        })
      ],
      problem: null
    }
  ];
  isLoading = false;
  loadedAt: number | null = 1000;
  problem: IProblem | null = null;
  /** What was asked of it, in order. */
  readonly calls: string[] = [];
  /** What the next request rejects with; null when it works. */
  failure: unknown = null;

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Changes properties, and tells. */
  set(values: Partial<FakePools>): void {
    Object.assign(this, values);
    this._changed.emit();
  }

  refresh(): Promise<void> {
    return this._call('refresh');
  }

  startLocalPool(): Promise<void> {
    return this._call('startLocalPool');
  }

  beginSignIn(): Promise<void> {
    return this._call('beginSignIn');
  }

  endSignIn(): Promise<void> {
    return this._call('endSignIn');
  }

  private async _call(name: string): Promise<void> {
    this.calls.push(name);
    const { failure } = this;
    this.failure = null;
    if (failure !== null) {
      throw failure;
    }
  }

  private _changed = new Signal<this, void>(this);
}
