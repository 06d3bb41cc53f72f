import { ServerConnection } from '@jupyterlab/services';
import { problemOf } from '../../core/errors';
import { ServerClient } from '../serverClient';

type Answer = (request: Request) => Promise<Response> | Response;

function rig(answer: Answer) {
  const requests: Request[] = [];
  const client = new ServerClient({
    serverSettings: ServerConnection.makeSettings({
      baseUrl: 'https://hub.example/user/dana/',
      token: 'lab-token',
      fetch: ((input: Request | string, init?: RequestInit) => {
        const request = new Request(input, init);
        requests.push(request);
        return Promise.resolve(answer(request));
      }) as typeof fetch
    })
  });
  return { client, requests };
}

const json = (value: unknown, init?: ResponseInit) =>
  new Response(JSON.stringify(value), init);

const STATUS = {
  version: '1',
  connections: [{ id: 'local', armEndpoint: 'https://arm.invalid' }],
  localPool: { state: 'ready', message: '' }
};

describe('ServerClient', () => {
  it.each([
    ['status', 'GET', 'status', (one: ServerClient) => one.status()],
    [
      'the start of the local pool',
      'POST',
      'local/start',
      (one: ServerClient) => one.startLocalPool()
    ],
    [
      'the end of a sign-in',
      'DELETE',
      'sign-in',
      (one: ServerClient) => one.signIn('end')
    ]
  ] as const)('asks for %s', async (_, method, path, ask) => {
    const { client, requests } = rig(() => json(STATUS));
    expect(await ask(client)).toEqual(STATUS);
    expect(requests[0].method).toBe(method);
    expect(requests[0].url.split('?')[0]).toBe(
      `https://hub.example/user/dana/jupyterlab-synapse/${path}`
    );
    expect(requests[0].headers.get('authorization')).toBe('token lab-token');
  });

  it('knows the ARM of a connection from the last status', async () => {
    const { client } = rig(() => json(STATUS));
    expect(client.armEndpoint('local')).toBeNull();
    await client.status();
    expect(client.armEndpoint('local')).toBe('https://arm.invalid');
    expect(client.armEndpoint('other')).toBeNull();
  });

  it.each<[string, Answer, string, RegExp]>([
    [
      'no network',
      () => Promise.reject(new TypeError('Failed to fetch')),
      'network: The Jupyter server does not answer.',
      /reload the page/
    ],
    [
      'no extension',
      () => new Response('<html>404', { status: 404 }),
      'server: The server part of jupyterlab-synapse does not answer.',
      /jupyter server extension enable jupyterlab_synapse/
    ],
    [
      'a sign-in page in between',
      () => new Response('<html>Sign in'),
      'server: The Jupyter server gave an answer that is not JSON.',
      /sign in again/
    ],
    [
      'a session of Lab that ended',
      () => json({ message: 'Forbidden' }, { status: 403 }),
      'access: The Jupyter server refused the request.',
      /sign in to JupyterLab/
    ],
    [
      'an error of the proxy',
      () =>
        json(
          {
            error: { code: 'LocalPoolMissing', message: 'No Java was found.' }
          },
          {
            status: 500,
            headers: { 'X-Synapse-Proxy-Error': 'LocalPoolMissing' }
          }
        ),
      'unsupported: No Java was found.',
      /^$/
    ]
  ])('tells %s', async (_, answer, problem, next) => {
    const { client } = rig(answer);
    const reason = await client.status().catch((error: unknown) => error);
    const found = problemOf(reason);
    expect(`${found.kind}: ${found.what}`).toBe(problem);
    expect(found.next).toMatch(next);
  });

  describe('send', () => {
    const request = {
      connection: 'my azure',
      method: 'POST',
      url: 'https://w.dev.azuresynapse.net/livyApi/sparkPools/p%201/../x?detailed=true&a=%2F',
      body: '{"code":"é"}',
      headers: {
        'content-type': 'application/json',
        'x-ms-client-request-id': '1'
      }
    };

    it('passes a request on as it is', async () => {
      const { client, requests } = rig(
        () => new Response('{"id":0}', { status: 201, headers: { 'X-A': 'b' } })
      );
      const response = await client.send(request);
      expect(response.status).toBe(201);
      expect(response.text).toBe('{"id":0}');
      expect(response.headers.get('x-a')).toBe('b');
      const [sent] = requests;
      // Lab adds a time stamp to each request; the proxy takes it away.
      expect(sent.url.replace(/&\d{13}$/, '')).toBe(
        'https://hub.example/user/dana/jupyterlab-synapse/proxy/my%20azure/w.dev.azuresynapse.net/livyApi/sparkPools/x?detailed=true&a=%2F'
      );
      expect(sent.method).toBe('POST');
      expect(await sent.text()).toBe('{"code":"é"}');
      expect(sent.headers.get('content-type')).toBe('application/json');
      expect(sent.headers.get('x-ms-client-request-id')).toBe('1');
    });

    it('takes any status for an answer', async () => {
      const { client } = rig(() => new Response('no', { status: 503 }));
      expect(await client.send(request)).toMatchObject({
        status: 503,
        text: 'no'
      });
    });

    it('sends a body only when there is one', async () => {
      const { client, requests } = rig(() => new Response(''));
      await client.send({ ...request, method: 'GET', body: null });
      expect(requests[0].body).toBeFalsy();
    });

    it('rejects when there is no answer, and sends nothing twice', async () => {
      const { client, requests } = rig(() =>
        Promise.reject(new TypeError('Failed to fetch'))
      );
      await expect(client.send(request)).rejects.toThrow();
      expect(requests).toHaveLength(1);
    });

    it('hands the signal on', async () => {
      const { client, requests } = rig(() => new Response(''));
      const abort = new AbortController();
      await client.send({ ...request, signal: abort.signal });
      abort.abort();
      expect(requests[0].signal.aborted).toBe(true);
    });
  });
});
