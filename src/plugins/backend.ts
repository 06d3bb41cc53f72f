import {
  JupyterFrontEndPlugin,
  JupyterFrontEnd
} from '@jupyterlab/application';
import { loadOnce } from '../core/loadOnce';
import { IAzure } from '../core/ports';
import { IBackend } from '../lab/backend';
import { browserClock } from '../lab/browserClock';
import { ContentsFiles } from '../lab/contentsFiles';
import { lazyRuns } from '../lab/lazyRuns';
import { Preferences } from '../lab/preferences';
import { ServerClient } from '../lab/serverClient';
import { createBrowserSignIn } from './identity';

/** Makes what the other plugins share. */
export const backend: JupyterFrontEndPlugin<IBackend> = {
  id: 'jupyterlab-synapse:backend',
  description: 'Reaches Livy and Azure through the Jupyter server.',
  autoStart: true,
  provides: IBackend,
  activate: (app: JupyterFrontEnd): IBackend => {
    const { contents, serverSettings } = app.serviceManager;
    const server = new ServerClient({ serverSettings });
    const preferences = new Preferences(server);
    const browserSignIn = createBrowserSignIn(server);
    // A chunk of its own: most pages never need it.
    const azure = loadOnce<IAzure>(async () => {
      const { createAzure } = await import(
        /* webpackChunkName: "azure" */ '../azure'
      );
      const { armEndpoint } = server;
      return createAzure(server.send, { armEndpoint, tokens: browserSignIn });
    });
    const resolver = async () => {
      const { TargetResolver } = await import(
        /* webpackChunkName: "running" */ '../core/targetResolver'
      );
      const files = new ContentsFiles(contents);
      const connection = () => preferences.connection;
      return new TargetResolver({ azure, server, files, connection });
    };
    const clock = browserClock;
    const { ledger, watch } = lazyRuns(
      loadOnce(async () => {
        const { createRuns } = await import(
          /* webpackChunkName: "runs" */ '../lab/runsClient'
        );
        return createRuns({ server, serverSettings, clock, azure });
      })
    );
    const own = { server, browserSignIn, preferences, azure, resolver };
    return { ...own, clock, ledger, watch };
  }
};
