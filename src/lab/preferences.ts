import { defaultSizes } from '../core/defaultSizes';
import { ISessionSizes } from '../core/livy';
import { ITarget } from '../core/target';
import { ServerClient } from './serverClient';

/** What user and administrator want for notebooks that say nothing. */
export class Preferences {
  constructor(private _server: Pick<ServerClient, 'lastStatus' | 'status'>) {}

  /** Connection of a new notebook, as the user has set it; empty: not set. */
  connection = '';
  /** The user's sizes; null: not set. */
  sizes: Partial<ISessionSizes> | null = null;

  /** Sizes of a session, as far as the server's are known. */
  readonly sizesOf = (target: ITarget | null): ISessionSizes =>
    defaultSizes(target, this._server.lastStatus, this.sizes);

  /** The same once the server's are known. Rejects with a `SynapseError`. */
  readonly readSizes = async (target: ITarget): Promise<ISessionSizes> => {
    await (this._server.lastStatus ?? this._server.status());
    return this.sizesOf(target);
  };
}
