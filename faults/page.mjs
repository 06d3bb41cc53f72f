/* global window -- Parts of this run in the page. */
/** Chromium with one notebook in JupyterLab, which can be killed and opened again. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { UI } from '../scripts/browser.mjs';
import { CONNECTION } from './jupyter.mjs';

const { chromium } = createRequire(path.join(UI, 'package.json'))(
  '@playwright/test'
);

const TARGET = {
  connection: CONNECTION,
  endpoint: 'https://livy.invalid',
  pool: CONNECTION
};

const OPEN_SECONDS = 120;

/** How long a kernel may take before it is taken for lost. */
const KERNEL_SECONDS = 15;

/** One browser on one notebook. */
export class Browser {
  constructor(jupyter, executablePath) {
    this.#jupyter = jupyter;
    this.#executablePath = executablePath;
  }

  /** The browser's process group, for `kill`. */
  get group() {
    return -this.#server.process().pid;
  }

  /** Writes a notebook that runs on the faulty connection, and opens it. */
  async open(name, sources) {
    this.#notebook = `${name}.ipynb`;
    const cells = sources.map((source, index) => ({
      id: `cell-${index}`,
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source
    }));
    fs.writeFileSync(
      path.join(this.#jupyter.root, this.#notebook),
      JSON.stringify({
        cells,
        metadata: {
          kernelspec: {
            display_name: 'Python 3',
            language: 'python',
            name: 'python3'
          },
          synapse: { target: TARGET }
        },
        nbformat: 4,
        nbformat_minor: 5
      })
    );
    await this.#launch();
  }

  /** No event of the page is heard any more, and nothing is saved. */
  async kill() {
    const browser = this.#server.process();
    const ended = new Promise(resolve => browser.once('exit', resolve));
    browser.kill('SIGKILL');
    await ended;
  }

  async reload() {
    this.#page.once('dialog', dialog => void dialog.accept());
    await this.#page.reload({ waitUntil: 'commit' });
  }

  /** Opens what was killed; waits for the notebook. */
  async reopen() {
    if (this.#server.process().exitCode !== null || this.#isKilled()) {
      await this.#launch();
    } else {
      await this.#untilThere();
    }
  }

  async close() {
    await this.#server?.close().catch(() => undefined);
  }

  /** Begins a cell, as the Run button does, and does not wait. */
  async begin(index) {
    await this.#page.evaluate(index => {
      const { content } = window.jupyterapp.shell.currentWidget;
      content.activeCellIndex = index;
      content.deselectAll();
      void window.jupyterapp.commands.execute('notebook:run-cell');
    }, index);
  }

  async setSource(index, source) {
    await this.#page.evaluate(
      ([index, source]) => {
        const { model } = window.jupyterapp.shell.currentWidget.content;
        model.sharedModel.cells[index].setSource(source);
      },
      [index, source]
    );
  }

  async save() {
    await this.#page.evaluate(async () => {
      await window.jupyterapp.commands.execute('docmanager:save');
    });
  }

  async interrupt() {
    await this.#page.evaluate(() => {
      void window.jupyterapp.commands.execute('notebook:interrupt-kernel');
    });
  }

  /** Text of a cell's outputs, and whether it runs. */
  async cell(index) {
    return this.#page.evaluate(index => {
      const { model } = window.jupyterapp.shell.currentWidget.content;
      const cell = model.sharedModel.cells[index];
      const join = text => (Array.isArray(text) ? text.join('') : (text ?? ''));
      const text = cell.outputs
        .map(one =>
          one.output_type === 'error'
            ? `${one.ename}: ${one.evalue}`
            : join(one.text ?? one.data?.['text/plain'])
        )
        .join('');
      return {
        text,
        hasFailed: cell.outputs.some(one => one.output_type === 'error'),
        isRunning: cell.executionState === 'running'
      };
    }, index);
  }

  /** Asks until a cell is as wanted; how it is in the end. */
  async untilCell(index, isWanted, seconds) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const cell = await this.cell(index);
      if (isWanted(cell) || Date.now() > end) {
        return cell;
      }
      await sleep(200);
    }
  }

  async #launch() {
    this.#server = await chromium.launchServer({
      executablePath: this.#executablePath,
      args: ['--no-sandbox', '--disable-background-networking']
    });
    const browser = await chromium.connect(this.#server.wsEndpoint());
    this.#page = await browser.newPage({
      viewport: { width: 1400, height: 900 }
    });
    const { origin, token } = this.#jupyter;
    await this.#page.goto(
      `${origin}/lab/tree/${this.#notebook}?token=${token}&reset`,
      { timeout: OPEN_SECONDS * 1000 }
    );
    await this.#untilThere();
    await this.ensureKernel();
  }

  async #untilThere() {
    await this.#page.waitForFunction(
      () => {
        const panel = window.jupyterapp?.shell.currentWidget;
        return (
          panel?.context?.isReady &&
          panel.content?.model?.sharedModel.cells.length > 0
        );
      },
      null,
      { timeout: OPEN_SECONDS * 1000 }
    );
  }

  /** A kernel; where the server took it along, another one as the user would. */
  async ensureKernel() {
    const status = () =>
      this.#page.evaluate(
        () =>
          window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel
            ?.status ?? 'none'
      );
    const untilIdle = async seconds => {
      for (let tries = 0; tries < seconds * 5; tries++) {
        if ((await status()) === 'idle') {
          return true;
        }
        await sleep(200);
      }
      return false;
    };
    if (await untilIdle(KERNEL_SECONDS)) {
      return;
    }
    await this.#page.evaluate(async () => {
      const { serviceManager, shell } = window.jupyterapp;
      const { sessionContext } = shell.currentWidget;
      const change = () => sessionContext.changeKernel({ name: 'python3' });
      // A server that was killed may not know Jupyter's session any more, which
      // the page learns by its list.
      await change().catch(async () => {
        await serviceManager.sessions.refreshRunning();
        await change();
      });
    });
    if (!(await untilIdle(OPEN_SECONDS))) {
      throw new Error(`the kernel is ${await status()}`);
    }
  }

  #isKilled() {
    return this.#server.process().signalCode !== null;
  }

  #executablePath;
  #jupyter;
  #notebook = '';
  #page = null;
  #server = null;
}
