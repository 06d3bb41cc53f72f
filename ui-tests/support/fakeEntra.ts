import type { BrowserContext, Page, Route } from '@playwright/test';

/** The tenants of which the accounts are members: home, and as guests. */
export const HOME = '11111111-2222-3333-4444-555555555555';
export const GUEST = '66666666-7777-8888-9999-aaaaaaaaaaaa';

const TENANTS = [
  { tenantId: HOME, displayName: 'Contoso', defaultDomain: 'contoso.com' },
  { tenantId: GUEST, displayName: 'Fabrikam', defaultDomain: 'fabrikam.com' }
];

const encoded = (value: unknown) =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * Microsoft's login server and Azure, as far as a browser sees them: the
 * window, the token endpoint, and the proxy's answers. Tokens are numbered.
 */
export class FakeEntra {
  /** Kinds of token requests: `authorization_code`, `refresh_token`. */
  readonly grants: string[] = [];
  /** The tenant of each window: its id, or `organizations`. */
  readonly tenants: string[] = [];
  /** `prompt` of each window that was opened. */
  readonly windows: (string | null)[] = [];
  /** The page's token of each request for Azure; null when it had none. */
  readonly sent: (string | null)[] = [];
  /** Tokens that Azure refuses. */
  readonly refused = new Set<string>();
  /** Who signs in next; null: who gives up in the window. */
  account: string | null = 'dana@contoso.com';

  async attach(page: Page): Promise<void> {
    const context: BrowserContext = page.context();
    await context.route('https://login.microsoftonline.com/**', route =>
      this._login(route)
    );
    await page.route('**/jupyterlab-synapse/proxy/azure/**', route =>
      this._azure(route)
    );
  }

  private async _login(route: Route): Promise<void> {
    const request = route.request();
    const { pathname, searchParams } = new URL(request.url());
    const headers = {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*'
    };
    if (pathname.endsWith('/authorize')) {
      this.windows.push(searchParams.get('prompt'));
      this.tenants.push(pathname.split('/')[1]);
      this._nonce = searchParams.get('nonce') ?? '';
      const answer = new URLSearchParams({
        state: searchParams.get('state') ?? '',
        ...(this.account === null
          ? { error: 'access_denied', error_description: 'Given up.' }
          : {
              code: 'code',
              client_info: encoded({ uid: this.account, utid: HOME })
            })
      });
      const back = `${searchParams.get('redirect_uri')}#${answer}`;
      await route.fulfill({
        contentType: 'text/html',
        body: `<script>location.replace(${JSON.stringify(back)})</script>`
      });
    } else if (pathname.endsWith('/token')) {
      const form = new URLSearchParams(request.postData() ?? '');
      this.grants.push(form.get('grant_type') ?? '');
      await route.fulfill({ headers, json: this._tokens(form) });
    } else {
      await route.fulfill({ headers, status: 404, json: {} });
    }
  }

  private _tokens(form: URLSearchParams): object {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: `https://login.microsoftonline.com/${this._tenant}/v2.0`,
      sub: this.account,
      oid: this.account,
      tid: this._tenant,
      aud: form.get('client_id'),
      nonce: this._nonce,
      preferred_username: this.account,
      iat: now,
      exp: now + 3600
    };
    return {
      token_type: 'Bearer',
      scope: (form.get('scope') ?? '')
        .split(' ')
        .filter(scope => scope.startsWith('https:'))
        .join(' '),
      expires_in: 3600,
      access_token: `secret-token-${this.grants.length}`,
      refresh_token: 'refresh',
      id_token: `${encoded({ alg: 'none' })}.${encoded(claims)}.x`,
      client_info: encoded({ uid: this.account, utid: HOME })
    };
  }

  private async _azure(route: Route): Promise<void> {
    const header = route.request().headers()['x-synapse-authorization'];
    const token = header?.replace('Bearer ', '') ?? null;
    this.sent.push(token);
    const isRefused = token === null || this.refused.has(token);
    await route.fulfill({
      status: isRefused ? 401 : 200,
      headers: { 'X-Synapse-Proxy': 'upstream' },
      json: {
        value: /\/tenants\?/.test(route.request().url()) ? TENANTS : []
      }
    });
  }

  private get _tenant(): string {
    const last = this.tenants.at(-1);
    return last === GUEST ? GUEST : HOME;
  }

  private _nonce = '';
}
