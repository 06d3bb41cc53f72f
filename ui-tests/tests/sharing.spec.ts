import { expectPoll, Notebook } from '../support/notebook';
import { Livy } from '../support/livy';
import { Surfaces } from '../support/surfaces';
import { expect, test } from '../support/test';

/** Name of the tab in front. */
async function frontTab(surfaces: Surfaces): Promise<string> {
  return surfaces.page.evaluate(
    () => window.jupyterapp.shell.currentWidget!.title.label
  );
}

/** A session of a notebook that is not open: an orphan. */
async function orphan(livy: Livy): Promise<{ id: number; name: string }> {
  const name = `jl-export-${Math.random().toString(16).slice(2, 10).padEnd(8, '0')}`;
  expect(await livy.create(name)).toBe(true);
  const found = await expectPoll(
    () => livy.running(),
    all => all.some(one => one.name === name && one.state === 'idle'),
    'the session to be idle'
  );
  return found.find(one => one.name === name)!;
}

test('A notebook attaches to the session of another one, and both use it', async ({
  page,
  livy
}) => {
  const surfaces = new Surfaces(page);
  const first = await Notebook.create(page, [
    '%synapse start',
    "%%synapse\nwho = 'first'"
  ]);
  expect(await first.runAll()).toBe(true);
  const firstTab = await frontTab(surfaces);
  const [{ id }] = await livy.running();

  const second = await Notebook.create(page, ['%synapse attach']);
  expect(await second.run(0)).toBe(false);
  const refused = await second.cell(0);
  expect(refused.text).toContain('no session of yours on sparkpool01');
  expect(refused.text).toContain(`${firstTab} (open)`);

  const attached = await second.exec(`%synapse attach ${id}`);
  expect(attached.text).toContain(`Attached to session ${id} on sparkpool01`);
  expect(attached.text).toContain(`shared with ${firstTab}`);
  expect((await second.exec('%%synapse\nwho')).text).toBe("'first'");
  expect(await livy.running()).toHaveLength(1);

  await surfaces.openPanel();
  const session = surfaces.section('Session');
  await expect(session).toContainText('another notebook started it');
  await expect(session).toContainText(`Also used by ${firstTab}`);
  const here = surfaces.panel.getByRole('list', { name: 'Sessions here' });
  await expect(here.getByRole('listitem')).toHaveCount(1);
  await expect(here).toContainText('this notebook and others');
  await surfaces.shoot('attached');

  // Whoever stops it says who used it; the other notebook hears it at once.
  const stopped = await second.exec('%synapse stop');
  expect(stopped.text).toContain(
    `Session ${id} is stopped. ${firstTab} used it too.`
  );
  await page.activity.activateTab(firstTab);
  await expect(session).toContainText('has stopped it');
  expect(await livy.running()).toEqual([]);
});

test('Detach leaves the session running, and --reuse takes it up again', async ({
  page,
  livy
}) => {
  const notebook = await Notebook.create(page, [
    '%synapse start',
    '%%synapse\nkept = 41',
    '%synapse detach'
  ]);
  expect(await notebook.runAll()).toBe(true);
  expect((await notebook.cell(2)).text).toContain(
    'runs on without this notebook'
  );
  const [{ id }] = await livy.running();
  expect((await notebook.exec('%%synapse\nkept')).text).toContain(
    'No Spark session runs for this notebook'
  );

  const smaller = await notebook.exec('%synapse start --reuse -n 9');
  expect(smaller.text).toContain('ready on sparkpool01');
  await notebook.exec('%synapse stop');
  expect(await livy.running()).toHaveLength(1);

  const reused = await notebook.exec('%synapse start --reuse');
  expect(reused.text).toContain(`Attached to session ${id} on sparkpool01`);
  expect((await notebook.exec('%%synapse\nkept + 1')).text).toBe('42');
  await notebook.exec('%synapse stop');
  expect(await livy.running()).toEqual([]);
});

