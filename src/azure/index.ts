import { Send } from '../core/http';
import { IAzure, ITokens } from '../core/ports';

import { checkRoles } from './checkRoles';
import { errorOfAnswer } from './failure';
import { LakeClient } from './lakeClient';
import { statementOf } from './livyJson';
import { livyVersion } from './livyVersion';
import { SetUpClient } from './setUpClient';
import { ResourceManager } from './resourceManager';
import { SparkLivy } from './sparkLivy';
import { withTokens } from './withTokens';

/** The options of `createAzure`. */
export interface IAzureOptions {
  /** Origin of a connection's ARM; the public cloud's when it is null. */
  armEndpoint?: (connection: string) => string | null;
  /** Azure's Livy version in the path; `2019-11-01-preview` by default. */
  apiVersion?: string;
  /** Where users sign in in the browser; by default the server adds tokens. */
  tokens?: ITokens;
}

/**
 * Livy, ARM and the lake over the server's proxy. This module is the root of a chunk of
 * its own: load it with `import('../azure')`, on first use.
 */
export function createAzure(proxy: Send, options: IAzureOptions = {}): IAzure {
  const { apiVersion, armEndpoint, tokens } = options;
  const send = tokens ? withTokens(proxy, tokens) : proxy;
  return {
    statement: statementOf,
    failure: errorOfAnswer,
    lake: new LakeClient({ send }),
    livy: target => new SparkLivy({ send, target, apiVersion }),
    resourceManager: new ResourceManager({ send, armEndpoint }),
    livyVersion: (connection, signal) => livyVersion(send, connection, signal),
    checkRoles: (request, onChange) =>
      checkRoles(
        {
          ...request,
          send,
          armOrigin: armEndpoint?.(request.connection) ?? null
        },
        onChange
      ),
    setUp: connection =>
      new SetUpClient({
        send,
        connection,
        origin: armEndpoint?.(connection) ?? null
      })
  };
}
