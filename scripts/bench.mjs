/**
 * `npm run bench [-- session|remote|watch|local|coverage|picker|transfer …]`: measures what the product adds
 * to a user's waiting, side by side in one run. Prints tables and writes
 * `benchmarks/results/<date>.json` and `latest.json`.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { coverage } from '../benchmarks/coverage.mjs';
import { localCells } from '../benchmarks/localCells.mjs';
import { picker } from '../benchmarks/picker.mjs';
import { remoteCells } from '../benchmarks/remoteCells.mjs';
import { sessionStart } from '../benchmarks/sessionStart.mjs';
import { transfer } from '../benchmarks/transfer.mjs';
import { watch } from '../benchmarks/watch.mjs';
import { browserEnvironment } from './browser.mjs';
import { Problem, report, root, run } from './processes.mjs';
import { setup, venvPython } from './setup.mjs';

const PARTS = {
  session: sessionStart,
  remote: remoteCells,
  watch,
  local: localCells,
  coverage,
  picker,
  transfer
};
const RESULTS = path.join(root, 'benchmarks', 'results');

async function main() {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find(name => !(name in PARTS));
  if (unknown) {
    throw new Problem(`There is no benchmark "${unknown}".`, {
      next: `Use one or more of: ${Object.keys(PARTS).join(', ')}.`
    });
  }
  await setup({ extras: ['local'] });
  const env = await browserEnvironment();
  await run(venvPython, ['-m', 'jupyterlab_synapse.local', 'prepare'], {
    name: 'prepare',
    env
  });
  const results = {
    date: new Date().toISOString(),
    machine: {
      cpus: os.cpus().length,
      model: os.cpus()[0]?.model,
      memoryGiB: Math.round(os.totalmem() / 2 ** 30),
      load: os.loadavg()
    }
  };
  for (const name of wanted.length ? wanted : Object.keys(PARTS)) {
    results[name] = await PARTS[name](env);
  }
  fs.mkdirSync(RESULTS, { recursive: true });
  const text = `${JSON.stringify(results, null, 2)}\n`;
  const stamp = results.date.replace(/[:.]/g, '-');
  for (const name of [stamp, 'latest']) {
    fs.writeFileSync(path.join(RESULTS, `${name}.json`), text);
  }
  console.log(`\nWritten: benchmarks/results/${stamp}.json`);
}

try {
  await main();
} catch (error) {
  report(error);
  process.exitCode = 1;
}
