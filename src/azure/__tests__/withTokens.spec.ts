import { IHttpRequest } from '../../core/http';
import { SynapseError } from '../../core/errors';
import { claimsOf, TOKEN_HEADER, withTokens } from '../withTokens';
import { IAnswer, scriptedSend } from './scriptedSend';

const REQUEST: IHttpRequest = {
  connection: 'azure',
  method: 'POST',
  url: 'https://w.dev.azuresynapse.net/livyApi/x',
  body: '{"code":"1"}',
  headers: { accept: 'application/json' }
};

/** Tokens are numbered; those in `good` are accepted. */
function rig(good: string[], challenge?: string) {
  let made = 1;
  const tokens = {
    token: jest.fn(async (): Promise<string | null> => `t${made}`),
    renew: jest.fn(
      async (
        _connection: string,
        _url: string,
        _refused: string,
        _claims: string | null
      ): Promise<string | null> => `t${++made}`
    )
  };
  const { requests, send } = scriptedSend((request): IAnswer => {
    const token = request.headers[TOKEN_HEADER]?.replace('Bearer ', '');
    return good.includes(token)
      ? { body: {} }
      : {
          status: 401,
          headers: challenge ? { 'www-authenticate': challenge } : {}
        };
  });
  const sent = () => requests.map(one => one.headers[TOKEN_HEADER] ?? null);
  return { tokens, send: withTokens(send, tokens), requests, sent };
}

describe('withTokens', () => {
  it('adds the token, and changes nothing else', async () => {
    const one = rig(['t1']);
    expect((await one.send(REQUEST)).status).toBe(200);
    expect(one.requests).toEqual([
      {
        ...REQUEST,
        headers: { accept: 'application/json', [TOKEN_HEADER]: 'Bearer t1' }
      }
    ]);
    expect(REQUEST.headers).toEqual({ accept: 'application/json' });
  });

  it('leaves the request alone where there is no token', async () => {
    const one = rig([]);
    one.tokens.token.mockResolvedValue(null);
    expect((await one.send(REQUEST)).status).toBe(401);
    expect(one.requests[0]).toBe(REQUEST);
    expect(one.tokens.renew).not.toHaveBeenCalled();
  });

  it('asks for another one after a 401, and sends once more', async () => {
    const claims = '{"access_token":{}}';
    const one = rig(['t2'], `Bearer realm="", claims="${btoa(claims)}"`);
    expect((await one.send(REQUEST)).status).toBe(200);
    expect(one.sent()).toEqual(['Bearer t1', 'Bearer t2']);
    expect(one.tokens.renew.mock.calls).toEqual([
      ['azure', REQUEST.url, 't1', claims]
    ]);
  });

  it('gives the 401 back when the new one is refused too, and then at once', async () => {
    const one = rig([]);
    expect((await one.send(REQUEST)).status).toBe(401);
    expect((await one.send(REQUEST)).status).toBe(401);
    expect(one.sent()).toEqual(['Bearer t1', 'Bearer t2', 'Bearer t2']);
    expect(one.tokens.renew).toHaveBeenCalledTimes(1);
    // Another host may take it.
    await one.send({ ...REQUEST, url: 'https://x.dev.azuresynapse.net/' });
    expect(one.tokens.renew).toHaveBeenCalledTimes(2);
  });

  it.each([null, 't1'])(
    'gives the 401 back when there is only %p',
    async other => {
      const one = rig([]);
      one.tokens.renew.mockResolvedValue(other);
      expect((await one.send(REQUEST)).status).toBe(401);
      expect(one.requests).toHaveLength(1);
    }
  );

  it('takes a 401 of Jupyter’s own for what it is', async () => {
    const { requests, send } = scriptedSend(() => ({
      status: 401,
      headers: { 'x-synapse-proxy': '' }
    }));
    const { tokens } = rig([]);
    expect((await withTokens(send, tokens)(REQUEST)).status).toBe(401);
    expect(tokens.renew).not.toHaveBeenCalled();
    expect(requests).toHaveLength(1);
  });

  it('sends nothing when the sign-in has ended', async () => {
    const one = rig(['t1']);
    const reason = new SynapseError({ kind: 'access', what: 'It ended.' });
    one.tokens.token.mockRejectedValue(reason);
    await expect(one.send(REQUEST)).rejects.toBe(reason);
    expect(one.requests).toEqual([]);
  });
});

describe('claimsOf', () => {
  it.each<[string | null, string | null]>([
    ['Bearer claims="e30="', '{}'],
    ['bearer error="x", claims="eyJhIjoiPz8_In0"', '{"a":"???"}'],
    ['Basic claims="e30="', null],
    ['Bearer claims="W10="', null],
    ['Bearer claims="e30', null],
    ['Bearer claims="!!"', null],
    ['Bearer', null],
    [null, null]
  ])('%p', (challenge, claims) => {
    expect(claimsOf(challenge)).toBe(claims);
  });
});
