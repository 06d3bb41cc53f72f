/**
 * The faults of the matrix. Each `inject(operation, bench)` is called when the
 * operation's request comes next; `bench` has proxy, Jupyter server and the
 * lengths of time. It resolves to a function that waits until the fault is
 * over, so that what is checked behind it is checked in fair weather.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { reply } from './proxy.mjs';

/** A fault of one request, done by the proxy. */
function ofRequest(name, title, parts) {
  return {
    name,
    title,
    inject: async (operation, bench) => {
      const { before, after } = parts(bench);
      bench.proxy.arm(operation, { name, before, after });
      return async () => bench.proxy.untilQuiet();
    }
  };
}

const statusBefore = (status, headers = {}) => ({
  before: async ({ response }) => {
    reply(response, status, headers, JSON.stringify({ msg: `HTTP ${status}` }));
    return true;
  }
});

const statusAfter = status => ({
  after: async ({ response }) => {
    reply(response, status, {}, JSON.stringify({ msg: `HTTP ${status}` }));
    return true;
  }
});

const reset = async ({ response }) => {
  response.socket?.resetAndDestroy();
  return true;
};

/** Faults that the client code meets without a browser; `core` with any Livy. */
export const FAULTS = [
  {
    name: 'refused',
    title: 'connection refused',
    inject: async (_operation, { proxy, times }) => {
      await proxy.close();
      const back = sleep(times.refused).then(() => proxy.listen());
      return () => back;
    }
  },
  ofRequest('reset-before', 'reset before the request is sent on', () => ({
    before: reset
  })),
  ofRequest('reset-after', 'reset after the server acted', () => ({
    after: reset
  })),
  ...[500, 502, 503].map(status =>
    ofRequest(`${status}-before`, `${status} before acting`, () =>
      statusBefore(status)
    )
  ),
  ...[500, 502, 503].map(status =>
    ofRequest(`${status}-after`, `${status} after acting`, () =>
      statusAfter(status)
    )
  ),
  ofRequest('429-retry-after', '429 with Retry-After', () =>
    statusBefore(429, { 'retry-after': '2' })
  ),
  ofRequest('429', '429 without Retry-After', () => statusBefore(429)),
  ofRequest('stall-before', 'stall, then the server acts', ({ times }) => ({
    before: async () => {
      await sleep(times.stall);
      return false;
    }
  })),
  ofRequest('stall-after', 'the server acts, then a stall', ({ times }) => ({
    after: async () => {
      await sleep(times.stall);
      return false;
    }
  })),
  ofRequest('half-closed', 'half-closed connection after acting', () => ({
    after: async ({ response, answer }) => {
      const { socket } = response;
      // Head and half of the body, then the end of our side only.
      const half = answer.body.subarray(0, answer.body.length >> 1);
      socket?.write(
        `HTTP/1.1 ${answer.status} OK\r\ncontent-type: application/json\r\n` +
          `content-length: ${Math.max(1, answer.body.length)}\r\n\r\n`
      );
      socket?.end(half);
      return true;
    }
  })),
  {
    name: 'loss',
    title: '10 % of requests and answers lost',
    /** The operation is repeated until it is over. */
    isWindow: true,
    inject: async (_operation, { proxy, times, random }) => {
      // One half of them on the way there, the other on the way back.
      const lost = async exchange => random() < 0.05 && reset(exchange);
      const fault = { name: 'loss', before: lost, after: lost };
      proxy.arm(null, fault, { isLasting: true });
      const end = Date.now() + times.loss;
      const isOver = () => Date.now() >= end;
      const done = async () => {
        await sleep(Math.max(0, end - Date.now()));
        proxy.disarm();
        await proxy.untilQuiet();
      };
      return Object.assign(done, { isOver });
    }
  },
  {
    name: 'expired',
    title: 'token expired (401), renewed a moment later',
    /** The user may have to run the cell again, with the new token. */
    mayBeRefused: true,
    inject: async (_operation, { proxy, jupyter, times }) => {
      const token = `token-${Math.random().toString(16).slice(2)}`;
      proxy.token = token;
      const renewed = sleep(times.renewal).then(() => jupyter.setToken(token));
      return () => renewed;
    }
  },
  {
    name: 'server-killed',
    title: 'Jupyter server killed (-9) and restarted',
    inject: async (operation, { proxy, jupyter }) => {
      let restarted = null;
      proxy.arm(operation, {
        name: 'server-killed',
        after: async ({ response }) => {
          restarted = jupyter.kill().then(() => jupyter.start());
          response.destroy();
          await restarted;
          return true;
        }
      });
      return async () => {
        await proxy.untilQuiet();
        await restarted;
      };
    }
  },
  {
    name: 'asleep',
    title: 'machine asleep (SIGSTOP)',
    inject: async (operation, { proxy, jupyter, times, sleepers }) => {
      let awake = null;
      proxy.arm(operation, {
        name: 'asleep',
        after: async exchange => {
          awake = jupyter.freeze(times.asleep, sleepers);
          await awake;
          // Nothing on the way keeps a connection for that long.
          return reset(exchange);
        }
      });
      return async () => {
        await proxy.untilQuiet();
        await awake;
      };
    }
  }
];
