/**
 * The pool picker with 50 subscriptions and 500 pools (the local Azure's large
 * tenant, of which some are slow, throttled or closed): how long the list
 * takes to read, to open, and to answer a key.
 */
import { show, summary } from './figures.mjs';
import { openLab } from './lab.mjs';

const ROUNDS = 15;

export async function picker(env) {
  const lab = await openLab({
    ...env,
    JUPYTERLAB_SYNAPSE_LOCAL_TENANT: 'large'
  });
  try {
    const { page } = lab;
    await page.evaluate(watchKeys);
    const button = page.locator('.syn-PoolPicker-button');
    const list = page.getByRole('dialog', { name: 'Choose a Spark pool' });
    const ready = list.getByText(/^read .* ago$/);
    let requests = 0;
    page.on('request', request => {
      requests += request.url().includes('/management.azure.com/') ? 1 : 0;
    });
    await button.click();
    const first = performance.now();
    await list.getByRole('option').first().waitFor({ timeout: 120_000 });
    const firstPool = performance.now() - first;
    // The server of the local pool was started by this.
    await ready.waitFor({ timeout: 120_000 });
    const reading = [];
    for (let round = 0; round < 3; round++) {
      requests = 0;
      const begun = performance.now();
      await list.getByRole('button', { name: /^Refresh/ }).click();
      await list.getByText(/^reading/).waitFor();
      await ready.waitFor({ timeout: 120_000 });
      reading.push(performance.now() - begun);
    }
    await page.keyboard.press('Escape');
    const times = { open: [], type: [], clear: [], arrow: [], end: [] };
    for (let round = 0; round < ROUNDS; round++) {
      await page.evaluate(() => window.benchTimes.splice(0));
      await button.click();
      await list.getByRole('option').nth(499).waitFor({ state: 'attached' });
      times.open.push((await latest(page, 1))[0]);
      for (const [name, keys] of [
        ['end', ['End', 'Home']],
        ['arrow', ['ArrowDown', 'ArrowDown', 'ArrowDown']],
        ['type', [...'pool4']],
        ['clear', ['Backspace', 'Backspace', 'Backspace', 'Backspace']]
      ]) {
        await page.evaluate(() => window.benchTimes.splice(0));
        for (const key of keys) {
          await page.keyboard.press(key);
        }
        times[name].push(...(await latest(page, keys.length)));
      }
      await page.keyboard.press('Escape');
    }
    const results = {
      pools: 500,
      subscriptions: 50,
      requests,
      firstPool: Math.round(firstPool),
      read: summary(reading),
      ...Object.fromEntries(
        Object.entries(times).map(([name, all]) => [name, summary(all)])
      )
    };
    show('Pool picker, 500 pools (ms)', [
      { what: `read, ${requests} requests`, ...results.read },
      ...Object.keys(times).map(what => ({ what, ...results[what] }))
    ]);
    return results;
  } finally {
    await lab.close();
  }
}

/** In the page: from a key or click until the frame behind it was painted. */
function watchKeys() {
  window.benchTimes = [];
  const note = event => {
    const begun = event.timeStamp;
    requestAnimationFrame(() =>
      setTimeout(() => window.benchTimes.push(performance.now() - begun))
    );
  };
  document.addEventListener('keydown', note, true);
  document.addEventListener('click', note, true);
}

/** The times of the last events, once they are there. */
async function latest(page, count) {
  await page.waitForFunction(count => window.benchTimes.length >= count, count);
  return page.evaluate(() => window.benchTimes.splice(0));
}
