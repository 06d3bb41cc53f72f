import { JSONObject, ReadonlyPartialJSONValue, UUID } from '@lumino/coreutils';
import { IStateDB } from '@jupyterlab/statedb';
import { ISignal, Signal } from '@lumino/signaling';
import { IProblem } from '../core/errors';
import { ISessionSizes, ISparkSession } from '../core/livy';
import { IAzure, IClock, IWatch } from '../core/ports';
import { IRun, SessionPhase } from '../core/run';
import { SessionController } from '../core/sessionController';
import { ISessionRecord } from '../core/sessionSettings';
import { IPoolFacts, ITarget } from '../core/target';
import { INotebookSession } from '../tokens';
import { parseRecord, parseTarget } from '../core/targetMetadata';

/** What a notebook session reads and writes of its document. */
export interface ITargetStore {
  /** `synapse.target` of the notebook's metadata; anything may be in it. */
  get(): unknown;
  set(target: ITarget): void;
}

/** Options of a `NotebookSession`. */
export interface INotebookSessionOptions {
  /** Path from the server's root; it names what is remembered. */
  path: string;
  azure: () => Promise<IAzure>;
  clock: IClock;
  watch: IWatch;
  /** The pool to use when nothing is chosen. */
  defaultTarget: () => Promise<ITarget>;
  /** Null for consoles. */
  targets: ITargetStore | null;
  /** Null when the application keeps no state. */
  state: IStateDB | null;
}

/** The Spark session of one notebook or console, as the user interface sees it. */
export class NotebookSession implements INotebookSession {
  constructor(options: INotebookSessionOptions) {
    this._options = options;
    this._path = options.path;
    this.controller = new SessionController({
      azure: options.azure,
      clock: options.clock,
      watch: options.watch,
      uniqueName: () => uniqueName(this._path),
      onChange: () => this._stateChanged.emit(),
      onRecord: record => this._remember(record)
    });
    this.readTarget();
    this.ready = this._restore();
  }

  readonly controller: SessionController;

  /** Resolves when a session of an earlier page was taken up, or was not there. */
  readonly ready: Promise<void>;

  /** Takes the target from the notebook's metadata, if it has one. */
  readTarget(): void {
    const target = parseTarget(this._options.targets?.get());
    if (target && this.phase === 'none') {
      this.controller.target = target;
      this._stateChanged.emit();
    }
  }

  get label(): string {
    return this._path.split('/').pop() ?? this._path;
  }

  get path(): string {
    return this._path;
  }

  /** The document was renamed or moved: what is remembered goes with it. */
  moveTo(path: string): void {
    if (path === this._path) {
      return;
    }
    const record = this._record;
    if (record) {
      this._remember(null);
    }
    this._path = path;
    if (record) {
      this._remember(record);
    }
    this._stateChanged.emit();
  }

  get phase(): SessionPhase {
    return this.controller.phase;
  }

  get target(): ITarget | null {
    return this.controller.target;
  }

  get session(): ISparkSession | null {
    return this.controller.session;
  }

  get sizes(): ISessionSizes {
    const { controller } = this;
    return controller.phase === 'none' || controller.phase === 'ended'
      ? { ...controller.sizes, ...controller.target?.sizes }
      : controller.sizes;
  }

  get startedAt(): number | null {
    return this.controller.startedAt;
  }

  get idleMinutes(): number {
    return this.controller.idleMinutes;
  }

  get problem(): IProblem | null {
    return this.controller.problem;
  }

  get pool(): IPoolFacts | null {
    return this.controller.pool;
  }

  get runs(): readonly IRun[] {
    return this.controller.runs;
  }

  get stateChanged(): ISignal<INotebookSession, void> {
    return this._stateChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Signal.clearData(this);
  }

  async start(): Promise<void> {
    await this.ready;
    this.controller.assertFree();
    const target =
      this.controller.target ?? (await this._options.defaultTarget());
    await this.controller.start(
      {
        target,
        sizes: this.sizes,
        conf: { ...target.conf },
        idleMinutes: this.controller.idleMinutes,
        startTimeout: null
      },
      new AbortController().signal
    );
  }

  stop(): Promise<void> {
    return this.controller.stop();
  }

  async chooseTarget(target: ITarget): Promise<void> {
    this.controller.assertFree();
    this._options.targets?.set(target);
    this.controller.target = target;
    this.controller.pool = null;
    this._stateChanged.emit();
    await this.controller.refreshPool();
  }

  leave(): void {
    this.controller.forget();
  }

  cancel(run: IRun): Promise<void> {
    this.controller.cancel(run);
    return Promise.resolve();
  }

  async refresh(): Promise<void> {
    await this.controller.refresh();
    if (!this.controller.pool) {
      await this.controller.refreshPool();
    }
  }

  private get _key(): string {
    return `jupyterlab-synapse:session:${this._path}`;
  }

  private _remember(record: ISessionRecord | null): void {
    const { state } = this._options;
    this._record = record;
    const done = record
      ? state?.save(this._key, record as unknown as ReadonlyPartialJSONValue)
      : state?.remove(this._key);
    // Without it the session is only not found again after a reload.
    done?.catch(() => undefined);
  }

  private async _restore(): Promise<void> {
    const saved = await this._options.state
      ?.fetch(this._key)
      .catch(() => undefined);
    const record = parseRecord(saved as JSONObject | undefined);
    if (record) {
      this._record = record;
      await this.controller.adopt(record);
    }
  }

  private _isDisposed = false;
  private _options: INotebookSessionOptions;
  private _path: string;
  /** What is remembered now. */
  private _record: ISessionRecord | null = null;
  private _stateChanged = new Signal<INotebookSession, void>(this);
}

/** A name that no other session has and that tells whose it is. */
function uniqueName(path: string): string {
  const stem = (path.split('/').pop() ?? '')
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return `jl-${stem || 'notebook'}-${UUID.uuid4().slice(0, 8)}`;
}
