import {
  createPipelineRequest,
  PipelineResponse
} from '@azure/core-rest-pipeline';

import { SynapseError } from '../core/errors';
import { Send } from '../core/http';
import { livyTarget } from '../core/livyTarget';

import { errorOf, errorOfResponse, isFromUpstream } from './failure';
import { asRecord, asText } from './guards';
import { ProxyHttpClient } from './proxyHttpClient';
import { sessionsOf } from './livyJson';

/** How long a Livy may take to answer, ms: somebody looks at the list. */
const TIMEOUT = 20_000;

/**
 * The version of a plain Livy, or null when it answers but does not tell.
 *
 * #### Notes
 * Some gateways (Knox, HDInsight) pass on sessions and nothing else: when
 * there is no version, the list of sessions shows that a Livy is there.
 * Rejects with a `SynapseError` when there is none.
 */
export async function livyVersion(
  send: Send,
  connection: string,
  signal?: AbortSignal
): Promise<string | null> {
  const client = new ProxyHttpClient(send, connection);
  const { endpoint, pool } = livyTarget(connection);
  const get = async (path: string): Promise<PipelineResponse> => {
    try {
      return await client.sendRequest(
        createPipelineRequest({
          url: `${endpoint}${path}`,
          abortSignal: signal,
          timeout: TIMEOUT
        })
      );
    } catch (reason) {
      throw errorOf(reason);
    }
  };
  const answer = await get('/version');
  const version = answer.status === 200 ? asText(json(answer).version) : null;
  if (version !== null) {
    return version.slice(0, 40);
  }
  if (answer.status !== 200 && answer.status !== 404) {
    throw errorOfResponse(answer);
  }
  const sessions = await get(
    `/livyApi/versions/2019-11-01-preview/sparkPools/${pool}/sessions?from=0&size=1`
  );
  if (sessions.status === 200 && sessionsOf(json(sessions)) !== null) {
    return null;
  }
  if (
    sessions.status !== 200 &&
    !(sessions.status === 404 && isFromUpstream(sessions))
  ) {
    throw errorOfResponse(sessions);
  }
  throw new SynapseError({
    kind: 'server',
    what: `The address of ${connection} answers, but not as a Livy does.`,
    why: 'It knows neither a version nor sessions.',
    next: 'Check the url in c.SynapseConfig.livy_endpoints: sessions must be right below it.'
  });
}

/** The body as a JSON object; an empty one when it is none. */
function json({
  bodyAsText
}: PipelineResponse): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(bodyAsText ?? ''));
  } catch {
    return {};
  }
}
