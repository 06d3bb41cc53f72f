import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import type { Locator } from '@playwright/test';

import { Gate } from '../support/gate';
import { Notebook, expectPoll } from '../support/notebook';
import { Surfaces } from '../support/surfaces';
import { expect, test } from '../support/test';

/** Reloads at random moments of a Run All; more by `SYNAPSE_RELOADS=20`. */
const RELOADS = Number(process.env.SYNAPSE_RELOADS ?? 4);

/** A file to which code that runs appends a line: what ran, and how often. */
function witness(): { file: string; lines(): string[] } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'synapse-resume-'));
  const file = path.join(folder, 'ran.txt');
  return {
    file,
    lines: () =>
      fs.existsSync(file)
        ? fs.readFileSync(file, 'utf8').split('\n').filter(Boolean)
        : []
  };
}

/** Code that bears witness and goes on after some seconds, or by a gate. */
function code(file: string, name: string, pause: number | Gate): string {
  return [
    'import time',
    `with open(${JSON.stringify(file)}, 'a') as ran: _ = ran.write('${name}\\n')`,
    `print('${name} begins')`,
    pause instanceof Gate ? pause.wait : `time.sleep(${pause})`,
    `print('${name} ends')`
  ].join('\n');
}

test('A page that is loaded again shows the rest of a statement, and runs what waited', async ({
  page,
  livy
}) => {
  const { file, lines } = witness();
  const gate = new Gate();
  const notebook = await Notebook.create(page, [
    '%synapse start',
    `%%synapse\n${code(file, 'a', gate)}`,
    `%%synapse\n${code(file, 'b', 0)}`,
    'print("local", 6 * 7)'
  ]);
  await notebook.save();
  await notebook.beginAll();
  await notebook.untilText(1, 'a begins');
  await page.reload();
  gate.open();
  await notebook.untilText(1, 'a ends');
  await notebook.untilText(3, 'local 42');
  await notebook.untilIdle();
  const cells = await notebook.cells();
  expect(cells[1].text.trim()).toBe('a begins\na ends');
  expect(cells[2].text.trim()).toBe('b begins\nb ends');
  expect(lines()).toEqual(['a', 'b']);
  expect(await livy.running()).toHaveLength(1);
  await new Surfaces(page).shoot('resumed');
});

test('Output of a statement that ends while no page is open lands in its cell', async ({
  page
}) => {
  const { file, lines } = witness();
  const notebook = await Notebook.create(page, [
    '%synapse start',
    `%%synapse\n${code(file, 'a', 2)}`
  ]);
  await notebook.save();
  await notebook.beginAll();
  await notebook.untilText(1, 'a begins');
  await page.evaluate(() => window.location.assign('about:blank'));
  await expectPoll(
    async () => lines(),
    found => found.length === 1,
    'the statement to run'
  );
  await new Promise(resolve => setTimeout(resolve, 4000));
  await page.goto();
  await notebook.untilText(1, 'a ends');
  expect(lines()).toEqual(['a']);
});

test('A kernel that waits in a magic is answered by the next page', async ({
  page,
  livy
}) => {
  const { file, lines } = witness();
  const gate = new Gate();
  const notebook = await Notebook.create(page, [
    '%synapse start',
    [
      'before = 1',
      `get_ipython().run_cell_magic('synapse', '', ${JSON.stringify(code(file, 'a', gate))})`,
      'print("after", before + 1)'
    ].join('\n'),
    'm = %synapse meta\nprint(m["pool"])'
  ]);
  await notebook.save();
  await notebook.beginAll();
  await notebook.untilText(1, 'a begins');
  await page.reload();
  gate.open();
  await notebook.untilText(2, 'sparkpool01');
  const cells = await notebook.cells();
  expect(cells[1].text).toContain('a ends\nafter 2\n');
  expect(lines()).toEqual(['a']);
  expect(await livy.running()).toHaveLength(1);
});

