import { ServerConnection } from '@jupyterlab/services';
import { IStatement } from '../../core/livy';
import { IFailedAnswer, IWatch } from '../../core/ports';
import { SynapseError } from '../../core/errors';
import { follow } from '../../core/__tests__/controllerRig';
import { fakeStatement } from '../../testing/builders';
import { fakeAzure } from '../../testing/fakeAzure';
import { FakeClock } from '../../testing/fakeClock';
import { ServerWatch } from '../serverWatch';
import { WatchSocket } from '../watchSocket';

const FAILURE: IFailedAnswer = {
  status: 404,
  body: 'Session not found',
  headers: {},
  proxyCode: null
};

/** A server's end of the connections that a page makes. */
class Server {
  readonly sockets: {
    sent: unknown[];
    open(): void;
    close(): void;
    say(message: unknown): void;
  }[] = [];

  get settings(): ServerConnection.ISettings {
    const { sockets } = this;
    class Socket {
      constructor(readonly url: string) {
        const sent: unknown[] = [];
        sockets.push({
          sent,
          open: () => {
            this.readyState = 1;
            this.onopen();
          },
          close: () => this.close(),
          say: message => this.onmessage({ data: JSON.stringify(message) })
        });
        this.send = text => sent.push(JSON.parse(text) as unknown);
      }
      readyState = 0;
      onopen: () => void = () => undefined;
      onmessage: (event: { data: string }) => void = () => undefined;
      onclose: () => void = () => undefined;
      send: (text: string) => void;
      close() {
        this.readyState = 3;
        this.onclose();
      }
    }
    return ServerConnection.makeSettings({
      WebSocket: Socket as unknown as typeof WebSocket
    });
  }

  get last() {
    return this.sockets.at(-1)!;
  }
}

function rig() {
  const clock = new FakeClock({ now: 1000, auto: false });
  const server = new Server();
  const socket = new WatchSocket({ clock, serverSettings: server.settings });
  const polled: IStatement[] = [];
  const fallback: IWatch = {
    watch: async function* (_livy, _session, first) {
      polled.push(first);
      yield first;
      yield fakeStatement({ state: 'available', progress: 1 });
    }
  };
  const azure = fakeAzure(null);
  azure.failure = ({ status, body }) =>
    new SynapseError({
      kind: status === 401 ? 'access' : 'notFound',
      what: body,
      ...(status === 401 && { isSignedOut: true })
    });
  const watch = new ServerWatch({
    socket,
    clock,
    azure: () => Promise.resolve(azure),
    fallback
  });
  const abort = new AbortController();
  const seen: string[] = [];
  const begin = (first = fakeStatement(), run: string | null = 'run-1') =>
    follow(
      (async () => {
        for await (const one of watch.watch(
          null as never,
          3,
          first,
          abort.signal,
          run
        )) {
          seen.push(`${one.state} ${one.progress ?? ''}`.trim());
        }
      })()
    );
  return { clock, server, socket, polled, abort, seen, begin };
}

