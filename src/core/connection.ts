/** The three kinds of place that Livy can be at. */
export type ConnectionKind = 'local' | 'synapse' | 'livy';

/** Where Livy is and how it is reached, as the server extension lists it. */
export interface IConnection {
  id: string;
  kind: ConnectionKind;
  label: string;
  /** Whether it can be used now; `reason` says why not, in one sentence. */
  available: boolean;
  reason: string | null;
  /** Origin of Azure Resource Manager; null for plain Livy. */
  armEndpoint: string | null;
  /** Subscriptions that only this connection knows (the local Azure's). */
  subscriptionIds: readonly string[];
  /** Whether the server has a token for it; null where none is needed. */
  signedIn: boolean | null;
}

/** How far the local pool is. */
export interface ILocalPoolStatus {
  state: 'missing' | 'stopped' | 'preparing' | 'ready' | 'failed';
  /** One sentence for the user; empty when there is nothing to say. */
  message: string;
}

/** What `GET /jupyterlab-synapse/status` answers. */
export interface IServerStatus {
  version: string;
  connections: readonly IConnection[];
  localPool: ILocalPoolStatus;
}
