import { ISignal, Signal } from '@lumino/signaling';
import { loadOnce } from '../core/loadOnce';
import { ITokens } from '../core/ports';
import { ISignInState } from '../tokens';
import type { BrowserSignIn } from './browserSignIn';
import { ISignInSource, SignInAction } from './signInSource';

/** What a `LazySignIn` needs. */
export interface ILazySignInOptions {
  /** Whether the page signs in for a connection. */
  isInPage: (connection: string) => Promise<boolean>;
  load: () => Promise<BrowserSignIn>;
}

/** The page's own sign-in, which most servers have no use for. */
export class LazySignIn implements ITokens, ISignInSource {
  constructor(private _options: ILazySignInOptions) {
    this._loaded = loadOnce(async () => {
      const loaded = await _options.load();
      loaded.changed.connect(() => this._changed.emit());
      return loaded;
    });
  }

  get changed(): ISignal<ISignInSource, void> {
    return this._changed;
  }

  async signIn(action: SignInAction, tenant?: string): Promise<ISignInState> {
    return (await this._loaded()).signIn(action, tenant);
  }

  async token(connection: string, url: string): Promise<string | null> {
    return (await this._options.isInPage(connection))
      ? (await this._loaded()).token(connection, url)
      : null;
  }

  async renew(
    connection: string,
    url: string,
    refused: string,
    claims: string | null
  ): Promise<string | null> {
    return (await this._loaded()).renew(connection, url, refused, claims);
  }

  private _changed = new Signal<ISignInSource, void>(this);
  private _loaded: () => Promise<BrowserSignIn>;
}
