/**
 * What the watch by one WebSocket is worth: the same cells in a page that is
 * pushed to and in one that polls, turn by turn, with Livy at three distances;
 * then fifty statements that one page watches at once.
 */
import fs from 'node:fs';

import {
  openDelayedLab,
  TARGET,
  trafficOf,
  withoutPush
} from './delayedLab.mjs';
import { show, summary } from './figures.mjs';
import { notebookOf, openPage, outputs, runAll, setCells } from './lab.mjs';
import { watchMany } from './watchMany.mjs';

const DELAYS = [0, 50, 150];
const SECONDS = [0, 1, 4];
const ROUNDS = { 0: 10, 1: 5, 4: 3 };

export async function watch(env) {
  const lab = await openDelayedLab(env);
  try {
    const pushed = await pageOf(lab, 'pushed');
    const session = await command(pushed.page, '%synapse start');
    const polled = await pageOf(lab, 'polled', withoutPush);
    await command(polled.page, `%synapse attach ${session}`);
    const cells = await measureCells(lab, { pushed, polled });
    showCells(cells);
    lab.setDelay(0);
    await polled.page.close();
    const many = [];
    for (const delay of DELAYS) {
      lab.setDelay(delay);
      many.push({ delay, ...(await watchMany(lab, pushed.page, session)) });
    }
    lab.setDelay(0);
    await lab.direct.remove(session);
    showMany(many);
    return { cells, many };
  } finally {
    await lab.close();
  }
}

async function pageOf(lab, name, prepare) {
  const notebook = notebookOf([], { synapse: { target: TARGET } });
  fs.writeFileSync(lab.notebook(`${name}.ipynb`), JSON.stringify(notebook));
  let traffic;
  const page = await openPage(
    lab.browser,
    `${lab.origin}/lab/workspaces/${name}/tree/${name}.ipynb`,
    {
      token: lab.token,
      prepare: async page => {
        await prepare?.(page);
        traffic = trafficOf(page);
      }
    }
  );
  return { page, traffic };
}

/** Runs a line of magic; the session that it names. */
async function command(page, line) {
  await setCells(page, [line]);
  await runAll(page);
  const text = await outputs(page);
  const session = /[Ss]ession (\d+)/.exec(text)?.[1];
  if (session === undefined || text.includes('"error"')) {
    throw new Error(`${line}: ${text}`);
  }
  return Number(session);
}

async function measureCells(lab, pages) {
  const rows = [];
  for (const delay of DELAYS) {
    lab.setDelay(delay);
    for (const seconds of SECONDS) {
      const found = {};
      for (const name of Object.keys(pages)) {
        found[name] = { added: [], requests: [], sent: [], received: [] };
        await measure(pages[name], 0);
      }
      for (let round = 0; round < ROUNDS[seconds]; round++) {
        const names = Object.keys(pages);
        for (const name of round % 2 ? names.reverse() : names) {
          const one = await measure(pages[name], seconds);
          Object.keys(found[name]).forEach(key =>
            found[name][key].push(one[key])
          );
        }
      }
      const row = { delay, seconds };
      for (const name of Object.keys(pages)) {
        row[name] = {};
        for (const [key, numbers] of Object.entries(found[name])) {
          row[name][key] = summary(numbers);
        }
      }
      rows.push(row);
    }
  }
  return rows;
}

async function measure({ page, traffic }, seconds) {
  await setCells(page, [
    `%%synapse\nimport time; time.sleep(${seconds}); print('done')`
  ]);
  traffic.reset();
  const ms = await runAll(page);
  const shown = await outputs(page);
  if (!shown.includes('done')) {
    throw new Error(`The cell shows no result: ${shown}`);
  }
  return { added: ms - seconds * 1000, ...traffic.counts() };
}

function showCells(cells) {
  show(
    'Added to a remote cell, and requests of the page (p50; times in ms)',
    cells.map(({ delay, seconds, pushed, polled }) => ({
      delay,
      seconds,
      'pushed p50': pushed.added.p50,
      'pushed p95': pushed.added.p95,
      'polled p50': polled.added.p50,
      'polled p95': polled.added.p95,
      'requests pushed': pushed.requests.p50,
      'frames sent': pushed.sent.p50,
      'frames received': pushed.received.p50,
      'requests polled': polled.requests.p50
    }))
  );
}

function showMany(many) {
  show(
    'Fifty statements watched at once: from their end at Livy to the page (ms)',
    many.map(({ delay, statements, late, readsPerSecond, cpuPercent }) => ({
      delay,
      statements,
      p50: late.p50,
      p95: late.p95,
      'reads/s': readsPerSecond,
      'CPU %': cpuPercent
    }))
  );
}
