import { UUID } from '@lumino/coreutils';
import { ISignal, Signal } from '@lumino/signaling';
import { ISessionSizes } from '../core/livy';
import { ILedger, INotebookRecord } from '../core/ledger';
import { IAzure, IClock, IWatch } from '../core/ports';
import { IPoolSession } from '../core/poolSession';
import { IWaitingCell } from '../core/run';
import { SessionController } from '../core/sessionController';
import type { ISessionOffer } from '../core/sessionOffer';
import { ISharer } from '../core/sessionSettings';
import { ITarget } from '../core/target';
import { INotebookSession } from '../tokens';
import { Deliveries } from './deliveries';
import type { Preferences } from './preferences';
import { ShownSession } from './shownSession';
import { ITargetStore } from './targetStore';
import { uniqueName } from './uniqueName';
import { EVERYWHERE, ownKey } from './ownKey';
import { parseTarget } from '../core/targetMetadata';

/** Options of a `NotebookSession`. */
export interface INotebookSessionOptions {
  /** Path from the server's root; it names what is remembered. */
  path: string;
  azure: () => Promise<IAzure>;
  clock: IClock;
  watch: IWatch;
  /** The pool to use when nothing is chosen. */
  defaultTarget: () => Promise<ITarget>;
  /** For sizes that nobody has chosen. */
  preferences?: Pick<Preferences, 'sizesOf' | 'readSizes'>;
  /** Null for consoles. */
  targets: ITargetStore | null;
  /** Null: nothing is remembered. */
  ledger: ILedger | null;
  /** Minutes that a session may be idle when nothing else is said. */
  idleMinutes?: () => number;
  /** Other notebooks of the page that use the session of one. */
  sharers?: (session: NotebookSession) => readonly ISharer[];
  /** Runs the set-up cells and tells how many there are; null for consoles. */
  setUp?: (() => number) | null;
  /** What its session shall run before the next statement; see there. */
  offer?: (session: NotebookSession) => Promise<ISessionOffer | null>;
}

/** A page that was reloaded takes up what waited within this time, ms. */
const RESUME_MS = 30_000;

