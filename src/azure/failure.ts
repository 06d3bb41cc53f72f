import { isRestError, PipelineResponse } from '@azure/core-rest-pipeline';

import { IWriteFailure, SynapseError, WriteOutcome } from '../core/errors';
import { PROXY_ERROR_HEADER, PROXY_ORIGIN_HEADER } from '../core/http';
import { IFailedAnswer } from '../core/ports';
import { problemFromResponse } from '../core/problems';

import { NO_ANSWER } from './proxyHttpClient';
import { retryAfter } from './retryAfter';

/** Whether Azure or Livy gave this answer, not the Jupyter server. */
export function isFromUpstream(response: PipelineResponse): boolean {
  return response.headers.get(PROXY_ORIGIN_HEADER) === 'upstream';
}

/** A failed answer as an error for the user. */
export function errorOfResponse(response: PipelineResponse): SynapseError {
  const { headers, request, status } = response;
  return new SynapseError(
    problemFromResponse({
      status,
      body: response.bodyAsText ?? '',
      headers: name => headers.get(name) ?? null,
      url: request.url,
      proxyCode: headers.get(PROXY_ERROR_HEADER) ?? null
    }),
    { outcome: outcomeOf(response), retryAfter: retryAfter(response) }
  );
}

/** The same for a read that the server made for the page. */
export function errorOfAnswer(answer: IFailedAnswer): SynapseError {
  const { status, body, headers, proxyCode } = answer;
  return new SynapseError(
    problemFromResponse({
      status,
      body,
      proxyCode,
      headers: name =>
        name.toLowerCase() === PROXY_ORIGIN_HEADER && proxyCode === null
          ? 'upstream'
          : (headers[name.toLowerCase()] ?? null)
    })
  );
}

/** What a failed answer tells of a write. */
function outcomeOf(response: PipelineResponse): WriteOutcome {
  const { status } = response;
  const isPassing = status === 408 || status === 429 || status >= 500;
  if (response.headers.get(PROXY_ERROR_HEADER) === undefined) {
    if (!isPassing) {
      return 'refused';
    }
    // A gateway in front of Jupyter knows no more than we do.
    return isFromUpstream(response) ? 'unknown' : 'lost';
  }
  switch (sentOf(response.bodyAsText ?? '')) {
    case 'maybe':
      return 'unknown';
    case 'no':
      return isPassing ? 'unsent' : 'refused';
    default:
      return 'refused';
  }
}

/** Whether the proxy sent the request on, as its error says. */
function sentOf(body: string): unknown {
  try {
    return (JSON.parse(body) as { error?: { sent?: unknown } }).error?.sent;
  } catch {
    return undefined;
  }
}

/** Nothing came back: the Jupyter server may have sent it, or not. */
const LOST: IWriteFailure = { outcome: 'lost', retryAfter: null };

/**
 * Whatever an SDK call threw, as a `SynapseError`.
 *
 * #### Notes
 * `cancelled` the caller's signal · `network` nothing came back · `server` an
 * answer that could not be read · else what `problemFromResponse` says. After
 * `network` and `server` the outcome of a write is unknown.
 */
export function errorOf(reason: unknown): SynapseError {
  if (reason instanceof SynapseError) {
    return reason;
  }
  if (reason instanceof Error && reason.name === 'AbortError') {
    return new SynapseError({ kind: 'cancelled', what: 'It was stopped.' });
  }
  if (!isRestError(reason)) {
    const what = reason instanceof Error ? reason.message : String(reason);
    return new SynapseError({ kind: 'server', what });
  }
  const { response } = reason;
  // A body that is no JSON also ends here, with the status it came with.
  if (response && response.status !== 200) {
    return errorOfResponse(response);
  }
  if (response) {
    return unreadable(response.request.url, response.bodyAsText ?? '');
  }
  if (reason.code === NO_ANSWER) {
    return new SynapseError(
      {
        kind: 'network',
        what: reason.message,
        detail: reason.request?.url ?? ''
      },
      LOST
    );
  }
  return new SynapseError(
    {
      kind: 'network',
      what: 'The Jupyter server could not be reached.',
      why: sentence(reason.message),
      next: 'Check the connection, then try again.',
      detail: reason.request?.url ?? ''
    },
    LOST
  );
}

/** The error for a success whose body is not what it should be. */
export function unreadable(url: string, body: string): SynapseError {
  return new SynapseError({
    kind: 'server',
    what: 'The answer could not be understood.',
    why: 'Something other than the expected service may be at this address.',
    detail: `${url}\n${body.slice(0, 2000)}`
  });
}

/** A message with a full stop, so that it can stand among other sentences. */
function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
