import {
  createHttpHeaders,
  createPipelineRequest,
  PipelineResponse
} from '@azure/core-rest-pipeline';

import { IProblem } from '../core/errors';
import { Send } from '../core/http';

import { errorOf, errorOfResponse, isFromUpstream } from './failure';
import { asRecord, asText } from './guards';
import { ProxyHttpClient } from './proxyHttpClient';

/** How long one question may take, ms. */
const TIMEOUT = 30_000;

/** An answer to a question that may well be refused. */
export interface IAzureAnswer {
  /** 0: there was none, or not from Azure. */
  status: number;
  /** Empty when it is no JSON object. */
  body: Readonly<Record<string, unknown>>;
  /** `error.code`, or the lake's `x-ms-error-code`; empty: none. */
  code: string;
  /** By which the rest is asked for: the lake's and Synapse's; null: no more. */
  continuation: string | null;
  /** Null for a success. */
  problem: IProblem | null;
}

/** One question to Azure. */
export interface IAzureQuestion {
  connection: string;
  url: string;
  /** Sent with POST; absent: GET. */
  body?: object;
  /** Version of the lake's API. */
  storageVersion?: string;
  signal?: AbortSignal;
}

/** Asks once, without retries; a refusal is an answer. Never rejects. */
export async function askAzure(
  send: Send,
  question: IAzureQuestion
): Promise<IAzureAnswer> {
  const { body, connection, signal, storageVersion, url } = question;
  const headers = createHttpHeaders({
    accept: 'application/json',
    ...(body && { 'content-type': 'application/json' }),
    ...(storageVersion && { 'x-ms-version': storageVersion })
  });
  let response: PipelineResponse;
  try {
    response = await new ProxyHttpClient(send, connection).sendRequest(
      createPipelineRequest({
        url,
        headers,
        method: body ? 'POST' : 'GET',
        body: body && JSON.stringify(body),
        abortSignal: signal,
        timeout: TIMEOUT
      })
    );
  } catch (reason) {
    const { problem } = errorOf(reason);
    return { status: 0, body: {}, code: '', continuation: null, problem };
  }
  const parsed = parse(response.bodyAsText);
  const isOk = response.status === 200;
  return {
    status: isFromUpstream(response) ? response.status : 0,
    body: parsed,
    code:
      response.headers.get('x-ms-error-code') ??
      asText(asRecord(parsed.error).code) ??
      '',
    continuation: response.headers.get('x-ms-continuation') || null,
    problem: isOk ? null : errorOfResponse(response).problem
  };
}

function parse(
  text: string | null | undefined
): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(text ?? ''));
  } catch {
    return {};
  }
}
