import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IStateDB } from '@jupyterlab/statedb';
import { IBackend } from '../lab/backend';
import { Pools } from '../lab/pools';
import { IPools } from '../tokens';

/** Lists the pools that a notebook can run on. */
export const pools: JupyterFrontEndPlugin<IPools> = {
  id: 'jupyterlab-synapse:pools',
  description: 'Lists connections and Spark pools, and signs in to Azure.',
  autoStart: true,
  requires: [IBackend],
  optional: [IStateDB],
  provides: IPools,
  activate: (
    app: JupyterFrontEnd,
    backend: IBackend,
    state: IStateDB | null
  ): IPools =>
    new Pools({
      ...backend,
      // Until Lab is restored its state must not be asked.
      state: state ? () => app.restored.then(() => state) : undefined
    })
};
