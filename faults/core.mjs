/**
 * The matrix on the client's own code: real controller and Livy adapter, over
 * HTTP to a real Jupyter server, through the fault proxy, to a real Livy.
 * Reads its options from FAULTS_OPTIONS and writes its results to their file.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';

import { openBench } from './bench.mjs';
import { buildClient } from './bundle.mjs';
import { checkCounting, checkEffects, leftovers } from './effects.mjs';
import { FAULTS } from './faults.mjs';
import { CONNECTION } from './jupyter.mjs';
import { attempt, OPERATIONS, start } from './operations.mjs';
import { show } from './show.mjs';

const options = JSON.parse(process.env.FAULTS_OPTIONS);

/** Once in a run: that an error would be seen. */
let isCountingChecked = false;

/** All operations under one fault, on one session where that goes. */
async function row(bench, client, fault) {
  const { direct, proxy } = bench;
  const row = { bench, client, fault, nonces: [] };
  const results = new Map();
  for (const operation of OPERATIONS) {
    if (operation.name === 'delete') {
      await checkEffects(
        direct,
        client.controller.session?.id ?? null,
        row.nonces,
        (name, problem) => {
          console.log(`  FAILED ${name}: ${problem}`);
          results.get(name)?.problems.push(problem);
        }
      );
    }
    if (!isWanted(operation, fault)) {
      continue;
    }
    const session = client.controller.session;
    if (session && !isCountingChecked) {
      isCountingChecked = true;
      await checkCounting(direct, session.id);
    }
    const begun = performance.now();
    let problems = [];
    try {
      if (operation.name !== 'create') {
        await ensureSession(row);
      }
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
    const seconds = (performance.now() - begun) / 1000;
    results.set(operation.name, { problems, seconds });
    show(operation.title, { problems, seconds });
  }
  return Object.fromEntries(results);
}

/** A session for the next case, when the one before has left none. */
async function ensureSession(row) {
  const { bench, client } = row;
  if (client.controller.phase === 'ready') {
    return;
  }
  if (client.controller.phase === 'ended') {
    client.controller.forget();
  }
  await bench.direct.clear();
  const { isOk, text } = await attempt(
    signal => start(row, signal),
    bench.limit
  );
  if (!isOk) {
    throw new Error(`no session for it: ${text}`);
  }
}

const isWanted = (operation, fault) =>
  !options.only || options.only.includes(`${operation.name}:${fault.name}`);

/** A new client, as a new page is; nothing is left of the one before. */
async function renew({ direct, jupyter, tag }, old, makeClient, fault) {
  old?.close();
  await direct.clear();
  return makeClient({
    origin: jupyter.origin,
    token: jupyter.token,
    connection: CONNECTION,
    notebook: `${fault.name}.ipynb`,
    tag: `${tag}-${fault.name}`
  });
}

async function main() {
  const bench = await openBench(options);
  // Of a hang only; a Jupyter server may take a minute to come back.
  bench.limit = 120 + (2 * options.times.stall) / 1000;
  const results = {};
  try {
    const built = await buildClient(bench.folder);
    const { makeClient } = createRequire(import.meta.url)(built);
    let client = null;
    for (const fault of FAULTS) {
      const wanted = OPERATIONS.filter(one => isWanted(one, fault));
      if (wanted.length === 0) {
        continue;
      }
      console.log(`\n${fault.title}`);
      // A session serves for more than one fault when only some cases run.
      if (!client || wanted.some(({ name }) => name === 'create')) {
        client = await renew(bench, client, makeClient, fault);
      }
      results[fault.name] = await row(bench, client, fault);
      fs.writeFileSync(options.file, JSON.stringify(results));
    }
  } finally {
    await bench.close();
  }
}

try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
// Sockets of the client may still wait for a server that has gone.
process.exit();
