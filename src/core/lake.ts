import type { IDayData } from './coverageTally';

/** A storage account of a data lake, over a connection of the proxy. */
export interface ILakeAccount {
  /** Id of the connection, as the server lists it. */
  connection: string;
  /** Origin of its `dfs` endpoint, e.g. `https://contosolake.dfs.core.windows.net`. */
  endpoint: string;
}

/** The folder in which a table's logs are. */
export interface ITablePlace extends ILakeAccount {
  /** e.g. `am-commonsecuritylog`. */
  container: string;
  /** The folder above `y=…`, without slashes at its ends; may be empty. */
  folder: string;
}

/** Lists a data lake. All reject with a `SynapseError`. */
export interface ILake {
  /** Containers whose names begin with `prefix`, in order. */
  containers(
    account: ILakeAccount,
    prefix: string,
    signal?: AbortSignal
  ): Promise<string[]>;
  /**
   * What there is of some days; a folder that does not exist has nothing.
   * `onRead` is told of each part as it comes.
   */
  days(
    place: ITablePlace,
    days: readonly string[],
    signal: AbortSignal,
    onRead: (data: ReadonlyMap<string, IDayData>) => void
  ): Promise<void>;
}
