/** `npm start`: from a fresh clone to JupyterLab on the sample hunt. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';

import {
  exitCode,
  lastLines,
  logFile,
  Problem,
  report,
  root,
  step
} from './processes.mjs';
import { setup, venvEnvironment, venvPython } from './setup.mjs';

const USAGE = `Usage: npm start -- [options]

Sets everything up when needed, then starts JupyterLab on the sample hunt.

  --no-browser          do not open a browser
  --port N              port to listen on (default: the first free one from 8888)
  --token T             token to log in with (default: a new random one)
  --notebook-dir DIR    folder of notebooks (default: my-hunts, filled from examples)
  --help                show this text

Ctrl-C stops JupyterLab. The local pool ends by itself when it has been idle.`;

const NOTEBOOK = 'hunt-beacons.ipynb';
const FIRST_PORT = 8888;
const START_SECONDS = 90;
const STOP_SECONDS = 15;

function parse() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        'no-browser': { type: 'boolean', default: false },
        port: { type: 'string' },
        token: { type: 'string' },
        'notebook-dir': { type: 'string' },
        help: { type: 'boolean', default: false }
      }
    }));
  } catch (error) {
    throw new Problem(error.message.split('. ')[0], {
      next: 'npm start -- --help lists the options.'
    });
  }
  const port = values.port === undefined ? null : Number(values.port);
  if (port !== null && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new Problem(`--port ${values.port} is not a port number.`, {
      next: 'Choose one from 1 to 65535.'
    });
  }
  if (values.token !== undefined && !/^[\w~.-]+$/.test(values.token)) {
    throw new Problem('--token holds characters that a URL would not keep.', {
      next: "Use letters, digits, '-', '_', '.' and '~'."
    });
  }
  return { ...values, port };
}

/** The folder to open; the samples are copied to it, but never over anything. */
function notebookFolder(given) {
  if (given !== undefined) {
    const folder = path.resolve(process.env.INIT_CWD ?? '.', given);
    if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw new Problem(`--notebook-dir ${given} is not a folder.`, {
        next: 'Create it, or name another.'
      });
    }
    return folder;
  }
  const folder = path.join(root, 'my-hunts');
  fs.mkdirSync(folder, { recursive: true });
  fs.cpSync(path.join(root, 'examples'), folder, {
    recursive: true,
    force: false
  });
  return folder;
}

