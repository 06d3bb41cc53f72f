/**
 * `npm test [-- unit|py|conformance|faults|ui|traffic|types|lint …]`: sets up, checks and tests everything.
 *
 * What needs one processor runs in two lanes side by side, the browser alone
 * after them. A failure does not stop the other steps. The last line on stdout
 * is `N passed, N failed`. A step without tests, or with a missing tool, failed.
 */
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { browserEnvironment, UI } from './browser.mjs';
import {
  exitCode,
  isInterrupted,
  logFile,
  npm,
  report,
  root
} from './processes.mjs';
import { fromCounts, fromJest, fromJunit, fromPlaywright } from './reports.mjs';
import { setup, venvBin, venvEnvironment, venvPython } from './setup.mjs';

const REPORTS = path.join(root, 'artifacts', 'reports');
const TRAFFIC = path.join(root, 'artifacts', 'traffic');

const FAILURES_SHOWN = 12;
/** Of all that are shown together; one has all of them. */
const FAILURE_LINES = 36;
const FAILURE_COLUMNS = 160;

/** A program that is right when it ends with 0. */
function check(name, command, args, env) {
  return {
    name,
    action: async log => {
      const code = await exitCode(command, args, { env, log });
      return code === 0
        ? { passed: 1, failed: 0, skipped: 0 }
        : { passed: 0, failed: 1, skipped: 0 };
    }
  };
}

/** A program that writes a report of its tests. */
function tests(name, file, read, command) {
  return {
    name,
    action: async log => {
      const output = path.join(REPORTS, file);
      fs.mkdirSync(REPORTS, { recursive: true });
      fs.rmSync(output, { force: true });
      const code = await command(output, log);
      const counts = fs.existsSync(output)
        ? await read(output)
        : { passed: 0, failed: 0, skipped: 0 };
      if (counts.passed + counts.failed === 0) {
        console.error(`${name} ran no test (exit code ${code}).`);
        return { ...counts, failed: 1 };
      }
      return code !== 0 && counts.failed === 0
        ? { ...counts, failed: 1 }
        : counts;
    }
  };
}

function nodeProgram(...parts) {
  return path.join(root, 'node_modules', ...parts);
}

async function playwright(output, log) {
  const env = await browserEnvironment({
    PLAYWRIGHT_JSON_OUTPUT_NAME: output,
    // A test waits half of its time: two fill two processors.
    SYNAPSE_UI_TEST_WORKERS: process.env.SYNAPSE_UI_TEST_WORKERS ?? '2'
  });
  const cli = path.join(UI, 'node_modules', '@playwright', 'test', 'cli.js');
  const args = [cli, 'test', '--reporter=list,json'];
  return exitCode(process.execPath, args, { cwd: UI, env, log });
}

/** Judges what the browser tests' local pools recorded. */
function traffic(output, log) {
  fs.mkdirSync(TRAFFIC, { recursive: true });
  const config = path.join(root, 'conformance', 'traffic', 'jest.config.js');
  return exitCode(
    process.execPath,
    [
      nodeProgram('jest', 'bin', 'jest.js'),
      ...['-c', config, '--json', `--outputFile=${output}`]
    ],
    {
      env: {
        ...process.env,
        SYNAPSE_TRAFFIC: path.join(UI, '.state', 'traffic'),
        SYNAPSE_TRAFFIC_ARM: path.join(TRAFFIC, 'arm.json')
      },
      log
    }
  );
}

/** A check of TypeScript sources. */
function tsc(name, ...project) {
  const program = nodeProgram('typescript', 'bin', 'tsc');
  return check(name, process.execPath, [program, '-p', path.join(...project)]);
}

const pyright = { PYRIGHT_PYTHON_IGNORE_WARNINGS: '1' };
const GROUPS = {
  types: [
    check('TypeScript types', ...npm(['run', '--silent', 'types'])),
    check(
      'Python types',
      path.join(venvBin, 'pyright'),
      [],
      venvEnvironment(pyright)
    )
  ],
  lint: [
    check('ESLint', ...npm(['run', '--silent', 'eslint:check'])),
    check('Prettier', ...npm(['run', '--silent', 'prettier:check'])),
    check('Stylelint', ...npm(['run', '--silent', 'stylelint:check'])),
    check('Ruff', path.join(venvBin, 'ruff'), ['check']),
    check('Ruff format', path.join(venvBin, 'ruff'), ['format', '--check'])
  ],
  unit: [
    tests('Jest', 'jest.json', fromJest, (output, log) =>
      exitCode(
        process.execPath,
        [
          nodeProgram('jest', 'bin', 'jest.js'),
          '--json',
          `--outputFile=${output}`
        ],
        // Specs of the magic run its Python in a real IPython kernel.
        { env: venvEnvironment({ PYTHON: venvPython }), log }
      )
    )
  ],
  py: [
    tests('pytest', 'pytest.xml', fromJunit, (output, log) =>
      exitCode(venvPython, ['-m', 'pytest', '-q', `--junitxml=${output}`], {
        env: venvEnvironment(),
        log
      })
    )
  ],
  conformance: [
    tests('Conformance', 'conformance.json', fromJest, (output, log) =>
      exitCode(
        process.execPath,
        [
          path.join(root, 'scripts', 'conformance.mjs'),
          ...['--quick', '--report', output]
        ],
        { log }
      )
    )
  ],
  faults: [
    tsc('Fault suite types', root, 'faults'),
    tests('Faults', 'faults.json', fromCounts, (output, log) =>
      exitCode(
        process.execPath,
        [
          path.join(root, 'scripts', 'faults.mjs'),
          ...['--smoke', '--report', output]
        ],
        { log }
      )
    )
  ],
  ui: [
    {
      name: 'Browser test types',
      action: async log => {
        await browserEnvironment();
        return tsc('', UI).action(log);
      }
    },
    tests('Playwright', 'playwright.json', fromPlaywright, playwright)
  ],
  traffic: [
    tests('Traffic', 'traffic.json', fromJest, traffic),
    check('oav on the traffic', process.execPath, [
      path.join(root, 'scripts', 'conformanceArm.mjs'),
      ...['--browser', path.join(TRAFFIC, 'arm.json')]
    ])
  ]
};

