/** A request that the server extension's proxy carries to a connection. */
export interface IHttpRequest {
  /** Id of the connection, as the server lists it; it decides the token. */
  connection: string;
  method: string;
  /** Where the request goes in the end: absolute, always https. */
  url: string;
  body: string | null;
  /** Headers by lower-case name; never an authorization of ours. */
  headers: Record<string, string>;
  signal?: AbortSignal;
}

/** What came back, whatever its status: a 500 is an answer, not a failure. */
export interface IHttpResponse {
  status: number;
  headers: {
    /** Value of a header by case-insensitive name; null when it is absent. */
    get(name: string): string | null;
  };
  /** The whole body; empty when there is none. */
  text: string;
}

/**
 * Sends one request, once, and resolves with the answer. It rejects only when
 * there is no answer: no network, or `signal` was aborted.
 *
 * #### Notes
 * An answer of the proxy itself, not of Azure or Livy, has the header
 * `X-Synapse-Proxy-Error: <code>` and the body
 * `{"error": {"code", "message", "sent"?}}`. An answer of Azure or Livy has the
 * header `X-Synapse-Proxy: upstream`; one with neither is Jupyter's own, e.g.
 * the 404 of a server without the extension.
 */
export type Send = (request: IHttpRequest) => Promise<IHttpResponse>;

/** The header by which the proxy marks its own errors. */
export const PROXY_ERROR_HEADER = 'x-synapse-proxy-error';

/** The header that is `upstream` on each answer of Azure or Livy. */
export const PROXY_ORIGIN_HEADER = 'x-synapse-proxy';
