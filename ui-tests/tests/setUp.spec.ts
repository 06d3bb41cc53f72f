import path from 'node:path';

import { test as base } from '@jupyterlab/galata';
import type { Locator, Page, Route } from '@playwright/test';

import { AnotherLab } from '../support/anotherLab';
import { waitForApplication } from '../support/application';
import { LocalAzure } from '../support/localAzure';
import { STATE } from '../support/place';
import { expectPoll, Notebook } from '../support/notebook';
import { expect } from '../support/test';
import { Surfaces } from '../support/surfaces';

/** What the exported firewall logs hide, as the hunt prints it. */
const BEACON = /10\.20\.9\.77\s+203\.0\.113\.77/;

/** Where Azure tells how far the pool is. */
const POOL = /\/bigDataPools\/hunts\b|\/operation(?:statuses|results)\//i;

const azure = new LocalAzure('setup');
const lab = new AnotherLab({
  name: 'setup',
  offset: 64,
  environment: {
    JUPYTER_DATA_DIR: path.join(STATE, 'data-setup'),
    IPYTHONDIR: path.join(STATE, 'ipython'),
    ...azure.environment
  }
});

const test = base.extend({
  kernels: null,
  sessions: null,
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names.
  waitForApplication: ({}, use) => use(waitForApplication)
});

test.use({ baseURL: lab.url });

test.beforeAll(async () => {
  azure.create();
  await lab.start();
});

test.afterAll(async () => {
  await lab.stop();
  azure.stop();
});

/** Holds back how far the pool is, until the answer is called. */
async function hold(page: Page): Promise<() => Promise<void>> {
  let open = (): void => undefined;
  const gate = new Promise<void>(resolve => (open = resolve));
  const wait = async (route: Route): Promise<void> => {
    // That it is not there is what the assistant has to know first.
    if (route.request().method() !== 'GET') {
      await route.fallback();
      return;
    }
    const response = await route.fetch();
    if (response.status() !== 404) {
      await gate;
    }
    // The page that asked may be gone by now.
    await route.fulfill({ response }).catch(() => undefined);
  };
  await page.route(POOL, wait);
  return async () => {
    open();
    await page.unroute(POOL, wait);
  };
}

/** Opens the assistant by its command. */
async function setUpAgain(page: Page): Promise<void> {
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('synapse:set-up')
  );
}

