/**
 * `npm run conformance:clients`: Microsoft's own Python clients against the
 * local Azure, over HTTPS on the loopback (docs/conformance.md).
 *
 * They get an environment of their own, made on first use. The last line is
 * `N passed, N failed`.
 */
import path from 'node:path';

import { exitCode, report, root, run, step } from './processes.mjs';
import { setup, venvEnvironment, venvPython } from './setup.mjs';
import { hashOf, once } from './stamps.mjs';

const FOLDER = path.join('conformance', 'clients');
const PLACE = path.join('artifacts', 'clients');
const isWindows = process.platform === 'win32';
const PYTHON = isWindows ? ['Scripts', 'python.exe'] : ['bin', 'python'];
const python = path.join(root, PLACE, ...PYTHON);

async function install() {
  const next = 'Check the connection to the Python package registry.';
  await run(venvPython, ['-m', 'venv', '--clear', PLACE], {
    name: 'python -m venv',
    next
  });
  const list = path.join(FOLDER, 'requirements.txt');
  const options = ['--quiet', '--disable-pip-version-check', '-r', list];
  await run(python, ['-m', 'pip', 'install', ...options], {
    name: 'pip install',
    next
  });
}

try {
  await setup({ extras: ['local', 'test'], bundle: false });
  await once(
    path.join(PLACE, '.installed'),
    hashOf([path.join(FOLDER, 'requirements.txt')], [root]),
    [path.relative(root, python)],
    () => step("Microsoft's clients", install)
  );
  const program = path.join(FOLDER, 'run.py');
  process.exitCode = await exitCode(python, [program, venvPython], {
    env: venvEnvironment()
  });
} catch (error) {
  report(error);
  process.exitCode = 1;
}
