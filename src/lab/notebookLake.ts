import { NotebookPanel } from '@jupyterlab/notebook';
import { IConnection } from '../core/connection';
import { ICoverageWindow } from '../core/coverage';
import { SynapseError } from '../core/errors';
import { ITablePlace } from '../core/lake';
import {
  LakeAddress,
  parseLakeAddress,
  placeOfCells,
  placeOfLogs,
  tablePlace
} from '../core/lakePlace';
import { lookbackDays } from '../core/lookback';
import { SAMPLE_PLACE } from '../core/lookbackCode';
import { ITarget } from '../core/target';
import { asObject } from '../core/targetMetadata';
import { metadataOf } from './notebookCells';
import { ICoverageSource } from './notebookCoverage';
import { NotebookLookback } from './notebookLookback';

/** Options of a `NotebookLake`. */
export interface IPlaceOptions {
  panel: NotebookPanel;
  lookback: NotebookLookback;
  /** The server's connections. */
  connections: () => Promise<readonly IConnection[]>;
  armEndpoint: (connection: string) => string | null;
  target: () => ITarget | null;
}

/** Below `synapse` in the metadata: an address that the user has typed. */
const KEY = 'lake';

/**
 * Where a notebook's logs are: as the user has typed, else as its cells say,
 * else the sample data of the local pool.
 */
export class NotebookLake implements ICoverageSource {
  constructor(private _options: IPlaceOptions) {}

  window(): ICoverageWindow | null {
    const { window } = this._options.lookback;
    return (
      window && {
        days: lookbackDays(window),
        fromHour: window.fromHour,
        toHour: window.toHour
      }
    );
  }

  async place(): Promise<ITablePlace | null> {
    const target = this._options.target()?.connection ?? 'local';
    const connections = await this._options.connections();
    const kind = connections.find(({ id }) => id === target)?.kind ?? target;
    const address = this._address(kind === 'local');
    if (!address) {
      return null;
    }
    // The lake is Azure's, also when Spark runs somewhere else.
    const connection =
      kind === 'livy'
        ? connections.find(one => one.kind === 'synapse' && one.available)?.id
        : target;
    if (!connection) {
      throw new SynapseError({
        kind: 'unsupported',
        what: 'The lake cannot be looked at from here.',
        why: 'The notebook runs on a Livy endpoint, and this Jupyter server has no connection to Azure.',
        next: ''
      });
    }
    return tablePlace(
      address,
      connection,
      this._options.armEndpoint(connection)
    );
  }

  keepAddress(address: string | null): void {
    if (address !== null && !parseLakeAddress(address)) {
      throw new SynapseError({
        kind: 'usage',
        what: 'This is no address of a folder in a lake.',
        why: 'It has a container and a storage account in it.',
        next: 'Write it as abfss://container@account.dfs.core.windows.net/folder.'
      });
    }
    metadataOf(this._options.panel).set(
      KEY,
      address === null ? {} : { address }
    );
  }

  /** Changes when something else is to be read. */
  signature(): string {
    this._options.lookback.read();
    const target = this._options.target()?.connection ?? 'local';
    return JSON.stringify([this.window(), target, this._address(false)]);
  }

  private _address(isLocal: boolean): LakeAddress | null {
    const kept = asObject(metadataOf(this._options.panel).get(KEY))?.address;
    return (
      parseLakeAddress(kept) ??
      placeOfCells(this._options.lookback.assignments) ??
      (isLocal ? placeOfLogs(SAMPLE_PLACE) : null)
    );
  }
}
