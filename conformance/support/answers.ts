import { problemFromResponse } from '../../src/core/problems';

import { IGoldenResponse, isRecord } from './golden';
import { IContext, normaliseBody } from './normalise';
import { Dialect } from './profile';

/** An answer in the form that is compared. */
export function normaliseAnswer(
  response: Pick<IGoldenResponse, 'status' | 'headers' | 'body' | 'text'>,
  context: IContext,
  dialect: Dialect
): Record<string, unknown> {
  const { body, headers, status, text } = response;
  const kind = status < 400 ? null : problemKind(response);
  if (dialect === 'synapse') {
    // Nothing of Synapse is recorded: success is success, a refusal is known
    // by what the user is told.
    return status < 400
      ? { status: '<ok>', body: synapseBody(body, context) }
      : { status: '<refused>', problem: kind };
  }
  const type = header(headers, 'content-type').split(';')[0];
  const location = header(headers, 'location');
  return {
    status,
    ...(kind && { problem: kind }),
    ...(body !== undefined && { type }),
    ...(status === 201 && { location: location.replace(/\d+/g, '<id>') }),
    ...(status === 302 && { location: '<an address>' }),
    body:
      body === undefined
        ? text && !/\uFFFD/.test(text)
          ? '<text>'
          : '<nothing>'
        : normaliseBody(body, context)
  };
}

/** What the user is told of a refusal. */
export function problemKind(
  response: Pick<IGoldenResponse, 'status' | 'headers' | 'body' | 'text'>
): string {
  const { body, headers, status, text } = response;
  return problemFromResponse({
    status,
    body: body === undefined ? (text ?? '') : JSON.stringify(body),
    headers: name =>
      name === 'x-synapse-proxy' ? 'upstream' : header(headers, name) || null,
    url: 'https://livy.example/sessions',
    proxyCode: null
  }).kind;
}

/** What both dialects have in common. */
function synapseBody(body: unknown, context: IContext): unknown {
  const all = normaliseBody(body, context);
  if (!isRecord(body) || !isRecord(all)) {
    return '<any>';
  }
  if ('code' in body) {
    return pick(all, ['id', 'code', 'state', 'output']);
  }
  if ('appInfo' in body) {
    const isBeginning = /^(?:not_started|starting)$/.test(String(body.state));
    return { id: '<id>', state: isBeginning ? '<beginning>' : body.state };
  }
  return '<any>';
}

function pick(
  record: Readonly<Record<string, unknown>>,
  keys: readonly string[]
): Record<string, unknown> {
  return Object.fromEntries(keys.map(key => [key, record[key]]));
}

function header(headers: Record<string, string>, name: string): string {
  const found = Object.entries(headers).find(
    ([key]) => key.toLowerCase() === name
  );
  return found?.[1] ?? '';
}
