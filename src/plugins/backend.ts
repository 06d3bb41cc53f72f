import {
  JupyterFrontEndPlugin,
  JupyterFrontEnd
} from '@jupyterlab/application';
import { loadOnce } from '../core/loadOnce';
import { IAzure } from '../core/ports';
import { IBackend } from '../lab/backend';
import { browserClock } from '../lab/browserClock';
import { ContentsFiles } from '../lab/contentsFiles';
import { ServerClient } from '../lab/serverClient';

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
    return { server, azure, clock: browserClock, resolver };
  }
};