describe('ServerWatch', () => {
  it('yields what the server pushes, up to the end', async () => {
    const { clock, server, seen, begin } = rig();
    const result = begin();
    await clock.advance(0);
    server.last.open();
    expect(server.last.sent).toEqual([{ watch: 'run-1' }]);
    for (const progress of [0.5, 1]) {
      const state = progress === 1 ? 'available' : 'running';
      server.last.say({
        run: 'run-1',
        statement: fakeStatement({ state, progress })
      });
      await clock.advance(0);
    }
    expect(seen).toEqual(['running', 'running 0.5', 'available 1']);
    expect(result.state).toBe('ok');
    expect(server.last.sent).toEqual([{ watch: 'run-1' }, { stop: 'run-1' }]);
  });

  it.each<[string, IStatement, string | null]>([
    ['that has ended', fakeStatement({ state: 'available' }), 'run-1'],
    ['that is not recorded', fakeStatement(), null]
  ])('asks the server for none %s', async (_, first, run) => {
    const { clock, server, polled, begin } = rig();
    begin(first, run);
    await clock.advance(0);
    expect(server.sockets).toEqual([]);
    expect(polled).toEqual([first]);
  });

  it('takes no news of another run, and no old news', async () => {
    const { clock, server, seen, begin } = rig();
    begin();
    await clock.advance(0);
    server.last.open();
    server.last.say({
      run: 'run-2',
      statement: fakeStatement({ progress: 0.1 })
    });
    server.last.say({ run: 'run-1', statement: null });
    server.last.say('nonsense');
    await clock.advance(0);
    expect(seen).toEqual(['running']);
  });

  it('fails as the read of the server did', async () => {
    const { clock, server, begin } = rig();
    const result = begin();
    await clock.advance(0);
    server.last.open();
    server.last.say({ run: 'run-1', failure: FAILURE });
    await clock.advance(0);
    expect(result.problem).toBe('notFound: Session not found');
  });

  it.each<[string, (one: ReturnType<typeof rig>) => Promise<void>]>([
    ['is never there', async ({ clock }) => clock.advance(6000)],
    [
      'is lost and does not come back',
      async ({ clock, server }) => {
        server.last.open();
        server.last.close();
        await clock.advance(20_000);
      }
    ],
    [
      'does not know the run',
      async ({ clock, server }) => {
        server.last.open();
        server.last.say({ run: 'run-1', missing: true });
        await clock.advance(0);
      }
    ],
    [
      'leads to a server that is not signed in',
      async ({ clock, server }) => {
        server.last.open();
        server.last.say({ run: 'run-1', failure: { ...FAILURE, status: 401 } });
        await clock.advance(0);
      }
    ]
  ])('polls when the connection %s', async (_, happen) => {
    const one = rig();
    const result = one.begin();
    await one.clock.advance(0);
    await happen(one);
    expect(one.polled).toHaveLength(1);
    expect(one.seen.at(-1)).toBe('available 1');
    expect(result.state).toBe('ok');
  });

  it('goes on when the connection comes back', async () => {
    const { clock, server, seen, polled, begin } = rig();
    begin();
    await clock.advance(0);
    server.last.open();
    server.last.close();
    await clock.advance(600);
    expect(server.sockets).toHaveLength(2);
    server.last.open();
    expect(server.last.sent).toEqual([{ watch: 'run-1' }]);
    server.last.say({
      run: 'run-1',
      statement: fakeStatement({ state: 'available' })
    });
    await clock.advance(0);
    expect(seen).toEqual(['running', 'available']);
    expect(polled).toEqual([]);
  });

  it('ends quietly when nobody wants it any more', async () => {
    const { clock, server, abort, begin } = rig();
    const result = begin();
    await clock.advance(0);
    server.last.open();
    abort.abort();
    await clock.advance(0);
    expect(result.state).toBe('ok');
    expect(server.last.sent).toEqual([{ watch: 'run-1' }, { stop: 'run-1' }]);
  });
});

describe('WatchSocket', () => {
  it('makes no connection before it is needed, and one for all', async () => {
    const { server, socket } = rig();
    expect(server.sockets).toEqual([]);
    socket.say({ delivered: 'a' });
    socket.watch('b', () => undefined);
    expect(server.sockets).toHaveLength(1);
  });

  it('says again what was not confirmed, in order', async () => {
    const { clock, server, socket } = rig();
    socket.say({ delivered: 'a' });
    socket.say({ delivered: 'b' });
    server.last.open();
    expect(server.last.sent).toEqual([
      { delivered: 'a' },
      { delivered: 'b' },
      { ping: 2 }
    ]);
    server.last.say({ pong: 1 });
    server.last.close();
    await clock.advance(1000);
    server.last.open();
    expect(server.last.sent).toEqual([{ delivered: 'b' }, { ping: 2 }]);
    server.last.say({ pong: 2 });
    server.last.close();
    await clock.advance(60_000);
    // Nothing is left to say, so nobody comes back.
    expect(server.sockets).toHaveLength(2);
  });

  it('comes back ever more slowly', async () => {
    const { clock, server, socket } = rig();
    socket.watch('a', () => undefined);
    for (let tries = 0; tries < 6; tries++) {
      server.last.close();
      await clock.advance(20_000);
    }
    const before = server.sockets.length;
    server.last.close();
    await clock.advance(9000);
    expect(server.sockets).toHaveLength(before);
    await clock.advance(2000);
    expect(server.sockets).toHaveLength(before + 1);
  });

  it('is silent once it is disposed of', async () => {
    const { clock, server, socket } = rig();
    socket.watch('a', () => undefined);
    server.last.open();
    socket.dispose();
    await clock.advance(60_000);
    expect(server.sockets).toHaveLength(1);
  });
});
