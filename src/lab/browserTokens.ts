import { IBrowserSignIn } from '../core/connection';
import { chosenTenant } from '../core/tenant';
import { ISignInState } from '../tokens';

/** Nobody is signed in in the page. */
export const SIGNED_OUT: ISignInState = {
  state: 'signedOut',
  account: null,
  userCode: null,
  verificationUri: null,
  message: '',
  isWindow: true
};

/** The scope of the token that a request needs; null: none of ours. */
export function scopeOf(
  { scopes }: Pick<IBrowserSignIn, 'scopes'>,
  url: string
): string | null {
  const { host } = new URL(url);
  const rule = scopes.find(one =>
    one.host.startsWith('.') ? host.endsWith(one.host) : host === one.host
  );
  return rule?.scope ?? null;
}

/** The tenant in the mark that a page leaves for its next life; null: none. */
export function tenantOf(mark: string | null): string | null {
  try {
    return chosenTenant(mark ?? '');
  } catch {
    // `yes`, or what somebody else has written there.
    return null;
  }
}

/** Claims that only a token issued from then on has: they lead past the cache. */
export function issuedFrom(now: number): string {
  const value = String(Math.floor(now / 1000));
  return JSON.stringify({ access_token: { nbf: { essential: true, value } } });
}

/** Sentences one after the other; empty ones are left out. */
export function sentences(...parts: string[]): string {
  return parts.filter(part => part).join(' ');
}
