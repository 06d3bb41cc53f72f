import { Token } from '@lumino/coreutils';
import { ILedger } from '../core/ledger';
import { IAzure, IClock, IWatch } from '../core/ports';
import type { TargetResolver } from '../core/targetResolver';
import type { CellExecution } from './cellExecution';
import { LazySignIn } from './lazySignIn';
import { Preferences } from './preferences';
import { ServerClient } from './serverClient';

/** What the plugins of this extension share; not for other extensions. */
export interface IBackend {
  server: ServerClient;
  /** The page's own sign-in to Azure, where the server has none. */
  browserSignIn: LazySignIn;
  clock: IClock;
  /** What the Jupyter server remembers of runs. */
  ledger: ILedger;
  /** Waits for statements. */
  watch: IWatch;
  /** Loads the Azure code on first use. */
  azure: () => Promise<IAzure>;
  /** For notebooks that say nothing. */
  preferences: Preferences;
  /** Loads the search for targets on first use. */
  resolver: () => Promise<TargetResolver>;
}

export const IBackend = new Token<IBackend>(
  'jupyterlab-synapse:IBackend',
  'Server, clock and Azure code, shared by the plugins of jupyterlab-synapse.'
);

/** The executor of cells; it runs magics once somebody gave it a runner. */
export type ICellExecution = CellExecution;

export const ICellExecution = new Token<ICellExecution>(
  'jupyterlab-synapse:ICellExecution',
  'Runs the cells of notebooks and consoles; shared by the plugins of jupyterlab-synapse.'
);
