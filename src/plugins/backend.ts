import {
  JupyterFrontEndPlugin,
  JupyterFrontEnd
} from '@jupyterlab/application';
import { loadOnce } from '../core/loadOnce';
import { statementDelay } from '../core/polling';
import { IAzure } from '../core/ports';
import { PollingWatch } from '../core/watchByPolling';
import { IBackend } from '../lab/backend';
import { browserClock } from '../lab/browserClock';
import { ContentsFiles } from '../lab/contentsFiles';
import { ServerClient } from '../lab/serverClient';
import { ServerLedger } from '../lab/serverLedger';
import { ServerWatch } from '../lab/serverWatch';
import { WatchSocket } from '../lab/watchSocket';

/** A Jupyter server may be down for long; the statement goes on meanwhile, ms. */
const PATIENCE = 30 * 60_000;

/** Makes what the other plugins share. */
export const backend: JupyterFrontEndPlugin<IBackend> = {
  id: 'jupyterlab-synapse:backend',
  description: 'Reaches Livy and Azure through the Jupyter server.',
  autoStart: true,
  provides: IBackend,
  activate: (app: JupyterFrontEnd): IBackend => {
    const { contents, serverSettings } = app.serviceManager;
    const server = new ServerClient({ serverSettings });
    // A chunk of its own: most pages never need it.
    const azure = loadOnce<IAzure>(async () => {
      const { createAzure } = await import(
        /* webpackChunkName: "azure" */ '../azure'
      );
      return createAzure(server.send, { armEndpoint: server.armEndpoint });
    });
    const resolver = async () => {
      const { TargetResolver } = await import(
        /* webpackChunkName: "running" */ '../core/targetResolver'
      );
      const files = new ContentsFiles(contents);
      return new TargetResolver({ azure, server, files });
    };
    const clock = browserClock;
    const socket = new WatchSocket({ clock, serverSettings });
    const watch = new ServerWatch({
      socket,
      clock,
      azure,
      fallback: new PollingWatch({
        clock,
        delay: statementDelay,
        patience: PATIENCE
      })
    });
    const ledger = new ServerLedger(server, socket);
    return { server, azure, clock, resolver, ledger, watch };
  }
};
