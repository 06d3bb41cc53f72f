import { ISignal, Signal } from '@lumino/signaling';
import { IBrowserSignIn } from '../core/connection';
import { problemOf } from '../core/errors';
import { IBrowserIdentity, ITokens } from '../core/ports';
import { IPrincipal } from '../core/roles';
import { chosenTenant } from '../core/tenant';
import { ISignInState } from '../tokens';
import {
  issuedFrom,
  scopeOf,
  sentences,
  SIGNED_OUT,
  tenantOf
} from './browserTokens';
import { ISignInSource, SignInAction } from './signInSource';

/** A token with less than this left is renewed while it is still used, ms. */
const AHEAD = 5 * 60_000;

/** A token with less than this left is not sent any more, ms. */
const USABLE = 30_000;

/** In the tab's storage while somebody is signed in: else nothing is loaded. */
const MARK = 'jupyterlab-synapse:signed-in';

/** The connection for which the page signs in, and how. */
export interface IBrowserConnection {
  id: string;
  signIn: IBrowserSignIn;
}

/** What a `BrowserSignIn` needs. */
export interface IBrowserSignInOptions {
  /** Null where the server signs in. */
  connection: () => Promise<IBrowserConnection | null>;
  /** Loads Microsoft's libraries. */
  load: (settings: IBrowserSignIn) => Promise<IBrowserIdentity>;
  /** The tab's storage: what is in it survives a reload and ends with the tab. */
  store?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

interface IToken {
  token: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/**
 * The user's own sign-in to Azure in this page, for servers that have none.
 * Tokens stay here, but for the requests to which they are attached.
 */
export class BrowserSignIn implements ITokens, ISignInSource {
  constructor(private _options: IBrowserSignInOptions) {
    this._store = _options.store ?? window.sessionStorage;
  }

  get changed(): ISignal<ISignInSource, void> {
    return this._changed;
  }

  /** Rejects with kind `usage` when the tenant may not be signed in to. */
  async signIn(action: SignInAction, tenant?: string): Promise<ISignInState> {
    switch (action) {
      case 'read':
        await this._restore();
        break;
      case 'begin':
      case 'ask':
        if (tenant) {
          const fixed = (await this._options.connection())?.signIn.tenantId;
          const wanted = chosenTenant(tenant, fixed ?? null);
          if (wanted !== this._wanted) {
            this._giveUp();
          }
          this._wanted = wanted;
        }
        if (this._waiting === null) {
          void this._open(action === 'ask');
        }
        break;
      case 'cancel':
        this._giveUp();
        break;
      case 'end':
        await this._end();
        break;
    }
    return this._state();
  }

  /** Rejects with kind `access` when a sign-in is needed again. */
  async token(connection: string, url: string): Promise<string | null> {
    const scope = await this._scope(connection, url);
    if (scope === null || !(await this._restore())) {
      return null;
    }
    const held = this._tokens.get(scope);
    const left = (held?.expiresAt ?? 0) - Date.now();
    if (held && left > USABLE) {
      if (left < AHEAD) {
        this._fetch(scope, null).catch(() => undefined);
      }
      return held.token;
    }
    return this._obtain(scope, null);
  }

  async renew(
    connection: string,
    url: string,
    refused: string,
    claims: string | null
  ): Promise<string | null> {
    const scope = await this._scope(connection, url);
    if (scope === null || !this._isSignedIn) {
      return null;
    }
    const held = this._tokens.get(scope);
    if (held && held.token !== refused) {
      return held.token;
    }
    return this._obtain(scope, claims ?? issuedFrom(Date.now()));
  }

  /** A token; what is known about the sign-in changes if there is none. */
  private async _obtain(scope: string, claims: string | null): Promise<string> {
    const life = this._life;
    try {
      return (await this._fetch(scope, claims)).token;
    } catch (reason) {
      const problem = problemOf(reason);
      // A scope that never worked is a matter of consent.
      if (
        problem.kind === 'access' &&
        life === this._life &&
        this._tokens.has(scope)
      ) {
        this._forget();
        this._failure = sentences(problem.what, problem.why, problem.next);
        this._changed.emit();
      }
      throw reason;
    }
  }

  /** One request per scope at a time, shared by all that need it. */
  private _fetch(scope: string, claims: string | null): Promise<IToken> {
    const life = this._life;
    const key = `${life} ${scope}`;
    const running = this._running.get(key);
    if (running) {
      return running;
    }
    const fetching = this._identity()
      .then(identity => identity.token(scope, claims))
      .then(token => {
        if (life === this._life) {
          this._tokens.set(scope, token);
        }
        return token;
      })
      .finally(() => this._running.delete(key));
    this._running.set(key, fetching);
    return fetching;
  }

