/** The Jupyter server of the suite: one that can be killed, frozen and started again. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { logFile } from '../scripts/processes.mjs';
import { venvPython } from '../scripts/setup.mjs';

export const CONNECTION = 'faulty';
const TOKEN = 'faults';
const START_SECONDS = 120;

const CONFIG = `
import os

c.SynapseConfig.livy_endpoints = {
    "${CONNECTION}": {
        "url": os.environ["FAULTS_LIVY_URL"],
        "auth": "token",
        "token_file": os.environ["FAULTS_TOKEN_FILE"],
    }
}
c.SynapseConfig.enable_azure = False
c.SynapseConfig.enable_local_pool = False
c.LabServerApp.open_browser = False
c.LabApp.expose_app_in_browser = True
c.ServerApp.allow_root = True
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port_retries = 0
c.ServerApp.open_browser = False
c.IdentityProvider.token = "${TOKEN}"
`;

/** A JupyterLab whose only Livy is at `livyUrl`, with all its state in `folder`. */
export class Jupyter {
  constructor({ folder, port, livyUrl, token }) {
    this.port = port;
    this.origin = `http://127.0.0.1:${port}`;
    this.token = TOKEN;
    this.root = path.join(folder, 'notebooks');
    this.#folder = folder;
    this.#livyUrl = livyUrl;
    this.#log = logFile('faults-jupyter');
    const labConfig = path.join(folder, 'config', 'labconfig');
    fs.mkdirSync(this.root, { recursive: true });
    fs.mkdirSync(labConfig, { recursive: true });
    fs.writeFileSync(
      path.join(labConfig, 'page_config.json'),
      JSON.stringify({
        exposeAppInBrowser: true,
        disabledExtensions: {
          '@jupyterlab/apputils-extension:announcements': true
        }
      })
    );
    fs.writeFileSync(this.#file('jupyter_server_config.py'), CONFIG);
    this.setToken(token);
    // However this process ends: it must not stay behind.
    process.once('exit', () => this.#child?.kill('SIGKILL'));
  }

  get pid() {
    return this.#child.pid;
  }

  /** What the server shows to the Livy from now on, as a file that is replaced. */
  setToken(token) {
    fs.writeFileSync(this.#file('token'), token);
  }

  async start() {
    const output = fs.openSync(this.#log, 'a');
    const state = name => path.join(this.#folder, name);
    this.#child = spawn(
      venvPython,
      [
        ...[
          '-m',
          'jupyterlab',
          `--config=${this.#file('jupyter_server_config.py')}`
        ],
        `--ServerApp.port=${this.port}`,
        `--ServerApp.root_dir=${this.root}`
      ],
      {
        // A group of its own: Ctrl+C is for the script, which ends it in order.
        detached: true,
        stdio: ['ignore', output, output],
        env: {
          ...process.env,
          JUPYTER_CONFIG_DIR: state('config'),
          JUPYTER_DATA_DIR: state('data'),
          JUPYTER_RUNTIME_DIR: state('runtime'),
          IPYTHONDIR: state('ipython'),
          FAULTS_LIVY_URL: this.#livyUrl,
          FAULTS_TOKEN_FILE: this.#file('token'),
          NO_PROXY: '127.0.0.1,localhost'
        }
      }
    );
    fs.closeSync(output);
    await this.#untilAnswers(this.#child);
  }

  /** As a crash does it: no goodbye, nothing is written any more. */
  kill() {
    return this.#end('SIGKILL');
  }

  stop() {
    return this.#end('SIGTERM');
  }

  /** Stops the server and other processes for a while, as a machine that sleeps. */
  async freeze(milliseconds, others) {
    const pids = [this.pid, ...others].join(' ');
    const seconds = milliseconds / 1000;
    const helper = spawn(
      'sh',
      ['-c', `kill -STOP -- ${pids}; sleep ${seconds}; kill -CONT -- ${pids}`],
      { stdio: 'ignore', detached: true }
    );
    await new Promise(resolve => helper.once('exit', resolve));
  }

  async #end(signal) {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  async #untilAnswers(child) {
    const deadline = Date.now() + START_SECONDS * 1000;
    while (Date.now() < deadline) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`JupyterLab ended at once: see ${this.#log}.`);
      }
      try {
        const signal = AbortSignal.timeout(2000);
        if ((await fetch(`${this.origin}/api`, { signal })).status < 500) {
          return;
        }
      } catch {
        // Not there yet.
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`JupyterLab does not answer: see ${this.#log}.`);
  }

  #file(name) {
    return path.join(this.#folder, name);
  }

  #child = null;
  #folder;
  #livyUrl;
  #log;
}
