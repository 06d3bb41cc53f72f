import fs from 'node:fs';
import path from 'node:path';

import { STATE } from '../support/place';
import { expect, shareNotebook, test } from '../support/shared';
import { Surfaces } from '../support/surfaces';

const shared = shareNotebook('coverage-spec', { session: false });

/** A table of this file's own: other files read the sample data. */
const TABLE = path.join(
  STATE,
  'local',
  'lake',
  'contosolake',
  'am-coveragespec'
);
const FOLDER =
  'WorkspaceResourceId=/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups/contoso-rg/providers/microsoft.operationalinsights/workspaces/contoso-ws';
const PARAMETERS = `%%synapse
account_name = "contosolake"
container_name = "am-coveragespec"
subscription_id = "00000000-0000-0000-0000-000000000000"
resource_group = "contoso-rg"
workspace_name = "contoso-ws"
end_date = "2021-11-17"
lookback_days = 7`;
const PATHS = `%%synapse
from datetime import datetime, timedelta
end = datetime.strptime(end_date, "%Y-%m-%d")
days = [f"{end - timedelta(days=back):%Y-%m-%d}" for back in reversed(range(lookback_days))]
if globals().get("lookback_window") == (end_date, lookback_days):
    days = [day for day in days if day in lookback_dates]
print(len(days), days[0], days[-1])`;
const LAST = '%%synapse\nprint("behind", len(days))';

/** Adds a day in which each hour has a file. */
function writeDay(day: string, hours = 24): void {
  for (let hour = 0; hour < hours; hour++) {
    const name = String(hour).padStart(2, '0');
    const folder = `y=2021/m=11/d=${day}/h=${name}/m=00`;
    const place = path.join(TABLE, FOLDER, folder);
    fs.mkdirSync(place, { recursive: true });
    const row = `{"TimeGenerated":"2021-11-${day}T${name}:00:00Z"}\n`;
    fs.writeFileSync(path.join(place, 'PT05M.json'), row.repeat(hour + 1));
  }
}

/** Nov 13 is missing; Nov 15 ends at noon; each hour has one file. */
function writeTable(): void {
  for (const day of ['11', '12', '14', '15', '16', '17']) {
    writeDay(day, day === '15' ? 12 : 24);
  }
}

let surfaces: Surfaces;

test.beforeAll(async () => {
  writeTable();
  const { notebook, page } = shared();
  surfaces = new Surfaces(page);
  await notebook.setCells([PARAMETERS, PATHS, LAST]);
  await surfaces.openPanel();
  await surfaces.panel
    .getByRole('button', { name: 'Use the local pool' })
    .click();
  await expect(section()).toBeVisible();
});

test.afterAll(() => fs.rmSync(TABLE, { recursive: true, force: true }));

const section = () =>
  surfaces.panel.getByRole('region', { name: 'Lookback', exact: true });
const strip = () => section().getByRole('group', { name: /^Days with data/ });
const dialog = () =>
  shared().page.locator('.jp-Dialog', {
    hasText: 'Run with gaps in the lookback window?'
  });

