/** Writes docs/faults.md from the results of a whole run. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { outputOf, root } from '../scripts/processes.mjs';
import { venvPython } from '../scripts/setup.mjs';
import { BROWSER_FAULTS } from './browserFaults.mjs';
import { OPERATION_NAMES } from './cases.mjs';
import { FAULTS } from './faults.mjs';

const TITLES = {
  create: 'create session',
  run: 'run statement',
  runAdopted: 'run, taken up',
  poll: 'poll',
  cancel: 'cancel',
  keepAlive: 'keep-alive',
  delete: 'delete session'
};

/** The tables, and what was wrong below them. */
export async function writeTable(outcome) {
  const notes = [];
  const core = table(FAULTS, outcome.core, notes);
  const browser = table(BROWSER_FAULTS, outcome.browser, notes);
  const { stall, loss, asleep, refused } = outcome.times;
  const seconds = milliseconds => `${milliseconds / 1000} s`;
  const wrong = notes.length
    ? `\n## What went wrong\n\n${notes.map((note, index) => `${index + 1}. ${note}`).join('\n')}\n`
    : '';
  const text = `# Faults

Written by \`npm run test:faults\`; do not edit. Each operation of the client under each fault, over a real JupyterLab
server, a proxy that breaks requests on purpose, and real Spark.

✓ means all of it: every statement was executed exactly once (counted by what it leaves on the Spark driver), all of its
output is where it belongs, once, and nothing is left running (asked of the pool itself, past the proxy). A fault that
met no request is a failure.

${await versions(outcome)}

## The client's code

Session controller and Livy adapter as the page has them, in Node.

${core}

## In the browser

JupyterLab in Chromium, by the Run button; outputs are read from the notebook's model. The fault strikes when the server
has acted, before anybody knows.

${browser}
${wrong}
## What the words mean

- **connection refused**: nobody listens for ${seconds(refused)}, and open connections are cut.
- **before**, **after acting**: the request did not reach Livy; it did, and the answer is lost.
- **stall**: ${seconds(stall)}. **lost**: each request is lost with a chance of 5 % on its way there and 5 % on the way
  back, for ${seconds(loss)} in which the operation is repeated (seed ${outcome.seed}).
- **half-closed**: head and half of the answer, then the end of the server's side of the connection.
- **token expired**: a write may be refused for it, with the reason; done again with the new token it must work. A
  statement that runs must not be lost by it.
- **asleep**: JupyterLab and client (or browser) are stopped for ${seconds(asleep)} by SIGSTOP while the answer is on its way;
  the connection is dead when they wake up.
- **run, taken up**: the first statement in a session that was found again, of which the client does not know how
  many it has had.
- **–**: there is nothing to test. A page keeps a session alive only while it is there; the rest of the second table is
  in the first, where no page is needed.
`;
  fs.writeFileSync(path.join(root, 'docs', 'faults.md'), text);
}

function table(faults, level, notes) {
  const header = ['fault', ...OPERATION_NAMES.map(name => TITLES[name])];
  const rows = faults.map(fault => [
    fault.title,
    ...OPERATION_NAMES.map(name => {
      if (fault.operations && !fault.operations.includes(name)) {
        return '–';
      }
      const result = level?.results[fault.name]?.[name];
      if (result && result.problems.length === 0) {
        return '✓';
      }
      notes.push(
        `${TITLES[name]}, ${fault.title}: ${result?.problems.join('; ') ?? 'was not run'}`
      );
      return `✗ (${notes.length})`;
    })
  ]);
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map(row => row[column].length), 3)
  );
  const line = row =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [
    line(header),
    `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`,
    ...rows.map(line)
  ].join('\n');
}

async function versions({ date, seconds }) {
  const packages = ['jupyterlab', 'jupyter-server', 'pyspark'];
  const code = `import importlib.metadata as m; print(*[f"{n} {m.version(n)}" for n in ${JSON.stringify(packages)}], sep=", ")`;
  const python = await outputOf(venvPython, ['-c', code]);
  const { version } = JSON.parse(
    fs.readFileSync(path.join(root, 'package.json'), 'utf8')
  );
  return `${date.slice(0, 10)}: jupyterlab-synapse ${version}, ${python}, Node ${process.versions.node}, ${os.cpus().length} cores; ${Math.round(seconds / 60)} minutes.`;
}
