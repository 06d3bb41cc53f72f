import { Livy } from '../support/livy';
import { expectPoll } from '../support/notebook';
import { expect, shareNotebook, test } from '../support/shared';
import { Surfaces } from '../support/surfaces';

const shared = shareNotebook('surfaces-spec', { session: false });

/** A Spark job of many small tasks, so that there is progress to see. */
const JOB =
  '%%synapse\n' +
  'import time\n' +
  'sc.parallelize(range(400), 400).foreach(lambda _: time.sleep(0.2))';

let surfaces: Surfaces;

test.beforeAll(() => {
  surfaces = new Surfaces(shared().page);
});

/** The panel is open, and the notebook on a pool. */
async function onPool(): Promise<void> {
  await surfaces.openPanel();
  if ((await chosenPool()) === null) {
    await surfaces.panel
      .getByRole('button', { name: 'Use the local pool' })
      .click();
    await expect(surfaces.picker).toHaveText('sparkpool01');
  }
}

/**
 * Holds back what Livy answers about sessions, so that a start does not end.
 * Call the answer to let it go on.
 */
async function holdStart(): Promise<() => Promise<void>> {
  const { page } = shared();
  const url = '**/livyApi/**/sessions/*';
  let open = (): void => undefined;
  const gate = new Promise<void>(resolve => (open = resolve));
  await page.route(url, async route => {
    if (route.request().method() === 'GET') {
      await gate;
    }
    await route.fallback();
  });
  return () => {
    open();
    return page.unroute(url);
  };
}

/** What the notebook's metadata has of us. */
async function chosenPool(): Promise<string | null> {
  return shared().page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as unknown as {
      content: { model: { getMetadata(key: string): unknown } };
    };
    const synapse = panel.content.model.getMetadata('synapse') as
      { target?: { pool: string } } | undefined;
    return synapse?.target?.pool ?? null;
  });
}

/** Sessions on all of the local pools. */
async function allRunning(): Promise<string[]> {
  const pools = ['sparkpool01', 'bigpool'];
  const found: string[] = [];
  for (const pool of pools) {
    const running = await new Livy(shared().page, pool).running();
    found.push(...running.map(() => pool));
  }
  return found;
}

async function stopAll(): Promise<void> {
  const { notebook } = shared();
  await notebook.exec('%synapse stop');
  for (const pool of ['sparkpool01', 'bigpool']) {
    await new Livy(shared().page, pool).clear();
  }
}

/** Puts the notebook on a pool by the mouse. */
async function choose(label: RegExp): Promise<void> {
  await surfaces.picker.click();
  await surfaces.options.filter({ hasText: label }).click();
}

