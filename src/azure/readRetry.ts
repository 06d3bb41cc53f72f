import {
  PipelinePolicy,
  PipelineResponse,
  RestError,
  retryPolicy,
  RetryStrategy
} from '@azure/core-rest-pipeline';

import { PROXY_ERROR_HEADER } from '../core/http';

import { retryAfter } from './retryAfter';

/** How often a read is sent again, at most. */
const MAX_RETRIES = 3;

/** No retry begins later than this after the first try, ms, by default. */
const BUDGET = 10_000;

/** The first wait of the exponential back-off, ms, before jitter. */
const FIRST_WAIT = 600;

/** Statuses that may be different a moment later. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/** The proxy's code for "no connection"; its other errors are refusals. */
const UNREACHABLE = 'UpstreamUnreachable';

/**
 * Repeats a GET after a passing failure: no network, 408, 429 or a 5xx.
 * Everything else is sent exactly once, whatever happens: a repeated POST
 * would run the user's code twice.
 *
 * #### Notes
 * The SDK's default policy tells neither methods apart nor bounds
 * `Retry-After` (2,131 s was seen on a Synapse host), and does not know a
 * browser's network failure. A time-out is not retried: the caller has waited
 * enough.
 */
export function readRetryPolicy(
  random: () => number = Math.random,
  budget: number = BUDGET
): PipelinePolicy {
  return {
    name: 'readRetryPolicy',
    sendRequest: (request, next) =>
      request.method === 'GET'
        ? retryPolicy([readRetry(Date.now() + budget, random)], {
            maxRetries: MAX_RETRIES
          }).sendRequest(request, next)
        : next(request)
  };
}

/** The strategy for one request, which gives up at `deadline`. */
function readRetry(deadline: number, random: () => number): RetryStrategy {
  return {
    name: 'readRetry',
    retry: ({ retryCount, response, responseError }) => {
      const isPassing = response
        ? isPassingResponse(response)
        : responseError?.code === RestError.REQUEST_SEND_ERROR;
      if (!isPassing) {
        return { skipStrategy: true };
      }
      const wait =
        (response ? retryAfter(response) : null) ??
        FIRST_WAIT * 2 ** retryCount * (0.75 + random() / 2);
      return Date.now() + wait <= deadline
        ? { retryAfterInMs: wait }
        : { skipStrategy: true };
    }
  };
}

/** Whether the same request may be answered differently a moment later. */
function isPassingResponse(response: PipelineResponse): boolean {
  const proxyCode = response.headers.get(PROXY_ERROR_HEADER);
  return proxyCode === undefined
    ? PASSING.has(response.status)
    : proxyCode === UNREACHABLE;
}
