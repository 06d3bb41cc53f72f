import { Token } from '@lumino/coreutils';
import { ISignal } from '@lumino/signaling';
import { ICoverageWindow, ITableCoverage } from './core/coverage';
import { IProblem } from './core/errors';
import { ITablePlace } from './core/lake';

/** Which days of one notebook's lookback window the lake has. */
export interface INotebookCoverage {
  /** The days that are looked for; null: there is no window. */
  readonly window: ICoverageWindow | null;
  /** Where the logs are; null when nothing says so. */
  readonly place: ITablePlace | null;
  /** Containers of the account that hold tables, in order. */
  readonly tables: readonly string[];
  /** The container that is looked at; null without a place. */
  readonly table: string | null;
  /** As far as it was read; null when nothing was. */
  readonly coverage: ITableCoverage | null;
  /** When the oldest of it was read, milliseconds since the epoch. */
  readonly readAt: number | null;
  readonly isLoading: boolean;
  /** Whether it was looked for a place at least once. */
  readonly isReady: boolean;
  readonly problem: IProblem | null;
  /** Emitted after any of the above changed. */
  readonly stateChanged: ISignal<INotebookCoverage, void>;
  /** Looks at another table of the account. */
  chooseTable(table: string): Promise<void>;
  /**
   * Looks at an address, `abfss://…`, which is kept in the notebook's
   * metadata; null: where the cells say. Rejects with a `SynapseError`.
   */
  choosePlace(address: string | null): Promise<void>;
  /** Reads the table again. */
  refresh(): Promise<void>;
}

/** The coverage of open notebooks; it is read only while somebody looks. */
export interface ICoverages {
  /** That of the notebook in front; null when none is. */
  readonly current: INotebookCoverage | null;
  readonly currentChanged: ISignal<ICoverages, void>;
  /** Says whether the strip is in sight. */
  setVisible(isVisible: boolean): void;
  /** Lets the session of the notebook in front use only the days that exist. */
  useExistingDays(): Promise<void>;
}

/** Coverage, loaded when it is first shown. */
export interface ICoverage {
  load(): Promise<ICoverages>;
}

/** Coverage of lookback windows. */
export const ICoverage = new Token<ICoverage>(
  'jupyterlab-synapse:ICoverage',
  'Which days of the lookback windows of notebooks the data lake has.'
);
