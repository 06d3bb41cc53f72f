import type { Route } from '@playwright/test';

import { Gate } from '../support/gate';
import { expectPoll } from '../support/notebook';
import { expect, shareNotebook, test } from '../support/shared';
import { steps } from '../support/steps';
import { Surfaces } from '../support/surfaces';

const shared = shareNotebook('panel-states-spec', { session: false });

let surfaces: Surfaces;

const { onPool, stopAll } = steps(shared, () => surfaces);

const SESSION = '**/livyApi/**/sessions/*';

/**
 * Goes on until it is told to stop, and then a while longer. What it says
 * comes from where an interrupt is caught.
 */
const STUBBORN = [
  '%%synapse',
  'import time',
  'end = time.time() + 600',
  'while time.time() < end:',
  '    try:',
  '        print("on", flush=True)',
  '        time.sleep(600)',
  '    except KeyboardInterrupt:',
  '        pass'
].join('\n');

test.beforeAll(() => {
  surfaces = new Surfaces(shared().page);
});

type Answer = (route: Route) => unknown;

let answer: Answer | null = null;
let isRouted = false;
let wanted = '';

/**
 * Answers requests about the session as told; null: as Livy does. One route
 * for all, as one that was taken away came back with the next.
 */
async function answerFor(method: string, next: Answer | null): Promise<void> {
  answer = next;
  wanted = method;
  if (!isRouted) {
    isRouted = true;
    await shared().page.route(SESSION, route =>
      answer && route.request().method() === wanted
        ? void answer(route)
        : route.fallback()
    );
  }
}

/** Reads session and pools again by the button of the panel. */
async function readAgain(): Promise<void> {
  await surfaces.panel
    .getByRole('button', { name: 'Read session and pools again' })
    .click();
}

/** What the notebook's metadata has as sizes. */
function chosenSizes(): Promise<unknown> {
  return shared().page.evaluate(() => {
    const panel = window.jupyterapp.shell.currentWidget as unknown as {
      content: { model: { getMetadata(key: string): unknown } };
    };
    return (
      panel.content.model.getMetadata('synapse') as {
        target?: { sizes?: unknown };
      }
    ).target?.sizes;
  });
}

test('Sizes are counted against the pool before a start, and kept in the notebook', async () => {
  // Three sessions start, and an audit looks at all themes.
  test.slow();
  await onPool();
  const { livy, page } = shared();
  const { panel } = surfaces;
  const session = surfaces.section('Session');
  const start = panel.getByRole('button', {
    name: 'Start session on sparkpool01'
  });
  // Somebody else's, and one of a notebook that is not open.
  expect(await livy.create('nightly-etl')).toBe(true);
  expect(await livy.create('jl-export-3f2a91bc')).toBe(true);
  await readAgain();
  await expect(session).toContainText(
    'The pool has 40, of which 4 are in use.'
  );
  await expect(surfaces.section('Pool')).toContainText('Left running');
  await expect(surfaces.status).toContainText('1 session without a notebook');

  const executors = panel.getByLabel('Executors');
  await executors.fill('9');
  await expect(session).toContainText('Takes 40 vCores');
  await expect(session).toContainText('Only 36 vCores of the pool are free');
  await expect(start).not.toHaveAttribute('aria-disabled', 'true');
  await executors.fill('10');
  await expect(session).toContainText('The pool has 40 vCores at most');
  await expect(start).toHaveAttribute('aria-disabled', 'true');
  await executors.fill('');
  await expect(session).toContainText('A whole number');
  await expect(start).toHaveAttribute('aria-disabled', 'true');

  await executors.fill('1');
  await panel.getByLabel('Size', { exact: true }).selectOption('Custom');
  await panel.getByLabel('Driver vCores').fill('5');
  await expect(session).toContainText('the driver of 5 vCores does not fit');
  await panel.getByLabel('Driver vCores').fill('2');
  await panel.getByLabel('Driver memory').fill('8');
  await page.keyboard.press('Enter');
  await surfaces.audit('sizes');
  expect(await chosenSizes()).toEqual({
    driverCores: 2,
    driverMemory: '8g',
    executorCores: 4,
    executorMemory: '28g',
    numExecutors: 1
  });

  // What still starts takes the computer from what comes next.
  await expectPoll(
    () => livy.running(),
    all => all.length === 2 && all.every(one => one.state === 'idle'),
    'both others to be idle'
  );
  await start.click();
  await expect(session).toContainText('6 vCores (driver 2 + 1 × 4)');
  await expect(surfaces.section('Pool')).toContainText(
    'In use: 10 of 40 vCores · this session 6'
  );
  await surfaces
    .section('Pool')
    .getByRole('button', { name: 'Stop jl-export-3f2a91bc' })
    .click();
  await expect(surfaces.section('Pool')).not.toContainText('Left running');
});

test('The menu works by the keyboard: attach to another session, and detach', async () => {
  // Two sessions start, and two audits look at all themes.
  test.slow();
  await onPool();
  const { livy, page } = shared();
  const { panel } = surfaces;
  await stopAll();
  await shared().ensureSession();
  expect(await livy.create('shared-by-all')).toBe(true);
  await expectPoll(
    () => livy.running(),
    found => found.every(one => one.state === 'idle'),
    'two sessions that are idle'
  );
  const session = surfaces.section('Session');
  const more = panel.getByRole('button', { name: 'More about the session' });
  const menu = page.getByRole('menu').filter({ hasText: 'Stop when idle' });

  await panel.getByRole('button', { name: 'Stop session' }).focus();
  await page.keyboard.press('Tab');
  await expect(more).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(menu).toBeVisible();
  await expect(more).toHaveAttribute('aria-expanded', 'true');
  await surfaces.audit('menu');
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(more).toBeFocused();

  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog).toContainText('Attach to another session');
  await expect(dialog.getByRole('combobox')).toBeFocused();
  await surfaces.audit('attach');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(session).toContainText('2 vCores (driver 1 + 1 × 1)');
  await expect(session).toContainText('Attached');

  await more.click();
  await menu.getByText('Detach: leave it running').click();
  await expect(session).toContainText('no session');
  await expect(surfaces.section('Pool')).toContainText('shared-by-all');
});