test.describe('The panel', () => {
  test('opens by its tab, and offers the local pool to a notebook without one', async () => {
    const { panel, picker, status } = surfaces;
    await expect(panel).toBeHidden();
    await expect(status).toBeHidden();
    await expect(picker).toHaveText('Choose a Spark pool');

    await surfaces.tab.click();
    await expect(panel).toBeVisible();
    await expect(surfaces.section('Session')).toContainText('no session');
    await expect(panel).toContainText('No Spark pool is chosen');
    await surfaces.shoot('no-pool');
    await panel.getByRole('button', { name: 'Use the local pool' }).click();

    await expect(
      panel.getByRole('button', { name: 'Start session on sparkpool01' })
    ).toBeVisible();
    await expect(surfaces.section('Pool')).toContainText('Small');
    await expect(picker).toHaveText('sparkpool01');
    await expect(status).toHaveText('Spark: no session');
    expect(await chosenPool()).toBe('sparkpool01');
    expect(await allRunning()).toEqual([]);
    await surfaces.shoot('no-session');
  });

  test('gives up a start by Cancel: no session is left', async () => {
    await onPool();
    const { livy } = shared();
    const { panel } = surfaces;
    const release = await holdStart();
    await panel
      .getByRole('button', { name: 'Start session on sparkpool01' })
      .click();
    await expectPoll(
      () => livy.running(),
      found => found.length === 1,
      'a session at Livy'
    );
    const stages = panel.getByRole('list', { name: 'Stages of the start' });
    await expect(stages.getByRole('listitem').last()).toContainText('Ready');
    await expect(stages.locator('[aria-current="step"]')).toHaveCount(1);
    await expect(surfaces.section('Session')).toContainText('Elapsed');
    // That is for pools whose nodes are started first.
    await expect(surfaces.section('Session')).not.toContainText('2–4 minutes');
    await expect(surfaces.status).toContainText('Spark: starting');
    await surfaces.shoot('starting');

    await panel.getByRole('button', { name: 'Cancel' }).click();
    await release();
    await expect(
      panel.getByRole('button', { name: 'Start session on sparkpool01' })
    ).toBeVisible();
    await expectPoll(
      () => livy.running(),
      found => found.length === 0,
      'no session at Livy'
    );
    // Whoever cancels knows why: that is no problem to tell.
    await expect(panel.locator('.syn-ProblemNote')).toHaveCount(0);
    await expect(surfaces.status).toHaveText('Spark: no session');
  });

  test('starts a session by its button, and says what it is', async () => {
    await onPool();
    const { notebook, livy } = shared();
    const { panel, status } = surfaces;
    await panel
      .getByRole('button', { name: 'Start session on sparkpool01' })
      .click();
    const session = surfaces.section('Session');
    await expect(session).toContainText('idle');
    await expect(session).toContainText('sparkpool01 · contoso-synapse');
    await expect(session).toContainText(/12 vCores \(driver 4 \+ 2 × 4\)/);
    await expect(session).toContainText('up less than 1 min');
    await expect(session).toContainText('stops after 30 minutes without work');
    await expect(surfaces.section('Pool')).toContainText(
      'This session takes 12 of 40 vCores'
    );
    await expect(status).toHaveText(
      'Spark: idle · 12 vCores · less than 1 min'
    );
    await surfaces.shoot('idle');

    expect(await livy.running()).toHaveLength(1);
    const meta = await notebook.exec(
      "m = %synapse meta\nprint(m['session_id'])"
    );
    expect(meta.text).toBe(`${(await shared().session()).id}\n`);
  });

  test('shows a Spark job with its progress, and cancels it', async () => {
    await onPool();
    await shared().ensureSession();
    const { notebook } = shared();
    const { runs, status } = surfaces;
    await notebook.setCells([JOB, '%%synapse\nprint("never")']);
    await notebook.beginAll();
    await expect(runs).toHaveCount(1);
    const run = runs.first();
    await expect(run).toContainText('running');
    await expect(run.getByRole('progressbar')).toHaveAttribute(
      'aria-valuetext',
      /[1-9]\d of 400 tasks/
    );
    await expect(surfaces.section('Session')).toContainText('busy');
    await expect(status).toContainText('Spark: busy · 12 vCores');
    await surfaces.shoot('busy');

    await run.getByRole('button', { name: /^Cancel the run/ }).click();
    await notebook.untilIdle();
    await expect(run).toContainText('cancelled');
    const [cancelled, never] = await notebook.cells();
    expect(cancelled.text).toContain('Cancelled');
    expect(never).toMatchObject({ count: null, text: '' });
    await shared().untilStatement('cancelled');
    await expect(surfaces.section('Session')).toContainText('idle');
  });

  test('shows a failed run with its error, and jumps to its cell', async () => {
    await onPool();
    await shared().ensureSession();
    const { notebook, page } = shared();
    const cells = Array.from({ length: 40 }, (_, index) => `# cell ${index}`);
    cells[30] = '%%synapse\nraise ValueError("no such log")';
    await notebook.setCells(cells);
    expect(await notebook.run(30)).toBe(false);
    const run = surfaces.runs.first();
    await expect(run).toContainText('failed');
    await expect(run).toContainText('ValueError: no such log');
    await notebook.activate(0);
    await page.evaluate(() => {
      const panel = window.jupyterapp.shell.currentWidget as unknown as {
        content: { scrollToItem(index: number): Promise<void> };
      };
      return panel.content.scrollToItem(0);
    });
    const prompt = page.locator('.jp-Cell[data-windowed-list-index="30"]');
    await expect(prompt).not.toBeInViewport();
    await surfaces.shoot('failed');

    await run.getByRole('button', { name: /^raise ValueError/ }).click();
    await expect(prompt).toBeInViewport();
    await expect(prompt).toHaveClass(/jp-mod-active/);
  });

  test('stops the session by its button: none is left', async () => {
    await onPool();
    await shared().ensureSession();
    const { notebook, livy } = shared();
    const { panel, status } = surfaces;
    await panel.getByRole('button', { name: 'Stop session' }).click();
    await expect(
      panel.getByRole('button', { name: 'Start session on sparkpool01' })
    ).toBeVisible();
    await expect(status).toHaveText('Spark: no session');
    await expectPoll(
      () => livy.running(),
      found => found.length === 0,
      'no session at Livy'
    );
    const refused = await notebook.exec('%%synapse\n1');
    expect(refused.text).toContain('No Spark session runs for this notebook');
    await expect(surfaces.runs.first()).toContainText(
      'No Spark session runs for this notebook'
    );
  });

  test('says why a session ended, and starts another one', async () => {
    await onPool();
    const { notebook, livy } = shared();
    const { panel, status } = surfaces;
    await notebook.setCells([
      '%synapse start',
      '%%synapse\nimport os\nos._exit(1)'
    ]);
    expect(await notebook.runAll()).toBe(false);
    await expect(surfaces.section('Session')).toContainText('ended');
    await expect(panel.locator('.syn-ProblemNote')).toHaveCount(1);
    await expect(status).toHaveText('Spark session ended');
    await surfaces.shoot('ended');

    await panel
      .getByRole('button', { name: 'Start another session on sparkpool01' })
      .click();
    await expect(surfaces.section('Session')).toContainText('idle');
    await expect(panel.locator('.syn-ProblemNote')).toHaveCount(0);
    await expect(status).toContainText('Spark: idle');
    expect(await livy.running()).toHaveLength(1);
  });

  test('shows what a query answers as a table', async () => {
    await onPool();
    await shared().ensureSession();
    const { notebook } = shared();
    const table = await notebook.exec(
      "%%synapse sql\nSELECT id, id * 1000 AS bytes, concat('10.20.0.', id) AS source FROM range(8)"
    );
    expect(table.kinds).toContain('text/html');
    await surfaces.shoot('table');
    await stopAll();
  });
});

test.describe('The status bar', () => {
  test('opens the panel', async () => {
    await onPool();
    await surfaces.closePanel();
    await surfaces.status.click();
    await expect(surfaces.panel).toBeVisible();
  });
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