test('A start goes on in the next page', async ({ page, livy }) => {
  const notebook = await Notebook.create(page, [
    '%synapse start',
    '%%synapse\nprint("remote", 6 * 7)'
  ]);
  await notebook.save();
  await notebook.beginAll();
  await notebook.untilText(0, 'sparkpool01');
  await page.reload();
  await notebook.untilText(1, 'remote 42');
  expect((await notebook.cell(0)).text).toContain('ready on sparkpool01');
  expect(await livy.running()).toHaveLength(1);
});

for (let turn = 0; turn < RELOADS; turn++) {
  // Spread over all parts of it, at a moment of each that nobody chose.
  const step = Math.floor(((turn + Math.random()) / RELOADS) * 8);
  test(`A reload ${turn + 1} of ${RELOADS} in a Run All loses and doubles nothing`, async ({
    page,
    livy
  }) => {
    const { file, lines } = witness();
    const gate = new Gate();
    const local = (name: string) =>
      `with open(${JSON.stringify(file)}, 'a') as ran: _ = ran.write('${name}\\n')\nprint('${name}')`;
    const notebook = await Notebook.create(page, [
      '%synapse start',
      `%%synapse\n${code(file, 'a', 0.7)}`,
      local('b'),
      `%%synapse\n${code(file, 'c', 0.3)}`,
      `get_ipython().run_cell_magic('synapse', '', ${JSON.stringify(code(file, 'd', 0.7))})`,
      `%%synapse\n${code(file, 'e', 0)}`,
      local('f'),
      `%%synapse\n${code(file, 'g', gate)}`,
      '%synapse stop'
    ]);
    await notebook.save();
    await notebook.beginAll();
    await expectPoll(
      async () => lines(),
      found => found.length >= step,
      `${step} parts to have begun`
    );
    // The start takes some seconds, most parts less than one. The last part
    // ends behind the reload: what the last cell prints is the kernel's, and
    // gone with a page that did not save it.
    const ms = Math.round(Math.random() * (step === 0 ? 2500 : 500));
    test.info().annotations.push({
      type: 'reload',
      description: `${ms} ms behind the begin of part ${step}`
    });
    await new Promise(resolve => setTimeout(resolve, ms));
    await page.reload();
    gate.open();
    await notebook.untilText(8, 'is stopped.');
    await notebook.untilIdle();
    const cells = await notebook.cells();
    for (const [at, name] of [
      [1, 'a'],
      [3, 'c'],
      [4, 'd'],
      [5, 'e'],
      [7, 'g']
    ] as const) {
      expect(cells[at].text.trim(), `cell ${at}`).toBe(
        `${name} begins\n${name} ends`
      );
    }
    expect(lines()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(await livy.running()).toEqual([]);
  });
}

test('Of two pages with one notebook, the second goes on when the first is gone', async ({
  page,
  livy
}) => {
  const { file, lines } = witness();
  const gate = new Gate();
  const notebook = await Notebook.create(page, [
    '%synapse start',
    `%%synapse\n${code(file, 'a', gate)}`,
    `%%synapse\n${code(file, 'b', 0)}`
  ]);
  await notebook.save();
  const name = await page.evaluate(
    () =>
      (
        window.jupyterapp.shell.currentWidget as unknown as {
          context: { path: string };
        }
      ).context.path
  );
  const other = await page.context().newPage();
  await other.goto(
    new URL(`/lab/workspaces/second/tree/${name}`, page.url()).href
  );
  await other.locator('.jp-NotebookPanel .jp-Cell').first().waitFor();
  await notebook.beginAll();
  await notebook.untilText(1, 'a begins');
  // The first page owns what it runs: the second shows nothing of it.
  expect(await other.locator('.jp-NotebookPanel').innerText()).not.toContain(
    'a begins\na'
  );
  await page.evaluate(() => window.location.assign('about:blank'));
  await page.waitForURL('about:blank');
  gate.open();
  const outputs = (cell: number): Locator =>
    other.locator('.jp-Cell').nth(cell).locator('.jp-OutputArea');
  await expect(outputs(2)).toContainText('b ends');
  await expect(outputs(1)).toContainText('a ends');
  expect(lines()).toEqual(['a', 'b']);
  await other.close();
  await page.goto();
  expect(await livy.running()).toHaveLength(1);
});
