import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import type { IPanel } from '../support/labTypes';
import { expectPoll } from '../support/notebook';
import { expect, shareNotebook, test } from '../support/shared';
import { Surfaces } from '../support/surfaces';

const shared = shareNotebook('lint', { session: false });

const MARKS = '.jp-NotebookPanel:not(.lm-mod-hidden) .cm-lintRange';

/** Sources of all cells. */
function sources(page: IJupyterLabPageFixture): Promise<string[]> {
  return page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as unknown as IPanel;
    return panel.content.model.sharedModel.cells.map(cell =>
      String((cell.toJSON() as unknown as { source: string }).source)
    );
  });
}

/** Puts the cursor into the editor of a cell. */
async function edit(
  page: IJupyterLabPageFixture,
  index: number
): Promise<void> {
  await shared().notebook.activate(index);
  await page
    .locator(`.jp-Cell[data-windowed-list-index="${index}"] .cm-content`)
    .click();
}

test('marks nothing, and loads nothing, in a notebook without the magics', async () => {
  const { page, notebook } = shared();
  const loaded: string[] = [];
  page.on('request', request => {
    if (/jupyterlab-synapse\/static\/lint\./.test(request.url())) {
      loaded.push(request.url());
    }
  });
  await notebook.setCells(['end_date = "2021-1-7"\nlookback_days = "21"']);
  await notebook.exec('1 + 1');
  await expect(page.locator('.cm-gutter-lint')).toHaveCount(0);
  expect(loaded).toEqual([]);

  // With the first magic it begins.
  await notebook.setCells([
    '# Load the window.\n%%synapse\nend_date = "2021-1-7"',
    'lookback_days = "21"\nsub = "abc"',
    '%%synapse\nspark.read.option("recursiveFileLook", "true").json(f"$sub")'
  ]);
  await expect(page.locator(MARKS)).toHaveCount(4);
  expect(loaded).toHaveLength(1);
  await expect(page.locator('.cm-lint-marker-warning').first()).toBeVisible();
});

test('puts things right by keyboard and by mouse, and undoes it', async () => {
  const { page } = shared();
  await edit(page, 0);
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('F8');
  await expect(page.locator('.cm-tooltip-lint')).toContainText(
    '%%synapse must be the first line'
  );
  await page.keyboard.press('ControlOrMeta+.');
  const menu = page.locator('.syn-FixMenu');
  await expect(menu).toBeVisible();
  await expect(menu).toContainText('Move the comment below %%synapse');
  await new Surfaces(page).audit('lint');
  await page.keyboard.press('Enter');
  await expect(menu).toHaveCount(0);
  const right = '%%synapse\n# Load the window.\nend_date = "2021-1-7"';
  await expectPoll(
    () => sources(page),
    ([first]) => first === right,
    'the comment below the magic'
  );
  await page.keyboard.press('ControlOrMeta+z');
  await expectPoll(
    () => sources(page),
    ([first]) => first.startsWith('# Load'),
    'the fix to be undone'
  );

  // What was undone is looked through once more, which closes the tooltip. A
  // click that has acted may still run out of time.
  await expect(async () => {
    if ((await sources(page))[1].startsWith('lookback_days = 21\n')) {
      return;
    }
    const timeout = 5000;
    await page.mouse.move(0, 0);
    await page.locator('.cm-lintRange', { hasText: '"21"' }).hover({ timeout });
    await page.getByRole('button', { name: 'Write 21' }).click({ timeout });
  }).toPass();
  await expectPoll(
    () => sources(page),
    found => found[1].startsWith('lookback_days = 21\n'),
    'the number in place of the text'
  );
});
