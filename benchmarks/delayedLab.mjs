/**
 * JupyterLab whose Livy is some way off: the local pool's, behind a proxy
 * that keeps each request and each answer for half of the delay.
 */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { openBench } from '../faults/bench.mjs';
import { CONNECTION } from '../faults/jupyter.mjs';
import { openBrowser } from './lab.mjs';

/** What a notebook says of where it runs. */
export const TARGET = {
  connection: CONNECTION,
  endpoint: 'https://livy.invalid',
  pool: CONNECTION
};

/** Pool, proxy, Jupyter server and browser. Close it when done. */
export async function openDelayedLab(env) {
  const bench = await openBench({ headers: {}, seed: 1, times: {} });
  const browser = await openBrowser(env).catch(async error => {
    await bench.close();
    throw error;
  });
  const { jupyter, proxy } = bench;
  return {
    browser,
    direct: bench.direct,
    origin: jupyter.origin,
    pid: jupyter.pid,
    root: jupyter.root,
    token: jupyter.token,
    notebook: name => path.join(jupyter.root, name),
    /** From now on, in ms, there and back. */
    setDelay: milliseconds => {
      const half = () => sleep(milliseconds / 2, false);
      const fault = { name: 'delay', before: half, after: half };
      proxy.disarm();
      if (milliseconds > 0) {
        proxy.arm(null, fault, { isLasting: true });
      }
    },
    /** How often Livy was asked for a statement. */
    reads: () => proxy.acted('poll'),
    close: async () => {
      await browser.close();
      await bench.close();
    }
  };
}

/** Counts what a page says to the server for its remote cells, until `reset`. */
export function trafficOf(page) {
  const traffic = { requests: 0, sent: 0, received: 0 };
  page.on('request', request => {
    traffic.requests += request.url().includes('/jupyterlab-synapse/') ? 1 : 0;
  });
  page.on('websocket', socket => {
    if (new URL(socket.url()).pathname.endsWith('/jupyterlab-synapse/watch')) {
      socket.on('framesent', () => (traffic.sent += 1));
      socket.on('framereceived', () => (traffic.received += 1));
    }
  });
  return {
    reset: () => Object.assign(traffic, { requests: 0, sent: 0, received: 0 }),
    counts: () => ({ ...traffic })
  };
}

/** The watch's socket answers that the server knows no run: the page polls. */
export async function withoutPush(page) {
  await page.routeWebSocket(/\/jupyterlab-synapse\/watch/, socket => {
    const server = socket.connectToServer();
    socket.onMessage(message => {
      const { watch } = JSON.parse(message);
      if (watch === undefined) {
        server.send(message);
      } else {
        socket.send(JSON.stringify({ run: watch, missing: true }));
      }
    });
  });
}
