import { ITarget } from './target';

/** What a notebook runs on when that is a plain Livy: the connection itself. */
export function livyTarget(connection: string): ITarget {
  return {
    connection,
    // The proxy knows the real address; only the shape matters here.
    endpoint: 'https://livy.invalid',
    pool: connection,
    workspace: null,
    poolResourceId: null,
    subscriptionId: null,
    resourceGroup: null,
    amlWorkspace: null,
    compute: null
  };
}