/** The Spark session of one notebook or console, as the user interface sees it. */
export class NotebookSession
  extends ShownSession
  implements INotebookSession, ISharer
{
  constructor(options: INotebookSessionOptions) {
    super();
    this._options = options;
    this._path = options.path;
    this.deliveries = new Deliveries(options.ledger, options.targets !== null);
    this.controller = new SessionController({
      azure: options.azure,
      clock: options.clock,
      watch: options.watch,
      uniqueName: () => uniqueName(this._path),
      newId: () => UUID.uuid4(),
      onEnded: run => this.deliveries.ended(run),
      notebook: () => this._path,
      ledger: options.ledger,
      onChange: () => this._stateChanged.emit(),
      onGone: name => options.ledger?.note(EVERYWHERE, ownKey(name), null),
      sharers: () => options.sharers?.(this) ?? [],
      offer: () => options.offer?.(this) ?? Promise.resolve(null),
      onRecord: record => {
        options.ledger?.note(this._path, 'session', record);
        if (record && record.sessionId !== null && !record.isAttached) {
          options.ledger?.note(EVERYWHERE, ownKey(record.name), record);
        }
      }
    });
    this.readTarget();
    this.ready = this._restore();
  }

  readonly controller: SessionController;

  /** Tells the server which outputs it may forget. */
  readonly deliveries: Deliveries;

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
    const from = this._path;
    this._path = path;
    // Without it what runs is only not found again after a reload.
    this._options.ledger?.rename(from, path).catch(() => undefined);
    this._stateChanged.emit();
  }

  get sizes(): ISessionSizes {
    const { controller } = this;
    switch (controller.phase) {
      case 'none':
        return (
          this._options.preferences?.sizesOf(controller.target) ?? {
            ...controller.sizes,
            ...controller.target?.sizes
          }
        );
      case 'ended':
        return { ...controller.sizes, ...controller.target?.sizes };
      default:
        return controller.sizes;
    }
  }

  get idleMinutes(): number {
    const { controller } = this;
    const isUp = controller.phase !== 'none' && controller.phase !== 'ended';
    return isUp
      ? controller.idleMinutes
      : (this._options.idleMinutes?.() ?? controller.idleMinutes);
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
    this._stopping?.abort();
    Signal.clearData(this);
  }

  async start(): Promise<void> {
    await this.ready;
    this.controller.assertFree();
    const target =
      this.controller.target ?? (await this._options.defaultTarget());
    const { preferences } = this._options;
    const defaults =
      this.phase === 'none' && (await preferences?.readSizes(target));
    const sizes = defaults || this.sizes;
    await this.controller.start(
      {
        target,
        sizes,
        conf: { ...target.conf },
        idleMinutes: this.idleMinutes,
        startTimeout: null
      },
      new AbortController().signal
    );
  }

  stop(): Promise<void> {
    return this.controller.stop();
  }

  async attach(entry: IPoolSession): Promise<void> {
    await this.ready;
    await this.controller.attach(entry, this.idleMinutes);
  }

  async restart(): Promise<number> {
    await this.controller.restart(new AbortController().signal);
    return this.setUp?.() ?? 0;
  }

  /** Runs the set-up cells and tells how many there are; null for consoles. */
  get setUp(): (() => number) | null {
    return this._options.setUp ?? null;
  }

  async chooseTarget(target: ITarget): Promise<void> {
    this.controller.assertFree();
    this._options.targets?.set(target);
    this.controller.target = target;
    this.controller.pool = null;
    this._stateChanged.emit();
    await this.controller.refreshPool();
  }

  chooseSizes(sizes: ISessionSizes): void {
    const { controller } = this;
    controller.assertFree();
    if (controller.target) {
      const target = { ...controller.target, sizes: { ...sizes } };
      this._options.targets?.set(target);
      controller.target = target;
      this._stateChanged.emit();
    }
  }

  stopWhenDone(wanted: boolean): void {
    this._stopping?.abort();
    this._stopping = null;
    this.controller.setStopsWhenDone(wanted);
    if (wanted) {
      void this._stopWhenDone(0);
    }
  }

  /** Told of the cells of the notebook that wait, in order. */
  setWaiting(cells: readonly IWaitingCell[]): void {
    this._waiting = cells;
    this._stateChanged.emit();
  }

  /** Told how many cells of the notebook its kernel has to run. */
  setLocal(count: number): void {
    this._local = count;
  }

  async refresh(): Promise<void> {
    await this.controller.refresh();
    if (!this.controller.pool) {
      await this.controller.refreshPool();
    }
  }

  /** Takes up the session of an earlier page, unless there is one. Never rejects. */
  async takeUp({ notes }: INotebookRecord): Promise<void> {
    if (notes.session && this.phase === 'none') {
      const { parseRecord } = await import(
        /* webpackChunkName: "running" */ '../core/sessionRecord'
      );
      const session = parseRecord(notes.session);
      await (session && this.controller.adopt(session));
      if (this.stopsWhenDone) {
        // What waited in the earlier page is taken up first.
        void this._stopWhenDone(RESUME_MS);
      }
    }
  }

  private async _restore(): Promise<void> {
    const { ledger } = this._options;
    const record = await ledger?.read(this._path).catch(() => null);
    if (record) {
      await this.takeUp(record);
    }
  }

  /** Waits for the end of all work, and stops the session. Never rejects. */
  private async _stopWhenDone(delay: number): Promise<void> {
    const { controller } = this;
    const { signal } = (this._stopping = new AbortController());
    const { clock } = this._options;
    const isAwaited = () => this._waiting.length > 0 || this._local > 0;
    const { stopWhenDone } = await import(
      /* webpackChunkName: "running" */ '../core/stopWhenDone'
    );
    // A stop that fails is the session's problem, which it tells.
    await stopWhenDone({ controller, clock, isAwaited, signal, delay }).catch(
      () => controller.setStopsWhenDone(false)
    );
  }

  private _isDisposed = false;
  /** Cells of the notebook that its kernel has to run. */
  private _local = 0;
  private _options: INotebookSessionOptions;
  private _path: string;
  private _stopping: AbortController | null = null;
  private _stateChanged = new Signal<INotebookSession, void>(this);
}