/**
 * The failed tests by name with the start of what they say, last of all: a
 * reader of a long log sees its end first, and may have no more of it.
 */
function printFailures(results) {
  const failures = results.flatMap(({ name, failures = [] }) =>
    failures.map(failure => ({ ...failure, step: name }))
  );
  if (failures.length) {
    console.log('\nFailed');
  }
  const shown = failures.slice(0, FAILURES_SHOWN);
  const most = Math.floor(FAILURE_LINES / shown.length);
  for (const { step, name, message } of shown) {
    const text = stripVTControlCharacters(message)
      .split('\n')
      // Of a page's text many lines are empty but for the mark of a difference.
      .filter(line => /[^\s+-]/.test(line))
      .slice(0, most)
      .map(line => `\n    ${line.slice(0, FAILURE_COLUMNS)}`);
    console.log(`${step}: ${name}${text.join('')}`);
  }
  if (failures.length > FAILURES_SHOWN) {
    console.log(`… and ${failures.length - FAILURES_SHOWN} more`);
  }
}

/** What has a lane; all else runs alone, after them. */
const LANES = [
  ['types', 'lint', 'unit', 'conformance', 'Browser test types'],
  ['py', 'faults']
];

async function main(names) {
  const unknown = names.find(name => !Object.hasOwn(GROUPS, name));
  if (unknown !== undefined) {
    console.error(
      `Unknown: ${unknown}. Usage: npm test [-- ${Object.keys(GROUPS).join('|')} …]`
    );
    return 2;
  }
  const chosen = names.length ? names : Object.keys(GROUPS);
  const results = [];
  const attempt = async ({ name, action }, log) => {
    const start = performance.now();
    let counts;
    try {
      counts = await action(log);
    } catch (error) {
      report(error);
      counts = { passed: 0, failed: 1, skipped: 0 };
    }
    const seconds = (performance.now() - start) / 1000;
    results.push({ name, seconds, ...counts });
    return counts.failed === 0;
  };

  const setUp = async () => {
    await setup({
      extras: ['local', 'test'],
      python: chosen.some(name => name !== 'unit'),
      bundle: chosen.some(name => name === 'ui' || name === 'py')
    });
    return { passed: 0, failed: 0, skipped: 0 };
  };
  /** One after the other; in a lane each tells what it has to say at its end. */
  const inOrder = async (parts, isLane) => {
    for (const part of parts) {
      if (isInterrupted()) {
        return;
      }
      if (!isLane) {
        console.log(`\n== ${part.name}`);
        await attempt(part);
        continue;
      }
      const log = logFile(part.name);
      await attempt(part, log);
      console.log(`\n== ${part.name}\n${fs.readFileSync(log, 'utf8')}`);
    }
  };
  if (await attempt({ name: 'Set-up', action: setUp })) {
    const parts = chosen.flatMap(group =>
      GROUPS[group].map(part => ({ ...part, group }))
    );
    const laneOf = ({ group, name }) =>
      LANES.findIndex(lane => lane.includes(group) || lane.includes(name));
    const lanes = LANES.map((_, lane) =>
      parts.filter(part => laneOf(part) === lane)
    ).filter(lane => lane.length);
    await Promise.all(lanes.map(lane => inOrder(lane, lanes.length > 1)));
    await inOrder(parts.filter(part => laneOf(part) === -1));
  }

  console.log('\nResults');
  for (const { name, seconds, passed, failed, skipped } of results) {
    const counts = [
      `${passed} passed`,
      `${failed} failed`,
      ...(skipped ? [`${skipped} skipped`] : [])
    ].join(', ');
    const mark = failed ? 'FAILED' : 'ok';
    console.log(
      `${mark.padEnd(7)}${name.padEnd(18)}${seconds.toFixed(1).padStart(7)} s  ${counts}`
    );
  }
  printFailures(results);
  const sum = key => results.reduce((total, result) => total + result[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return isInterrupted() ? 130 : sum('failed') ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
