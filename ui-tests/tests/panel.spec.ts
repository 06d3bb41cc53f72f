import { expectPoll } from '../support/notebook';
import { expect, shareNotebook, test } from '../support/shared';
import { steps } from '../support/steps';
import { Surfaces } from '../support/surfaces';

const shared = shareNotebook('panel-spec', { session: false });

/**
 * A Spark job of many tasks: small ones, so that there is progress to see, and
 * then some without end, so that it is there to be cancelled.
 */
const JOB =
  '%%synapse\n' +
  'import time\n' +
  'sc.parallelize(range(400), 400).foreach(lambda i: time.sleep(0.2 if i < 60 else 600))';

let surfaces: Surfaces;

const { allRunning, chosenPool, onPool, holdStart, stopAll } = steps(
  shared,
  () => surfaces
);

test.beforeAll(() => {
  surfaces = new Surfaces(shared().page);
});

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
    await surfaces.audit('no-pool');
    await panel.getByRole('button', { name: 'Use the local pool' }).click();

    await expect(
      panel.getByRole('button', { name: 'Start session on sparkpool01' })
    ).toBeVisible();
    await expect(surfaces.section('Pool')).toContainText('Small');
    await expect(picker).toHaveText('sparkpool01');
    await expect(status).toHaveText('Spark: no session');
    expect(await chosenPool()).toBe('sparkpool01');
    expect(await allRunning()).toEqual([]);
    await surfaces.audit('no-session');
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
    // Since it was asked for: a start may take most of a minute.
    await expect(session).toContainText(/up (less than )?1 min/);
    await expect(session).toContainText('stops after 30 minutes without work');
    await expect(surfaces.section('Pool')).toContainText(
      'In use: 12 of 40 vCores · this session 12'
    );
    await expect(status).toHaveText(
      /^Spark: idle · 12 vCores · (less than )?1 min$/
    );
    await surfaces.audit('idle');

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
    await expect(runs).toHaveCount(2);
    await expect(runs.first()).toContainText('waiting for its turn');
    const run = runs.filter({ hasText: 'sc.parallelize' });
    await expect(run).toContainText('running');
    await expect(run.getByRole('progressbar')).toHaveAttribute(
      'aria-valuetext',
      /[1-9]\d of 400 tasks/
    );
    await expect(surfaces.section('Session')).toContainText('busy');
    await expect(status).toContainText('Spark: busy · 12 vCores');
    await surfaces.audit('busy');

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
    await surfaces.audit('failed');

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
    await surfaces.audit('ended');

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
