import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expectPoll, Notebook } from '../support/notebook';
import { Surfaces } from '../support/surfaces';
import { expect, test } from '../support/test';

const LOOP =
  '%%synapse\nimport time\nfor i in range(1000):\n    print("step", i, flush=True)\n    time.sleep(0.2)';

test('A reload of the page keeps the session', async ({ page, livy }) => {
  const notebook = await Notebook.create(page, [
    '%synapse start',
    '%%synapse\nkept = 41'
  ]);
  expect(await notebook.runAll()).toBe(true);
  await page.notebook.save();
  const before = await livy.running();

  await page.reload();
  await notebook.untilKernel();

  const surfaces = new Surfaces(page);
  await expect(surfaces.status).toContainText('Spark: idle');
  await surfaces.openPanel();
  await expect(
    surfaces.panel.getByRole('button', { name: 'Stop session' })
  ).toBeVisible();
  expect((await notebook.exec('%%synapse\nkept + 1')).text).toBe('42');
  expect(await livy.running()).toHaveLength(1);
  expect((await livy.running())[0].id).toBe(before[0].id);
});

test('A restart or death of the kernel keeps the session', async ({
  page,
  livy
}) => {
  const notebook = await Notebook.create(page, [
    '%synapse start',
    '%%synapse\nkept = 41'
  ]);
  expect(await notebook.runAll()).toBe(true);
  await page.evaluate(async () => {
    const panel = window.jupyterapp.shell.currentWidget as unknown as {
      sessionContext: { restartKernel(): Promise<void> };
    };
    await panel.sessionContext.restartKernel();
  });
  await notebook.untilKernel();
  // The magic is there again for the first cell of the new life.
  expect(
    (await notebook.exec("m = %synapse meta\nprint(m['state'])")).text
  ).toBe('idle\n');
  expect((await notebook.exec('%%synapse\nkept + 1')).text).toBe('42');

  await notebook.begin(await notebook.addCell('import os\nos._exit(1)'));
  const dialog = page.locator('.jp-Dialog');
  await dialog.waitFor();
  await dialog.getByRole('button').last().click();
  // Lab learns that the new kernel is idle by its first message, which is lost
  // when it comes before the server listens again, so ask for one; but what
  // kernel_info makes of the status is not tracked, and then it stays so.
  await page.waitForFunction(
    () => {
      const { kernel } = (
        window.jupyterapp.shell.currentWidget as unknown as {
          sessionContext: {
            session: {
              kernel: {
                status: string;
                connectionStatus: string;
                requestKernelInfo(): Promise<unknown>;
              };
            };
          };
        }
      ).sessionContext.session;
      void kernel.requestKernelInfo().catch(() => undefined);
      return (
        kernel.connectionStatus === 'connected' &&
        ['idle', 'unknown', 'starting'].includes(kernel.status)
      );
    },
    undefined,
    { polling: 1000 }
  );
  expect(
    (await notebook.exec("m = %synapse meta\nprint(m['state'])")).text
  ).toBe('idle\n');
  expect(await livy.running()).toHaveLength(1);
});

test('A session that dies says why, and another can be started', async ({
  page,
  livy
}) => {
  const notebook = await Notebook.create(page, [
    '%synapse start',
    '%%synapse\nimport os\nos._exit(1)',
    "%%synapse\nprint('never')"
  ]);
  expect(await notebook.runAll()).toBe(false);
  const [, dead, skipped] = await notebook.cells();
  expect(dead.text).toContain('Interpreter died');
  expect(dead.text).toContain('%synapse start');
  expect(skipped).toMatchObject({ text: '', count: null });
  expect(await livy.running()).toEqual([]);
  await expect(page.locator('.syn-StatusItem-button')).toContainText(/ended/i);

  const refused = await notebook.exec('%%synapse\n1');
  expect(refused.text).toContain('%synapse start');
  expect((await notebook.exec('%synapse start')).text).toContain('ready on');
  expect((await notebook.exec('%%synapse\n1 + 1')).text).toBe('2');
});

test('A session that was deleted elsewhere is missed with a reason', async ({
  page,
  livy
}) => {
  const notebook = await Notebook.create(page, ['%synapse start']);
  await notebook.runAll();
  await livy.clear();
  const cell = await notebook.exec('%%synapse\n1 + 1');
  expect(cell.kinds).toContain('error');
  expect(cell.text).toContain('%synapse start');
  expect((await notebook.exec('%synapse start')).text).toContain('ready on');
});