/** What axe-core finds in the strip and all around it. */
async function violations(): Promise<string[]> {
  const { page } = shared();
  await page.addScriptTag({ path: require.resolve('axe-core/axe.min.js') });
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(
          selector: string
        ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run('.syn-CoverageSection');
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

test('shows the days of the lake as bars, by hours, and as a table', async () => {
  const { page } = shared();
  const bars = strip().getByRole('button');
  await expect(bars).toHaveCount(7);
  await expect(section()).toContainText(
    '6 of 7 days in coveragespec · missing Nov 13 · hours missing on 1 day'
  );
  await expect(bars.nth(2)).toHaveAccessibleName('Nov 13, 2021: no data');
  await expect(bars.nth(4)).toHaveAccessibleName(/12 of 24 hours/);
  await surfaces.shoot('coverage-strip');

  // One stop for Tab, arrows from there; Enter shows the hours.
  await bars.nth(0).focus();
  await page.keyboard.press('ArrowRight');
  await expect(bars.nth(1)).toBeFocused();
  await page.keyboard.press('End');
  await expect(bars.nth(6)).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  const hours = section().getByRole('group', { name: /by hour: 12 of 24/ });
  await expect(hours.getByRole('listitem')).toHaveCount(24);
  await expect(hours.getByText('12:00: no data')).toHaveCount(1);
  await expect(bars.nth(4)).toHaveAttribute('aria-pressed', 'true');

  await section().getByText('Days as a table').click();
  const rows = section().getByRole('table').getByRole('row');
  await expect(rows).toHaveCount(8);
  await expect(rows.nth(3)).toHaveText(/Nov 13\s*no data\s*0/);
  await surfaces.shoot('coverage-open');
  expect(await violations()).toEqual([]);
});

test('looks at other tables, and says when there is none', async () => {
  const { notebook } = shared();
  const table = section().getByLabel('Table', { exact: true });
  await table.selectOption('commonsecuritylog');
  await expect(section()).toContainText('7 of 7 days in commonsecuritylog');
  await table.selectOption('coveragespec');
  await expect(section()).toContainText('6 of 7 days in coveragespec');
  await notebook.setCells([
    PARAMETERS.replace('am-coveragespec', 'am-nothere'),
    PATHS
  ]);
  await expect(section()).toContainText(
    'There is no container am-nothere in the storage account contosolake.'
  );
  await surfaces.shoot('coverage-problem');
  await notebook.setCells([PARAMETERS, PATHS, LAST]);
  await expect(section()).toContainText('6 of 7 days in coveragespec');
});

test('asks before a run with gaps: cancel, only the days that exist, run anyway', async () => {
  const { notebook } = shared();
  await notebook.setCells([PARAMETERS, PATHS, LAST]);
  await expect(section()).toContainText('6 of 7 days in coveragespec');
  await shared().ensureSession();

  // Cancelled: the cell fails like an interrupted one, and Run All ends there.
  await notebook.beginAll();
  await expect(dialog()).toContainText('missing Nov 13');
  await surfaces.shoot('coverage-question');
  await dialog().getByRole('button', { name: 'Cancel' }).click();
  await notebook.untilText(1, 'Cancelled: The cell was not run');
  await notebook.untilIdle();
  expect((await notebook.cell(2)).text).toBe('');

  await notebook.beginAll();
  await dialog()
    .getByRole('button', { name: 'Use only the days that exist' })
    .click();
  await notebook.untilText(2, 'behind 6');
  await notebook.untilIdle();
  expect((await notebook.cell(1)).text).toContain('6 2021-11-11 2021-11-17');

  // Another window is another question; the answer holds for all its runs.
  await notebook.setCells([
    PARAMETERS.replace('lookback_days = 7', 'lookback_days = 6'),
    PATHS,
    LAST
  ]);
  await expect(section()).toContainText('5 of 6 days in coveragespec');
  await notebook.beginAll();
  await dialog().getByRole('button', { name: 'Run anyway' }).click();
  await notebook.untilText(2, 'behind 6');
  await notebook.untilIdle();
  expect(await notebook.runAll()).toBe(true);
  expect((await notebook.cell(1)).text).toContain('6 2021-11-12 2021-11-17');
});

test('does not ask about days that have come meanwhile', async () => {
  const { notebook } = shared();
  await notebook.setCells([
    PARAMETERS.replace('lookback_days = 7', 'lookback_days = 5'),
    PATHS,
    LAST
  ]);
  // What is in sight was read before.
  await expect(section()).toContainText('4 of 5 days in coveragespec');
  await shared().ensureSession();
  writeDay('13');
  expect(await notebook.runAll()).toBe(true);
  expect((await notebook.cell(1)).text).toContain('5 2021-11-13 2021-11-17');
  await expect(section()).toContainText('5 of 5 days in coveragespec');
});
