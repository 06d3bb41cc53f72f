import { ISessionSizes } from './livy';

/** The three kinds of place that Livy can be at. */
export type ConnectionKind = 'local' | 'synapse' | 'livy';

/** How the page itself signs its user in to Azure, as the server tells it. */
export interface IBrowserSignIn {
  /** Origin of the cloud's login server. */
  authority: string;
  /** Null: any organisation's. */
  tenantId: string | null;
  /** Id of the application that users sign in to. */
  clientId: string;
  /** Where the login server sends the user back to; null: a page of ours. */
  redirectUri: string | null;
  /** Token scope by host; `.example` stands for any host that ends so. */
  scopes: readonly { host: string; scope: string }[];
}

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
  /** Null or absent: the server signs in, or nobody has to. */
  browserSignIn?: IBrowserSignIn | null;
  /** Sizes of sessions on it for which nobody has chosen any. */
  sizes?: Partial<ISessionSizes>;
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
  /** What the administrator has set for notebooks that say nothing. */
  defaults?: {
    /** Id of the connection of a new notebook; null: the local pool. */
    connection: string | null;
    sizes: ISessionSizes;
  };
  /** What is wrong in the server's configuration, one sentence each. */
  problems?: readonly string[];
}
