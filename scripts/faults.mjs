/**
 * `npm run test:faults [-- --smoke --level core|browser --only op:fault,… --url URL …]`:
 * every operation under every fault, over real Spark, JupyterLab and Chromium
 * (docs/faults.md, which a whole run writes anew).
 *
 * Without `--url` the local pool is started for it, in a folder of its own.
 * The last line on stdout is `N passed, N failed`. Nothing is left running.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { cases, SMOKE } from '../faults/cases.mjs';
import { writeTable } from '../faults/table.mjs';
import { browserEnvironment } from './browser.mjs';
import {
  exitCode,
  isInterrupted,
  Problem,
  report,
  root
} from './processes.mjs';
import { setup, venvEnvironment } from './setup.mjs';

const FOLDER = path.join(root, 'faults');
const RESULTS = path.join(FOLDER, 'results');

const USAGE =
  "npm run test:faults -- [--level core|browser] [--smoke] [--only OPERATION:FAULT,…] [--stall SECONDS] [--loss SECONDS] [--asleep SECONDS] [--seed NUMBER] [--url URL [--prefix PATH] [--header 'Name: value']…]";

function options() {
  try {
    const { values } = parseArgs({
      options: {
        level: { type: 'string' },
        only: { type: 'string' },
        smoke: { type: 'boolean', default: false },
        stall: { type: 'string' },
        loss: { type: 'string' },
        asleep: { type: 'string' },
        seed: { type: 'string', default: '1' },
        url: { type: 'string' },
        prefix: { type: 'string', default: '' },
        header: { type: 'string', multiple: true, default: [] },
        report: { type: 'string' }
      }
    });
    return { ...values, ...checked(values) };
  } catch (error) {
    throw new Problem(error.message, { next: USAGE });
  }
}

function checked({
  asleep,
  header,
  level,
  loss,
  only,
  prefix,
  seed,
  smoke,
  stall,
  url
}) {
  const seconds = (name, text, usual) => {
    const value = Number(text ?? usual);
    if (!(value > 0)) {
      throw new Error(`--${name} ${text} is no number of seconds.`);
    }
    return value * 1000;
  };
  if (level !== undefined && level !== 'core' && level !== 'browser') {
    throw new Error(`There is no level "${level}".`);
  }
  const headers = header.map(text => {
    const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(text) ?? [];
    if (!name) {
      throw new Error(`"${text}" is no header.`);
    }
    return [name, value];
  });
  return {
    headers: Object.fromEntries(headers),
    prefix: prefix.replace(/\/+$/, ''),
    url: url?.replace(/\/+$/, ''),
    seed: Number(seed),
    only: only ? only.split(',') : smoke ? SMOKE : null,
    levels: level ? [level] : url || smoke ? ['core'] : ['core', 'browser'],
    times: {
      stall: seconds('stall', stall, smoke ? 2 : 30),
      loss: seconds('loss', loss, smoke ? 5 : 60),
      asleep: seconds('asleep', asleep, smoke ? 3 : 60),
      refused: smoke ? 1500 : 5000,
      renewal: 1000,
      statement: 2000
    }
  };
}

/** Runs one level in a process of its own, which may be put to sleep. */
async function run(level, chosen) {
  const file = path.join(RESULTS, `${level}.part.json`);
  fs.rmSync(file, { force: true });
  const env =
    level === 'browser' ? await browserEnvironment() : venvEnvironment();
  const code = await exitCode(
    process.execPath,
    [path.join(FOLDER, `${level}.mjs`)],
    { env: { ...env, FAULTS_OPTIONS: JSON.stringify({ ...chosen, file }) } }
  );
  const results = fs.existsSync(file)
    ? JSON.parse(fs.readFileSync(file, 'utf8'))
    : {};
  fs.rmSync(file, { force: true });
  return { code, results };
}

async function main() {
  const chosen = options();
  const { levels, only, times, url } = chosen;
  await setup({ extras: ['local'], bundle: levels.includes('browser') });
  fs.mkdirSync(RESULTS, { recursive: true });
  const begun = new Date();
  const outcome = {
    date: begun.toISOString(),
    url: url ?? null,
    times,
    seed: chosen.seed
  };
  for (const level of levels) {
    if (isInterrupted()) {
      break;
    }
    console.log(`\n== ${level}`);
    outcome[level] = await run(level, chosen);
  }
  outcome.seconds = (Date.now() - begun.getTime()) / 1000;
  const stamp = outcome.date.replace(/[:.]/g, '-');
  for (const name of [stamp, 'latest']) {
    fs.writeFileSync(
      path.join(RESULTS, `${name}.json`),
      `${JSON.stringify(outcome, null, 2)}\n`
    );
  }
  const wanted = levels.flatMap(level => cases(level, only, Boolean(url)));
  const failed = wanted.filter(({ level, fault, operation }) => {
    const result = outcome[level]?.results[fault]?.[operation];
    return !result || result.problems.length > 0;
  });
  if (!only && !url && levels.length === 2 && !isInterrupted()) {
    await writeTable(outcome);
  }
  console.log(
    `\nWritten: ${path.relative(root, path.join(RESULTS, stamp))}.json`
  );
  const failures = failed.map(({ level, fault, operation }) => {
    const problems = outcome[level]?.results[fault]?.[operation]?.problems;
    const message = problems?.join('; ') ?? 'was not run';
    return { name: `${level}: ${operation}, ${fault}`, message };
  });
  for (const { name, message } of failures) {
    console.log(`FAILED ${name}: ${message}`);
  }
  if (chosen.report) {
    const counts = {
      passed: wanted.length - failed.length,
      failed: failed.length,
      failures
    };
    fs.writeFileSync(chosen.report, JSON.stringify(counts));
  }
  console.log(
    `${wanted.length - failed.length} passed, ${failed.length} failed`
  );
  return isInterrupted() ? 130 : failed.length ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  report(error);
  process.exitCode = 1;
}
