import { IHttpRequest, PROXY_ORIGIN_HEADER, Send } from '../core/http';
import { ITokens } from '../core/ports';

/**
 * The header by which a token of the page reaches the proxy, which sends it on
 * as `Authorization` and keeps it nowhere.
 */
export const TOKEN_HEADER = 'x-synapse-authorization';

/**
 * A `Send` that adds the page's token where users sign in in the browser.
 *
 * #### Notes
 * After a 401 of Azure it asks for another token and sends the request once
 * more, a write too: a 401 says that the request has not been applied because
 * of its credentials (RFC 9110, 15.5.2). A token that was refused when it was
 * new is not replaced again.
 */
export function withTokens(send: Send, tokens: ITokens): Send {
  const hopeless = new Map<string, string>();
  return async request => {
    const { connection, url } = request;
    const token = await tokens.token(connection, url);
    if (token === null) {
      return send(request);
    }
    const { host } = new URL(url);
    const answer = await send(withToken(request, token));
    if (
      answer.status !== 401 ||
      answer.headers.get(PROXY_ORIGIN_HEADER) !== 'upstream'
    ) {
      hopeless.delete(host);
      return answer;
    }
    if (hopeless.get(host) === token) {
      return answer;
    }
    const claims = claimsOf(answer.headers.get('www-authenticate'));
    const fresh = await tokens.renew(connection, url, token, claims);
    if (fresh === null || fresh === token) {
      return answer;
    }
    const second = await send(withToken(request, fresh));
    if (second.status === 401) {
      hopeless.set(host, fresh);
    }
    return second;
  };
}

/** The claims of `Bearer … claims="<base64>"` as JSON; null when there are none. */
export function claimsOf(challenge: string | null): string | null {
  const found = /^bearer\b.*\bclaims="([A-Za-z0-9+/_=-]{1,4000})"/i.exec(
    challenge ?? ''
  );
  try {
    const text = found && atob(found[1].replace(/-/g, '+').replace(/_/g, '/'));
    const value: unknown = text && JSON.parse(text);
    return typeof value === 'object' && value && !Array.isArray(value)
      ? text
      : null;
  } catch {
    return null;
  }
}

function withToken(request: IHttpRequest, token: string): IHttpRequest {
  return {
    ...request,
    headers: { ...request.headers, [TOKEN_HEADER]: `Bearer ${token}` }
  };
}
