import { InteractiveBrowserCredential } from '@azure/identity';
import {
  createStandardPublicClientApplication,
  IPublicClientApplication
} from '@azure/msal-browser';

import { IBrowserSignIn } from '../core/connection';
import { SynapseError } from '../core/errors';
import { IBrowserIdentity } from '../core/ports';
import { IPrincipal } from '../core/roles';

/** How long a person may take in the sign-in window, ms. */
const WINDOW_TIMEOUT = 10 * 60_000;

/**
 * A user's identity in the page, through Microsoft's own libraries. This
 * module is the root of a chunk of its own: load it with `import()`, when
 * somebody signs in.
 *
 * #### Notes
 * `InteractiveBrowserCredential` gives the tokens. The window is opened by the
 * MSAL application below it, with which the credential shares its cache (the
 * tab's session storage), because the credential waits for 60 s only, less
 * than a person with a second factor needs, and cannot sign out.
 */
export async function createBrowserIdentity(
  options: IBrowserSignIn
): Promise<IBrowserIdentity> {
  const { authority, clientId } = options;
  const redirectUri = options.redirectUri ?? window.location.href;
  const tenantId = options.tenantId ?? 'organizations';
  const application = await createStandardPublicClientApplication({
    auth: { clientId, authority: `${authority}/${tenantId}`, redirectUri },
    cache: { cacheLocation: 'sessionStorage' },
    system: { popupBridgeTimeout: WINDOW_TIMEOUT }
  });
  const credential = new InteractiveBrowserCredential({
    clientId,
    tenantId,
    authorityHost: authority,
    redirectUri,
    loginStyle: 'popup',
    // A window that nobody has asked for would be blocked, or worse, not be.
    disableAutomaticAuthentication: true
  });
  return new BrowserIdentity(application, credential);
}

class BrowserIdentity implements IBrowserIdentity {
  constructor(
    private _application: IPublicClientApplication,
    private _credential: InteractiveBrowserCredential
  ) {}

  async account(): Promise<string | null> {
    return this._application.getActiveAccount()?.username ?? null;
  }

  async principal(): Promise<IPrincipal | null> {
    const account = this._application.getActiveAccount();
    // The object id in this tenant; that at home is in `homeAccountId`.
    return account
      ? {
          objectId: account.localAccountId,
          tenantId: account.tenantId,
          name: account.username || null
        }
      : null;
  }

  async signIn(
    scope: string,
    ask: boolean,
    signal: AbortSignal
  ): Promise<string | null> {
    try {
      const { account } = await this._application.loginPopup({
        // `…/.default` also asks for consent to all that the application needs.
        scopes: [scope],
        ...(ask ? { prompt: 'select_account' } : {}),
        // A window that was closed is never heard of again.
        overrideInteractionInProgress: true
      });
      if (signal.aborted) {
        throw new SynapseError({ kind: 'cancelled', what: 'It was given up.' });
      }
      this._application.setActiveAccount(account);
      return account?.username ?? null;
    } catch (reason) {
      throw signInError(reason);
    }
  }

  async token(
    scope: string,
    claims: string | null
  ): Promise<{ token: string; expiresAt: number }> {
    try {
      const { token, expiresOnTimestamp } = await this._credential.getToken(
        scope,
        claims === null ? {} : { claims }
      );
      return { token, expiresAt: expiresOnTimestamp };
    } catch (reason) {
      throw signInError(reason);
    }
  }

  async signOut(): Promise<void> {
    this._application.setActiveAccount(null);
    await this._application.clearCache();
  }
}

/** What MSAL's codes mean for a person. Its messages hold no tokens. */
const MEANINGS: readonly [RegExp, string, string][] = [
  [
    /popup_window_error|empty_window_error/,
    'The browser did not open the sign-in window.',
    'Allow pop-ups for this page, then sign in again.'
  ],
  [
    /user_cancelled|access_denied/,
    'The sign-in was given up in its window.',
    ''
  ],
  [
    /timed_out|monitor_(?:window|popup)_timeout/,
    'The sign-in window gave no answer.',
    'Sign in again. If that does not help, the redirect URI of the application may be another one than this page’s.'
  ],
  [
    /AADSTS50011/,
    'The application does not know this page as its redirect URI.',
    'Ask the administrator to add it as a single-page application, or to set c.SynapseConfig.azure_redirect_uri.'
  ],
  [
    /AADSTS9002326/,
    'The application is not registered as a single-page application.',
    'Ask the administrator to add the redirect URI under “Single-page application”.'
  ],
  [
    /AADSTS65001|consent_required/,
    'The application may not reach Azure for this account yet.',
    'Sign in again and consent, or ask an administrator of the tenant to.'
  ]
];

const NO_NETWORK =
  /no_network_connectivity|network_error|(?:post|get)_request_failed|endpoints_resolution_error/;

/** Whatever MSAL or the credential threw, as a `SynapseError`. */
export function signInError(reason: unknown): SynapseError {
  if (reason instanceof SynapseError) {
    return reason;
  }
  const text = reason instanceof Error ? reason.message : String(reason);
  if (NO_NETWORK.test(text)) {
    return new SynapseError(
      {
        kind: 'network',
        what: 'The login server of Azure could not be reached.',
        next: 'Check the network, then try again.'
      },
      { outcome: 'unsent', retryAfter: null }
    );
  }
  const known = MEANINGS.find(([pattern]) => pattern.test(text));
  const why = text.split('\n', 1)[0].slice(0, 300);
  return new SynapseError(
    known
      ? { kind: 'access', what: known[1], next: known[2], detail: why }
      : {
          kind: 'access',
          what: 'Azure did not sign you in.',
          why,
          next: 'Sign in again from the Synapse panel.'
        }
  );
}