  private async _scope(
    connection: string,
    url: string
  ): Promise<string | null> {
    const found = await this._options.connection();
    if (found?.id !== connection) {
      return null;
    }
    return scopeOf(found.signIn, url);
  }

  /** Whether somebody is signed in, if need be since before a reload. */
  private async _restore(): Promise<boolean> {
    if (this._isSignedIn || this._store.getItem(MARK) === null) {
      return this._isSignedIn;
    }
    this._restoring ??= (async () => {
      const attempt = this._attempt;
      this._tenant = this._wanted = tenantOf(this._store.getItem(MARK));
      const identity = await this._identity();
      const account = await identity.account();
      const principal = await identity.principal();
      if (attempt === this._attempt && account !== null) {
        this._succeed(account, principal);
      }
    })().finally(() => {
      this._restoring = null;
    });
    await this._restoring;
    return this._isSignedIn;
  }

  /** Opens the window; whoever was signed in stays so until it has worked. */
  private async _open(ask: boolean): Promise<void> {
    const attempt = ++this._attempt;
    const waiting = new AbortController();
    this._waiting = waiting;
    this._failure = '';
    try {
      const found = await this._options.connection();
      const loading =
        this._wanted === this._tenant
          ? this._identity()
          : this._load(this._wanted);
      const identity = await loading;
      const scope = found?.signIn.scopes[0]?.scope ?? '';
      const account = await identity.signIn(scope, ask, waiting.signal);
      const principal = await identity.principal();
      if (attempt === this._attempt) {
        this._forget();
        this._loading = loading;
        this._tenant = this._wanted;
        this._succeed(account, principal);
      }
    } catch (reason) {
      if (attempt === this._attempt) {
        const { what, why, next } = problemOf(reason);
        this._waiting = null;
        this._failure = sentences(what, why, next);
      }
    }
    this._changed.emit();
  }

  private _giveUp(): void {
    this._attempt++;
    this._waiting?.abort();
    this._waiting = null;
    this._failure = '';
    this._wanted = this._tenant;
  }

  private async _end(): Promise<void> {
    const wasSignedIn = this._store.getItem(MARK) !== null;
    this._giveUp();
    this._forget();
    if (wasSignedIn || this._loading) {
      await (await this._identity()).signOut();
    }
    if (this._tenant !== null) {
      this._tenant = this._wanted = this._loading = null;
    }
  }

  private _succeed(account: string | null, principal: IPrincipal | null): void {
    this._isSignedIn = true;
    this._account = account;
    this._principal = principal;
    this._waiting = null;
    this._store.setItem(MARK, this._tenant ?? 'yes');
  }

  private _forget(): void {
    this._life++;
    this._isSignedIn = false;
    this._account = null;
    this._principal = null;
    this._tokens.clear();
    this._store.removeItem(MARK);
  }

  private _state(): ISignInState {
    const message = this._failure;
    const isPending = this._waiting !== null;
    const state = isPending
      ? 'pending'
      : this._isSignedIn
        ? 'signedIn'
        : message
          ? 'failed'
          : 'signedOut';
    return {
      ...SIGNED_OUT,
      state,
      account: this._account,
      principal: this._principal,
      tenant: isPending || !this._isSignedIn ? this._wanted : this._tenant,
      message: isPending ? '' : message
    };
  }

  private _identity(): Promise<IBrowserIdentity> {
    this._loading ??= this._load(this._tenant).catch((reason: unknown) => {
      this._loading = null;
      throw reason;
    });
    return this._loading;
  }

  private async _load(tenant: string | null): Promise<IBrowserIdentity> {
    const found = await this._options.connection();
    if (found === null) {
      throw new Error('The server signs in to Azure itself.');
    }
    const { signIn } = found;
    return this._options.load({
      ...signIn,
      tenantId: tenant ?? signIn.tenantId
    });
  }

  private _account: string | null = null;
  private _attempt = 0;
  private _changed = new Signal<ISignInSource, void>(this);
  private _failure = '';
  private _isSignedIn = false;
  private _life = 0;
  private _loading: Promise<IBrowserIdentity> | null = null;
  private _principal: IPrincipal | null = null;
  private _restoring: Promise<void> | null = null;
  private _running = new Map<string, Promise<IToken>>();
  private _store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** That which was chosen; `_wanted`: for the sign-in that is tried. */
  private _tenant: string | null = null;
  private _tokens = new Map<string, IToken>();
  private _waiting: AbortController | null = null;
  private _wanted: string | null = null;
}
