import type { SparkClient } from '@azure/synapse-spark';
import {
  RestError,
  createHttpHeaders,
  createPipelineRequest
} from '@azure/core-rest-pipeline';

import { asRecord, asTexts } from './guards';

/** Lines that are asked for; Livy keeps the last 200 of each stream. */
const LINES = 1000;

/**
 * The end of a session's log from Livy's own page for it, which Microsoft's
 * client does not know. Rejects with the client's `RestError`.
 */
export async function readLivyLog(
  client: SparkClient,
  id: number,
  options: {
    abortSignal?: AbortSignal;
    requestOptions: { timeout: number };
  }
): Promise<string[]> {
  const { endpoint, livyApiVersion, sparkPoolName } = client;
  const pool = encodeURIComponent(sparkPoolName);
  const request = createPipelineRequest({
    url: `${endpoint}/livyApi/versions/${livyApiVersion}/sparkPools/${pool}/sessions/${id}/log?size=${LINES}`,
    method: 'GET',
    headers: createHttpHeaders({ accept: 'application/json' }),
    abortSignal: options.abortSignal,
    timeout: options.requestOptions.timeout
  });
  const response = await client.sendRequest(request);
  const fault = { statusCode: response.status, request, response };
  if (response.status !== 200) {
    throw new RestError(`Status ${response.status}`, fault);
  }
  let answer: unknown;
  try {
    answer = JSON.parse(response.bodyAsText ?? '');
  } catch {
    throw new RestError('No JSON', fault);
  }
  return asTexts(asRecord(answer).log);
}
