import { ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { expect, test } from '@jupyterlab/galata';

import { waitForApplication } from '../support/application';
import { FakeEntra } from '../support/fakeEntra';
import { STATE } from '../support/localPool';
import { expectPoll, Notebook } from '../support/notebook';

const PORT = Number(process.env.SYNAPSE_UI_TEST_PORT ?? 18890) + 51;
let server: ChildProcess;

test.use({
  baseURL: `http://127.0.0.1:${PORT}`,
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names.
  waitForApplication: ({}, use) => use(waitForApplication)
});

test.beforeAll(async () => {
  const log = fs.openSync(path.join(STATE, 'jupyter-browser.log'), 'w');
  server = spawn(
    'jupyter',
    [
      'lab',
      '--config',
      path.join(__dirname, '..', 'jupyter_server_config.py'),
      '--SynapseConfig.sign_in=browser',
      '--SynapseConfig.azure_client_id=11111111-2222-3333-4444-555555555555',
      '--SynapseConfig.enable_local_pool=False'
    ],
    {
      env: {
        ...process.env,
        JUPYTER_CONFIG_DIR: path.join(STATE, 'config'),
        JUPYTER_RUNTIME_DIR: path.join(STATE, 'runtime-browser'),
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
    'the JupyterLab whose users sign in in the page'
  );
});

test.afterAll(async () => {
  const ended = new Promise(resolve => server.once('exit', resolve));
  server.kill('SIGTERM');
  await ended;
});

test('The page signs in, renews a refused token, and signs out', async ({
  page
}) => {
  const entra = new FakeEntra();
  entra.refused.add('secret-token-1');
  await entra.attach(page);
  await Notebook.create(page, ['1 + 1']);
  await page.locator('[data-id="jupyterlab-synapse-panel"]').first().click();
  const panel = page.locator('#jupyterlab-synapse-panel');
  const press = (name: string) =>
    panel.getByRole('button', { name, exact: true }).first().click();

  await press('Sign in to Azure');
  await expect(panel).toContainText('Signed in to Azure as dana@contoso.com');
  await expectPoll(
    async () => entra.sent.join(),
    sent => sent === 'secret-token-1,secret-token-2',
    'another token after a 401'
  );
  expect(entra.grants).toEqual(['authorization_code', 'refresh_token']);

  // Who gives up stays who they were.
  entra.account = null;
  await press('Sign in as someone else…');
  await expect(panel).toContainText('The sign-in was given up in its window.');
  await expect(panel).toContainText('Signed in to Azure as dana@contoso.com');
  entra.account = 'kim@contoso.com';
  await press('Sign in as someone else…');
  await expect(panel).toContainText('Signed in to Azure as kim@contoso.com');
  expect(entra.windows).toEqual([null, 'select_account', 'select_account']);
  expect(page.context().pages()).toHaveLength(1);

  await press('Sign out');
  await expect(panel.getByText(/Signed in to Azure as/)).toHaveCount(0);
  const left = await page.evaluate(() =>
    [...Object.entries(sessionStorage), ...Object.entries(localStorage)].filter(
      entry => /secret-token|"secret":|signed-in/.test(entry.join())
    )
  );
  expect(left).toEqual([]);
  const log = fs.readFileSync(path.join(STATE, 'jupyter-browser.log'), 'utf8');
  expect(log).not.toContain('secret-token');
});
