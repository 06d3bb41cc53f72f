import { IBrowserSignIn } from '../../core/connection';
import { SynapseError } from '../../core/errors';
import { IBrowserIdentity } from '../../core/ports';
import { IPrincipal } from '../../core/roles';
import { BrowserSignIn, IBrowserConnection } from '../browserSignIn';
import { LazySignIn } from '../lazySignIn';

const SETTINGS: IBrowserSignIn = {
  authority: 'https://login.microsoftonline.com',
  tenantId: null,
  clientId: 'app',
  redirectUri: null,
  scopes: [
    { host: 'management.azure.com', scope: 'arm' },
    { host: '.dev.azuresynapse.net', scope: 'synapse' }
  ]
};
const LIVY = 'https://w.dev.azuresynapse.net/livyApi/x';
const HOUR = 3_600_000;
const HOME = '11111111-2222-3333-4444-555555555555';
const OTHER = '66666666-7777-8888-9999-aaaaaaaaaaaa';
const ENDED = new SynapseError({ kind: 'access', what: 'It has ended.' });

/** Tokens are numbered and live an hour. */
function rig(
  options: { connection?: IBrowserConnection | null; stored?: boolean } = {}
) {
  const { connection = { id: 'azure', signIn: SETTINGS }, stored } = options;
  let made = 0;
  const lives = { ms: HOUR };
  const identity = {
    account: jest.fn(async (): Promise<string | null> => 'dana@contoso.com'),
    principal: jest.fn(async (): Promise<IPrincipal | null> => ({
      objectId: 'dana-id',
      tenantId: load.mock.calls.at(-1)?.[0].tenantId ?? HOME,
      name: 'dana@contoso.com'
    })),
    signIn: jest.fn(
      async (
        _scope: string,
        ask: boolean,
        _signal: AbortSignal
      ): Promise<string | null> =>
        ask ? 'kim@contoso.com' : 'dana@contoso.com'
    ),
    signOut: jest.fn(async () => undefined),
    token: jest.fn(async (scope: string, _claims: string | null) => ({
      token: `${scope}-${++made}`,
      expiresAt: Date.now() + lives.ms
    }))
  };
  const items = new Map<string, string>(
    stored ? [['jupyterlab-synapse:signed-in', 'yes']] : []
  );
  const load = jest.fn(
    async (_settings: IBrowserSignIn): Promise<IBrowserIdentity> => identity
  );
  const page = new BrowserSignIn({
    connection: async () => connection,
    load,
    store: {
      getItem: key => items.get(key) ?? null,
      setItem: (key, value) => void items.set(key, value),
      removeItem: key => void items.delete(key)
    }
  });
  const changed = jest.fn();
  page.changed.connect(changed);
  const signedIn = async (ask = false) => {
    await page.signIn(ask ? 'ask' : 'begin');
    await settle();
    return page.signIn('read');
  };
  return { page, identity, items, load, lives, changed, signedIn };
}

