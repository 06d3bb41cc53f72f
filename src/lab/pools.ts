import { Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';
import { ILocalPoolStatus, IServerStatus } from '../core/connection';
import { IProblem, problemOf } from '../core/errors';
import { IAzure } from '../core/ports';
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
}

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
  groups: readonly IPoolGroup[] = [];
  isLoading = false;
  loadedAt: number | null = null;
  problem: IProblem | null = null;

  get localPool(): ILocalPoolStatus | null {
    return this.status?.localPool ?? null;
  }

  get changed(): ISignal<IPools, void> {
    return this._changed;
  }

  /** One call during another one reads again behind it. */
  refresh(): Promise<void> {
    if (this._reading) {
      this._isStale = true;
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

  private async _read(): Promise<void> {
    this.isLoading = true;
    this._changed.emit();
    try {
      const { server } = this._options;
      this.status = await server.status();
      this.problem = null;
      this._changed.emit();
      if (this._hasAzure()) {
        // Without it the other groups are as good as ever.
        await this._readSignIn('read').catch(() => undefined);
      }
      const { resourceManager } = await this._options.azure();
      const usable = this.status.connections.filter(
        one =>
          one.available &&
          (one.kind === 'local' ||
            one.signedIn === true ||
            (one.browserSignIn && this.signIn?.state === 'signedIn'))
      );
      const groups = await Promise.all(
        usable.map(one =>
          resourceManager
            .listGroups(one.id)
            .catch((reason: unknown): IPoolGroup[] => [
              {
                id: one.id,
                label: one.label,
                pools: [],
                problem: problemOf(reason).what
              }
            ])
        )
      );
      this.groups = [...groups.flat(), ...this._livyGroups()];
      this.loadedAt = Date.now();
    } catch (reason) {
      this.problem = problemOf(reason);
    } finally {
      this.isLoading = false;
      this._changed.emit();
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

  /** Plain Livy endpoints: one pool each, which is the endpoint itself. */
  private _livyGroups(): IPoolGroup[] {
    const endpoints = (this.status?.connections ?? []).filter(
      one => one.kind === 'livy'
    );
    return endpoints.map(one => ({
      id: one.id,
      label: 'Livy',
      problem: null,
      pools: [
        {
          id: `livy:${one.id}`,
          label: one.label,
          detail: 'Apache Livy',
          available: one.available,
          reason: one.reason,
          target: {
            connection: one.id,
            // The proxy knows the real address; only the shape matters here.
            endpoint: 'https://livy.invalid',
            pool: one.id,
            workspace: null,
            poolResourceId: null,
            subscriptionId: null,
            resourceGroup: null,
            amlWorkspace: null,
            compute: null
          }
        }
      ]
    }));
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

  private async _changeSignIn(action: SignInAction): Promise<void> {
    const before = this.signIn;
    try {
      await this._readSignIn(action);
      this.problem = null;
    } catch (reason) {
      this.problem = problemOf(reason);
    }
    this._changed.emit();
    const { signIn } = this;
    if (
      signIn?.state === 'signedIn' &&
      (before?.state !== 'signedIn' || before.account !== signIn.account)
    ) {
      await this.refresh();
    }
  }

  private async _readSignIn(action: SignInAction): Promise<void> {
    this.signIn = await this._source.signIn(action);
    this._changed.emit();
    if (this.signIn.state === 'pending' && !this.signIn.isWindow) {
      void this._signInPoll.start();
    } else {
      void this._signInPoll.stop();
    }
  }

  private _changed = new Signal<IPools, void>(this);
  private _isAsking = false;
  private _isStale = false;
  private _reading: Promise<void> | null = null;
  private _signInPoll: Poll;
}
