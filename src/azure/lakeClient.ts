import {
  createEmptyPipeline,
  createPipelineRequest,
  Pipeline,
  PipelineResponse,
  setClientRequestIdPolicy
} from '@azure/core-rest-pipeline';

import { coverageReads, CoverageTally, IDayData } from '../core/coverageTally';
import { SynapseError } from '../core/errors';
import { Send } from '../core/http';
import { ILake, ILakeAccount, ITablePlace } from '../core/lake';

import {
  errorOf,
  errorOfResponse,
  isFromUpstream,
  unreadable
} from './failure';
import { asList, asRecord, asText } from './guards';
import { lakeProblem } from './lakeProblem';
import { mapLimited } from './mapLimited';
import { ProxyHttpClient } from './proxyHttpClient';
import { readRetryPolicy } from './readRetry';

/** Version of the REST API: that of the specification it was built after. */
const API_VERSION = '2025-01-05';

/** How long one page may take, ms: 5,000 entries of a full folder. */
const TIMEOUT = 60_000;

/** More entries than a month of a table can have: 5,000 a page. */
const MAX_PAGES = 400;

/** A browser has six connections to the Jupyter server; others need some. */
const PARALLEL = 4;

/** Options of a `LakeClient`. */
export interface ILakeClientOptions {
  send: Send;
  /** From 0 to 1, for the jitter of retries. */
  random?: () => number;
}

/**
 * Lists Azure Data Lake Storage Gen2 over the proxy.
 *
 * #### Notes
 * Microsoft's client would add some 300 KiB for these two GETs. A page is read
 * and counted before the next is asked for, so memory does not grow with the
 * number of blobs. Reads are retried as `readRetryPolicy` says.
 */
export class LakeClient implements ILake {
  constructor(private _options: ILakeClientOptions) {
    this._pipeline = createEmptyPipeline();
    this._pipeline.addPolicy(setClientRequestIdPolicy());
    this._pipeline.addPolicy(readRetryPolicy(_options.random), {
      phase: 'Retry'
    });
  }

  async containers(
    account: ILakeAccount,
    prefix: string,
    signal?: AbortSignal
  ): Promise<string[]> {
    const query = new URLSearchParams({ resource: 'account', prefix });
    const names: string[] = [];
    for await (const page of this._pages(account, '/', query, signal)) {
      for (const one of asList(page.filesystems)) {
        const name = asText(asRecord(one).name);
        // What is no container's name could become another address.
        if (name !== null && /^[a-z0-9$][a-z0-9-]{1,62}$/.test(name)) {
          names.push(name);
        }
      }
    }
    return names;
  }

  async days(
    place: ITablePlace,
    days: readonly string[],
    signal: AbortSignal,
    onRead: (data: ReadonlyMap<string, IDayData>) => void
  ): Promise<void> {
    await mapLimited(coverageReads(days), PARALLEL, async read => {
      const tally = new CoverageTally();
      const { folder } = place;
      const directory = folder ? `${folder}/${read.directory}` : read.directory;
      await this._count(place, directory, tally, signal);
      onRead(new Map(read.days.map(day => [day, tally.day(day)])));
    });
  }

  /** Counts the blobs below a folder; one that does not exist has none. */
  private async _count(
    place: ITablePlace,
    directory: string,
    tally: CoverageTally,
    signal: AbortSignal
  ): Promise<void> {
    const query = new URLSearchParams({
      resource: 'filesystem',
      recursive: 'true',
      directory
    });
    const path = `/${encodeURIComponent(place.container)}`;
    try {
      for await (const page of this._pages(place, path, query, signal)) {
        for (const one of asList(page.paths)) {
          const entry = asRecord(one);
          const name = asText(entry.name);
          if (name !== null && !isFolder(entry.isDirectory)) {
            tally.add(name, sizeOf(entry.contentLength));
          }
        }
      }
    } catch (reason) {
      if (!(reason instanceof MissingFolderError)) {
        throw reason;
      }
    }
  }

  /** The pages of a listing; each is asked for when the last was used. */
  private async *_pages(
    { connection, endpoint }: ILakeAccount,
    path: string,
    query: URLSearchParams,
    signal?: AbortSignal
  ): AsyncIterable<Readonly<Record<string, unknown>>> {
    const client = new ProxyHttpClient(this._options.send, connection);
    const { origin } = new URL(endpoint);
    for (let page = 0; page < MAX_PAGES; page++) {
      const url = `${origin}${path}?${query.toString()}`;
      const response = await this._read(client, url, signal);
      yield bodyOf(response, url);
      const next = response.headers.get('x-ms-continuation');
      if (!next) {
        return;
      }
      query.set('continuation', next);
    }
    throw new SynapseError({
      kind: 'server',
      what: `The list has more than ${MAX_PAGES} pages.`,
      why: 'A folder of the lake has more blobs than a month of logs can have.',
      detail: `${origin}${path}`
    });
  }

  private async _read(
    client: ProxyHttpClient,
    url: string,
    signal?: AbortSignal
  ): Promise<PipelineResponse> {
    let response: PipelineResponse;
    try {
      const request = createPipelineRequest({
        url,
        abortSignal: signal,
        timeout: TIMEOUT
      });
      request.headers.set('x-ms-version', API_VERSION);
      response = await this._pipeline.sendRequest(client, request);
    } catch (reason) {
      throw errorOf(reason);
    }
    if (response.status === 200) {
      return response;
    }
    const { problem } = errorOfResponse(response);
    const code =
      response.headers.get('x-ms-error-code') ?? codeOf(response.bodyAsText);
    if (!isFromUpstream(response)) {
      throw new SynapseError(problem);
    }
    if (response.status === 404 && code === 'PathNotFound') {
      throw new MissingFolderError(problem);
    }
    throw new SynapseError(lakeProblem(response.status, code, url, problem));
  }

  private readonly _pipeline: Pipeline;
}

/** The folder that was to be listed is not there. */
class MissingFolderError extends SynapseError {}

function bodyOf(
  { bodyAsText }: PipelineResponse,
  url: string
): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(bodyAsText ?? '');
    if (typeof value === 'object' && value !== null) {
      return asRecord(value);
    }
  } catch {
    // Said below.
  }
  throw unreadable(url, bodyAsText ?? '');
}

function codeOf(body: string | null | undefined): string | null {
  try {
    return asText(asRecord(asRecord(JSON.parse(body ?? '')).error).code);
  } catch {
    return null;
  }
}

/** On the wire it is a text, and absent for files. */
function isFolder(value: unknown): boolean {
  return value === true || value === 'true';
}

function sizeOf(value: unknown): number {
  const size = typeof value === 'string' ? Number(value) : value;
  return typeof size === 'number' && size > 0 && Number.isFinite(size)
    ? size
    : 0;
}
