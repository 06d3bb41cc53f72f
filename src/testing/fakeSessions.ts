import { ISignal, Signal } from '@lumino/signaling';
import { IProblem } from '../core/errors';
import { DEFAULT_SIZES, ISessionSizes, ISparkSession } from '../core/livy';
import { IPoolFacts, ITarget } from '../core/target';
import type {
  INotebookSession,
  IPoolSession,
  IPoolSessions,
  IRun,
  IWaitingCell,
  ISynapseSessions,
  SessionPhase
} from '../tokens';
import { fakePoolFacts, fakeTarget } from './builders';
import { FakeModel } from './fakeModel';

/** The session of a notebook; `calls` tells what was asked of it. */
export class FakeNotebookSession
  extends FakeModel<FakeNotebookSession>
  implements INotebookSession
{
  constructor(values: Partial<FakeNotebookSession> = {}) {
    super();
    Object.assign(this, values);
  }

  label = 'hunt-beaconing.ipynb';
  phase: SessionPhase = 'none';
  target: ITarget | null = fakeTarget();
  session: ISparkSession | null = null;
  sizes: ISessionSizes = { ...DEFAULT_SIZES };
  idleMinutes = 30;
  idleEndsAt: number | null = null;
  isAttached = false;
  isForeign = false;
  mayStillRun = false;
  sharedWith: readonly string[] = [];
  /** How many set-up cells a restart runs. */
  setUpCells = 0;
  startedAt: number | null = null;
  problem: IProblem | null = null;
  pool: IPoolFacts | null = fakePoolFacts();
  runs: readonly IRun[] = [];
  waiting: readonly IWaitingCell[] = [];
  stopsWhenDone = false;
  unread: IProblem | null = null;
  /** Lines of the driver's log. */
  log: readonly string[] = [];
  doesNotStop = false;
  isDisposed = false;

  get stateChanged(): ISignal<this, void> {
    return this._signal;
  }

  start(): Promise<void> {
    return this._call('start');
  }

  async stop(): Promise<void> {
    await this._call('stop');
    this.set({ phase: 'none', session: null });
  }

  async attach({ session }: IPoolSession): Promise<void> {
    await this._call(`attach ${session.id}`);
    this.set({ phase: 'ready', session, isAttached: true });
  }

  keepAlive(): Promise<void> {
    return this._call('keepAlive');
  }

  async restart(): Promise<number> {
    await this._call('restart');
    return this.setUpCells;
  }

  async chooseTarget(target: ITarget): Promise<void> {
    await this._call(`chooseTarget ${target.pool}`);
    this.set({ target });
  }

  chooseSizes(sizes: ISessionSizes): void {
    this.calls.push('chooseSizes');
    this.set({ sizes, target: this.target && { ...this.target, sizes } });
  }

  stopWhenDone(wanted: boolean): void {
    this.calls.push(`stopWhenDone ${wanted}`);
    this.set({ stopsWhenDone: wanted });
  }

  async readLog(): Promise<string[]> {
    await this._call('readLog');
    return [...this.log];
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
}

/** Sessions of pools: what a spec puts there. */
export class FakePoolSessions
  extends FakeModel<FakePoolSessions>
  implements IPoolSessions
{
  entries: readonly IPoolSession[] | null = null;
  orphans: readonly IPoolSession[] = [];
  problem: IProblem | null = null;

  get changed(): ISignal<this, void> {
    return this._signal;
  }

  refresh(): Promise<void> {
    return this._call('refresh');
  }

  stop({ session }: IPoolSession): Promise<void> {
    return this._call(`stop ${session.id}`);
  }
}

/** All sessions; the first one is that of the notebook in front. */
export class FakeSessions implements ISynapseSessions {
  constructor(public current: INotebookSession | null = null) {}

  readonly calls: string[] = [];
  readonly onPools = new FakePoolSessions();

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
