import { ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { expect, test } from '@jupyterlab/galata';

import { waitForApplication } from '../support/application';
import { STATE } from '../support/localPool';
import { expectPoll, Notebook } from '../support/notebook';

const PORT = Number(process.env.SYNAPSE_UI_TEST_PORT ?? 18890) + 50;
let server: ChildProcess;

test.use({
  baseURL: `http://127.0.0.1:${PORT}`,
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names.
  waitForApplication: ({}, use) => use(waitForApplication)
});

test.beforeAll(async () => {
  const log = fs.openSync(path.join(STATE, 'jupyter-off.log'), 'w');
  server = spawn(
    'jupyter',
    [
      'lab',
      '--config',
      path.join(__dirname, '..', 'jupyter_server_config.py'),
      '--ServerApp.jpserver_extensions',
      'jupyterlab_synapse=False'
    ],
    {
      env: {
        ...process.env,
        JUPYTER_CONFIG_DIR: path.join(STATE, 'config'),
        JUPYTER_RUNTIME_DIR: path.join(STATE, 'runtime-off'),
        SYNAPSE_UI_TEST_PORT: String(PORT)
      },
      stdio: ['ignore', log, log]
    }
  );
  await expectPoll(
    () =>
      fetch(`http://127.0.0.1:${PORT}/api`).then(
        response => response.status,
        () => 0
      ),
    status => status === 200,
    'the second JupyterLab'
  );
});

test.afterAll(async () => {
  const ended = new Promise(resolve => server.once('exit', resolve));
  server.kill('SIGTERM');
  await ended;
});

test('Without the server extension the page says so, and local cells work', async ({
  page
}) => {
  const notebook = await Notebook.create(page, ['1 + 1', '%synapse start']);
  expect(await notebook.run(0)).toBe(true);
  await notebook.run(1);
  const [local, start] = await notebook.cells();
  expect(local.text).toBe('2');
  const command = 'jupyter server extension enable jupyterlab_synapse';
  expect(start.text).toContain(command);
  await page.locator('[data-id="jupyterlab-synapse-panel"]').first().click();
  await expect(page.locator('#jupyterlab-synapse-panel')).toContainText(
    command
  );
  await page.screenshot({ path: 'screenshots/server-off.png' });
});
