import {
  createHttpHeaders,
  HttpClient,
  PipelineRequest,
  PipelineResponse,
  RestError
} from '@azure/core-rest-pipeline';

import { SynapseError } from '../core/errors';
import {
  IHttpResponse,
  PROXY_ERROR_HEADER,
  PROXY_ORIGIN_HEADER,
  Send
} from '../core/http';

import { RUN_HEADERS } from './runHeaders';

/** `RestError.code` of a request that had no answer within its time-out. */
export const NO_ANSWER = 'REQUEST_TIMEOUT';

/** What the proxy lets through; the SDK's telemetry headers stay behind. */
const REQUEST_HEADERS = [
  'accept',
  'content-type',
  'x-ms-client-request-id',
  'x-ms-version',
  ...RUN_HEADERS
];

/** What is read of an answer: `Send` can be asked, but not enumerated. */
const RESPONSE_HEADERS = [
  'content-type',
  'azure-asyncoperation',
  'location',
  'retry-after',
  'retry-after-ms',
  'x-ms-retry-after-ms',
  'x-ms-request-id',
  'x-ms-activity-id',
  'x-ms-correlation-request-id',
  'x-ms-client-request-id',
  'x-ms-failure-cause',
  'x-ms-continuation',
  'x-ms-error-code',
  'www-authenticate',
  PROXY_ERROR_HEADER,
  PROXY_ORIGIN_HEADER
];

/**
 * The Azure SDK's transport over the server extension's proxy.
 *
 * #### Notes
 * Rejects with `RestError` `REQUEST_SEND_ERROR` (nothing came back),
 * `RestError` `NO_ANSWER` (the request's `timeout` passed), or an error named
 * `AbortError` (the caller's signal). Each request is sent once.
 */
export class ProxyHttpClient implements HttpClient {
  constructor(
    send: Send,
    connection: string,
    /** Whether 201, 202 and 204 stay what they are. */
    private readonly _keepsStatus: boolean = false
  ) {
    this._send = send;
    this._connection = connection;
  }

  async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    const response = await this._await(request);
    const headers = createHttpHeaders();
    for (const name of RESPONSE_HEADERS) {
      const value = response.headers.get(name);
      if (value !== null) {
        headers.set(name, value);
      }
    }
    return {
      request,
      // Synapse answers 200 to everything and the SDK knows no other success;
      // Livy proper answers 201 to a create.
      status:
        response.status >= 200 && response.status < 300 && !this._keepsStatus
          ? 200
          : response.status,
      headers,
      bodyAsText: response.text
    };
  }

  /** The answer, or a rejection as soon as the signal or the time-out says so. */
  private async _await(request: PipelineRequest): Promise<IHttpResponse> {
    const controller = new AbortController();
    const stop = () => controller.abort();
    let isLate = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (request.timeout > 0) {
      timer = setTimeout(() => {
        isLate = true;
        controller.abort();
      }, request.timeout);
    }
    request.abortSignal?.addEventListener('abort', stop);
    try {
      if (request.abortSignal?.aborted) {
        throw aborted();
      }
      // The race keeps the promise even if `send` ignores its signal.
      return await Promise.race([
        this._send({
          connection: this._connection,
          method: request.method,
          url: request.url,
          body: typeof request.body === 'string' ? request.body : null,
          headers: headersOf(request),
          signal: controller.signal
        }),
        new Promise<never>((_, reject) => {
          controller.signal.addEventListener('abort', () => reject(aborted()));
        })
      ]);
    } catch (reason) {
      if (request.abortSignal?.aborted) {
        throw aborted();
      }
      if (isLate) {
        const seconds = request.timeout / 1000;
        throw new RestError(`There was no answer within ${seconds} s.`, {
          code: NO_ANSWER,
          request
        });
      }
      if (reason instanceof SynapseError) {
        // It says more than that nothing came back: no token, for example.
        throw reason;
      }
      throw new RestError(
        reason instanceof Error ? reason.message : String(reason),
        { code: RestError.REQUEST_SEND_ERROR, request }
      );
    } finally {
      clearTimeout(timer);
      request.abortSignal?.removeEventListener('abort', stop);
    }
  }

  private readonly _send: Send;
  private readonly _connection: string;
}

/** The headers to send, by lower-case name. */
function headersOf(request: PipelineRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of REQUEST_HEADERS) {
    const value = request.headers.get(name);
    if (value !== undefined) {
      headers[name] = value;
    }
  }
  return headers;
}

/** What the SDK throws for an aborted signal, known by its name. */
function aborted(): Error {
  const error = new Error('The request was stopped.');
  error.name = 'AbortError';
  return error;
}