function isFree(port) {
  return new Promise(resolve => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function choosePort(given) {
  if (given !== null) {
    if (!(await isFree(given))) {
      throw new Problem(`Port ${given} is in use or not allowed.`, {
        next: 'Choose another with --port, or leave it out to take a free one.'
      });
    }
    return given;
  }
  for (let port = FIRST_PORT; port < FIRST_PORT + 100; port++) {
    if (await isFree(port)) {
      return port;
    }
  }
  throw new Problem('All ports from 8888 to 8987 are in use.', {
    next: 'Choose one with --port.'
  });
}

/** Builds what the local pool needs; without it Azure and Livy still work. */
async function prepareLocalPool() {
  const log = logFile('prepare');
  const isReady = await step('Local pool', async () => {
    const code = await exitCode(
      venvPython,
      ['-m', 'jupyterlab_synapse.local', 'prepare'],
      {
        log,
        env: venvEnvironment(),
        onLine: line => console.log(`          ${line}`)
      }
    );
    return code === 0;
  });
  if (!isReady) {
    console.error(lastLines(log).replace(/^/gm, '  | '));
    console.error(
      'The local pool is not ready, see above. Azure and Livy still work; start again to retry.'
    );
  }
}

/** No questions about news on a first start: the hunt is what to see. */
function writeDefaults() {
  const folder = path.join(root, '.venv/share/jupyter/lab/settings');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(folder, 'overrides.json'),
    JSON.stringify({
      '@jupyterlab/apputils-extension:notification': {
        fetchNews: 'false',
        checkForUpdates: false
      }
    })
  );
}

function launch(options, port, token, folder, page, log) {
  const args = [
    '-m',
    'jupyterlab',
    `--ServerApp.port=${port}`,
    '--ServerApp.port_retries=0',
    '--ServerApp.ip=127.0.0.1',
    `--ServerApp.root_dir=${folder}`,
    `--LabApp.default_url=${page}`
  ];
  if (options['no-browser']) {
    args.push('--no-browser');
  }
  if (process.getuid?.() === 0) {
    args.push('--allow-root');
  }
  const output = fs.openSync(log, 'a');
  const child = spawn(venvPython, args, {
    cwd: folder,
    // Not an argument: other users of this computer can read those.
    env: venvEnvironment({ JUPYTER_TOKEN: token }),
    stdio: ['ignore', output, output],
    // Its own group: Ctrl-C reaches it through us, as a SIGTERM, which asks nothing.
    detached: true
  });
  fs.closeSync(output);
  return child;
}

/** Resolves when our extension answers; a `Problem` when it never will. */
async function untilReady(child, origin, token, log) {
  const end = Date.now() + START_SECONDS * 1000;
  const headers = { Authorization: `token ${token}` };
  while (child.exitCode === null && child.signalCode === null) {
    try {
      const url = `${origin}/jupyterlab-synapse/status`;
      const { status } = await fetch(url, {
        headers,
        signal: AbortSignal.timeout(10_000)
      });
      if (status === 200) {
        return;
      }
      throw new Problem(
        `JupyterLab runs, but our part of it answers ${status}.`,
        { log, next: 'Run npm run clean -- --all, then npm start again.' }
      );
    } catch (error) {
      if (error instanceof Problem) {
        throw error;
      }
    }
    if (Date.now() > end) {
      throw new Problem(
        `JupyterLab did not answer within ${START_SECONDS} s.`,
        { log, next: 'Look at the log above, then start again.' }
      );
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Problem('JupyterLab ended at once.', {
    log,
    next: 'Look at the log above, then start again.'
  });
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const ended = new Promise(resolve => child.once('exit', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_SECONDS * 1000);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}

async function main() {
  const options = parse();
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  let child = null;
  const onSignal = () => {
    isStopped = true;
    if (child) {
      console.log('\nStopping JupyterLab…');
      void stop(child);
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal); // the terminal was closed

  await choosePort(options.port); // before the long part, so that a mistake shows at once
  const folder = notebookFolder(options['notebook-dir']);
  await setup({ extras: ['local'] });
  writeDefaults();
  if (!isStopped) {
    await prepareLocalPool();
  }
  if (isStopped) {
    return 130;
  }

  const port = await choosePort(options.port);
  const token = options.token ?? randomBytes(24).toString('hex');
  const hasNotebook = fs.existsSync(path.join(folder, NOTEBOOK));
  const page = hasNotebook ? `/lab/tree/${NOTEBOOK}` : '/lab';
  const log = logFile('jupyterlab');
  await step('JupyterLab', async () => {
    child = launch(options, port, token, folder, page, log);
    try {
      await untilReady(child, `http://127.0.0.1:${port}`, token, log);
    } catch (error) {
      await stop(child);
      if (!isStopped) {
        throw error;
      }
    }
  });
  if (!isStopped) {
    console.log(`Ready: http://127.0.0.1:${port}${page}?token=${token}`);
  }
  if (child.exitCode === null && child.signalCode === null) {
    await new Promise(resolve => child.once('exit', resolve));
  }
  if (!isStopped) {
    throw new Problem('JupyterLab ended by itself.', {
      log,
      next: 'Look at the log above, then start again.'
    });
  }
  return 0;
}

/** Whether Ctrl-C or SIGTERM came: what fails after that is no failure. */
let isStopped = false;
try {
  process.exitCode = await main();
} catch (error) {
  if (!isStopped) {
    report(error);
  }
  process.exitCode = isStopped ? 130 : 1;
}
