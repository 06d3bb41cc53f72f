/**
 * `npm test [-- unit|py|conformance|faults|ui|types|lint …]`: sets up, checks and tests everything.
 *
 * A failure does not stop the other steps. The last line on stdout is
 * `N passed, N failed`. A step without tests, or with a missing tool, failed.
 */
import fs from 'node:fs';
import path from 'node:path';

import { browserEnvironment, UI } from './browser.mjs';
import { exitCode, isInterrupted, npm, report, root } from './processes.mjs';
import { fromCounts, fromJest, fromJunit, fromPlaywright } from './reports.mjs';
import { setup, venvBin, venvEnvironment, venvPython } from './setup.mjs';

const REPORTS = path.join(root, 'artifacts', 'reports');

/** A program that is right when it ends with 0. */
function check(name, command, args, env) {
  return {
    name,
    action: async () => {
      const code = await exitCode(command, args, { env });
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
    action: async () => {
      const output = path.join(REPORTS, file);
      fs.mkdirSync(REPORTS, { recursive: true });
      fs.rmSync(output, { force: true });
      const code = await command(output);
      const counts = fs.existsSync(output)
        ? read(output)
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

async function playwright(output) {
  const env = await browserEnvironment({ PLAYWRIGHT_JSON_OUTPUT_NAME: output });
  const cli = path.join(UI, 'node_modules', '@playwright', 'test', 'cli.js');
  const args = [cli, 'test', '--reporter=list,json'];
  return exitCode(process.execPath, args, { cwd: UI, env });
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
    tests('Jest', 'jest.json', fromJest, output =>
      exitCode(
        process.execPath,
        [
          nodeProgram('jest', 'bin', 'jest.js'),
          '--json',
          `--outputFile=${output}`
        ],
        // Specs of the magic run its Python in a real IPython kernel.
        { env: venvEnvironment({ PYTHON: venvPython }) }
      )
    )
  ],
  py: [
    tests('pytest', 'pytest.xml', fromJunit, output =>
      exitCode(venvPython, ['-m', 'pytest', '-q', `--junitxml=${output}`], {
        env: venvEnvironment()
      })
    )
  ],
  conformance: [
    tests('Conformance', 'conformance.json', fromJest, output =>
      exitCode(process.execPath, [
        path.join(root, 'scripts', 'conformance.mjs'),
        ...['--quick', '--report', output]
      ])
    )
  ],
  faults: [
    check('Fault suite types', process.execPath, [
      nodeProgram('typescript', 'bin', 'tsc'),
      ...['-p', path.join(root, 'faults')]
    ]),
    tests('Faults', 'faults.json', fromCounts, output =>
      exitCode(process.execPath, [
        path.join(root, 'scripts', 'faults.mjs'),
        ...['--smoke', '--report', output]
      ])
    )
  ],
  ui: [
    {
      name: 'Browser test types',
      action: async () =>
        check(
          '',
          process.execPath,
          [nodeProgram('typescript', 'bin', 'tsc'), '-p', UI],
          await browserEnvironment()
        ).action()
    },
    tests('Playwright', 'playwright.json', fromPlaywright, playwright)
  ]
};

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
  const attempt = async ({ name, action }) => {
    const start = performance.now();
    let counts;
    try {
      counts = await action();
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
  if (await attempt({ name: 'Set-up', action: setUp })) {
    for (const part of chosen.flatMap(name => GROUPS[name])) {
      if (isInterrupted()) {
        break;
      }
      console.log(`\n== ${part.name}`);
      await attempt(part);
    }
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
  const sum = key => results.reduce((total, result) => total + result[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return isInterrupted() ? 130 : sum('failed') ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
