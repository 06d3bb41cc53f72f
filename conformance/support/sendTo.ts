import { IHttpRequest, IHttpResponse, Send } from '../../src/core/http';

import { IProfile } from './profile';

/** What Synapse's create has and Apache Livy refuses. */
const SYNAPSE_ONLY = ['artifactId', 'tags', 'className', 'file', 'args'];

/**
 * A `Send` straight to the server under test, in the place of the Jupyter
 * server's proxy: it turns Synapse's dialect into plain Livy's as that does
 * (jupyterlab_synapse/livy_adapter.py).
 */
export function sendTo(profile: IProfile): Send {
  return async request => {
    const { body, method, url } = translated(request, profile);
    const response = await fetch(url, {
      method,
      body,
      headers: {
        'Content-Type': 'application/json',
        'X-Requested-By': 'conformance',
        ...profile.headers
      },
      redirect: 'manual',
      signal: request.signal
    });
    return answerOf(response.status, response.headers, await response.text());
  };
}

function translated(
  { body, method, url }: IHttpRequest,
  { dialect, prefix, url: base }: IProfile
): { method: string; url: string; body: string | undefined } {
  const { pathname, searchParams } = new URL(url);
  const path = pathname.replace(
    /^\/livyApi\/versions\/[^/]+\/sparkPools\/[^/]+/,
    ''
  );
  if (dialect === 'synapse') {
    const query = searchParams.size ? `?${searchParams}` : '';
    return {
      method,
      url: `${base}${prefix}${path}${query}`,
      body: body ?? undefined
    };
  }
  searchParams.delete('detailed');
  const query = searchParams.size ? `?${searchParams}` : '';
  if (method === 'PUT' && path.endsWith('/reset-timeout')) {
    const kept = path.replace(/reset-timeout$/, 'connect');
    return { method: 'POST', url: `${base}${kept}`, body: undefined };
  }
  const isCreate = method === 'POST' && path === '/sessions';
  return {
    method,
    url: `${base}${path}${query}`,
    body: body === null ? undefined : isCreate ? withoutSynapse(body) : body
  };
}

function withoutSynapse(body: string): string {
  const fields = Object.entries(JSON.parse(body) as Record<string, unknown>);
  return JSON.stringify(
    Object.fromEntries(
      fields.filter(
        ([name, value]) => !SYNAPSE_ONLY.includes(name) && value !== null
      )
    )
  );
}

function answerOf(
  status: number,
  headers: Headers,
  text: string
): IHttpResponse {
  return {
    status,
    text,
    headers: {
      get: name => (name === 'x-synapse-proxy' ? 'upstream' : headers.get(name))
    }
  };
}
