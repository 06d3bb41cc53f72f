import type { IStateDB } from '@jupyterlab/statedb';
import { Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';
import { ILocalPoolStatus, IServerStatus } from '../core/connection';
import { IProblem, problemOf } from '../core/errors';
import { IAzure } from '../core/ports';
import type { IPrincipal } from '../core/roles';
import { IPoolGroup } from '../core/target';
import { IPools, ISignInState } from '../tokens';
import { ServerClient } from './serverClient';
import { ISignInSource, SignInAction } from './signInSource';

/** Options of `Pools`. */
export interface IPoolsOptions {
  server: ServerClient;
  /** The page's own sign-in, for when the server has none. */
  browserSignIn: ISignInSource;
  azure: () => Promise<IAzure>;
  /** Where the list is kept for the next page; absent: nowhere. */
  state?: () => Promise<IStateDB>;
}

/** A list that is older is read again when it is looked at, ms. */
const MAX_AGE_MS = 3600_000;

const SIGN_IN_POLL_MS = 2000;

/** Connections, and the pools that can be chosen on them. */
export class Pools implements IPools {
  constructor(private _options: IPoolsOptions) {
    // Only while a device code waits to be typed somewhere else.
    this._signInPoll = new Poll({
      auto: false,
      name: 'jupyterlab-synapse:sign-in',
      frequency: {
        interval: SIGN_IN_POLL_MS,
        backoff: false,
        max: SIGN_IN_POLL_MS
      },
      factory: () => this._changeSignIn('read')
    });
    for (const source of [_options.server, _options.browserSignIn]) {
      source.changed.connect(this._onSourceChanged, this);
    }
  }

  status: IServerStatus | null = null;
  signIn: ISignInState | null = null;
  tenantName: string | null = null;
  groups: readonly IPoolGroup[] = [];
  isLoading = false;
  isPartial = false;
  progress: { read: number; total: number } | null = null;
  loadedAt: number | null = null;
  problem: IProblem | null = null;

  get localPool(): ILocalPoolStatus | null {
    return this.status?.localPool ?? null;
  }

  get changed(): ISignal<IPools, void> {
    return this._changed;
  }

  /** Shows what is known, and reads what is not, or not any more. */
  async load(): Promise<void> {
    if (this.loadedAt === null && !this._reading) {
      await this._restore();
    }
    if (
      this.loadedAt === null ||
      this.isPartial ||
      Date.now() - this.loadedAt > MAX_AGE_MS
    ) {
      await (this._reading ?? this.refresh());
    }
  }

  /** A list that is being read is given up, and read again. */
  refresh(): Promise<void> {
    if (this._reading) {
      this._isStale = true;
      this._abort.abort();
      return this._reading;
    }
    this._reading = (async () => {
      do {
        this._isStale = false;
        await this._read();
      } while (this._isStale);
    })().finally(() => {
      this._reading = null;
    });
    return this._reading;
  }

  cancel(): void {
    // Before the first answer there is nothing to keep.
    if (this.progress) {
      this._abort.abort();
    }
  }

  private async _read(): Promise<void> {
    this._abort = new AbortController();
    const { signal } = this._abort;
    this.isLoading = true;
    this._changed.emit();
    try {
      const status = await this._readStatus();
      const [{ readGroups }, { tenantName }, azure] = await Promise.all([
        import(/* webpackChunkName: "pools" */ './readGroups'),
        import(/* webpackChunkName: "pools" */ './tenantName'),
        this._options.azure()
      ]);
      this.groups = await readGroups({
        status,
        signIn: this.signIn,
        before: this.groups,
        azure,
        signal,
        onProgress: ({ groups, read, total }) => {
          if (!signal.aborted) {
            this.groups = groups;
            this.progress = { read, total };
            this._changed.emit();
          }
        }
      });
      this.loadedAt = Date.now();
      this.isPartial = false;
      void this._keep();
      void tenantName(azure, status, this.signIn).then(name => {
        this.tenantName = name;
        this._changed.emit();
      });
    } catch (reason) {
      if (signal.aborted) {
        this.isPartial = true;
        this.loadedAt ??= Date.now();
      } else {
        this.problem = problemOf(reason);
      }
    } finally {
      this.isLoading = false;
      this.progress = null;
      this._changed.emit();
    }
  }

  private async _readStatus(): Promise<IServerStatus> {
    const status = await this._options.server.status();
    this.status = status;
    this.problem = null;
    this._changed.emit();
    if (this._hasAzure()) {
      // Without it the other groups are as good as ever.
      await this._readSignIn('read').catch(() => undefined);
    }
    return status;
  }

  /** Shows the list of an earlier page, if it is the same user's. */
  private async _restore(): Promise<void> {
    const { state } = this._options;
    if (!state) {
      return;
    }
    try {
      const [{ readKeptPools }, { groupsInSight, livyGroups }] =
        await Promise.all([
          import(/* webpackChunkName: "pools" */ './keptPools'),
          import(/* webpackChunkName: "pools" */ './readGroups')
        ]);
      const kept = await readKeptPools(await state());
      if (!kept) {
        return;
      }
      const status = await this._readStatus();
      if (kept.account === keyOf(this.signIn)) {
        this.groups = [
          ...groupsInSight(kept.groups, status, this.signIn),
          ...livyGroups(status)
        ];
        this.loadedAt = kept.readAt;
        this._changed.emit();
      }
    } catch {
      // Reading the list tells what is wrong.
    }
  }

  private async _keep(): Promise<void> {
    const { state } = this._options;
    const { groups, loadedAt, signIn } = this;
    if (state && loadedAt !== null) {
      const { keepPools } = await import(
        /* webpackChunkName: "pools" */ './keptPools'
      );
      const account = keyOf(signIn);
      await keepPools(await state(), { account, readAt: loadedAt, groups });
    }
  }

  async startLocalPool(): Promise<void> {
    try {
      this.status = await this._options.server.startLocalPool();
      this.problem = null;
    } catch (reason) {
      this.problem = problemOf(reason);
      this._changed.emit();
      return;
    }
    this._changed.emit();
    await this.refresh();
  }

  async beginSignIn(options: { ask?: boolean } = {}): Promise<void> {
    await this._changeSignIn(options.ask ? 'ask' : 'begin');
  }

  async signInTo(
    tenant: string,
    options: { ask?: boolean } = {}
  ): Promise<void> {
    await this._changeSignIn(options.ask ? 'ask' : 'begin', tenant);
  }

  async principal(connection: string): Promise<IPrincipal | null> {
    const { browserSignIn, server } = this._options;
    try {
      const { connections } = this.status ?? (await server.status());
      const isInPage = connections.some(
        one => one.id === connection && one.browserSignIn
      );
      return isInPage
        ? ((await browserSignIn.signIn('read')).principal ?? null)
        : await server.principal(connection);
    } catch {
      return null;
    }
  }

  async cancelSignIn(): Promise<void> {
    await this._changeSignIn('cancel');
  }

  async endSignIn(): Promise<void> {
    await this._changeSignIn('end');
    await this.refresh();
  }

  private _hasAzure(): boolean {
    return (this.status?.connections ?? []).some(
      one => one.kind === 'synapse' && one.available
    );
  }

  /** Who signs in, as the server tells; before it has, the server. */
  private get _source(): ISignInSource {
    const { browserSignIn, server } = this._options;
    const isInPage = this.status?.connections.some(one => one.browserSignIn);
    return isInPage ? browserSignIn : server;
  }

  /** The sign-in ended, or a window has answered: nobody here asked. */
  private _onSourceChanged(): void {
    if (this._hasAzure() && !this._isAsking) {
      this._isAsking = true;
      void this._changeSignIn('read').finally(() => {
        this._isAsking = false;
      });
    }
  }

  private async _changeSignIn(
    action: SignInAction,
    tenant?: string
  ): Promise<void> {
    const before = this.signIn;
    try {
      await this._readSignIn(action, tenant);
      this.problem = null;
    } catch (reason) {
      this.problem = problemOf(reason);
    }
    this._changed.emit();
    const { signIn } = this;
    if (
      signIn?.state === 'signedIn' &&
      (before?.state !== 'signedIn' || keyOf(before) !== keyOf(signIn))
    ) {
      if (before?.account && keyOf(before) !== keyOf(signIn)) {
        this.groups = [];
        this.tenantName = null;
      }
      await this.refresh();
    }
  }

  private async _readSignIn(
    action: SignInAction,
    tenant?: string
  ): Promise<void> {
    this.signIn = await this._source.signIn(action, tenant);
    this._changed.emit();
    if (this.signIn.state === 'pending' && !this.signIn.isWindow) {
      void this._signInPoll.start();
    } else {
      void this._signInPoll.stop();
    }
  }

  private _abort = new AbortController();
  private _changed = new Signal<IPools, void>(this);
  private _isAsking = false;
  private _isStale = false;
  private _reading: Promise<void> | null = null;
  private _signInPoll: Poll;
}

/** Who it is: a guest has the same account in several tenants. */
function keyOf(signIn: ISignInState | null): string | null {
  const { account = null, principal } = signIn ?? {};
  return principal ? `${account} ${principal.tenantId}` : account;
}
