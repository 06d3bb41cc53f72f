import path from 'node:path';

import { AnotherLab } from '../support/anotherLab';
import { LivyGateway } from '../support/livyGateway';
import { expectPoll, Notebook } from '../support/notebook';
import { PORT, STATE } from '../support/place';
import { Surfaces } from '../support/surfaces';
import { expect, test } from '../support/test';

const GATEWAY_PORT = PORT + 53;
const gateway = new LivyGateway();
const lab = new AnotherLab({
  name: 'livy',
  offset: 52,
  config: 'livy_server_config.py',
  environment: {
    JUPYTER_DATA_DIR: path.join(STATE, 'data-livy'),
    IPYTHONDIR: path.join(STATE, 'ipython'),
    JUPYTERLAB_SYNAPSE_LOCAL_HOME: path.join(STATE, 'local'),
    SYNAPSE_UI_TEST_GATEWAY: String(GATEWAY_PORT)
  }
});

test.use({ baseURL: lab.url });

test.beforeAll(async () => {
  await gateway.start(GATEWAY_PORT);
  await lab.start();
});

test.afterAll(async () => {
  await lab.stop();
  await gateway.stop();
});

test('Cells run on a plain Livy: start, pyspark, SQL, errors, interrupt, stop', async ({
  page
}) => {
  gateway.requests.length = 0;
  const notebook = await Notebook.create(page, [
    '%synapse start --executor-cores 2',
    '%%synapse\nprint("hello")\n40 + 2',
    '%%synapse sql\nselect cast(1.10 as decimal(5,2)) as amount',
    '%%synapse\nspark.conf.get("spark.sql.shuffle.partitions")'
  ]);
  expect(await notebook.runAll()).toBe(true);
  const [started, python, sql, conf] = await notebook.cells();
  // Nothing was chosen: the administrator has.
  expect(started.text).toContain('ready on onprem');
  expect(python.text).toBe('hello\n42');
  expect(sql.text).toContain('1.10');
  expect(conf.text).toBe("'3'");
  const [create] = gateway.of('POST', /^\/sessions$/);
  expect(JSON.parse(create.body)).toMatchObject({
    kind: 'pyspark',
    queue: 'hunts',
    driverMemory: '1g',
    driverCores: 1,
    executorMemory: '1g',
    executorCores: 2,
    numExecutors: 2,
    conf: { 'spark.sql.shuffle.partitions': '3' }
  });

  const failed = await notebook.exec('%%synapse\n1 / 0');
  expect(failed.text).toContain('ZeroDivisionError');
  const refused = await notebook.exec('%%synapse scala\n1');
  expect(refused.text).toContain("does not run 'spark' cells");

  const loop = await notebook.addCell('%%synapse\nwhile True:\n    pass');
  await notebook.begin(loop);
  await expectPoll(
    async () => gateway.of('POST', /statements$/).at(-1)?.body ?? '',
    body => body.includes('while True'),
    'the loop to be sent'
  );
  await page
    .locator('.jp-NotebookPanel-toolbar')
    .getByRole('button', { name: /interrupt/i })
    .click();
  await notebook.untilIdle();
  expect((await notebook.cell(loop)).text).toContain('Cancelled:');
  expect(gateway.of('POST', /cancel$/)).toHaveLength(1);
  expect((await notebook.exec('%%synapse\n6 * 7')).text).toBe('42');

  const listed = await notebook.exec('%synapse list');
  expect(listed.text).toMatch(/onprem +onprem +Apache Livy/);
  const stopped = await notebook.exec('%synapse stop');
  expect(stopped.text).toContain('is stopped');
  expect(gateway.of('DELETE', /^\/sessions\/\d+$/)).toHaveLength(1);
  expect((await notebook.exec('%%synapse\n1')).text).toContain(
    '%synapse start'
  );
});

test('Picker and panel tell what a plain Livy is, and what is wrong with one', async ({
  page
}) => {
  gateway.requests.length = 0;
  const notebook = await Notebook.create(page, []);
  const surfaces = new Surfaces(page);
  await surfaces.openPanel();
  await expect(surfaces.panel).toContainText('1 wrong setting of the server');
  await expect(
    surfaces.panel.getByRole('button', { name: 'Use onprem' })
  ).toBeVisible();
  await surfaces.picker.click();
  const option = (name: string) => surfaces.options.filter({ hasText: name });
  await expect(option('onprem')).toContainText(
    'Apache Livy 0.9.0-incubating · sessions of 3 vCores'
  );
  for (const [name, reason] of [
    ['old-password', 'did not accept the user name and password'],
    ['no-variable', 'LIVY_NO_PASSWORD is not set'],
    ['closed', 'No answer from Livy'],
    ['moved', 'redirects to https://login.example'],
    ['elsewhere', 'not as a Livy does'],
    ['mistyped', 'does not look like https://host:8998/path']
  ]) {
    await expect(option(name)).toContainText(reason);
    await expect(option(name)).toHaveAttribute('aria-disabled', 'true');
  }
  expect(await page.content()).not.toContain('grün');
  await surfaces.shoot('livy-picker');
  await option('onprem').click();
  await expect(surfaces.picker).toHaveText('onprem');
  await expect(surfaces.section('Pool')).toContainText('0.9.0-incubating');
  await expect(surfaces.section('Pool')).toContainText('does not tell');

  await surfaces.panel.getByRole('button', { name: 'Start session' }).click();
  await expect(
    surfaces.panel.getByRole('button', { name: 'Stop session' })
  ).toBeVisible();
  await surfaces.shoot('livy-panel');
  await page.notebook.save();
  await page.reload();
  await notebook.untilKernel();
  await surfaces.openPanel();
  await surfaces.panel.getByRole('button', { name: 'Keep alive' }).click();
  await expectPoll(
    async () => gateway.of('POST', /connect$/).length,
    count => count === 1,
    'the session to be kept alive'
  );
  expect((await notebook.exec('%synapse stop')).text).toContain('is stopped');
});
