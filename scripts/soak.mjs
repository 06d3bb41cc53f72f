/**
 * `npm run soak [-- --statements 5000 --notebooks 20 --sessions 3]`: runs
 * statements at speed from many notebooks of one page, on a few sessions of
 * the local pool, and looks whether anything grows (docs/benchmarks.md).
 *
 * Small, to try it: `--statements 300 --notebooks 4`. With `--local` the same
 * cells run in their kernels, for comparison. Linux only (/proc).
 * Exit code 1 when an output is missing or wrong, or something grows.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { openLab } from '../benchmarks/lab.mjs';
import { localPool } from '../benchmarks/localPool.mjs';
import {
  openNotebook,
  runRound,
  writeNotebooks
} from '../benchmarks/soakPage.mjs';
import {
  judge,
  leastOf,
  sampler,
  settledRounds
} from '../benchmarks/soakSamples.mjs';
import { browserEnvironment } from './browser.mjs';
import { outputOf, Problem, report, root } from './processes.mjs';
import { setup, venvPython } from './setup.mjs';

const RESULTS = path.join(root, 'benchmarks', 'results');
const CELLS = 10;

/** Longer than the server keeps an idle connection to the pool, ms. */
const SETTLE = 25_000;
const MOST_SESSIONS = 4;
const MOST_SHOWN = 10;

const USAGE =
  'npm run soak [-- --statements NUMBER --notebooks NUMBER --sessions 1 to 4] [--local]';

function options() {
  try {
    const number = usual => ({ type: 'string', default: String(usual) });
    const { values } = parseArgs({
      options: {
        statements: number(5000),
        notebooks: number(20),
        sessions: number(3),
        local: { type: 'boolean', default: false }
      }
    });
    const { local, ...numbers } = values;
    const chosen = { local };
    for (const [name, text] of Object.entries(numbers)) {
      chosen[name] = Number(text);
      if (!Number.isInteger(chosen[name]) || chosen[name] < 1) {
        throw new Error(`--${name} ${text} is no whole number above 0.`);
      }
    }
    const rounds = Math.ceil(chosen.statements / (chosen.notebooks * CELLS));
    if (rounds < 6) {
      throw new Error(
        `Too few statements: at least ${6 * chosen.notebooks * CELLS} make six samples.`
      );
    }
    const sessions = Math.min(chosen.sessions, chosen.notebooks, MOST_SESSIONS);
    return { ...chosen, sessions, rounds };
  } catch (error) {
    throw new Problem(error.message, { next: USAGE });
  }
}

async function soak(lab, folder, { notebooks, rounds, sessions }) {
  const { page } = lab;
  const found = [];
  for (let notebook = 0; notebook < notebooks; notebook++) {
    const line =
      notebook < sessions
        ? '%synapse start'
        : `%synapse attach ${found[notebook % sessions]}`;
    found.push(await openNotebook(page, notebook, line));
  }
  console.log(`${notebooks} notebooks on ${sessions} sessions are open.`);
  const sample = await sampler(page, lab.pid, folder);
  const samples = [];
  const wrong = [];
  for (let round = 1; round <= rounds; round++) {
    const begun = performance.now();
    wrong.push(...(await runRound(page, notebooks, CELLS, round)));
    const seconds = (performance.now() - begun) / 1000;
    // News of what was delivered may still be on its way.
    const isSettled = settledRounds(rounds).includes(round);
    await sleep(isSettled ? SETTLE : 500);
    if (isSettled) {
      // The server closes what has expired when it next asks.
      await localPool(lab.origin).session(found[0]);
    }
    const statements = round * notebooks * CELLS;
    const taken = isSettled
      ? await leastOf(() => sample(statements))
      : await sample(statements);
    taken.perSecond = Math.round((notebooks * CELLS * 10) / seconds) / 10;
    samples.push(taken);
    console.log(JSON.stringify(taken));
    if (wrong.length > MOST_SHOWN) {
      break;
    }
  }
  return { samples, wrong };
}

async function main() {
  const chosen = options();
  await setup({ extras: ['local'] });
  const env = await browserEnvironment();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'synapse-soak-'));
  const home = path.join(folder, 'pool');
  const loadBefore = os.loadavg();
  const date = new Date();
  let outcome;
  try {
    writeNotebooks(folder, chosen.notebooks, CELLS, chosen.local);
    const lab = await openLab(env, { folder });
    try {
      outcome = await soak(lab, folder, chosen);
    } finally {
      await lab.close();
    }
  } finally {
    const stop = ['-m', 'jupyterlab_synapse.local', 'stop', '--home', home];
    await outputOf(venvPython, stop);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  const { samples, wrong } = outcome;
  const rules = judge(samples);
  const load = [loadBefore[0], os.loadavg()[0]];
  fs.mkdirSync(RESULTS, { recursive: true });
  const name = `soak-${date.toISOString().replace(/[:.]/g, '-')}.json`;
  const result = { date, ...chosen, load, rules, wrong, samples };
  fs.writeFileSync(
    path.join(RESULTS, name),
    `${JSON.stringify(result, null, 2)}\n`
  );
  console.table(samples);
  console.table(rules);
  wrong.slice(0, MOST_SHOWN).forEach(line => console.log(`WRONG ${line}`));
  console.log(`Written: benchmarks/results/${name}`);
  const grown = rules.filter(({ holds }) => !holds);
  const holds = wrong.length === 0 && grown.length === 0;
  console.log(
    `${holds ? 'passed' : 'FAILED'}: ${samples.at(-1).statements} statements, ` +
      `${wrong.length} wrong outputs, ` +
      (grown.length
        ? `grown: ${grown.map(({ name }) => name).join(', ')}`
        : 'nothing grows')
  );
  return holds ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  report(error);
  process.exitCode = 1;
}
