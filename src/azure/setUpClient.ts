import {
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  Pipeline,
  PipelineResponse,
  setClientRequestIdPolicy
} from '@azure/core-rest-pipeline';

import { ArmError } from '../core/armError';
import { SynapseError } from '../core/errors';
import { asRecord, asText, originOf } from '../core/guards';
import {
  ArmDocument,
  encodedPath,
  IArmAnswer,
  IArmWrite,
  ISetUpArm,
  writeUrl
} from '../core/setUpArm';

import { Arm, IArmOptions } from './arm';
import { errorOf, errorOfResponse, isFromUpstream } from './failure';
import { limitTo } from './mapLimited';
import { ProxyHttpClient } from './proxyHttpClient';
import { readRetryPolicy } from './readRetry';
import { retryAfter } from './retryAfter';

/**
 * How long a write may take, ms: Azure answers at once and works on; the
 * server's own limit is shorter.
 */
const TIMEOUT = 120_000;

/** Reads under way at once: a browser opens six connections to a host. */
const PARALLEL = 4;

/** How long one read may be repeated, ms: others go on meanwhile. */
const PATIENCE = 30_000;

/**
 * Azure Resource Manager for the set-up assistant.
 *
 * #### Notes
 * Reads are repeated as `readRetryPolicy` says, writes never: the caller has
 * to find out what became of one whose answer was lost. `@azure/core-lro`
 * would follow operations, but keeps to itself the headers by which they
 * tell when to look again and how far they are.
 */
export class SetUpClient implements ISetUpArm {
  constructor(options: IArmOptions) {
    const limit = limitTo(PARALLEL);
    this._arm = new Arm({ limit, patience: PATIENCE, ...options });
    this._client = new ProxyHttpClient(options.send, options.connection, true);
    this._pipeline = createEmptyPipeline();
    this._pipeline.addPolicy(setClientRequestIdPolicy());
    this._pipeline.addPolicy(
      readRetryPolicy(options.random, options.patience ?? PATIENCE),
      { phase: 'Retry' }
    );
  }

  get origin(): string {
    return this._arm.origin;
  }

  get(path: string, apiVersion: string, signal?: AbortSignal) {
    return this._arm.get(encodedPath(path), apiVersion, signal);
  }

  list(path: string, apiVersion: string, signal?: AbortSignal) {
    return this._arm.list(encodedPath(path), apiVersion, signal);
  }

  write(request: IArmWrite, signal?: AbortSignal): Promise<IArmAnswer> {
    const { body, method } = request;
    const url = `${this.origin}${writeUrl(request)}`;
    return this._send(method, url, body, signal);
  }

  look(url: string, signal?: AbortSignal): Promise<IArmAnswer> {
    // The token goes wherever the request goes.
    if (originOf(url) !== this.origin) {
      throw new SynapseError({
        kind: 'server',
        what: 'The operation goes on at another host, which is not followed.',
        detail: url
      });
    }
    return this._send('GET', url, null, signal);
  }

  async nameProblem(
    path: string,
    apiVersion: string,
    name: string,
    type: string
  ): Promise<string | null> {
    const { document } = await this.write({
      method: 'POST',
      path,
      apiVersion,
      body: { name, type }
    });
    // Storage says `nameAvailable`, Synapse `available`.
    const isFree = document?.nameAvailable ?? document?.available;
    return isFree === false ? (asText(document?.message) ?? '') : null;
  }

  private async _send(
    method: IArmWrite['method'] | 'GET',
    url: string,
    body: ArmDocument | null,
    signal?: AbortSignal
  ): Promise<IArmAnswer> {
    let response: PipelineResponse;
    try {
      response = await this._pipeline.sendRequest(
        this._client,
        createPipelineRequest({
          url,
          method,
          abortSignal: signal,
          timeout: TIMEOUT,
          ...(body && {
            body: JSON.stringify(body),
            headers: createHttpHeaders({ 'content-type': 'application/json' })
          })
        })
      );
    } catch (reason) {
      throw errorOf(reason);
    }
    const document = parse(response.bodyAsText ?? '');
    if (response.status >= 200 && response.status < 300) {
      return {
        status: response.status,
        document,
        operation: response.headers.get('azure-asyncoperation') ?? null,
        location: response.headers.get('location') ?? null,
        retryAfter: retryAfter(response)
      };
    }
    throw refusal(response, document);
  }

  private readonly _arm: Arm;
  private readonly _client: ProxyHttpClient;
  private readonly _pipeline: Pipeline;
}

/** A failed answer, with what is known of a write by it. */
function refusal(
  response: PipelineResponse,
  document: ArmDocument | null
): SynapseError {
  const error = errorOfResponse(response);
  if (!isFromUpstream(response)) {
    return error;
  }
  const { code, message } = asRecord(document?.error);
  const { status } = response;
  return new ArmError(
    error.problem,
    status,
    asText(code),
    {
      // Who is throttled is turned away at ARM's door: nothing was begun.
      outcome: status === 429 ? 'unsent' : (error.write?.outcome ?? 'unknown'),
      retryAfter: retryAfter(response)
    },
    asText(message) ?? ''
  );
}

/** A JSON object, or null for anything else. */
function parse(text: string): ArmDocument | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? asRecord(value) : null;
  } catch {
    return null;
  }
}
