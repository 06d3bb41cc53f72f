import { expect, test } from '@jupyterlab/galata';

import { AnotherLab } from '../support/anotherLab';
import { waitForApplication } from '../support/application';
import { Notebook } from '../support/notebook';
import { Surfaces } from '../support/surfaces';

const lab = new AnotherLab({
  name: 'off',
  offset: 50,
  options: ['--ServerApp.jpserver_extensions', 'jupyterlab_synapse=False']
});

test.use({
  baseURL: lab.url,
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names.
  waitForApplication: ({}, use) => use(waitForApplication)
});

test.beforeAll(() => lab.start());

test.afterAll(() => lab.stop());

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
  const surfaces = new Surfaces(page);
  await surfaces.openPanel();
  await expect(surfaces.panel).toContainText(command);
  await page.screenshot({ path: 'screenshots/server-off.png' });
});
