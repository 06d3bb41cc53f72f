import type { Locator } from '@playwright/test';

import { Notebook } from '../support/notebook';
import { Surfaces } from '../support/surfaces';
import { expect, test } from '../support/test';

async function textOf(notebook: Notebook): Promise<string> {
  return (await notebook.cells()).map(cell => cell.text).join('\n');
}

/** Sources of all cells, one below the other. */
async function sourceOf({ page }: Notebook): Promise<string> {
  return page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as unknown as {
      content: {
        model: { sharedModel: { cells: { getSource(): string }[] } };
      };
    };
    const { cells } = panel.content.model.sharedModel;
    return cells.map(cell => cell.getSource()).join('\n');
  });
}

/** A notebook from the menu, once its kernel is there. */
async function fromMenu(
  { page }: Surfaces,
  title: string,
  path: string
): Promise<Notebook> {
  const item = (label: string): Locator =>
    page.locator('.lm-Menu-item', { hasText: label });
  await page.getByRole('menuitem', { name: 'File', exact: true }).click();
  await item('New from Template').hover();
  await item(title).click();
  const notebook = new Notebook(page);
  await notebook.untilOpen(path);
  await notebook.untilKernel();
  expect(await page.contents.fileExists(path)).toBe(true);
  return notebook;
}

test('a card of the launcher makes a hunt whose Run All finds both beacons', async ({
  page,
  livy,
  tmpPath
}) => {
  const surfaces = new Surfaces(page);
  const cards = page.locator('.jp-Launcher-section', {
    hasText: 'Synapse hunts'
  });
  await expect(cards.locator('.jp-LauncherCard')).toHaveCount(5);
  await surfaces.shoot('templates-launcher');
  await cards.getByText('Detect network beaconing').click();
  const notebook = new Notebook(page);
  await notebook.untilKernel();
  await expect(page.locator('.jp-LauncherCard')).toHaveCount(0);

  expect(await notebook.runAll()).toBe(true);
  const text = await textOf(notebook);
  expect(text).toMatch(/Session \d+ ready on sparkpool01/);
  expect(text).toContain('Suspicious pairs: 2');
  expect(text).toMatch(/10\.20\.9\.77\s+203\.0\.113\.77\s+21\s/);
  expect(text).toMatch(/10\.20\.0\.17\s+203\.0\.113\.90\s+21\s/);
  const kinds = (await notebook.cells()).flatMap(cell => cell.kinds);
  expect(kinds.filter(kind => kind === 'image/png')).toHaveLength(1);
  expect(await livy.running()).toEqual([]);
  await page.locator('.jp-OutputArea img').scrollIntoViewIfNeeded();
  await surfaces.shoot('templates-beaconing');
  expect(await page.contents.fileExists(`${tmpPath}/hunt-beacons.ipynb`)).toBe(
    true
  );
});

test('a hunt from the menu takes the window of the notebook in front, and finds the spray', async ({
  page,
  livy,
  tmpPath
}) => {
  const surfaces = new Surfaces(page);
  await Notebook.create(page, [
    '%%synapse\nend_date = "2021-11-16"\nlookback_days = 7'
  ]);
  await page.getByRole('menuitem', { name: 'File', exact: true }).click();
  await page.locator('.lm-Menu-item', { hasText: 'New from Template' }).hover();
  await expect(
    page.locator('.lm-Menu-item', { hasText: 'Masquerading process names' })
  ).toBeVisible();
  await surfaces.shoot('templates-menu');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  const notebook = await fromMenu(
    surfaces,
    'Low and slow password sprays',
    `${tmpPath}/hunt-password-sprays.ipynb`
  );
  const source = await sourceOf(notebook);
  expect(source).toContain('end_date = "2021-11-16"  # the last day');
  expect(source).toContain('lookback_days = 7\n');

  expect(await notebook.runAll()).toBe(true);
  const text = await textOf(notebook);
  expect(text).toContain('7 of 7 days have data, 2021-11-10 to 2021-11-16');
  expect(text).toContain('Suspicious networks: 1');
  expect(text).toMatch(/203\.0\.113\s+\S+\s+7\s/);
  expect(text).toContain('right password: 1');
  const images = page.locator('.jp-OutputArea img');
  await images.last().scrollIntoViewIfNeeded();
  await surfaces.shoot('templates-sprays');
  expect(await livy.running()).toEqual([]);
});

