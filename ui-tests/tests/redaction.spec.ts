import type { IPanel } from '../support/labTypes';
import { expect, shareNotebook, test } from '../support/shared';
import { Surfaces } from '../support/surfaces';

const shared = shareNotebook('redaction');

/** Of the shape of a storage account's key; the cells put it together. */
const KEY = `${'aB3/x9Zk+Q'.repeat(8)}aB3/xQ==`;
const MASK = '••••(storage key, 88 characters)';

const MAKE = "key = 'aB3/x9Zk+Q' * 8 + 'aB3/xQ' + '=='";
const REMOTE = [
  '%%synapse',
  'import time',
  MAKE,
  '# In two pieces, as a long output comes.',
  "print('AccountKey=' + key[:40], end='', flush=True)",
  'time.sleep(1)',
  'print(key[40:])',
  "{'accountKey': key}"
].join('\n');
const LOCAL = `${MAKE}\nprint('key1', key)\nkey`;
const BRIDGED = [
  'print("local")',
  `get_ipython().run_cell_magic('synapse', '', "print(key)")`
].join('\n');
const FAILING = '%%synapse\nraise ValueError(key)';

test('what cells print of a storage key is in no saved notebook, and is shown once', async () => {
  const { notebook, page, folder } = shared();
  await notebook.setCells([REMOTE, LOCAL, BRIDGED, FAILING]);
  expect(await notebook.runAll()).toBe(false);
  await notebook.save();

  const path = await page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as unknown as IPanel;
    return panel.context.path;
  });
  expect(path.startsWith(folder)).toBe(true);
  const stored = async (): Promise<string> => {
    const answer = await page.request.get(`/files/${path}`);
    return answer.text();
  };
  expect(await stored()).not.toContain(KEY.slice(0, 40));
  expect(await stored()).not.toContain(KEY.slice(48));
  const cells = await notebook.cells();
  expect(cells[0].text).toContain(`AccountKey=${MASK}`);
  for (const { text } of cells) {
    expect(text).toContain(MASK);
  }

  const notes = page.getByRole('group', { name: 'Masked secrets' });
  await expect(notes).toHaveCount(4);
  await expect(notes.first()).toContainText('One secret is masked');
  await expect(notes.first()).not.toContainText(KEY);
  const show = notes.first().getByRole('button', {
    name: 'Show the masked secrets once'
  });
  await show.focus();
  await page.keyboard.press('Enter');
  await expect(notes.first()).toContainText(`AccountKey=${KEY}`);
  await new Surfaces(page).audit('masked');
  await notebook.save();
  expect(await stored()).not.toContain(KEY.slice(0, 40));

  await notes.first().getByRole('button', { name: 'Hide and forget' }).click();
  await expect(notes).toHaveCount(3);

  await page.reload();
  await notebook.untilKernel();
  await notebook.untilText(0, MASK);
  await expect(notes).toHaveCount(0);
});
