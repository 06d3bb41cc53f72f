/** What browser, Jupyter server and local pool hold, and whether it grows. */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { outputOf } from '../scripts/processes.mjs';
import { venvPython } from '../scripts/setup.mjs';
import { quantile } from './figures.mjs';

const MOST_GROWTH = 0.1;

/** What may grow a little, by the medians of the thirds. */
const SIZES = ['heapMiB', 'serverMiB'];

/** What may not grow. */
const DESCRIPTORS = [
  'serverFiles',
  'serverSockets',
  'poolFiles',
  'poolSockets'
];

/**
 * After these rounds, the ends of second and last third, connections that are
 * kept open for a next request are given time to close: under load their
 * number goes up and down.
 */
export function settledRounds(rounds) {
  return [rounds - Math.floor(rounds / 3), rounds];
}

/** How often, and how far apart in ms, a settled round is looked at. */
const LOOKS = 6;
const APART = 2500;

/**
 * A sample with the fewest descriptors of several: the page reads its sessions
 * now and then, over connections that go again. What leaks never goes.
 */
export async function leastOf(sample) {
  const least = await sample();
  for (let looks = 1; looks < LOOKS; looks++) {
    await sleep(APART);
    const next = await sample();
    for (const name of DESCRIPTORS) {
      least[name] = Math.min(least[name], next[name]);
    }
  }
  return least;
}

const ROWS = `
import sqlite3, sys
ledger = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
print(*ledger.execute("SELECT count(*), count(nullif(state, 'delivered')) FROM runs").fetchone())
`;

/** Takes samples of one page, one server and the pool in `folder`. */
export async function sampler(page, serverPid, folder) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  const { pid: poolPid } = JSON.parse(
    fs.readFileSync(path.join(folder, 'pool', 'server.json'), 'utf8')
  );
  const ledger = path.join(folder, 'data', 'jupyterlab-synapse', 'ledger.db');
  return async statements => {
    // Twice: what a finalizer frees in the first goes in the second.
    await cdp.send('HeapProfiler.collectGarbage');
    await cdp.send('HeapProfiler.collectGarbage');
    const { metrics } = await cdp.send('Performance.getMetrics');
    const metric = name => metrics.find(one => one.name === name).value;
    const rows = await outputOf(venvPython, ['-c', ROWS, ledger]);
    const [all, open] = (rows ?? '').trim().split(' ').map(Number);
    const server = descriptors(serverPid);
    const pool = descriptors(poolPid);
    return {
      statements,
      heapMiB: mebibytes(metric('JSHeapUsedSize')),
      nodes: metric('Nodes'),
      listeners: metric('JSEventListeners'),
      serverMiB: mebibytes(residentBytes(serverPid)),
      poolMiB: mebibytes(residentBytes(poolPid)),
      serverFiles: server.files,
      serverSockets: server.sockets,
      poolFiles: pool.files,
      poolSockets: pool.sockets,
      ledgerRows: all,
      undelivered: open
    };
  };
}

/**
 * The last third of the samples against the second: a row for each rule. The
 * first third is warming up.
 */
export function judge(samples) {
  const third = Math.floor(samples.length / 3);
  const last = samples.length - third;
  const median = (name, from, to) =>
    quantile(
      samples.slice(from, to).map(sample => sample[name]),
      0.5
    );
  const row = (name, before, after, allowed) => ({
    name,
    'second third': before,
    'last third': after,
    'growth %': Math.round((after / before - 1) * 1000) / 10,
    holds: after <= before * (1 + allowed)
  });
  return [
    ...SIZES.map(name =>
      row(
        name,
        median(name, last - third, last),
        median(name, last, samples.length),
        MOST_GROWTH
      )
    ),
    ...DESCRIPTORS.map(name =>
      row(name, samples[last - 1][name], samples.at(-1)[name], 0)
    )
  ];
}

function residentBytes(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) * 1024;
}

/** Open files that are no sockets, and sockets. */
function descriptors(pid) {
  const folder = `/proc/${pid}/fd`;
  const targets = fs.readdirSync(folder).map(name => {
    try {
      return fs.readlinkSync(path.join(folder, name));
    } catch {
      return '';
    }
  });
  const sockets = targets.filter(target => target.startsWith('socket:')).length;
  return { sockets, files: targets.length - sockets };
}

const mebibytes = bytes => Math.round((bytes / 2 ** 20) * 10) / 10;
