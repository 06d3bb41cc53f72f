/**
 * What it takes to learn which days a lake has, by the page's own code: through
 * the Jupyter server from the local lake, and from a lake of a million blobs
 * whose listing is made up in the page, so that only the page's work counts.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { show, summary } from './figures.mjs';
import { openBrowser, openLab, openPage } from './lab.mjs';

const TABLES = ['am-bencha', 'am-benchb', 'am-benchc'];
const DAYS = 365;
const LAST_DAY = Date.UTC(2024, 11, 31);
/** Enough days of 288 blobs, from a day on that leaves no stub of a month. */
const MILLION_DAYS = 3480;
const ROUNDS = 5;
const FOLDER =
  'WorkspaceResourceId=/subscriptions/s/resourcegroups/r/providers/microsoft.operationalinsights/workspaces/w';

/** `YYYY-MM-DD`, oldest first. */
function daysBack(count) {
  return Array.from({ length: count }, (_, index) =>
    new Date(LAST_DAY - (count - 1 - index) * 86_400_000)
      .toISOString()
      .slice(0, 10)
  );
}

/** A file an hour, in tables of the local lake. */
function writeLake(lake) {
  for (const table of TABLES) {
    for (const day of daysBack(DAYS)) {
      const [year, month, date] = day.split('-');
      for (let hour = 0; hour < 24; hour++) {
        const folder = path.join(
          lake,
          'contosolake',
          table,
          FOLDER,
          `y=${year}/m=${month}/d=${date}`,
          `h=${String(hour).padStart(2, '0')}`,
          'm=00'
        );
        fs.mkdirSync(folder, { recursive: true });
        fs.writeFileSync(path.join(folder, 'PT05M.json'), '{}\n');
      }
    }
  }
}

/** Listings of `biglake` are made in the page: 288 blobs a day, 5,000 a page. */
function fakeLake() {
  const real = window.fetch.bind(window);
  const two = number => String(number).padStart(2, '0');
  /** All entries of a month, folders before what is in them. */
  const monthOf = directory => {
    const [, year, month] = /y=(\d+)\/m=(\d+)$/.exec(directory);
    const length = new Date(
      Date.UTC(Number(year), Number(month), 0)
    ).getUTCDate();
    const about =
      '"lastModified":"Wed, 23 Nov 2022 01:52:38 GMT","etag":"0x8DACCF5668F77F8","owner":"$superuser","group":"$superuser","permissions":"rwxr-x---","creationTime":"133136419586078712","expiryTime":"0"';
    const entries = [];
    const add = (name, more) =>
      entries.push(`{"name":"${directory}${name}",${more},${about}}`);
    const dir = '"isDirectory":"true","contentLength":"0"';
    for (let day = 1; day <= length; day++) {
      add(`/d=${two(day)}`, dir);
      for (let hour = 0; hour < 24; hour++) {
        add(`/d=${two(day)}/h=${two(hour)}`, dir);
        for (let minute = 0; minute < 60; minute += 5) {
          const folder = `/d=${two(day)}/h=${two(hour)}/m=${two(minute)}`;
          add(folder, dir);
          add(`${folder}/PT05M.json`, '"contentLength":"1048576"');
        }
      }
    }
    return entries;
  };
  const months = new Map();
  window.benchRequests = { local: 0, big: 0, bytes: 0 };
  window.fetch = async (input, init) => {
    const url = new URL(
      typeof input === 'string' ? input : input.url,
      location.href
    );
    if (url.pathname.includes('contosolake.dfs')) {
      window.benchRequests.local++;
    }
    if (!url.pathname.includes('biglake.dfs')) {
      return real(input, init);
    }
    window.benchRequests.big++;
    const directory = url.searchParams.get('directory');
    const from = Number(url.searchParams.get('continuation') ?? 0);
    const entries = months.get(directory) ?? monthOf(directory);
    const isLast = from + 5000 >= entries.length;
    // Kept while its pages are asked for only.
    if (isLast) {
      months.delete(directory);
    } else {
      months.set(directory, entries);
    }
    const text = `{"paths":[${entries.slice(from, from + 5000).join(',')}]}`;
    window.benchRequests.bytes += text.length;
    return new Response(text, {
      headers: {
        'content-type': 'application/json',
        'x-synapse-proxy': 'upstream',
        ...(isLast ? {} : { 'x-ms-continuation': String(from + 5000) })
      }
    });
  };
}