test('the hunt for masquerading programs finds all four', async ({
  page,
  tmpPath
}) => {
  const surfaces = new Surfaces(page);
  const notebook = await fromMenu(
    surfaces,
    'Masquerading process names',
    `${tmpPath}/hunt-masquerading.ipynb`
  );
  expect(await notebook.runAll()).toBe(true);
  const text = await textOf(notebook);
  expect(text).toContain('Suspicious programs: 4');
  for (const rule of [
    'signs that look alike',
    'letters swapped',
    'one letter off',
    'wrong folder'
  ]) {
    expect(text).toContain(rule);
  }
  const images = page.locator('.jp-OutputArea img');
  await images.last().scrollIntoViewIfNeeded();
  await surfaces.shoot('templates-masquerading');
});

test('the export of history fills the lake, and again without a difference', async ({
  page,
  tmpPath
}) => {
  // The export runs twice.
  test.slow();
  const surfaces = new Surfaces(page);
  const notebook = await fromMenu(
    surfaces,
    'Export historical logs',
    `${tmpPath}/export-history.ipynb`
  );
  const reports: string[] = [];
  while (reports.length < 2) {
    expect(await notebook.runAll()).toBe(true);
    const text = await textOf(notebook);
    expect(text).toContain('Hours that differ: 0');
    expect(text).not.toContain('FAILED');
    const [report] = /Log Analytics: [\d,]+ rows, lake: [\d,]+/.exec(text)!;
    reports.push(report);
    const [rows, lake] = report.match(/[\d,]+(?= rows|$)/g)!;
    expect(Number(rows.replace(',', ''))).toBeGreaterThan(1000);
    expect(lake).toBe(rows);
  }
  expect(reports[1]).toBe(reports[0]);
  const again = await textOf(notebook);
  expect(again).toMatch(/[1-9][\d,]* of an earlier run/);
  expect(again).toContain('Nothing to copy: the lake has it all.');
  await surfaces.shoot('templates-history');
});

test('Configure opens the assistant, and again by its button', async ({
  page,
  tmpPath
}) => {
  const surfaces = new Surfaces(page);
  const notebook = await fromMenu(
    surfaces,
    'Configure',
    `${tmpPath}/configure.ipynb`
  );
  const heading = surfaces.panel.getByRole('heading', { name: 'Set up Azure' });
  await expect(heading).toBeVisible();
  await surfaces.shoot('templates-configure');
  await surfaces.closePanel();
  // Lab asks nothing: it is trusted as what the user made.
  await page.getByRole('button', { name: 'Set up Azure…' }).press('Enter');
  await expect(heading).toBeVisible();
  expect(await notebook.runAll()).toBe(true);
  expect(await textOf(notebook)).toContain('sparkpool01');
});

test('a name in use is not taken, and no template is made of nothing', async ({
  page,
  tmpPath
}) => {
  const notebook = new Notebook(page);
  const make = (template: string): Promise<string> =>
    notebook.command('synapse:new-from-template', { template });
  const ids: string[] = [];
  for (const name of ['hunt-beacons.ipynb', 'hunt-beacons-1.ipynb']) {
    expect(await make('beaconing')).toBe(`${tmpPath}/${name}`);
    ids.push(...(await notebook.cells()).map(({ id }) => id));
  }
  // What ran in the one is not taken for the other's.
  expect(new Set(ids).size).toBe(ids.length);
  await expect(make('nothing')).rejects.toThrow(
    'There is no template "nothing".'
  );
});
