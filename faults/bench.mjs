/** Puts pool, fault proxy and Jupyter server together, and takes them down. */
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { localServer } from '../conformance/localServer.mjs';
import { venvEnvironment, venvPython } from '../scripts/setup.mjs';
import { Jupyter } from './jupyter.mjs';
import { DirectLivy } from './livy.mjs';
import { FaultProxy } from './proxy.mjs';

const FIRST_TOKEN = 'token-0';

/**
 * All that a case needs. `options`: `{url, prefix, headers, times, seed}`;
 * without `url` a local pool is started. `sleepers` gives the pids that sleep
 * with the Jupyter server.
 */
export async function openBench(options) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'synapse-faults-'));
  const closers = [
    () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  ];
  let isClosing = false;
  const close = async () => {
    isClosing = true;
    for (const one of closers.splice(0).reverse()) {
      await one();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => void close().then(() => process.exit(130)));
  }
  try {
    const tag = `faults-${Math.random().toString(16).slice(2, 8)}`;
    const livy = await livyOf(options, closers, () => isClosing);
    const direct = new DirectLivy(livy, tag);
    closers.push(() => direct.clear().catch(() => undefined));
    const proxy = new FaultProxy(livy, FIRST_TOKEN);
    await proxy.listen(await freePort());
    closers.push(() => proxy.close());
    const jupyter = new Jupyter({
      folder,
      port: await freePort(),
      livyUrl: `http://127.0.0.1:${proxy.port}`,
      token: FIRST_TOKEN
    });
    closers.push(() => jupyter.stop());
    await jupyter.start();
    return {
      close,
      direct,
      folder,
      jupyter,
      proxy,
      random: randomFrom(options.seed),
      sleepers: [process.pid],
      tag,
      times: options.times
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function livyOf({ url, prefix, headers }, closers, isStopped) {
  if (url) {
    return { url, prefix, headers };
  }
  const pool = await localServer({
    python: venvPython,
    env: venvEnvironment(),
    strict: false,
    isStopped
  });
  closers.push(() => pool.stop());
  return { url: pool.url, prefix: '', headers: pool.headers };
}

/** A free port, from those of the range that is wanted, if one is. */
async function freePort() {
  const first = Number(process.env.FAULTS_FIRST_PORT ?? 0);
  for (let port = first; port < first + 50 || port === 0; port++) {
    const server = net.createServer().listen(port, '127.0.0.1');
    const free = await new Promise(resolve => {
      server.once('listening', () => resolve(server.address().port));
      server.once('error', () => resolve(0));
    });
    await new Promise(resolve => server.close(resolve));
    if (free) {
      return free;
    }
  }
  throw new Error('No port is free.');
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
