import fs from 'node:fs';
import path from 'node:path';

import { expect, test } from '@jupyterlab/galata';

import { AnotherLab } from '../support/anotherLab';
import { waitForApplication } from '../support/application';
import { FakeEntra, GUEST } from '../support/fakeEntra';
import { STATE } from '../support/place';
import { expectPoll, Notebook } from '../support/notebook';
import { Surfaces } from '../support/surfaces';

const lab = new AnotherLab({
  name: 'browser',
  offset: 51,
  options: [
    '--SynapseConfig.sign_in=browser',
    '--SynapseConfig.azure_client_id=11111111-2222-3333-4444-555555555555',
    '--SynapseConfig.enable_local_pool=False'
  ]
});

test.use({
  baseURL: lab.url,
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names.
  waitForApplication: ({}, use) => use(waitForApplication)
});

test.beforeAll(() => lab.start());

test.afterAll(() => lab.stop());

test('The page signs in, renews a refused token, and signs out', async ({
  page
}) => {
  const entra = new FakeEntra();
  entra.refused.add('secret-token-1');
  await entra.attach(page);
  await Notebook.create(page, ['1 + 1']);
  const surfaces = new Surfaces(page);
  await surfaces.openPanel();
  const { panel } = surfaces;
  const press = (name: string) =>
    panel.getByRole('button', { name, exact: true }).first().click();

  await press('Sign in to Azure');
  await expect(panel).toContainText('Signed in to Azure as dana@contoso.com');
  // Lists are read side by side: what was refused is asked again, each.
  const times = (token: string) =>
    entra.sent.filter(one => one === token).length;
  await expectPoll(
    async () => [times('secret-token-1'), times('secret-token-2')],
    ([refused, renewed]) => refused > 0 && renewed >= refused,
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
  // The window closes itself, some time after it has said who signed in.
  await expect.poll(() => page.context().pages().length).toBe(1);

  // A guest signs in to the other tenant.
  await expect(panel).toContainText('kim@contoso.com · Contoso');
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('synapse:set-up')
  );
  const tenant = (name: string) =>
    panel
      .getByRole('list', { name: 'Directory (tenant)' })
      .getByRole('listitem')
      .filter({ hasText: name });
  await expect(tenant('Contoso')).toContainText('signed in');
  await press('Sign in to Fabrikam');
  await expect(panel).toContainText('kim@contoso.com · Fabrikam');
  await expect(tenant('Fabrikam')).toContainText('signed in');
  await expect(tenant('Contoso')).not.toContainText('signed in');
  expect(entra.tenants.at(-1)).toBe(GUEST);

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