test('A cell that is moved or deleted goes on, as a local one does', async ({
  page,
  livy
}) => {
  const notebook = await Notebook.create(page, [
    '%synapse start',
    LOOP,
    '# below'
  ]);
  await notebook.run(0);
  await notebook.begin(1);
  await notebook.untilText(1, 'step 1');
  // By its id: Lab undoes what was done within half a second in one step, so
  // that the cell may come back to where it was before it was moved.
  const { id: moved } = await notebook.cell(1);
  const place = async (): Promise<number> =>
    (await notebook.cells()).findIndex(cell => cell.id === moved);
  const goesOn = async (): Promise<void> => {
    const seen = (await notebook.cell(await place())).text.length;
    await expectPoll(
      async () => notebook.cell(await place()),
      cell => cell.text.length > seen + 20 && cell.state === 'running',
      'the cell to go on'
    );
  };

  await notebook.activate(1);
  await notebook.command('notebook:move-cell-down');
  expect(await place()).toBe(2);
  await goesOn();

  // A deleted cell can be brought back, so its statement is not cancelled.
  await notebook.activate(2);
  await notebook.command('notebook:delete-cell');
  expect(await notebook.cells()).toHaveLength(2);
  const [{ id }] = await livy.running();
  expect((await livy.statements(id)).at(-1)?.state).toBe('running');
  await notebook.command('notebook:undo-cell-action');
  await goesOn();

  await notebook.activate(await place());
  await notebook.command('notebook:delete-cell');
  await notebook.command('notebook:interrupt-kernel');
  await expectPoll(
    () => livy.statements(id),
    statements => statements.at(-1)?.state === 'cancelled',
    'the statement of the deleted cell to be cancelled'
  );
  expect((await notebook.exec('%%synapse\n1 + 1')).text).toBe('2');
});

test('A notebook that is closed leaves its statement and session running', async ({
  page,
  livy
}) => {
  const notebook = await Notebook.create(page, ['%synapse start', LOOP]);
  await notebook.run(0);
  await notebook.begin(1);
  await notebook.untilText(1, 'step 1');
  await page.notebook.save();
  const file = await page.evaluate(
    () =>
      (
        window.jupyterapp.shell.currentWidget as unknown as {
          context: { path: string };
        }
      ).context.path
  );
  await page.notebook.close(false);

  const [{ id }] = await livy.running();
  expect((await livy.statements(id)).at(-1)?.state).toBe('running');
  // Lab would bring the old one to the front while it goes.
  await expect(page.locator('.jp-NotebookPanel')).toHaveCount(0);
  await notebook.open(file);
  // It goes on in its cell, and what is run now comes behind it.
  await expectPoll(
    () => notebook.cells(),
    cells => cells[1]?.state === 'running' && /step \d\d/.test(cells[1].text),
    'the statement to go on in its cell'
  );
  await notebook.activate(1);
  await notebook.command('notebook:interrupt-kernel');
  await notebook.untilIdle();
  expect(
    (await notebook.exec("m = %synapse meta\nprint(m['session_id'])")).text
  ).toBe(`${id}\n`);
});

test('Two notebooks have two sessions, and the panel follows the one in front', async ({
  page,
  livy
}) => {
  const surfaces = new Surfaces(page);
  const first = await Notebook.create(page, [
    '%synapse start -t 45',
    "%%synapse\nwho = 'first'"
  ]);
  expect(await first.runAll()).toBe(true);
  expect((await first.cell(0)).text).toContain('stops after 45 min idle');
  const firstTab = await page.evaluate(
    () => window.jupyterapp.shell.currentWidget!.title.label
  );
  const second = await Notebook.create(page, [
    "%%synapse\nwho = 'too early'",
    '%synapse start',
    '%%synapse\nwho'
  ]);
  expect(await second.run(0)).toBe(false);
  expect(await second.run(1)).toBe(true);
  expect(await second.run(2)).toBe(false);
  expect((await second.cell(2)).text).toContain("'who' is not defined");
  expect(await livy.running()).toHaveLength(2);
  await surfaces.openPanel();
  await expect(surfaces.section('Session')).toContainText('30 minutes');
  expect((await second.exec('%synapse stop')).text).toContain('is stopped');

  await page.activity.activateTab(firstTab);
  await expect(surfaces.section('Session')).toContainText('45 minutes');
  expect((await first.exec('%%synapse\nwho')).text).toBe("'first'");
  expect(await livy.running()).toHaveLength(1);
});

test('A cell that is moved up and down while it runs ends with all of its output', async ({
  page
}) => {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'synapse-ui-'));
  const mark = path.join(folder, 'go on');
  const notebook = await Notebook.create(page, [
    '%synapse start',
    '# above',
    `%%synapse
import os, time
print("begun", flush=True)
while not os.path.exists(${JSON.stringify(mark)}):
    time.sleep(0.1)
print("ended")`,
    '# below'
  ]);
  await notebook.run(0);
  await notebook.begin(2);
  await notebook.untilText(2, 'begun');
  await notebook.activate(2);
  await notebook.act('notebook:move-cell-down');
  await notebook.untilText(3, 'begun');
  await notebook.activate(3);
  await notebook.act('notebook:move-cell-up');
  await notebook.activate(2);
  await notebook.act('notebook:move-cell-up');
  await notebook.untilText(1, 'begun');
  expect((await notebook.cell(1)).state).toBe('running');
  fs.writeFileSync(mark, '');
  await notebook.untilIdle();
  fs.rmSync(folder, { recursive: true });
  const moved = await notebook.cell(1);
  expect(moved.text.trim()).toBe('begun\nended');
  expect(moved.count).not.toBeNull();
});
