import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';
import { IServerStatus } from '../core/connection';
import { SynapseError } from '../core/errors';
import { IHttpRequest, IHttpResponse, PROXY_ERROR_HEADER } from '../core/http';
import { IServer } from '../core/ports';
import type { IPrincipal } from '../core/roles';
import { ISignInState } from '../tokens';
import type { IBrowserConnection } from './browserSignIn';
import type { ISignInSource, SignInAction } from './signInSource';

/** Options of a `ServerClient`. */
export interface IServerClientOptions {
  /** Where the Jupyter server is; Lab's own by default. */
  serverSettings?: ServerConnection.ISettings;
}

const ROOT = 'jupyterlab-synapse';

/**
 * The only place that talks to the server extension. Requests carry Lab's own
 * authentication and XSRF token; the server's Azure tokens never come here.
 */
export class ServerClient implements IServer, ISignInSource {
  constructor(options: IServerClientOptions = {}) {
    this._settings = options.serverSettings ?? ServerConnection.makeSettings();
  }

  async status(): Promise<IServerStatus> {
    return this._keep(await this.json('GET', 'status'));
  }

  async startLocalPool(): Promise<IServerStatus> {
    return this._keep(await this.json('POST', 'local/start'));
  }

  /** What was told last; null before the first time. */
  get lastStatus(): IServerStatus | null {
    return this._status;
  }

  /** Origin of a connection's ARM, as the last status told it. */
  readonly armEndpoint = (connection: string): string | null =>
    this._status?.connections.find(one => one.id === connection)?.armEndpoint ??
    null;

  /** The connection for which the page signs in, if there is one. */
  readonly browserConnection = async (): Promise<IBrowserConnection | null> => {
    const { connections } = this._status ?? (await this.status());
    for (const { browserSignIn, id } of connections) {
      if (browserSignIn) {
        return { id, signIn: browserSignIn };
      }
    }
    return null;
  };

  /** The server's own sign-in to Azure. */
  signIn(action: SignInAction, tenant?: string): Promise<ISignInState> {
    switch (action) {
      case 'read':
        return this.json('GET', 'sign-in');
      case 'begin':
        return this.json('POST', 'sign-in', tenant && { tenant });
      case 'ask':
        return this.json('POST', 'sign-in', { ask: true, tenant });
      case 'cancel':
        return this.json('DELETE', 'sign-in?cancel=1');
      case 'end':
        return this.json('DELETE', 'sign-in');
    }
  }

  /** Who uses a connection; null when the server does not know. */
  async principal(connection: string): Promise<IPrincipal | null> {
    const path = `principal?connection=${encodeURIComponent(connection)}`;
    const { principal } = await this.json<{ principal: IPrincipal | null }>(
      'GET',
      path
    );
    return principal;
  }

  /** Emitted when a request was not sent because nobody is signed in. */
  get changed(): ISignal<ISignInSource, void> {
    return this._changed;
  }

  /**
   * Sends a request through the server's proxy, once. Rejects only when there
   * is no answer.
   */
  readonly send = async (request: IHttpRequest): Promise<IHttpResponse> => {
    const { connection, method, url, body, headers, signal } = request;
    const { host, pathname, search } = new URL(url);
    const response = await this._request(
      `proxy/${encodeURIComponent(connection)}/${host}${pathname}${search}`,
      { method, body: body ?? undefined, headers, signal }
    );
    if (response.headers.get(PROXY_ERROR_HEADER) === 'NotSignedIn') {
      this._changed.emit();
    }
    return {
      status: response.status,
      headers: response.headers,
      text: await response.text()
    };
  };

  private _keep(status: IServerStatus): IServerStatus {
    this._status = status;
    return status;
  }

  /**
   * What a page that goes away has to say to the ledger: the browser sends it
   * after the page's end, at most 64 KiB. Nobody hears how that went.
   */
  sayLast(messages: readonly object[]): void {
    const body = JSON.stringify({ messages });
    this._request('runs/said', { method: 'POST', keepalive: true, body }).catch(
      () => undefined
    );
  }

  /**
   * The server extension's answer to a request of its own, e.g. `status`.
   * Rejects with a `SynapseError`.
   */
  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    let response: Response;
    try {
      response = await this._request(path, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body) })
      });
    } catch (reason) {
      throw new SynapseError({
        kind: 'network',
        what: 'The Jupyter server does not answer.',
        why: reason instanceof Error ? reason.message : '',
        next: 'Check that JupyterLab still runs, then reload the page.'
      });
    }
    const text = await response.text();
    if (!response.ok) {
      const { problemFromResponse } = await import(
        /* webpackChunkName: "running" */ '../core/problems'
      );
      throw new SynapseError(
        problemFromResponse({
          status: response.status,
          body: text,
          headers: name => response.headers.get(name),
          url: response.url,
          proxyCode: response.headers.get(PROXY_ERROR_HEADER)
        })
      );
    }
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new SynapseError({
        kind: 'server',
        what: 'The Jupyter server gave an answer that is not JSON.',
        why: 'A proxy or a sign-in page in between may have answered.',
        next: 'Reload the page and sign in again.',
        detail: text.slice(0, 500)
      });
    }
  }

  private _request(path: string, init: RequestInit): Promise<Response> {
    // Not URLExt.join for the whole: it would normalise the proxied path.
    const url = `${URLExt.join(this._settings.baseUrl, ROOT)}/${path}`;
    return ServerConnection.makeRequest(url, init, this._settings);
  }

  private _changed = new Signal<ISignInSource, void>(this);
  private _settings: ServerConnection.ISettings;
  private _status: IServerStatus | null = null;
}
