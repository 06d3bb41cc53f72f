import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IBackend } from '../lab/backend';
import { Pools } from '../lab/pools';
import { IPools } from '../tokens';

/** Lists the pools that a notebook can run on. */
export const pools: JupyterFrontEndPlugin<IPools> = {
  id: 'jupyterlab-synapse:pools',
  description: 'Lists connections and Spark pools, and signs in to Azure.',
  autoStart: true,
  requires: [IBackend],
  provides: IPools,
  activate: (_app: JupyterFrontEnd, backend: IBackend): IPools =>
    new Pools(backend)
};
