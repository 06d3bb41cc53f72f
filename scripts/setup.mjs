/**
 * Gets the repository ready: packages, front end, Python environment.
 *
 * Each part is made only when its inputs have changed. Node and Python parts
 * run side by side. Needs Node 20 and Python 3.10 with venv, nothing else.
 */
import fs from 'node:fs';
import path from 'node:path';

import { npm, outputOf, Problem, root, run, step } from './processes.mjs';
import { hashOf, once, readStamp, writeStamp } from './stamps.mjs';

const isWindows = process.platform === 'win32';
const NODE_STAMPS = 'node_modules/.cache/jupyterlab-synapse';
const BUNDLE = 'jupyterlab_synapse/labextension';
const LOCK = path.join(root, 'artifacts', 'setup.lock');
const LOCK_MINUTES = 20;

/** Folder of the environment's programs. */
export const venvBin = path.join(root, '.venv', isWindows ? 'Scripts' : 'bin');

/** The environment's Python. */
export const venvPython = path.join(
  venvBin,
  isWindows ? 'python.exe' : 'python'
);

/** This process's environment with the Python environment in front. */
export function venvEnvironment(more = {}) {
  const env = { ...process.env, VIRTUAL_ENV: path.join(root, '.venv') };
  const pathName = Object.keys(env).find(n => n.toUpperCase() === 'PATH');
  env[pathName ?? 'PATH'] =
    `${venvBin}${path.delimiter}${env[pathName ?? 'PATH'] ?? ''}`;
  delete env.PYTHONHOME;
  return { ...env, ...more };
}

/**
 * Makes what is missing. `extras` are those of pyproject.toml; without
 * `python` only the Node part is made, without `bundle` only its packages.
 */
export async function setup({ extras = [], python = true, bundle = true }) {
  const free = await lock();
  try {
    const parts = [nodePart(bundle)];
    if (python) {
      parts.push(pythonPart(extras));
    }
    // All are awaited, so that no program outlives a failure of another.
    const failed = (await Promise.allSettled(parts)).find(p => p.reason);
    if (failed) {
      throw failed.reason;
    }
    if (python && bundle) {
      linkBundle();
    }
  } finally {
    free();
  }
}

async function nodePart(withBundle) {
  const packages = hashOf(['package.json', 'package-lock.json']);
  await once(`${NODE_STAMPS}/packages`, packages, ['node_modules'], () =>
    step('Node packages', () =>
      run(...npm(['ci', '--no-fund', '--no-audit']), {
        name: 'npm ci',
        next: 'Check the network and the npm registry setting, then try again.'
      })
    )
  );
  if (!withBundle) {
    return;
  }
  const sources = hashOf(
    [
      'src',
      'style',
      'schema',
      'tsconfig.json',
      'webpack.config.js',
      'package.json'
    ],
    [packages],
    name => name.includes('__tests__') || name === path.join('src', 'testing')
  );
  const outputs = ['lib/index.js', `${BUNDLE}/package.json`];
  await once(`${NODE_STAMPS}/bundle`, sources, outputs, () =>
    step('Front end', () =>
      run(...npm(['run', 'build']), {
        name: 'npm run build',
        next: 'Fix the error above, then try again.'
      })
    )
  );
}

async function pythonPart(extras) {
  if (!(await outputOf(venvPython, ['-c', 'print(1)']))) {
    const python = await findPython();
    await step('Python environment', () => makeEnvironment(python));
  }
  const version = await outputOf(venvPython, ['-V']);
  const inputs = hashOf(
    ['pyproject.toml', 'package.json', 'jupyter-config', 'install.json'],
    [version, root]
  );
  const stamp = '.venv/.stamps/packages';
  const [known, ...installed] = readStamp(stamp).split(' ');
  const wanted = known === inputs ? new Set(installed) : new Set();
  const isNew = known !== inputs || extras.some(extra => !wanted.has(extra));
  if (!isNew) {
    return;
  }
  extras.forEach(extra => wanted.add(extra));
  await step('Python packages', () => install([...wanted].sort()));
  writeStamp(stamp, [inputs, ...wanted].join(' '));
}

async function install(extras) {
  // pip must not write through the link into the bundle.
  fs.rmSync(bundleLink(), { recursive: true, force: true });
  fs.mkdirSync(path.join(root, BUNDLE), { recursive: true });
  const target = extras.length ? `.[${extras.join(',')}]` : '.';
  const options = ['--disable-pip-version-check', '--no-input'];
  await run(venvPython, ['-m', 'pip', 'install', ...options, '-e', target], {
    name: 'pip install',
    next: 'Check the network and the package index setting, then try again.',
    // The bundle is built above, beside this; the build hook would do it again.
    env: venvEnvironment({ HATCH_BUILD_NO_HOOKS: 'true' })
  });
}

async function makeEnvironment(python) {
  const folder = path.join(root, '.venv');
  fs.rmSync(folder, { recursive: true, force: true });
  try {
    await run(python, ['-m', 'venv', folder], {
      name: 'python -m venv',
      next: 'Install the venv module (Debian, Ubuntu: apt-get install python3-venv), then try again.'
    });
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function findPython() {
  const names = [
    'python3',
    ...[11, 10, 12, 13, 14].map(minor => `python3.${minor}`),
    'python'
  ];
  const candidates = process.env.PYTHON ? [process.env.PYTHON] : names;
  const check = 'import sys; print(*sys.version_info[:2])';
  for (const name of candidates) {
    const version = await outputOf(name, ['-c', check]);
    const [major, minor] = (version ?? '0 0').split(' ').map(Number);
    if (major === 3 && minor >= 10) {
      return name;
    }
  }
  throw new Problem(
    `There is no Python 3.10 or later (looked for ${candidates.join(', ')}).`,
    {
      next: 'Install one (Debian, Ubuntu: apt-get install python3 python3-venv), or set PYTHON to its path.'
    }
  );
}

function bundleLink() {
  return path.join(
    root,
    '.venv/share/jupyter/labextensions/jupyterlab-synapse'
  );
}

/** The environment's copy of the front end is a link, so a rebuild is enough. */
function linkBundle() {
  const link = bundleLink();
  const target = path.join(root, BUNDLE);
  const found = fs.lstatSync(link, { throwIfNoEntry: false });
  if (!found?.isSymbolicLink() || fs.readlinkSync(link) !== target) {
    fs.rmSync(link, { recursive: true, force: true });
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(target, link, 'junction');
  }
}

/** One set-up at a time; the lock of a process that has gone is taken over. */
async function lock() {
  fs.mkdirSync(path.dirname(LOCK), { recursive: true });
  const end = Date.now() + LOCK_MINUTES * 60_000;
  let isAnnounced = false;
  for (;;) {
    try {
      fs.writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      const free = () => fs.rmSync(LOCK, { force: true });
      process.once('exit', free);
      return () => {
        process.off('exit', free);
        free();
      };
    } catch (error) {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    }
    const owner = Number(readOwner());
    if (owner && !isAlive(owner)) {
      fs.rmSync(LOCK, { force: true });
      continue;
    }
    if (Date.now() > end) {
      throw new Problem(`Process ${owner} has been setting up for too long.`, {
        next: `End it, or remove ${path.relative(root, LOCK)}, then try again.`
      });
    }
    if (!isAnnounced) {
      isAnnounced = true;
      console.log(`Waiting for process ${owner}, which is setting up…`);
    }
    await new Promise(resolve => setTimeout(resolve, 300));
  }
}

function readOwner() {
  try {
    return fs.readFileSync(LOCK, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