test('The panel lists sessions without a notebook: attach to one, stop another', async ({
  page,
  livy
}) => {
  const surfaces = new Surfaces(page);
  const one = await orphan(livy);
  const other = await orphan(livy);
  const notebook = await Notebook.create(page, ['1 + 1']);
  await surfaces.openPanel();
  await surfaces.panel
    .getByRole('button', { name: 'Use the local pool' })
    .click();
  const here = surfaces.panel.getByRole('list', { name: 'Sessions here' });
  await expect(here.getByRole('listitem')).toHaveCount(2);
  await expect(here).toContainText('no notebook open (from export)');
  await expect(surfaces.status).toContainText('2 sessions without a notebook');
  await expect(surfaces.status).toHaveClass(/syn-mod-orphans/);
  await surfaces.shoot('orphans');

  await surfaces.panel
    .getByRole('button', { name: `Stop ${other.name}` })
    .click();
  await expect(here.getByRole('listitem')).toHaveCount(1);
  await expectPoll(
    () => livy.running(),
    all => all.length === 1,
    'one session to be left'
  );

  await surfaces.panel
    .getByRole('button', { name: `Attach to ${one.name}` })
    .click();
  await expect(surfaces.section('Session')).toContainText('idle');
  await expect(surfaces.status).not.toHaveClass(/syn-mod-orphans/);
  expect((await notebook.exec('%%synapse\n40 + 2')).text).toBe('42');
  expect(await livy.running()).toHaveLength(1);
});

test('A session that is left alone is told in the status bar', async ({
  page,
  livy
}) => {
  test.slow();
  const surfaces = new Surfaces(page);
  const notebook = await Notebook.create(page, ['%synapse start']);
  expect(await notebook.runAll()).toBe(true);
  await page.notebook.save();
  await page.notebook.close(false);
  await expect(surfaces.status).toContainText('1 session without a notebook');
  await surfaces.status.click();
  await surfaces.shoot('alone');
  await surfaces.panel.getByRole('button', { name: /^Stop jl-/ }).click();
  await expect(surfaces.status).toBeHidden();
  expect(await livy.running()).toEqual([]);
});

test('A restart runs the set-up cells again', async ({ page, livy }) => {
  // Three sessions start, one after the other.
  test.slow();
  const surfaces = new Surfaces(page);
  const notebook = await Notebook.create(page, [
    '%synapse start -t 45',
    {
      source: '%%synapse\nimport os\nbase = os.getpid()\nbase',
      tags: ['synapse-setup']
    },
    '%%synapse\nprint("not again")',
    { source: '%%synapse\ntotal = base + 1\ntotal', tags: ['synapse-setup'] },
    '%%synapse\nos._exit(1)'
  ]);
  expect(await notebook.runAll()).toBe(false);
  const before = await notebook.cells();
  await surfaces.openPanel();
  const session = surfaces.section('Session');
  await expect(session).toContainText('The code that it ran ended it.');
  await expect(
    page.locator('.Toastify__toast', { hasText: 'ended' })
  ).toContainText('Restart session');
  await surfaces.shoot('dead');

  await session.getByRole('button', { name: 'Restart session' }).click();
  // It goes by itself, and so is looked for before anything else.
  await expect(
    page.locator('.Toastify__toast', { hasText: '2 set-up cells' })
  ).toBeVisible({ timeout: 120_000 });
  await expectPoll(
    () => notebook.cells(),
    cells =>
      cells[1].text !== before[1].text &&
      cells[3].text !== before[3].text &&
      cells.every(cell => cell.state === 'idle'),
    'the set-up cells to run again'
  );
  const after = await notebook.cells();
  expect(Number(after[3].text)).toBe(Number(after[1].text) + 1);
  expect(after[2]).toMatchObject({
    text: before[2].text,
    count: before[2].count
  });
  await expect(session).toContainText('45 minutes');
  await surfaces.shoot('restarted');
  expect(await livy.running()).toHaveLength(1);

  const magic = await notebook.exec('%synapse restart');
  expect(magic.text).toContain(
    'The 2 cells with the tag synapse-setup run next.'
  );
  await expectPoll(
    () => notebook.cells(),
    cells =>
      cells[1].text !== after[1].text &&
      cells.every(cell => cell.state === 'idle'),
    'the set-up cells to run once more'
  );
  expect(await livy.running()).toHaveLength(1);
});