test('A session that is told so stops when all cells have run', async () => {
  await onPool();
  await stopAll();
  await shared().ensureSession();
  const { livy, notebook, page } = shared();
  const { panel } = surfaces;
  const session = surfaces.section('Session');
  const gate = new Gate();
  await notebook.setCells([
    `%%synapse\n${gate.wait}`,
    '1 + 1',
    '%%synapse\nprint("last")'
  ]);
  await notebook.beginAll();
  await expect(session).toContainText('busy · statement 1 of 2');
  await expect(surfaces.runs.first()).toContainText('waiting for its turn');
  await panel.getByRole('button', { name: 'More about the session' }).click();
  await page.getByRole('menu').getByText('Stop when idle').click();
  await expect(session).toContainText('Stops when all cells that wait have');
  await surfaces.audit('stops-when-idle');
  gate.open();
  await notebook.untilIdle();
  expect((await notebook.cell(2)).text).toBe('last');
  await expect(session).toContainText('no session');
  await expectPoll(
    () => livy.running(),
    found => found.length === 0,
    'no session at Livy'
  );
});

test('The driver log is read when it is asked for', async () => {
  await onPool();
  await shared().ensureSession();
  const { notebook, page } = shared();
  await notebook.exec(
    '%%synapse\nimport os; os.write(2, b"a line for the log\\n")'
  );
  await surfaces.panel.getByRole('button', { name: 'Logs' }).click();
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog.getByRole('log')).toContainText('a line for the log');
  await surfaces.audit('log');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(dialog).toHaveCount(0);
});

test('A panel that is hidden reads nothing and does not change', async () => {
  await onPool();
  await shared().ensureSession();
  const { notebook, page } = shared();
  await expect(surfaces.section('Session')).toContainText('idle');
  await surfaces.closePanel();
  // What was under way when it was closed comes to its end.
  for (const code of ['-1', '0']) {
    await notebook.exec(`%%synapse\n${code}`);
  }
  const lists: string[] = [];
  const note = (request: { url(): string }): void => {
    // Not Jupyter's own list, which JupyterLab reads every ten seconds.
    if (/livyApi.*\/sessions\?/.test(request.url())) {
      lists.push(request.url());
    }
  };
  const changes = await page.evaluateHandle(() => {
    const found: string[] = [];
    const node = document.getElementById('jupyterlab-synapse-panel')!;
    new MutationObserver(records => {
      found.push(...records.map(({ target }) => target.nodeName));
    }).observe(node.querySelector('.syn-PanelView')!, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true
    });
    return found;
  });
  page.on('request', note);
  for (const code of ['1', '2', '3']) {
    await notebook.exec(`%%synapse\n${code}`);
  }
  page.off('request', note);
  expect(lists).toEqual([]);
  expect(await changes.evaluate(found => [...found])).toEqual([]);
  await surfaces.openPanel();
  await expect(surfaces.runs).not.toHaveCount(0);
  expect((await changes.evaluate(found => found.length)) > 0).toBe(true);
});

test('A session that may not be read any more is told of', async () => {
  await onPool();
  await shared().ensureSession();
  const session = surfaces.section('Session');
  await answerFor('GET', route =>
    route.fulfill({
      status: 403,
      headers: {
        'content-type': 'application/json',
        'x-synapse-proxy': 'upstream'
      },
      body: JSON.stringify({
        error: { code: 'Forbidden', message: 'The principal lacks a role.' }
      })
    })
  );
  await readAgain();
  await expect(session).toContainText('cannot be read now');
  await expect(session).toContainText('does not allow');
  await surfaces.audit('no-rights');

  await answerFor('GET', route => route.abort());
  await readAgain();
  await expect(session).not.toContainText('does not allow');
  await expect(session).toContainText('cannot be read now');
  await surfaces.audit('offline');

  await answerFor('GET', null);
  await readAgain();
  await expect(session).not.toContainText('cannot be read now');
});

test('Code that does not stop is told of, and a session that stops', async () => {
  await onPool();
  await shared().ensureSession();
  const { notebook, page } = shared();
  const session = surfaces.section('Session');
  await notebook.setCells([STUBBORN]);
  await notebook.beginAll();
  await notebook.untilText(0, 'on');
  await notebook.command('notebook:interrupt-kernel');
  await expect(session).toContainText('The code does not stop.');
  await notebook.command('notebook:interrupt-kernel');
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog).toContainText('The code does not stop');
  await surfaces.audit('does-not-stop-dialog');
  await dialog.getByRole('button', { name: 'Keep waiting' }).click();

  await answerFor('DELETE', () => undefined);
  await surfaces.panel.getByRole('button', { name: 'Stop session' }).click();
  await expect(session).toContainText('Stopping the session');
  await expect(surfaces.status).toHaveText('Spark: stopping');
  await surfaces.audit('stopping');
});
