import { Livy } from '../support/livy';
import { expectPoll } from '../support/notebook';
import { expect, shareNotebook, test } from '../support/shared';
import { steps } from '../support/steps';
import { Surfaces } from '../support/surfaces';

const shared = shareNotebook('surfaces-spec', { session: false });

let surfaces: Surfaces;

const { allRunning, choose, chosenPool, onPool, holdStart, stopAll } = steps(
  shared,
  () => surfaces
);

test.beforeAll(() => {
  surfaces = new Surfaces(shared().page);
});

test.describe('The pool picker', () => {
  test.beforeEach(onPool);

  test('lists the local pools, and what is chosen by the mouse is used by the magic', async () => {
    const { notebook } = shared();
    await surfaces.picker.click();
    await expect(surfaces.options).toHaveCount(2);
    await expect(
      surfaces.options.filter({ hasText: 'sparkpool01' })
    ).toHaveAttribute('aria-selected', 'true');
    await expect(surfaces.list.getByRole('combobox')).toBeFocused();
    await surfaces.shoot('picker');

    await surfaces.options.filter({ hasText: /largepool.*bigpool/ }).click();
    await expect(surfaces.list).toBeHidden();
    await expect(surfaces.picker).toHaveText('bigpool');
    expect(await chosenPool()).toBe('bigpool');

    const start = await notebook.exec('%synapse start');
    expect(start.text).toContain('ready on bigpool');
    expect(await allRunning()).toEqual(['bigpool']);
    await stopAll();
  });

  test('works by the keyboard alone, and the panel uses what was chosen', async () => {
    const { page } = shared();
    const { list, options, picker } = surfaces;
    const search = list.getByRole('combobox');
    const isAt = async (index: number): Promise<void> => {
      const id = await options.nth(index).getAttribute('id');
      await expect(search).toHaveAttribute('aria-activedescendant', id!);
    };
    await picker.focus();
    await page.keyboard.press('ArrowDown');
    await expect(search).toBeFocused();
    await page.keyboard.press('Home');
    await isAt(0);
    await page.keyboard.press('ArrowDown');
    await isAt(1);
    await page.keyboard.press('ArrowDown');
    await isAt(0);

    await page.keyboard.press('Escape');
    await expect(list).toBeHidden();
    await expect(picker).toBeFocused();
    await expect(picker).toHaveText('bigpool');

    await page.keyboard.press('Enter');
    await page.keyboard.type('nowhere');
    await expect(options).toHaveCount(0);
    await expect(list).toContainText('No pool matches “nowhere”.');
    await page.keyboard.press('Enter');
    await expect(list).toBeVisible();
    await search.selectText();
    await page.keyboard.type('01 small');
    await expect(options).toHaveCount(1);
    await page.keyboard.press('Enter');
    await expect(list).toBeHidden();
    await expect(picker).toBeFocused();
    await expect(picker).toHaveText('sparkpool01');
    expect(await chosenPool()).toBe('sparkpool01');

    await surfaces.panel
      .getByRole('button', { name: 'Start session on sparkpool01' })
      .press('Enter');
    await expect(surfaces.status).toContainText('Spark: idle');
    expect(await allRunning()).toEqual(['sparkpool01']);
  });

  test('asks about a session that runs: Cancel changes nothing', async () => {
    const { page, notebook } = shared();
    await shared().ensureSession();
    await notebook.exec('%%synapse\nkept = 41');
    const dialog = page.locator('.jp-Dialog');
    await choose(/largepool/);
    await expect(dialog).toContainText('session on sparkpool01');
    await expect(dialog).toContainText('variables');
    await surfaces.shoot('choose');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(surfaces.picker).toHaveText('sparkpool01');
    expect(await chosenPool()).toBe('sparkpool01');
    expect((await notebook.exec('%%synapse\nkept + 1')).text).toBe('42');
  });

  test('asks about a session that runs: Keep leaves it running', async () => {
    const { page, notebook } = shared();
    await shared().ensureSession();
    await choose(/largepool/);
    await page
      .locator('.jp-Dialog')
      .getByRole('button', { name: 'Keep it running' })
      .click();
    await expect(surfaces.picker).toHaveText('bigpool');
    expect(await chosenPool()).toBe('bigpool');
    await expect(surfaces.section('Session')).toContainText('no session');
    expect(await allRunning()).toEqual(['sparkpool01']);
    const refused = await notebook.exec('%%synapse\n1');
    expect(refused.text).toContain('No Spark session runs for this notebook');
    await new Livy(page).clear();
  });

  test('asks about a session that runs: Stop deletes it', async () => {
    const { page } = shared();
    await choose(/sparkpool01/);
    await expect(surfaces.picker).toHaveText('sparkpool01');
    await shared().ensureSession();
    await choose(/largepool/);
    await page
      .locator('.jp-Dialog')
      .getByRole('button', { name: 'Stop it' })
      .click();
    await expect(surfaces.picker).toHaveText('bigpool');
    expect(await chosenPool()).toBe('bigpool');
    await expectPoll(
      allRunning,
      found => found.length === 0,
      'no session at Livy'
    );
  });

  test('gives up a start for another pool, which cannot be kept running', async () => {
    const { page, livy } = shared();
    const dialog = page.locator('.jp-Dialog');
    await choose(/sparkpool01/);
    await expect(surfaces.picker).toHaveText('sparkpool01');
    const release = await holdStart();
    await surfaces.panel
      .getByRole('button', { name: 'Start session on sparkpool01' })
      .click();
    await expectPoll(
      () => livy.running(),
      found => found.length === 1,
      'a session at Livy'
    );
    await choose(/largepool/);
    await expect(dialog.getByRole('button')).toHaveText(['Cancel', 'Stop it']);
    await dialog.getByRole('button', { name: 'Stop it' }).click();
    await release();
    await expect(surfaces.picker).toHaveText('bigpool');
    expect(await chosenPool()).toBe('bigpool');
    await expectPoll(
      allRunning,
      found => found.length === 0,
      'no session at Livy'
    );
  });
});
