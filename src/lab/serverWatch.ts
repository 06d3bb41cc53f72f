import { isDone, IStatement } from '../core/livy';
import { IAzure, IClock, ILivy, IWatch } from '../core/ports';
import { RunNews, WatchSocket } from './watchSocket';

/** Options of a `ServerWatch`. */
export interface IServerWatchOptions {
  socket: WatchSocket;
  clock: IClock;
  /** To read what the server passes on. */
  azure: () => Promise<IAzure>;
  /** Takes over when the server does not push. */
  fallback: IWatch;
  /** How long a lost connection may take to come back, ms; 5 s by default. */
  patience?: number;
}

const PATIENCE = 5000;

/**
 * Waits for a statement that the server reads near Livy and pushes to the
 * page: no request of the browser's, and no timer that a hidden tab slows.
 * Without that connection the statement is polled.
 */
export class ServerWatch implements IWatch {
  constructor(private _options: IServerWatchOptions) {}

  async *watch(
    livy: ILivy,
    sessionId: number,
    first: IStatement,
    signal: AbortSignal,
    run: string | null
  ): AsyncGenerator<IStatement, void, undefined> {
    const { socket, fallback } = this._options;
    if (signal.aborted) {
      return;
    }
    if (run === null || isDone(first)) {
      yield* fallback.watch(livy, sessionId, first, signal, null);
      return;
    }
    yield first;
    const inbox = new Inbox();
    const stop = socket.watch(run, news => inbox.push(news));
    let last = first;
    try {
      const azure = await this._options.azure();
      for (;;) {
        const news = await this._next(inbox, signal);
        if (signal.aborted) {
          return;
        }
        if (news === null || 'missing' in news) {
          break;
        }
        if ('failure' in news) {
          const failure = azure.failure(news.failure);
          if (!failure.problem.isSignedOut) {
            throw failure;
          }
          // The page may be signed in where the server is not, and waits for a
          // sign-in where nobody is.
          break;
        }
        const next = 'statement' in news && azure.statement(news.statement);
        if (next && !(isDone(last) && !isDone(next))) {
          last = next;
          yield next;
          if (isDone(next)) {
            return;
          }
        }
      }
    } finally {
      stop();
    }
    yield* fallback.watch(livy, sessionId, last, signal, null);
  }

  /** What comes next; null when the connection does not come back in time. */
  private async _next(
    inbox: Inbox,
    signal: AbortSignal
  ): Promise<RunNews | null> {
    const { clock, socket, patience = PATIENCE } = this._options;
    for (;;) {
      const news = inbox.take();
      if (signal.aborted) {
        return null;
      }
      if (news && !('lost' in news)) {
        return news;
      }
      const arrived = new AbortController();
      const isUp = socket.isOpen;
      await Promise.race([
        inbox.wait().then(() => arrived.abort()),
        aborted(signal),
        ...(isUp ? [] : [clock.sleep(patience, arrived.signal)])
      ]);
      if (!isUp && !arrived.signal.aborted && !socket.isOpen) {
        return null;
      }
      arrived.abort();
    }
  }
}

/** News that nobody has read yet. */
class Inbox {
  push(news: RunNews): void {
    this._news.push(news);
    this._wake();
  }

  take(): RunNews | undefined {
    return this._news.shift();
  }

  /** Resolves when there is something to take. */
  async wait(): Promise<void> {
    if (this._news.length === 0) {
      await new Promise<void>(resolve => {
        this._wake = resolve;
      });
    }
  }

  private _news: RunNews[] = [];
  private _wake: () => void = () => undefined;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
