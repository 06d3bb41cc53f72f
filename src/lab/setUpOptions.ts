import { IConnection } from '../core/connection';
import { IAzure, IClock } from '../core/ports';
import type { IPrincipal } from '../core/roles';
import type { ISetUpWords } from '../core/setUpTypes';
import type { SetUpFinish } from '../setUpTokens';
import type { SetUpAssistant } from './setUpAssistant';
import type { SetUpStore } from './setUpStore';

/** Who is signed in on a connection. */
export interface ISetUpIdentity {
  /** For people; null: not known. */
  account: string | null;
  principal: IPrincipal | null;
}

/** Options of a `SetUpAssistant`. */
export interface ISetUpAssistantOptions {
  azure: () => Promise<IAzure>;
  clock: IClock;
  store: SetUpStore;
  trans: ISetUpWords;
  /** Connections as the server lists them. */
  connections: () => Promise<readonly IConnection[]>;
  /** Makes sure that what answers a connection runs. */
  ready?: (connection: IConnection) => Promise<void>;
  identity?: (connection: string) => Promise<ISetUpIdentity>;
  signInTo?: (tenant: string) => Promise<void>;
  finish?: (assistant: SetUpAssistant, how: SetUpFinish) => Promise<void>;
  /** First wait between two looks at a change, ms; by default of the kind. */
  interval?: number;
}