const settle = () => jest.advanceTimersByTimeAsync(0);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('BrowserSignIn', () => {
  it('loads nothing for a page that nobody signed in', async () => {
    const one = rig();
    expect(await one.page.signIn('read')).toMatchObject({
      state: 'signedOut',
      isWindow: true,
      message: ''
    });
    expect(await one.page.token('azure', LIVY)).toBeNull();
    expect(await one.page.signIn('end')).toMatchObject({ state: 'signedOut' });
    expect(one.load).not.toHaveBeenCalled();
  });

  it('signs in with a window', async () => {
    const one = rig();
    expect((await one.page.signIn('begin')).state).toBe('pending');
    await one.page.signIn('begin');
    await settle();
    expect(await one.page.signIn('read')).toMatchObject({
      state: 'signedIn',
      account: 'dana@contoso.com'
    });
    expect(one.changed).toHaveBeenCalledTimes(1);
    expect(one.identity.signIn).toHaveBeenCalledTimes(1);
    expect(one.identity.signIn.mock.calls[0].slice(0, 2)).toEqual([
      'arm',
      false
    ]);
  });

  it('tells why it did not work', async () => {
    const one = rig();
    one.identity.signIn.mockRejectedValue(
      new SynapseError({
        kind: 'access',
        what: 'No window.',
        next: 'Allow it.'
      })
    );
    expect(await one.signedIn()).toMatchObject({
      state: 'failed',
      message: 'No window. Allow it.'
    });
  });

  it('tells when the libraries cannot be loaded, and tries again', async () => {
    const one = rig();
    one.load.mockRejectedValueOnce(new Error('Loading chunk failed.'));
    expect(await one.signedIn()).toMatchObject({
      state: 'failed',
      message: 'Loading chunk failed.'
    });
    expect((await one.signedIn()).state).toBe('signedIn');
  });

  it('is signed in after a reload, also for a cell that runs at once', async () => {
    const one = rig({ stored: true });
    const found = await Promise.all([
      one.page.token('azure', LIVY),
      one.page.token('azure', LIVY)
    ]);
    expect(found).toEqual(['synapse-1', 'synapse-1']);
    expect((await one.page.signIn('read')).account).toBe('dana@contoso.com');
    expect(one.load).toHaveBeenCalledTimes(1);
  });

  it('is signed out after a reload when the libraries know nobody', async () => {
    const one = rig({ stored: true });
    one.identity.account.mockResolvedValue(null);
    expect((await one.page.signIn('read')).state).toBe('signedOut');
  });

  it.each<[string, IBrowserConnection | null | undefined, string, string]>([
    ['another connection', undefined, 'local', LIVY],
    ['a host of no rule', undefined, 'azure', 'https://evil.example/x'],
    [
      'a host that only looks like one',
      undefined,
      'azure',
      'https://management.azure.com.evil.example/x'
    ],
    ['a server that signs in itself', null, 'azure', LIVY]
  ])('has no token for %s', async (_, connection, id, url) => {
    const one = rig({ connection, stored: true });
    expect(await one.page.token(id, url)).toBeNull();
    expect(await one.page.renew(id, url, 'x', null)).toBeNull();
    expect(one.identity.token).not.toHaveBeenCalled();
  });

  it('has one token for each scope', async () => {
    const one = rig({ stored: true });
    const arm = 'https://management.azure.com/subscriptions';
    expect(await one.page.token('azure', LIVY)).toBe('synapse-1');
    expect(await one.page.token('azure', arm)).toBe('arm-2');
    expect(await one.page.token('azure', LIVY)).toBe('synapse-1');
    expect(await one.page.token('azure', arm)).toBe('arm-2');
  });

  it('renews ahead, and nobody waits for that', async () => {
    const one = rig({ stored: true });
    await one.page.token('azure', LIVY);
    await jest.advanceTimersByTimeAsync(HOUR - 4 * 60_000);
    expect(await one.page.token('azure', LIVY)).toBe('synapse-1');
    await settle();
    expect(await one.page.token('azure', LIVY)).toBe('synapse-2');
  });

  it('goes on for hours, through a network that is away for a while', async () => {
    const one = rig({ stored: true });
    await one.page.token('azure', LIVY);
    for (let minute = 0; minute < 300; minute++) {
      await jest.advanceTimersByTimeAsync(60_000);
      if (minute % 58 === 56) {
        one.identity.token.mockRejectedValueOnce(
          new SynapseError({ kind: 'network', what: 'No network.' })
        );
      }
      expect(await one.page.token('azure', LIVY)).toMatch(/^synapse-\d$/);
    }
    expect((await one.page.signIn('read')).state).toBe('signedIn');
  });

  it('replaces a refused token once for all that were refused', async () => {
    const one = rig({ stored: true });
    const first = (await one.page.token('azure', LIVY)) ?? '';
    const renewed = await Promise.all([
      one.page.renew('azure', LIVY, first, null),
      one.page.renew('azure', LIVY, first, null)
    ]);
    expect(renewed).toEqual(['synapse-2', 'synapse-2']);
    expect(await one.page.renew('azure', LIVY, first, null)).toBe('synapse-2');
    // Only claims lead past the cache of the libraries.
    const claims = JSON.parse(one.identity.token.mock.calls[1][1] ?? '');
    expect(claims.access_token.nbf).toEqual({
      essential: true,
      value: String(Math.floor(Date.now() / 1000))
    });
    await one.page.renew('azure', LIVY, 'synapse-2', '{"a":1}');
    expect(one.identity.token).toHaveBeenLastCalledWith('synapse', '{"a":1}');
  });

  it('tells that the sign-in has ended', async () => {
    const one = rig({ stored: true });
    await one.page.token('azure', LIVY);
    await jest.advanceTimersByTimeAsync(HOUR);
    one.identity.token.mockRejectedValue(ENDED);
    await expect(one.page.token('azure', LIVY)).rejects.toBe(ENDED);
    expect(await one.page.signIn('read')).toMatchObject({
      state: 'failed',
      message: 'It has ended.'
    });
    expect(one.changed).toHaveBeenCalledTimes(1);
    // Nothing more is tried until somebody signs in.
    expect(await one.page.token('azure', LIVY)).toBeNull();
    one.identity.token.mockResolvedValue({ token: 'new', expiresAt: Infinity });
    await one.signedIn();
    expect(await one.page.token('azure', LIVY)).toBe('new');
  });

  it('takes one scope without consent for no end', async () => {
    const one = rig({ stored: true });
    one.identity.token.mockRejectedValueOnce(ENDED);
    await expect(one.page.token('azure', LIVY)).rejects.toBe(ENDED);
    expect((await one.page.signIn('read')).state).toBe('signedIn');
  });

  it('keeps who is signed in until somebody else is', async () => {
    const one = rig({ stored: true });
    await one.page.token('azure', LIVY);
    let answer: (account: string) => void = () => undefined;
    one.identity.signIn.mockImplementationOnce(
      () => new Promise(resolve => (answer = resolve))
    );
    expect((await one.page.signIn('ask')).state).toBe('pending');
    await settle();
    expect(await one.page.token('azure', LIVY)).toBe('synapse-1');
    answer('kim@contoso.com');
    await settle();
    expect((await one.page.signIn('read')).account).toBe('kim@contoso.com');
    expect(await one.page.token('azure', LIVY)).toBe('synapse-2');
  });

  it('gives up, and drops a late answer', async () => {
    const one = rig({ stored: true });
    await one.page.token('azure', LIVY);
    let answer: (account: string) => void = () => undefined;
    one.identity.signIn.mockImplementationOnce(
      () => new Promise(resolve => (answer = resolve))
    );
    await one.page.signIn('ask');
    await settle();
    const signal = one.identity.signIn.mock.calls[0][2];
    expect(await one.page.signIn('cancel')).toMatchObject({
      state: 'signedIn',
      account: 'dana@contoso.com'
    });
    expect(signal.aborted).toBe(true);
    answer('kim@contoso.com');
    await settle();
    expect((await one.page.signIn('read')).account).toBe('dana@contoso.com');
    expect(await one.page.token('azure', LIVY)).toBe('synapse-1');
  });

  it('signs out: tokens, libraries and the mark, also of one on its way', async () => {
    const one = rig({ stored: true });
    await one.page.token('azure', LIVY);
    let answer: (token: { token: string; expiresAt: number }) => void = () =>
      undefined;
    one.identity.token.mockImplementationOnce(
      () => new Promise(resolve => (answer = resolve))
    );
    const late = one.page.renew('azure', LIVY, 'synapse-1', null);
    await settle();
    expect(await one.page.signIn('end')).toMatchObject({
      state: 'signedOut',
      account: null
    });
    expect(one.identity.signOut).toHaveBeenCalledTimes(1);
    expect(one.items.size).toBe(0);
    answer({ token: 'late', expiresAt: Infinity });
    await late;
    expect(await one.page.token('azure', LIVY)).toBeNull();
    await one.signedIn();
    expect(await one.page.token('azure', LIVY)).toBe('synapse-2');
  });
});