/** Runs in the page: reads tables, gives the time and what was found. */
async function readTables({ account, tables, days, folder }) {
  const [plugin] = [
    ...window.jupyterapp.pluginRegistry._plugins.values()
  ].filter(({ id }) => id === 'jupyterlab-synapse:backend');
  const { lake } = await plugin.service.azure();
  const endpoint = `https://${account}.dfs.core.windows.net`;
  const found = { blobs: 0, days: 0 };
  const begun = performance.now();
  await Promise.all(
    tables.map(container =>
      lake.days(
        { connection: 'local', endpoint, container, folder },
        days,
        new AbortController().signal,
        data =>
          data.forEach(({ blobs }) => {
            found.blobs += blobs;
            found.days += blobs > 0 ? 1 : 0;
          })
      )
    )
  );
  return { ...found, ms: performance.now() - begun };
}

export async function coverage(env) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'synapse-bench-'));
  writeLake(path.join(folder, 'pool', 'lake'));
  const lab = await openLab(env, { folder });
  const browser = await openBrowser(env);
  try {
    const page = await openPage(browser, `${lab.origin}/lab/tree/bench.ipynb`, {
      prepare: page => page.addInitScript(fakeLake)
    });
    const heap = await heapOf(page);
    const local = await localLake(page);
    const million = await bigLake(page, heap);
    return { local, million };
  } finally {
    await browser.close();
    await lab.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function localLake(page) {
  const times = [];
  const given = {
    account: 'contosolake',
    tables: TABLES,
    days: daysBack(DAYS),
    folder: FOLDER
  };
  let requests = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const before = await page.evaluate(() => window.benchRequests.local);
    const { days, ms } = await page.evaluate(readTables, given);
    if (days !== DAYS * TABLES.length) {
      throw new Error(`${days} days were found, not ${DAYS * TABLES.length}.`);
    }
    requests = (await page.evaluate(() => window.benchRequests.local)) - before;
    if (round > 0) {
      // The first one also starts the local pool's server.
      times.push(ms);
    }
  }
  const result = {
    tables: TABLES.length,
    days: DAYS,
    requests,
    requestsADayAndTable: requests / DAYS / TABLES.length,
    ms: summary(times)
  };
  show('Coverage of 365 days in 3 tables of the local lake (ms)', {
    requests,
    ...result.ms
  });
  return result;
}

async function bigLake(page, heap) {
  const before = await heap();
  let most = before;
  const days = daysBack(MILLION_DAYS);
  const work = page.evaluate(readTables, {
    account: 'biglake',
    tables: ['am-big'],
    days,
    folder: FOLDER
  });
  let isOver = false;
  const done = work.finally(() => (isOver = true));
  while (!isOver) {
    most = Math.max(most, await heap());
    await Promise.race([
      done,
      new Promise(resolve => setTimeout(resolve, 500))
    ]);
  }
  const { blobs, ms } = await work;
  if (blobs < 1_000_000) {
    throw new Error(`${blobs} blobs were counted, not a million.`);
  }
  const { big, bytes } = await page.evaluate(() => window.benchRequests);
  const after = await heap();
  const result = {
    blobs,
    days: days.length,
    requests: big,
    mebibytes: Math.round(bytes / 2 ** 20),
    ms: Math.round(ms),
    heapMiB: { before, highest: most, after }
  };
  show('Coverage of a lake of a million blobs', {
    ...result,
    heapMiB: `${before} → ${most} → ${after}`
  });
  return result;
}

/** A reader of the page's heap after garbage collection, MiB. */
async function heapOf(page) {
  const session = await page.context().newCDPSession(page);
  return async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return Math.round((usedSize / 2 ** 20) * 10) / 10;
  };
}
