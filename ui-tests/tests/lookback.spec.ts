import { expect, shareNotebook, test } from '../support/shared';
import { Surfaces } from '../support/surfaces';

const shared = shareNotebook('lookback-spec', { session: false });

const PARAMETERS =
  "%%synapse\nend_date   = '2021-11-17'   # UTC\nlookback_days=21";

let surfaces: Surfaces;

test.beforeAll(async () => {
  surfaces = new Surfaces(shared().page);
  await surfaces.openPanel();
  await surfaces.panel
    .getByRole('button', { name: 'Use the local pool' })
    .click();
  await expect(section()).toBeVisible();
});

const section = () =>
  surfaces.panel.getByRole('region', { name: 'Lookback', exact: true });
const field = (name: string) => section().getByLabel(name, { exact: true });
const press = (name: string) =>
  section().getByRole('button', { name, exact: true }).click();

async function sources(): Promise<string[]> {
  return shared().page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as unknown as {
      content: {
        model: { sharedModel: { cells: { getSource(): string }[] } };
      };
    };
    return panel.content.model.sharedModel.cells.map(cell => cell.getSource());
  });
}

test('shows what the code says, rewrites the literal alone, and undoes it', async () => {
  const { notebook, page } = shared();
  await notebook.setCells(['x = 1', PARAMETERS]);
  await expect(section()).toContainText('In cell 2');
  await expect(section()).toContainText("end_date = '2021-11-17'");
  await expect(section()).toContainText('Oct 28 – Nov 17, 2021 (UTC)');
  await expect(section()).toContainText('21 days');

  // By the keyboard alone.
  await field('End date').focus();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('2021-11-31');
  await page.keyboard.press('Tab');
  await expect(field('Days')).toBeFocused();
  await expect(section()).toContainText('November 2021 has 30 days');
  await expect(field('End date')).toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.type('7');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.type('2021-11-10');
  await page.keyboard.press('Enter');
  await expect(section()).toContainText('Nov 4 – 10, 2021 (UTC)');
  expect(await sources()).toEqual(['x = 1', PARAMETERS]);
  await surfaces.shoot('lookback-edited');
  await section().getByRole('button', { name: 'Update cell' }).press('Enter');
  const updated =
    "%%synapse\nend_date   = '2021-11-10'   # UTC\nlookback_days=7";
  expect(await sources()).toEqual(['x = 1', updated]);
  await expect(
    section().getByRole('button', { name: 'Update cell' })
  ).toBeHidden();

  await notebook.command('notebook:undo-cell-action');
  await expect(field('End date')).toHaveValue('2021-11-17');
  expect(await sources()).toEqual(['x = 1', PARAMETERS]);

  // What is typed into the cell is seen at once.
  await notebook.setCells(['lookback_days = "21"', 'y = 2']);
  await expect(section()).toContainText('The number of days is text: "21".');
  await expect(section()).toContainText('In cell 1');
  await notebook.setCells(['y = 2']);
  await expect(section()).not.toContainText('In cell');
});

test('inserts cells that read the lake, by whole days and by hours', async () => {
  const { notebook } = shared();
  await notebook.setCells(['y = 2']);
  await expect(section()).not.toContainText('In cell');
  await shared().ensureSession();
  await press('Insert paths');
  await expect
    .poll(async () => (await sources())[2] ?? '')
    .toContain('base_path');
  expect(await notebook.run(2)).toBe(true);
  const { text } = await notebook.cell(2);
  expect(text).toContain('21 days, 2021-10-28 to 2021-11-17 (UTC)');
  expect(text).toContain('21 of 21 folders have data');
  const count = async (paths: string) => {
    const reader = 'spark.read.schema("TimeGenerated string")';
    const options = '.option("recursiveFileLookup", "true")';
    const code = `%%synapse\n${reader}${options}.json(${paths}).count()`;
    return Number((await notebook.exec(code)).text);
  };
  const whole = await count('paths[-1:]');
  expect(whole).toBeGreaterThan(2000);

  // A day before the first that has logs, and a few hours of each.
  await field('End date').fill('2021-10-27');
  await field('Days').fill('2');
  await field('Days').press('Enter');
  await field('From hour of the first day').selectOption('22:00');
  await field('To hour of the last day').selectOption('03:00');
  await press('Update cell');
  await notebook.activate(2);
  await press('Insert paths');
  await expect.poll(async () => (await sources())[3]).toContain('to_hour');
  // Once the lake has been listed, the day without data is asked about, once.
  await expect(section()).toContainText('1 of 2 days in commonsecuritylog');
  await notebook.begin(2);
  await shared()
    .page.locator('.jp-Dialog')
    .getByRole('button', { name: 'Run anyway' })
    .click();
  await notebook.untilIdle();
  expect((await notebook.cell(2)).kinds).toEqual(['stream']);
  expect(await notebook.run(3)).toBe(true);
  const partial = (await notebook.cell(3)).text;
  expect(partial).toContain('2 days, 2021-10-26 to 2021-10-27 (UTC)');
  expect(partial).toContain('3 of 5 folders have data');
  expect(partial).toContain('missing: /y=2021/m=10/d=26/h=22');
  const hours = await count('paths');
  expect(hours).toBeGreaterThan(20);
  expect(hours).toBeLessThan(whole / 2);
});

test('puts a chosen window into the session before the next cell', async () => {
  const { notebook, livy } = shared();
  await shared().noSession();
  const show = '%%synapse\nprint(end_date, lookback_days, lookback_dates)';
  await notebook.setCells(['%synapse start', show]);
  await expect(section()).not.toContainText('In cell');
  const choose = async (days: string) => {
    await field('Days').fill(days);
    await field('Days').press('Enter');
    await expect(section()).toContainText('The next cell');
  };
  await choose('3');
  // Cells of Run All wait for the session: the window is there before them.
  expect(await notebook.runAll()).toBe(true);
  expect((await notebook.cell(1)).text.trim()).toBe(
    "2021-11-17 3 ['2021-11-15', '2021-11-16', '2021-11-17']"
  );
  await expect(section()).toContainText('The Spark session has it');
  await choose('2');
  const shown = "2021-11-17 2 ['2021-11-16', '2021-11-17']";
  expect((await notebook.exec(show)).text.trim()).toBe(shown);
  expect((await notebook.exec(show)).text.trim()).toBe(shown);

  const { id } = await shared().session();
  const sent = (await livy.statements(id)).map(({ code }) => code[0]);
  expect(sent.join('')).toBe('#p#pp');
  await expect(surfaces.runs.first()).toContainText('print(end_date');
  await expect(surfaces.section('Runs')).not.toContainText('lookback window');
});

test('is accessible', async () => {
  await shared().notebook.setCells([PARAMETERS]);
  await field('End date').fill('11/17/2021');
  await field('End date').press('Enter');
  await expect(section()).toContainText('does not begin with the year');
  await surfaces.audit('lookback');
});