test.describe('When a kernel is shut down', () => {
  async function shutDown(notebook: Notebook): Promise<void> {
    await notebook.page.evaluate(async () => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as {
        sessionContext: { shutdown(): Promise<void> };
      };
      await panel.sessionContext.shutdown();
    });
  }

  test('the user is asked: keep or stop', async ({ page, livy }) => {
    const surfaces = new Surfaces(page);
    const notebook = await Notebook.create(page, ['%synapse start']);
    expect(await notebook.runAll()).toBe(true);
    const dialog = page.locator('.jp-Dialog');
    await shutDown(notebook);
    await expect(dialog).toContainText('Keep the Spark session');
    await expect(
      dialog.getByRole('button', { name: 'Keep running' })
    ).toBeFocused();
    await surfaces.shoot('kernel-shutdown');
    await dialog.getByRole('button', { name: 'Keep running' }).click();
    await expect(dialog).toHaveCount(0);
    expect(await livy.running()).toHaveLength(1);
    await expect(surfaces.status).toContainText('Spark: idle');

    await page.evaluate(async () => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as {
        sessionContext: {
          changeKernel(model: { name: string }): Promise<unknown>;
        };
      };
      await panel.sessionContext.changeKernel({ name: 'python3' });
    });
    await notebook.untilKernel();
    // A kernel that comes is none that goes.
    await expect(dialog).toHaveCount(0);
    await shutDown(notebook);
    await dialog.getByRole('button', { name: 'Stop session' }).click();
    await expectPoll(
      () => livy.running(),
      all => all.length === 0,
      'the session to be stopped'
    );
  });

  test('with its notebook, the session is kept and found again', async ({
    page,
    livy
  }) => {
    const notebook = await Notebook.create(page, [
      '%synapse start',
      '%%synapse\nkept = 41'
    ]);
    expect(await notebook.runAll()).toBe(true);
    await page.notebook.save();
    const file = await page.evaluate(
      () =>
        (
          window.jupyterapp.shell.currentWidget as unknown as {
            context: { path: string };
          }
        ).context.path
    );
    const dialog = page.locator('.jp-Dialog');
    await page.evaluate(() => {
      void window.jupyterapp.commands.execute('notebook:close-and-shutdown');
    });
    // Lab's own question comes first.
    await dialog.getByRole('button', { name: 'Ok' }).click();
    await expect(dialog).toContainText('idle limit of the pool');
    await dialog.getByRole('button', { name: 'Keep running' }).click();
    await expect(dialog).toHaveCount(0);
    expect(await livy.running()).toHaveLength(1);

    await expect(page.locator('.jp-NotebookPanel')).toHaveCount(0);
    await notebook.open(file);
    await notebook.untilKernel();
    expect((await notebook.exec('%%synapse\nkept + 1')).text).toBe('42');
    expect(await livy.running()).toHaveLength(1);
  });

  test('a restart of the kernel asks nothing', async ({ page, livy }) => {
    const notebook = await Notebook.create(page, ['%synapse start']);
    expect(await notebook.runAll()).toBe(true);
    await page.evaluate(async () => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as {
        sessionContext: { restartKernel(): Promise<void> };
      };
      await panel.sessionContext.restartKernel();
    });
    await notebook.untilKernel();
    await page.waitForTimeout(1500);
    await expect(page.locator('.jp-Dialog')).toHaveCount(0);
    expect(await livy.running()).toHaveLength(1);
  });
});

test('The user is told before an idle session is stopped, and can keep it', async ({
  page,
  livy
}) => {
  const surfaces = new Surfaces(page);
  const notebook = await Notebook.create(page, ['%synapse start -t 10']);
  // The page's time goes on as ever, and by leaps when told: into the last
  // five minutes, with almost all of them left for what is done in them.
  await page.clock.install();
  expect(await notebook.runAll()).toBe(true);
  await surfaces.openPanel();
  const toast = page.locator('.Toastify__toast', { hasText: 'is idle' });
  await expect(surfaces.section('Session')).toContainText('left');
  await expect(toast).toHaveCount(0);
  await page.clock.fastForward('05:01');
  await expect(toast).toBeVisible();
  await expect(surfaces.section('Session')).toContainText('Idle: stops in');
  await surfaces.shoot('countdown');
  await toast.getByRole('button', { name: 'Keep alive' }).click();
  await expect(toast).toBeHidden();
  await expect(surfaces.section('Session')).toContainText('left');
  expect(await livy.running()).toHaveLength(1);

  await page.clock.fastForward('05:01');
  await expect(toast).toBeVisible();
  await toast.getByRole('button', { name: 'Stop now' }).click();
  await expectPoll(
    () => livy.running(),
    all => all.length === 0,
    'the session to be stopped'
  );
});