describe('a tenant', () => {
  const tenants = (one: ReturnType<typeof rig>) =>
    one.load.mock.calls.map(([settings]) => settings.tenantId);

  it('is signed in to with libraries of its own, and tells who that is', async () => {
    const one = rig();
    await one.signedIn();
    expect(await one.page.signIn('read')).toMatchObject({
      principal: { objectId: 'dana-id', tenantId: HOME },
      tenant: null
    });
    await one.page.token('azure', LIVY);
    expect(await one.page.signIn('begin', OTHER.toUpperCase())).toMatchObject({
      state: 'pending',
      tenant: OTHER,
      principal: { tenantId: HOME }
    });
    await settle();
    expect(await one.page.signIn('read')).toMatchObject({
      state: 'signedIn',
      tenant: OTHER,
      principal: { tenantId: OTHER }
    });
    expect(tenants(one)).toEqual([null, OTHER]);
    // No token of the other tenant is used any more.
    expect(await one.page.token('azure', LIVY)).toBe('synapse-2');
  });

  it('is kept by a reload, and until signed out', async () => {
    const one = rig();
    await one.page.signIn('begin', 'contoso.com');
    await settle();
    expect([...one.items.values()]).toEqual(['contoso.com']);
    const other = rig();
    one.items.forEach((value, key) => other.items.set(key, value));
    expect(await other.page.signIn('read')).toMatchObject({
      state: 'signedIn',
      tenant: 'contoso.com'
    });
    expect(tenants(other)).toEqual(['contoso.com']);
    await other.signedIn(true);
    expect(tenants(other)).toEqual(['contoso.com']);
    await other.page.signIn('end');
    await other.signedIn();
    expect(tenants(other)).toEqual(['contoso.com', null]);
  });

  it('is not the one of before when its sign-in was given up', async () => {
    const one = rig();
    await one.signedIn();
    one.identity.signIn.mockImplementation(() => new Promise(() => undefined));
    await one.page.signIn('begin', OTHER);
    expect(await one.page.signIn('cancel')).toMatchObject({
      state: 'signedIn',
      tenant: null,
      principal: { tenantId: HOME }
    });
  });

  it('takes the place of one that waits', async () => {
    const one = rig();
    one.identity.signIn.mockImplementationOnce(
      () => new Promise(() => undefined)
    );
    await one.page.signIn('begin');
    await one.page.signIn('begin', OTHER);
    await settle();
    expect(await one.page.signIn('read')).toMatchObject({
      state: 'signedIn',
      tenant: OTHER
    });
  });

  it.each(['common', 'a b', 'https://contoso.com', '', 'contoso.com/x'])(
    'is not %j',
    async tenant => {
      const one = rig({ stored: true });
      one.items.set('jupyterlab-synapse:signed-in', tenant || '?');
      // What somebody else has left in the tab is not trusted either.
      expect((await one.page.signIn('read')).tenant).toBeNull();
      await expect(
        one.page.signIn('begin', tenant || '?')
      ).rejects.toMatchObject({ problem: { kind: 'usage' } });
    }
  );

  it('is not another one than the administrator’s', async () => {
    const one = rig({
      connection: { id: 'azure', signIn: { ...SETTINGS, tenantId: HOME } }
    });
    await expect(one.page.signIn('begin', OTHER)).rejects.toThrow(
      'azure_tenant_id says so'
    );
    expect((await one.page.signIn('begin', HOME)).state).toBe('pending');
    await settle();
    expect(tenants(one)).toEqual([HOME]);
  });
});

describe('LazySignIn', () => {
  it('loads nothing where the server signs in', async () => {
    const load = jest.fn();
    const lazy = new LazySignIn({ isInPage: async () => false, load });
    expect(await lazy.token('azure', LIVY)).toBeNull();
    expect(load).not.toHaveBeenCalled();
  });

  it('is the real one where the page does', async () => {
    const one = rig();
    const load = jest.fn(async () => one.page);
    const lazy = new LazySignIn({ isInPage: async () => true, load });
    const changed = jest.fn();
    lazy.changed.connect(changed);
    expect((await lazy.signIn('begin')).state).toBe('pending');
    await settle();
    expect(changed).toHaveBeenCalledTimes(1);
    expect(await lazy.token('azure', LIVY)).toBe('synapse-1');
    expect(await lazy.renew('azure', LIVY, 'synapse-1', null)).toBe(
      'synapse-2'
    );
    expect(load).toHaveBeenCalledTimes(1);
  });
});
