import { IProblem } from './errors';
import { PROXY_ORIGIN_HEADER } from './http';
import { errorBody, IErrorBody, mask, sentence } from './problemBody';
import { answerProblem } from './problemRules';

/** A failed answer of the proxy or of what is behind it. */
export interface IFailedResponse {
  status: number;
  body: string;
  /** Value of a header by case-insensitive name; null when it is absent. */
  headers(name: string): string | null;
  url?: string;
  /** The proxy's own error code; null when the other side answered. */
  proxyCode: string | null;
}

/** Bound of the raw body in `detail`, characters. */
const MAX_BODY = 4096;

const PROXY_CODES: Readonly<
  Record<string, Pick<IProblem, 'kind' | 'what' | 'next' | 'isSignedOut'>>
> = {
  HostNotAllowed: {
    kind: 'access',
    what: 'The Jupyter server does not pass requests on to this address.',
    next: 'Ask the administrator of the server to allow it.'
  },
  MethodNotAllowed: {
    kind: 'unsupported',
    what: 'The Jupyter server does not pass on this kind of request.',
    next: ''
  },
  PathNotAllowed: {
    kind: 'unsupported',
    what: 'The Jupyter server does not pass requests on to this path.',
    next: ''
  },
  ContentNotAllowed: {
    kind: 'unsupported',
    what: 'The Jupyter server does not pass on a request with this content.',
    next: ''
  },
  UnknownConnection: {
    // Not `notFound`: nothing is known of what was asked for.
    kind: 'unsupported',
    what: 'The Jupyter server does not have this connection.',
    next: 'Choose another pool in the notebook toolbar.'
  },
  NotSignedIn: {
    kind: 'access',
    isSignedOut: true,
    what: 'Nobody is signed in to Azure.',
    next: 'Sign in from the Synapse panel.'
  },
  TenantNotAllowed: {
    kind: 'usage',
    what: 'The Jupyter server does not sign in to this tenant.',
    next: 'Choose another tenant.'
  },
  SecretMissing: {
    kind: 'access',
    isSignedOut: true,
    what: 'The Jupyter server lacks what it needs to sign in to this Livy.',
    next: 'Ask the administrator of the server.'
  },
  KindNotAllowed: {
    kind: 'unsupported',
    what: 'This Livy does not run cells in this language.',
    next: 'Write the cell in another one, or choose another pool.'
  },
  LocalPoolMissing: {
    kind: 'unsupported',
    what: 'The local pool is not installed.',
    next: 'Run pip install "jupyterlab-synapse[local]" and restart JupyterLab.'
  },
  RunUnknown: {
    kind: 'server',
    what: 'Whether an earlier try was acted on is not known.',
    next: ''
  },
  RunNotFound: {
    kind: 'notFound',
    what: 'The Jupyter server has no record of this run.',
    next: ''
  },
  TooLarge: {
    kind: 'usage',
    what: 'The request is too large to be sent.',
    next: 'Move the data into the lake and read it from there, or split the cell.'
  },
  UpstreamUnreachable: {
    kind: 'network',
    what: 'The Jupyter server could not reach the pool.',
    next: 'Check the network, then try again.'
  },
  UpstreamTimeout: {
    kind: 'network',
    what: 'The pool did not answer in time.',
    next: 'Try again.'
  },
  UpstreamRedirect: {
    kind: 'server',
    what: 'The pool answered with a redirect to another address.',
    next: 'Check the address of the connection.'
  }
};

/**
 * A failed answer as something that the user can act on.
 *
 * #### Notes
 * Three can answer: the proxy (`proxyCode`; its message is for the user
 * already), Azure or Livy (header `X-Synapse-Proxy: upstream`), and Jupyter
 * itself (neither). `detail` holds status, request id, address and the raw
 * body, cut to 4 kB; nothing that looks like a credential is in any part.
 */
export function problemFromResponse(response: IFailedResponse): IProblem {
  const body = errorBody(response.body);
  const detail = detailOf(response);
  if (response.proxyCode) {
    return { ...proxyProblem(response.proxyCode, body), detail };
  }
  if (response.headers(PROXY_ORIGIN_HEADER) !== 'upstream') {
    return { ...jupyterProblem(response.status, body), detail };
  }
  const problem = answerProblem({
    status: response.status,
    ...body,
    where: whoAnswered(response.url ?? ''),
    retryAfter: response.headers('retry-after')
  });
  return { ...problem, detail };
}

function proxyProblem(code: string, { message }: IErrorBody): IProblem {
  const known = PROXY_CODES[code] ?? {
    kind: 'server' as const,
    what: `The Jupyter server did not pass the request on (${code}).`,
    next: ''
  };
  // Its message has the reason and the next step in it.
  return message
    ? { ...known, what: sentence(message), why: '', next: '', detail: '' }
    : { ...known, why: '', detail: '' };
}

function jupyterProblem(status: number, { message }: IErrorBody): IProblem {
  if (status === 404) {
    return {
      kind: 'server',
      what: 'The server part of jupyterlab-synapse does not answer.',
      why: 'It is not installed or not enabled in this Jupyter server.',
      next: 'Run jupyter server extension enable jupyterlab_synapse and restart JupyterLab.',
      detail: ''
    };
  }
  if (status === 401 || status === 403) {
    return {
      kind: 'access',
      what: 'The Jupyter server refused the request.',
      why: 'The sign-in to JupyterLab may have ended.',
      next: 'Reload the page and sign in to JupyterLab again.',
      detail: ''
    };
  }
  return {
    kind: 'server',
    what: `The Jupyter server answered with status ${status}.`,
    why: sentence(message),
    next: 'Try again; if it stays so, read the log of the Jupyter server.',
    detail: ''
  };
}

function whoAnswered(url: string): string {
  const host = /^https?:\/\/([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? '';
  if (/\.dev\.azuresynapse\./.test(host)) {
    return 'Azure Synapse';
  }
  return /^management\./.test(host) ? 'Azure' : 'Livy';
}

function detailOf({ status, body, headers, url }: IFailedResponse): string {
  const id =
    headers('x-ms-request-id') ?? headers('x-ms-correlation-request-id');
  const raw = mask(body);
  return [
    `HTTP ${status}`,
    id ? `Request id: ${id}` : '',
    url ? `Address: ${mask(url)}` : '',
    raw.length > MAX_BODY ? `${raw.slice(0, MAX_BODY)}…` : raw
  ]
    .filter(part => part)
    .join('\n');
}
