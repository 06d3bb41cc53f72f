import { Notebook } from '../support/notebook';
import { expect, test } from '../support/test';

/** Restarts the kernel and runs all cells, as its button does; does not wait. */
async function restartAndRunAll({ page }: Notebook): Promise<void> {
  await page.evaluate(() => {
    void window.jupyterapp.commands.execute('notebook:restart-run-all');
  });
  await page
    .locator('.jp-Dialog')
    .getByRole('button', { name: 'Confirm Kernel Restart' })
    .click();
}

test('Restart and Run All starts with the magic, as often as one likes', async ({
  page,
  livy
}) => {
  // Three times a kernel and a session start.
  test.slow();
  const notebook = await Notebook.create(page, [
    '%synapse start',
    '%%synapse\nprint("remote", 6 * 7)',
    "m = %synapse meta\nprint('local', m['pool'], len(In))",
    '%synapse stop'
  ]);
  for (let turn = 0; turn < 3; turn++) {
    // The first cell comes before the new kernel has said anything.
    await restartAndRunAll(notebook);
    await notebook.untilText(3, 'is stopped.');
    await notebook.untilIdle();

    const cells = await notebook.cells();
    expect(cells[0].text).toContain('ready on sparkpool01');
    expect(cells[1].text.trim()).toBe('remote 42');
    expect(cells[2].text).toBe('local sparkpool01 4\n');
    expect(cells.map(cell => cell.count)).toEqual([1, 2, 3, 4]);
    expect(await livy.running()).toEqual([]);
    await notebook.act('notebook:clear-all-cell-outputs');
  }
});

test('Restart and Run All stops at the failure of a remote cell', async ({
  page
}) => {
  const notebook = await Notebook.create(page, [
    '%synapse start',
    '%%synapse\nraise ValueError("on purpose")',
    'print("never")'
  ]);
  await restartAndRunAll(notebook);
  await notebook.untilText(1, 'ValueError: on purpose');
  await notebook.untilIdle();
  expect(await notebook.cell(2)).toMatchObject({ text: '', count: null });
});
