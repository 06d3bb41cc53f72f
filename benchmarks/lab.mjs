/** Starts JupyterLab for a benchmark and drives it with Chromium. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { UI } from '../scripts/browser.mjs';
import { logFile } from '../scripts/processes.mjs';
import { venvPython } from '../scripts/setup.mjs';

const require = createRequire(path.join(UI, 'package.json'));
const { chromium } = require('@playwright/test');

/** Plugins that `stock` Lab gets back, and ours, which it does not have. */
const STOCK = {
  'jupyterlab-synapse': true,
  '@jupyterlab/notebook-extension:cell-executor': false,
  '@jupyterlab/console-extension:cell-executor': false
};

/** A free port of this computer. */
async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

/**
 * A JupyterLab with folders of its own, and a page on an empty notebook.
 * `stock` runs it without this extension. With `folder` all that server and
 * local pool write is there, for the caller to remove. Close it when done.
 */
export async function openLab(env, { stock = false, folder: own } = {}) {
  const folder =
    own ?? fs.mkdtempSync(path.join(os.tmpdir(), 'synapse-bench-'));
  const config = path.join(folder, 'config');
  fs.mkdirSync(path.join(config, 'labconfig'), { recursive: true });
  fs.writeFileSync(
    path.join(config, 'labconfig', 'page_config.json'),
    JSON.stringify({
      exposeAppInBrowser: true,
      disabledExtensions: {
        '@jupyterlab/apputils-extension:announcements': true,
        ...(stock ? STOCK : {})
      }
    })
  );
  const port = await freePort();
  const log = fs.openSync(logFile(`bench-${stock ? 'stock' : 'ours'}`), 'a');
  const server = spawn(
    venvPython,
    [
      '-m',
      'jupyterlab',
      '--no-browser',
      '--allow-root',
      `--ServerApp.port=${port}`,
      '--ServerApp.ip=127.0.0.1',
      `--ServerApp.root_dir=${folder}`,
      '--IdentityProvider.token=bench'
    ],
    {
      env: { ...env, ...(own ? state(own) : {}), JUPYTER_CONFIG_DIR: config },
      stdio: ['ignore', log, log]
    }
  );
  const origin = `http://127.0.0.1:${port}`;
  await untilAnswers(`${origin}/api`, server);
  const notebook = path.join(folder, 'bench.ipynb');
  fs.writeFileSync(notebook, JSON.stringify(notebookOf()));
  const browser = await openBrowser(env);
  const page = await openPage(browser, `${origin}/lab/tree/bench.ipynb`);
  return {
    page,
    browser,
    origin,
    pid: server.pid,
    close: async () => {
      await browser.close();
      const ended = new Promise(resolve => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
      if (!own) {
        fs.rmSync(folder, { recursive: true, force: true });
      }
    }
  };
}

/** Chromium without a window. */
export function openBrowser(env) {
  return chromium.launch({
    executablePath: env.CHROMIUM,
    args: ['--no-sandbox', '--disable-background-networking']
  });
}

/** A page on a notebook whose kernel is idle; `prepare` gets it while it is empty. */
export async function openPage(
  browser,
  url,
  { token = 'bench', prepare = async () => undefined } = {}
) {
  const page = await browser.newPage({
    viewport: { width: 1400, height: 900 }
  });
  await prepare(page);
  await page.goto(`${url}?token=${token}`, { timeout: 120_000 });
  await page.waitForFunction(
    () =>
      window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel
        ?.status === 'idle',
    null,
    { timeout: 120_000 }
  );
  return page;
}

/** Replaces the notebook's cells. */
export async function setCells(page, sources) {
  await page.evaluate(sources => {
    const { model } = window.jupyterapp.shell.currentWidget.content;
    const shared = model.sharedModel;
    shared.transact(() => {
      shared.deleteCellRange(0, shared.cells.length);
      shared.insertCells(
        0,
        sources.map(source => ({ cell_type: 'code', source, metadata: {} }))
      );
    });
  }, sources);
}

/** Runs all cells; milliseconds until the page shows the last as ended. */
export function runAll(page) {
  return page.evaluate(async () => {
    const begun = performance.now();
    await window.jupyterapp.commands.execute('notebook:run-all-cells');
    return performance.now() - begun;
  });
}

/** The texts of all outputs, to prove that what was measured did happen. */
export function outputs(page) {
  return page.evaluate(() =>
    JSON.stringify(
      window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells.map(
        cell => cell.outputs
      )
    )
  );
}

/** Where a server and its local pool write. */
const state = folder => ({
  JUPYTER_DATA_DIR: path.join(folder, 'data'),
  JUPYTER_RUNTIME_DIR: path.join(folder, 'runtime'),
  IPYTHONDIR: path.join(folder, 'ipython'),
  JUPYTERLAB_SYNAPSE_LOCAL_HOME: path.join(folder, 'pool')
});

async function untilAnswers(url, server) {
  for (let tries = 0; tries < 600; tries++) {
    if (server.exitCode !== null) {
      throw new Error('JupyterLab ended at once: see artifacts/logs.');
    }
    try {
      if ((await fetch(url)).status < 500) {
        return;
      }
    } catch {
      // Not there yet.
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error(`No answer from ${url}.`);
}

/** A notebook of these sources. */
export function notebookOf(sources = [], metadata = {}) {
  return {
    cells: sources.map((source, index) => ({
      id: `cell-${index}`,
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source
    })),
    metadata: {
      ...metadata,
      kernelspec: {
        display_name: 'Python 3',
        language: 'python',
        name: 'python3'
      }
    },
    nbformat: 4,
    nbformat_minor: 5
  };
}
