import { ServerConnection } from '@jupyterlab/services';
import { statementDelay } from '../core/polling';
import { IAzure, IClock } from '../core/ports';
import { PollingWatch } from '../core/watchByPolling';
import { IRuns } from './lazyRuns';
import { ServerClient } from './serverClient';
import { ServerLedger } from './serverLedger';
import { ServerWatch } from './serverWatch';
import { WatchSocket } from './watchSocket';

/** What `createRuns` needs. */
export interface IRunsOptions {
  server: ServerClient;
  serverSettings: ServerConnection.ISettings;
  clock: IClock;
  azure: () => Promise<IAzure>;
}

/** A Jupyter server may be down for long; the statement goes on meanwhile, ms. */
const PATIENCE = 30 * 60_000;

/** The server's memory of runs, and the way to wait for them. */
export function createRuns(options: IRunsOptions): IRuns {
  const { server, serverSettings, clock, azure } = options;
  const socket = new WatchSocket({ clock, serverSettings });
  const fallback = new PollingWatch({
    clock,
    delay: statementDelay,
    patience: PATIENCE
  });
  // A page may go before its connection is made, or has said all. What is said
  // twice does no harm.
  window.addEventListener('pagehide', () => {
    if (socket.unconfirmed.length > 0) {
      server.sayLast(socket.unconfirmed);
    }
  });
  return {
    ledger: new ServerLedger(server, socket),
    watch: new ServerWatch({ socket, clock, azure, fallback })
  };
}
