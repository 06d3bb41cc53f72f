import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { IDisposable } from '@lumino/disposable';
import { IFailedAnswer, IClock } from '../core/ports';

/** What the server says of a run; see docs/runs.md. */
export type RunNews =
  | { statement: unknown }
  | { failure: IFailedAnswer }
  | { trouble: IFailedAnswer }
  | { missing: true }
  /** The connection was lost; it is being made again. */
  | { lost: true };

/** Told of a run. */
export type RunListener = (news: RunNews) => void;

/** Options of a `WatchSocket`. */
export interface IWatchSocketOptions {
  clock: IClock;
  /** Where the Jupyter server is; Lab's own by default. */
  serverSettings?: ServerConnection.ISettings;
}

const PATH = 'jupyterlab-synapse/watch';

/** First and longest wait before the connection is made again, ms. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

/**
 * The page's one connection to the server's watcher.
 *
 * #### Notes
 * Made when it is first needed, and made again for as long as it is. What was
 * sent and not confirmed is sent again then: everything that a page says may
 * be said twice. The server answers a ping behind it when it has taken it.
 */
export class WatchSocket implements IDisposable {
  constructor(private _options: IWatchSocketOptions) {}

  /** Whether the server hears and speaks now. */
  get isOpen(): boolean {
    return this._socket?.readyState === 1;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._listeners.clear();
    this._socket?.close();
  }

  /** Follows a run until the result is called. */
  watch(run: string, listener: RunListener): () => void {
    this._listeners.set(run, listener);
    this._open();
    if (this.isOpen) {
      this._write({ watch: run });
    }
    return () => {
      if (this._listeners.get(run) === listener) {
        this._listeners.delete(run);
        if (this.isOpen) {
          this._write({ stop: run });
        }
      }
    };
  }

  /** What the server has perhaps not heard, oldest first. */
  get unconfirmed(): readonly object[] {
    return this._unconfirmed.map(({ message }) => message);
  }

  /** Says something that the server must hear. */
  say(message: object): void {
    this._unconfirmed.push({ number: ++this._number, message });
    this._open();
    if (this.isOpen) {
      this._write(message);
      this._write({ ping: this._number });
    }
  }

  private _open(): void {
    if (this._socket || this._isDisposed) {
      return;
    }
    const settings =
      this._options.serverSettings ?? ServerConnection.makeSettings();
    const { appendToken, token, wsUrl } = settings;
    const query =
      appendToken && token ? `?token=${encodeURIComponent(token)}` : '';
    const socket = new settings.WebSocket(URLExt.join(wsUrl, PATH) + query);
    this._socket = socket;
    socket.onopen = () => {
      this._failures = 0;
      this._unconfirmed.forEach(({ message }) => this._write(message));
      if (this._unconfirmed.length > 0) {
        this._write({ ping: this._number });
      }
      this._listeners.forEach((_, run) => this._write({ watch: run }));
    };
    socket.onmessage = event => this._receive(event.data);
    socket.onclose = () => void this._again(socket);
  }

  private async _again(socket: WebSocket): Promise<void> {
    if (this._socket !== socket) {
      return;
    }
    this._listeners.forEach(listener => listener({ lost: true }));
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this._failures++);
    await this._options.clock.sleep(wait);
    this._socket = null;
    if (this._listeners.size > 0 || this._unconfirmed.length > 0) {
      this._open();
    }
  }

  private _receive(data: unknown): void {
    let message: { pong?: unknown; run?: unknown };
    try {
      message = JSON.parse(String(data)) as typeof message;
    } catch {
      return;
    }
    const { pong, run, ...news } = message;
    if (typeof pong === 'number') {
      this._unconfirmed = this._unconfirmed.filter(
        ({ number }) => number > pong
      );
    } else if (typeof run === 'string') {
      this._listeners.get(run)?.(news as RunNews);
    }
  }

  private _write(message: object): void {
    this._socket?.send(JSON.stringify(message));
  }

  private _failures = 0;
  private _isDisposed = false;
  private _listeners = new Map<string, RunListener>();
  private _number = 0;
  private _socket: WebSocket | null = null;
  private _unconfirmed: { number: number; message: object }[] = [];
}
