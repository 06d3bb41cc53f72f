import {
  createEmptyPipeline,
  createPipelineRequest,
  Pipeline,
  PipelineResponse,
  setClientRequestIdPolicy
} from '@azure/core-rest-pipeline';

import { ArmError, isNotFound } from '../core/armError';
import { SynapseError, writeFailure } from '../core/errors';
import { Send } from '../core/http';

import {
  errorOf,
  errorOfResponse,
  isFromUpstream,
  unreadable
} from './failure';
import { asList, asRecord, asText, originOf } from './guards';
import { Limit } from './mapLimited';
import { ProxyHttpClient } from './proxyHttpClient';
import { readRetryPolicy } from './readRetry';

/** The `api-version` of each provider: the newest stable ones when verified. */
export const API_VERSION = Object.freeze({
  subscriptions: '2022-12-01',
  synapse: '2021-06-01',
  machineLearning: '2024-10-01',
  /** Linked services have no stable version. */
  linkedServices: '2020-09-01-preview'
});

/** Origin of Azure Resource Manager in the public cloud. */
export const PUBLIC_ARM = 'https://management.azure.com';

/** How long one read may take, ms. */
const TIMEOUT = 30_000;

/** More pages than a tenant can fill: a server that goes on forever. */
const MAX_PAGES = 100;

export { ArmError, isNotFound };

/** What a `Arm` needs. */
export interface IArmOptions {
  send: Send;
  connection: string;
  /** Origin of the cloud's ARM; the public cloud's when null. */
  origin: string | null;
  /** From 0 to 1, for the jitter of retries. */
  random?: () => number;
  /** How long a read may be repeated, ms; 10 s by default. */
  patience?: number;
  /** Bounds the requests under way; a wait for a retry does not count. */
  limit?: Limit;
}

/**
 * Reads of Azure Resource Manager over one connection.
 *
 * #### Notes
 * Microsoft's ARM clients would add 630 KiB for the few GETs made here. Reads
 * are retried as `readRetryPolicy` says. Rejects with `ArmError` for a refusal
 * of ARM's, else with a `SynapseError`.
 */
export class Arm {
  constructor(options: IArmOptions) {
    this.origin = new URL(options.origin ?? PUBLIC_ARM).origin;
    this._client = new ProxyHttpClient(options.send, options.connection);
    this._pipeline = createEmptyPipeline();
    this._pipeline.addPolicy(setClientRequestIdPolicy());
    this._pipeline.addPolicy(
      readRetryPolicy(options.random, options.patience),
      { phase: 'Retry' }
    );
    const { limit } = options;
    if (limit) {
      // Behind the retries, so that a wait does not hold a place.
      this._pipeline.addPolicy(
        {
          name: 'limit',
          sendRequest: (request, next) => limit(() => next(request))
        },
        { phase: 'Sign' }
      );
    }
  }

  /** Where it is, e.g. `https://management.azure.com`. */
  readonly origin: string;

  /** One document. `path` begins with `/` and has its names encoded. */
  async get(
    path: string,
    apiVersion: string,
    signal?: AbortSignal
  ): Promise<Readonly<Record<string, unknown>>> {
    const url = `${this.origin}${path}?api-version=${apiVersion}`;
    return this._read(url, signal);
  }

  /** All members of a collection, page after page. */
  async list(
    path: string,
    apiVersion: string,
    signal?: AbortSignal
  ): Promise<Readonly<Record<string, unknown>>[]> {
    const members: Readonly<Record<string, unknown>>[] = [];
    let url: string | null = `${this.origin}${path}?api-version=${apiVersion}`;
    for (let page = 0; url !== null; page++) {
      if (page === MAX_PAGES) {
        throw new SynapseError({
          kind: 'server',
          what: `The list has more than ${MAX_PAGES} pages.`,
          detail: url
        });
      }
      const body: Readonly<Record<string, unknown>> = await this._read(
        url,
        signal
      );
      members.push(...asList(body.value).map(asRecord));
      url = this._next(asText(body.nextLink));
    }
    return members;
  }

  /** The link to the next page, verbatim, if it stays where it should. */
  private _next(link: string | null): string | null {
    if (link === null) {
      return null;
    }
    // The token goes wherever the request goes.
    if (originOf(link) !== this.origin) {
      throw new SynapseError({
        kind: 'server',
        what: 'The list goes on at another host, which is not followed.',
        detail: link
      });
    }
    return link;
  }

  private async _read(
    url: string,
    signal?: AbortSignal
  ): Promise<Readonly<Record<string, unknown>>> {
    let response: PipelineResponse;
    try {
      response = await this._pipeline.sendRequest(
        this._client,
        createPipelineRequest({
          url,
          abortSignal: signal,
          timeout: TIMEOUT
        })
      );
    } catch (reason) {
      throw errorOf(reason);
    }
    const text = response.bodyAsText ?? '';
    const body = parse(text);
    if (response.status === 200) {
      if (body === null) {
        throw unreadable(url, text);
      }
      return body;
    }
    const error = errorOfResponse(response);
    if (!isFromUpstream(response)) {
      throw error;
    }
    const code = asText(asRecord(body?.error).code);
    throw new ArmError(error.problem, response.status, code, {
      outcome: writeFailure(new SynapseError(error.problem)).outcome,
      retryAfter: error.write?.retryAfter ?? null
    });
  }

  private readonly _client: ProxyHttpClient;
  private readonly _pipeline: Pipeline;
}

/** A JSON object, or null for anything else. */
function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? asRecord(value) : null;
  } catch {
    return null;
  }
}
