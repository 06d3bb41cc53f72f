import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expectPoll } from '../support/notebook';
import { expect, shareNotebook, test } from '../support/shared';

const shared = shareNotebook('interruptions-spec');

const SLEEP = 'import time\ntime.sleep(600)';

/** The two keys of command mode. */
async function pressKeys(): Promise<void> {
  const { page } = shared();
  await page.locator('.jp-Notebook').first().focus();
  await page.keyboard.press('Escape');
  // In one call: between the two keys Lab waits a second and no longer.
  await page.keyboard.type('ii');
}

/**
 * The two keys until a cell does not run any more: a slow page may take even
 * these apart. Interrupts of the same code are as one.
 */
async function interruptByKeys(index: number): Promise<void> {
  const { notebook } = shared();
  await expect(async () => {
    await pressKeys();
    await expect
      .poll(async () => (await notebook.cell(index)).state, { timeout: 10_000 })
      .not.toBe('running');
  }).toPass();
}

async function pressButton(): Promise<void> {
  await shared()
    .page.locator('.jp-NotebookPanel-toolbar')
    .getByRole('button', { name: /interrupt/i })
    .click();
}

test.describe('An interrupt', () => {
  test.beforeEach(() => shared().ensureSession());

  for (const [name, code] of [
    ['a sleeping statement', SLEEP],
    ['a loop without end', 'while True:\n    pass'],
    ['a Spark job', "spark.range(10**12).selectExpr('sum(id*id)').collect()"]
  ]) {
    test(`by keys cancels ${name}; what waits behind it is not run`, async () => {
      const { notebook, page } = shared();
      const before = (await shared().statements()).length;
      await notebook.setCells([
        'local = "not run"',
        `%%synapse\nprint("on", flush=True)\n${code}`,
        '%%synapse\nprint("never")',
        'local = "run"',
        'get_ipython().run_cell_magic("synapse", "", "print(1)")'
      ]);
      await notebook.beginAll();
      await notebook.untilText(1, 'on');
      await expect(page.locator('.jp-InputPrompt').nth(1)).toHaveText('[*]:');

      await interruptByKeys(1);
      await notebook.untilIdle();

      const [, stopped, ...rest] = await notebook.cells();
      expect(stopped.kinds).toEqual(['stream', 'error']);
      expect(stopped.text).toContain('Cancelled');
      expect(stopped.count).not.toBeNull();
      for (const cell of rest) {
        expect(cell).toMatchObject({ count: null, state: 'idle', text: '' });
      }
      await expect(page.locator('.jp-InputPrompt').nth(1)).toHaveText(
        `[${stopped.count}]:`
      );
      await expect(page.locator('.jp-InputPrompt').nth(2)).toHaveText('[ ]:');
      await shared().untilStatement('cancelled');
      expect(await shared().statements()).toHaveLength(before + 1);
      expect((await notebook.exec('print(local)')).text).toBe('not run\n');
      const next = await notebook.exec(
        '%%synapse\nprint(spark.range(9).count())'
      );
      expect(next.text.trim()).toBe('9');
    });
  }

  test('cancels a magic in a loop: the loop ends, the rest is not run', async () => {
    const { notebook } = shared();
    await notebook.setCells([
      `seen = []
for i in range(3):
    seen.append(i)
    get_ipython().run_cell_magic("synapse", "", "print('turn', flush=True)\\nimport time; time.sleep(600)")
seen.append("end")`,
      '%%synapse\nprint("never")',
      'seen.append("next")'
    ]);
    await notebook.beginAll();
    await notebook.untilText(0, 'turn');

    await pressButton();
    await notebook.untilIdle();

    const [stopped, remote, local] = await notebook.cells();
    expect(stopped.text).toContain('KeyboardInterrupt');
    expect(remote).toMatchObject({ count: null, text: '' });
    expect(local).toMatchObject({ count: null, text: '' });
    await shared().untilStatement('cancelled');
    expect((await notebook.exec('print(seen)')).text).toBe('[0]\n');
  });

  test('that the user catches lets the cell go on with the next magic', async () => {
    const { notebook } = shared();
    await notebook.setCells([
      `try:
    get_ipython().run_cell_magic("synapse", "", "print('on', flush=True)\\nimport time; time.sleep(600)")
except KeyboardInterrupt:
    print("caught")
get_ipython().run_cell_magic("synapse", "", "print('second')")
x = %synapse meta
print(x["pool"])`
    ]);
    await notebook.beginAll();
    await notebook.untilText(0, 'on');

    await pressButton();
    await notebook.untilIdle();

    const { text } = await notebook.cell(0);
    expect(text).toMatch(/^on\n+caught\nsecond\nsparkpool01\n$/);
  });

  test('lets a remote `finally` run', async () => {
    const { notebook } = shared();
    const folder = mkdtempSync(path.join(tmpdir(), 'synapse-ui-'));
    const mark = path.join(folder, 'closed');
    try {
      await notebook.setCells([
        `%%synapse
import time
try:
    print("on", flush=True)
    time.sleep(600)
finally:
    open(${JSON.stringify(mark)}, "w").close()`
      ]);
      await notebook.beginAll();
      await notebook.untilText(0, 'on');
      await pressButton();
      await notebook.untilIdle();
      await expectPoll(
        () => Promise.resolve(existsSync(mark)),
        found => found,
        'the finally of the remote code'
      );
      expect((await notebook.cell(0)).text).toContain('Cancelled');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('reaches a remote cell while a local one runs before it: neither goes on', async () => {
    const { notebook } = shared();
    const before = (await shared().statements()).length;
    await notebook.setCells([
      'import time\nprint("on", flush=True)\ntime.sleep(600)',
      '%%synapse\nprint("never")',
      'print("never")'
    ]);
    await notebook.beginAll();
    await notebook.untilText(0, 'on');

    await interruptByKeys(0);
    await notebook.untilIdle();

    const [stopped, remote, local] = await notebook.cells();
    expect(stopped.text).toContain('KeyboardInterrupt');
    expect(remote).toMatchObject({ count: null, state: 'idle', text: '' });
    expect(local).toMatchObject({ count: null, state: 'idle', text: '' });
    expect(await shared().statements()).toHaveLength(before);
  });

  test('of nothing does no harm', async () => {
    const { notebook } = shared();
    const { id } = await shared().session();
    await pressButton();
    await pressKeys();
    const [remote, local] = [
      await notebook.exec('%%synapse\nprint("remote")'),
      await notebook.exec('print("local")')
    ];
    expect(remote.text.trim()).toBe('remote');
    expect(local.text).toBe('local\n');
    expect((await shared().session()).id).toBe(id);
  });

  test('twice in a row is as one', async () => {
    const { notebook } = shared();
    await notebook.setCells([`%%synapse\nprint("on", flush=True)\n${SLEEP}`]);
    await notebook.beginAll();
    await notebook.untilText(0, 'on');
    await pressButton();
    await pressButton();
    await notebook.untilIdle();
    expect((await notebook.cell(0)).text).toContain('Cancelled');
    const next = await notebook.exec('%%synapse\nprint("next")');
    expect(next.text.trim()).toBe('next');
  });
});

test.describe('An interrupt of a start', () => {
  test.beforeEach(() => shared().noSession());

  for (const [name, source] of [
    ['a line', '%synapse start'],
    ['a cell that needs no kernel', '%%synapse start\n{}']
  ]) {
    test(`by ${name} leaves no session, neither at once nor later`, async () => {
      const { notebook, livy } = shared();
      await notebook.setCells([source, '%%synapse\nprint("never")', 'x = 1']);
      await notebook.beginAll();
      await expectPoll(
        () => livy.running(),
        found => found.length > 0,
        'a session at Livy'
      );

      await pressButton();
      await notebook.untilIdle();

      const [start, remote, local] = await notebook.cells();
      expect(start.text).toMatch(/KeyboardInterrupt|Cancelled/);
      expect(start.text).not.toContain('ready on');
      expect(remote).toMatchObject({ count: null, text: '' });
      expect(local).toMatchObject({ count: null, text: '' });
      await expectPoll(
        () => livy.running(),
        found => found.length === 0,
        'no session at Livy'
      );
      expect((await notebook.exec('%synapse start')).text).toContain(
        'ready on sparkpool01'
      );
      expect(await livy.running()).toHaveLength(1);
    });

    test(`by ${name}, while it is being asked for, leaves none either`, async () => {
      const { notebook, livy, page } = shared();
      const isStart = (method: string, url: string) =>
        method === 'POST' && /\/sessions(?:\?|$)/.test(url);
      let release = () => {};
      const held = new Promise<void>(resolve => (release = resolve));
      await page.route(/\/sessions(?:\?|$)/, async route => {
        const request = route.request();
        if (isStart(request.method(), request.url())) {
          await held;
        }
        await route.fallback();
      });
      const [asked, answered] = [
        page.waitForRequest(one => isStart(one.method(), one.url())),
        page.waitForResponse(one => isStart(one.request().method(), one.url()))
      ];
      await notebook.setCells([source]);
      await notebook.beginAll();
      await asked;

      await pressButton();
      release();
      // Livy makes the session all the same.
      expect((await answered).ok()).toBe(true);
      await page.unroute(/\/sessions(?:\?|$)/);
      await notebook.untilIdle();

      expect((await notebook.cell(0)).text).not.toContain('ready on');
      await expectPoll(
        () => livy.running(),
        found => found.length === 0,
        'no session at Livy'
      );
      // A start that was given up may not come to life again.
      expect((await notebook.exec('%synapse status')).text).toMatch(
        /session +none/
      );
      expect((await notebook.exec('%synapse start')).text).toContain(
        'ready on'
      );
      expect(await livy.running()).toHaveLength(1);
    });
  }
});
