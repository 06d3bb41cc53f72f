/**
 * The matrix in a real page: Chromium, JupyterLab and this extension as built,
 * through the fault proxy, to real Spark.
 * Reads its options from FAULTS_OPTIONS and writes its results to their file.
 */
import fs from 'node:fs';

import { openBench } from './bench.mjs';
import { BROWSER_FAULTS } from './browserFaults.mjs';
import { BROWSER_OPERATIONS, sourcesOf } from './browserOperations.mjs';
import { cases } from './cases.mjs';
import { checkEffects, leftovers } from './effects.mjs';
import { Browser } from './page.mjs';
import { show } from './show.mjs';

const options = JSON.parse(process.env.FAULTS_OPTIONS);
const NO_FAULT = { inject: async () => async () => undefined };

/** All operations under one fault, in one notebook on one session. */
async function row(bench, fault) {
  const { browser, direct, proxy, tag } = bench;
  const row = { bench, fault, nonces: [] };
  const results = {};
  const wanted = new Set(
    cases('browser', options.only)
      .filter(one => one.fault === fault.name)
      .map(one => one.operation)
  );
  if (wanted.size === 0) {
    return null;
  }
  console.log(`\n${fault.title}`);
  await browser.open(`${tag}-${fault.name}`, sourcesOf(row));
  for (const operation of BROWSER_OPERATIONS) {
    const { name, title } = operation;
    if (name === 'delete') {
      const [session] = await direct.alive();
      await checkEffects(
        direct,
        session?.id ?? null,
        row.nonces,
        (of, problem) => {
          console.log(`  FAILED ${of}: ${problem}`);
          results[of]?.problems.push(problem);
        }
      );
    }
    if (!wanted.has(name)) {
      if (name === 'create') {
        const problems = await operation.perform({ ...row, fault: NO_FAULT });
        if (problems.length) {
          throw new Error(`no session without a fault: ${problems}`);
        }
      }
      continue;
    }
    const begun = performance.now();
    let problems = [];
    try {
      problems = await operation.perform(row);
      if (proxy.isArmed) {
        problems.push('the fault met no request');
      }
    } catch (error) {
      problems = [`the case itself failed: ${error.message}`];
    }
    proxy.disarm();
    await proxy.untilQuiet();
    problems.push(...(await leftovers(operation, direct)));
    results[name] = {
      problems,
      seconds: (performance.now() - begun) / 1000
    };
    show(title, results[name]);
  }
  return results;
}

async function main() {
  const bench = await openBench(options);
  const results = {};
  const browser = new Browser(bench.jupyter, process.env.CHROMIUM);
  Object.defineProperty(bench, 'sleepers', { get: () => [browser.group] });
  bench.browser = browser;
  try {
    for (const fault of BROWSER_FAULTS) {
      try {
        const found = await row(bench, fault);
        if (found) {
          results[fault.name] = found;
        }
      } catch (error) {
        // The other rows have a page and a session of their own.
        console.error(`  FAILED ${error.message}`);
      }
      bench.proxy.disarm();
      await browser.close();
      await bench.direct.clear();
      fs.writeFileSync(options.file, JSON.stringify(results));
    }
  } finally {
    await browser.close();
    await bench.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
process.exit();