test('A newcomer goes from an empty subscription to a beacon, and back', async ({
  page
}) => {
  // Nine steps and all of a hunt, with a session that is started for it.
  test.slow();
  const surfaces = new Surfaces(page);
  const { panel } = surfaces;
  const toggle = (name: string): Locator =>
    panel.getByRole('button', { name: new RegExp(`^\\d ?${name}`) });
  const content = (name: string): Locator =>
    panel.getByRole('group', { name, exact: true });
  const button = (name: string): Locator =>
    panel.getByRole('button', { name, exact: true });
  const isDone = (name: string): Promise<void> =>
    expect(toggle(name)).toContainText('done');
  const review = async (name: string, title: RegExp): Promise<void> => {
    await expect(toggle(name)).toHaveAttribute('aria-expanded', 'true');
    await content(name).getByRole('button', { name: 'Review…' }).click();
    await expect(panel.getByRole('heading', { name: title })).toBeFocused();
    await expect(panel).toContainText('Nothing has been sent yet.');
  };
  const create = async (name: string, title: RegExp): Promise<void> => {
    await review(name, title);
    await button('Create').click();
    await isDone(name);
    // The focus is where it came from.
    await expect(toggle(name)).toBeFocused();
  };
  const next = (name: string): Promise<void> =>
    panel.getByRole('button', { name: `Next: ${name}` }).click();

  await surfaces.openPanel();
  await button('Set up Azure').click();
  await expect(
    panel.getByRole('heading', { name: 'Set up Azure' })
  ).toBeFocused();
  await expect(panel).toContainText('nothing costs money');
  await azure.change({ operationSeconds: 0.3 });

  await create('Account and subscription', /^Register Microsoft.Synapse/);
  // No group is chosen yet: what may be created is asked of the subscription.
  const roles = panel.getByRole('region', { name: 'Your roles' });
  await roles.getByRole('button', { name: /^Check the roles/ }).click();
  await expect(roles.locator('[data-role="create"]')).toContainText('have');
  await next('Logs');
  await surfaces.audit('set-up-form');
  await create('Logs', /^Create the Log Analytics workspace/);
  await next('Synapse and its lake');
  await review('Synapse and its lake', /^Create/);
  await surfaces.audit('set-up-plan');
  await button('Create').click();
  await isDone('Synapse and its lake');
  await next('Spark pool');

  // The page goes away while Azure makes the pool, and finds it again.
  const release = await hold(page);
  await review('Spark pool', /^Create the Spark pool hunts in/);
  await button('Create').click();
  const underWay = panel.getByRole('list', { name: 'Under way' });
  await expect(underWay).toContainText('Create the Spark pool hunts');
  await page.reload();
  await expect(panel).toContainText('Azure is making these changes.');
  await expect(underWay).toContainText('Create the Spark pool hunts');
  await surfaces.audit('set-up-under-way');
  // Nobody has to wait for it.
  await button('Leave it; Azure goes on').click();
  await expect(toggle('Spark pool')).toContainText('working');
  await expect(underWay).toContainText('Create the Spark pool hunts');
  await release();
  await isDone('Spark pool');

  await next('Azure ML workspace');
  await create('Azure ML workspace', /^Create/);
  await next('Attached pool');
  await create('Attached pool', /^Attach/);
  await next('Export of the logs');
  await create('Export of the logs', /^Export CommonSecurityLog/);
  await next('Hunt');
  await surfaces.audit('set-up-end');
  await azure.untilExported();
  await button('Open the beaconing hunt and run it').click();
  const notebook = new Notebook(page);
  await notebook.untilKernel();
  await expectPoll(
    async () => (await notebook.cells()).map(({ text }) => text).join(),
    text => BEACON.test(text),
    'the beacon to be found',
    // A session is started for it, and all of a hunt runs.
    400_000
  );
  await surfaces.shoot('set-up-beacon');

  // What was set up goes into any other notebook, too.
  await notebook.untilIdle();
  await page.notebook.createNew('own.ipynb', { kernel: 'python3' });
  await notebook.untilKernel();
  await setUpAgain(page);
  await button('Write the parameter cell and choose the pool').click();
  await expect(surfaces.picker).toContainText('hunts');
  const own = page.locator('.jp-NotebookPanel:visible');
  await expect(own).toContainText('synapse_spark_compute = "hunts"');
  await expect(own).toContainText('account_name = ');
  await surfaces.shoot('set-up-parameters');

  // And what it made goes again, but for the logs and what they are in.
  await setUpAgain(page);
  await button('Created here').click();
  const created = panel.getByRole('region', { name: 'Created here' });
  const boxes = created.getByRole('checkbox');
  await boxes.last().scrollIntoViewIfNeeded();
  await surfaces.audit('set-up-created');
  for (const box of await boxes.all()) {
    await box.check();
  }
  await created.getByRole('button', { name: 'Undo…' }).click();
  await expect(panel).toContainText('Nothing has been sent yet.');
  await surfaces.audit('set-up-undo');
  await button('Delete').click();
  await button('Created here').click();
  await expect(created.getByText('deleted', { exact: true })).not.toHaveCount(
    0
  );
  // The lake and its group: they may be tried again.
  await expect(boxes).toHaveCount(2);
  await expect(created).toContainText(
    'It holds data: am-commonsecuritylog, am-securityevent, am-signinlogs.'
  );
  await created.scrollIntoViewIfNeeded();
  await surfaces.shoot('set-up-undone');
});
