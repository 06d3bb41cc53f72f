import { ServerConnection } from '@jupyterlab/services';

import { createAzure } from '../src/azure';
import { livyTarget } from '../src/core/livyTarget';
import { statementDelay } from '../src/core/polling';
import { IClock, IOutputEvent, IOutputs } from '../src/core/ports';
import { SessionController } from '../src/core/sessionController';
import { PollingWatch } from '../src/core/watchByPolling';
import { ServerClient } from '../src/lab/serverClient';
import { ServerLedger } from '../src/lab/serverLedger';
import { ServerWatch } from '../src/lab/serverWatch';
import { WatchSocket } from '../src/lab/watchSocket';

/** Where the client goes. */
export interface IClientOptions {
  origin: string;
  token: string;
  connection: string;
  notebook: string;
  /** Begins the name of each session, so that the suite knows its own. */
  tag: string;
}

/** Outputs as text. */
export class Outputs implements IOutputs {
  text = '';

  publish({ type, content }: IOutputEvent): Promise<void> {
    this.text +=
      type === 'stream' ? String(content.text) : JSON.stringify(content);
    return Promise.resolve();
  }
}

/** Time that can be moved on, for what happens once in minutes. */
class Clock implements IClock {
  now(): number {
    return Date.now() + this._ahead;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener('abort', end, { once: true });
    });
  }

  skip(ms: number): void {
    this._ahead += ms;
  }

  private _ahead = 0;
}

/** Node's socket throws when nobody listens to its errors, a browser's does not. */
class PageSocket extends ServerConnection.makeSettings().WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    this.addEventListener('error', () => undefined);
  }
}

/** The page's own code from the controller down, as the plugins put it together. */
export function makeClient(options: IClientOptions) {
  const { origin, token, connection, notebook, tag } = options;
  const serverSettings = ServerConnection.makeSettings({
    baseUrl: `${origin}/`,
    wsUrl: `${origin.replace('http', 'ws')}/`,
    token,
    appendToken: true,
    WebSocket: PageSocket
  });
  const clock = new Clock();
  const server = new ServerClient({ serverSettings });
  const azure = createAzure(server.send);
  const socket = new WatchSocket({ clock, serverSettings });
  const ledger = new ServerLedger(server, socket);
  let names = 0;
  const controller = new SessionController({
    azure: () => Promise.resolve(azure),
    clock,
    watch: new ServerWatch({
      socket,
      clock,
      azure: () => Promise.resolve(azure),
      fallback: new PollingWatch({ clock, delay: statementDelay })
    }),
    uniqueName: () => `${tag}-${++names}`,
    notebook: () => notebook,
    ledger,
    onEnded: run => ledger.delivered(run),
    newId: () => `${tag}-run-${++names}`,
    onChange: () => undefined,
    onRecord: () => undefined
  });
  const target = livyTarget(connection);
  return {
    clock,
    controller,
    target,
    outputs: () => new Outputs(),
    close: () => socket.dispose()
  };
}
