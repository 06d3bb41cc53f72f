import { Gate } from '../support/gate';
import { Livy } from '../support/livy';
import { expectPoll, Notebook } from '../support/notebook';
import { expect, test } from '../support/test';

const WORK: [string, string][] = [
  ['a sleeping statement', 'import time\ntime.sleep(600)'],
  ['a Python loop', 'while True:\n    pass'],
  [
    'a Spark job',
    "spark.range(10**12).selectExpr('sum(id * id % 7)').collect()"
  ]
];

/** Waits until the last statement of the only session is in a state. */
async function untilStatement(livy: Livy, state: RegExp): Promise<void> {
  await expectPoll(
    async () => {
      const [session] = await livy.running();
      return session ? await livy.statements(session.id) : [];
    },
    statements => state.test(statements.at(-1)?.state ?? ''),
    `a statement that is ${state}`
  );
}

for (const [name, code] of WORK) {
  test(`Interrupt cancels ${name}, and what waits behind it`, async ({
    page,
    livy
  }) => {
    const notebook = await Notebook.create(page, [
      '%synapse start',
      `%%synapse\n${code}`,
      "%%synapse\nprint('never')",
      "print('never')"
    ]);
    await notebook.beginAll();
    await untilStatement(livy, /^running$/);

    await page
      .locator('.jp-NotebookPanel-toolbar')
      .getByRole('button', { name: /interrupt/i })
      .click();

    await notebook.untilIdle();
    const [, stopped, remote, local] = await notebook.cells();
    expect(stopped.text).toContain('Cancelled: The statement was cancelled.');
    for (const skipped of [remote, local]) {
      expect(skipped).toMatchObject({ text: '', count: null, state: 'idle' });
    }
    await untilStatement(livy, /^cancelled$/);
    const next = await notebook.exec('%%synapse\nspark.range(5).count()');
    expect(next.text).toBe('5');
  });
}

test('Code that does not stop is told of: another interrupt offers a restart, and late output is shown', async ({
  page
}) => {
  const gate = new Gate();
  const notebook = await Notebook.create(page, [
    '%synapse start',
    [
      '%%synapse',
      'is_over = False',
      'while not is_over:',
      '    try:',
      '        print("on", flush=True)',
      gate.wait.replace(/^/gm, '        '),
      '        is_over = True',
      '    except KeyboardInterrupt:',
      '        pass',
      "print('to the end')"
    ].join('\n')
  ]);
  await notebook.beginAll();
  // An interrupt before that would meet no `except`.
  await notebook.untilText(1, 'on');
  const interrupt = page
    .locator('.jp-NotebookPanel-toolbar')
    .getByRole('button', { name: /interrupt/i });
  await interrupt.click();
  await notebook.untilText(1, 'still runs on the driver');
  await interrupt.click();
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog).toContainText('The code does not stop');
  await dialog.getByRole('button', { name: 'Keep waiting' }).click();
  await expect(dialog).toHaveCount(0);
  gate.open();
  await notebook.untilText(1, 'to the end');
  expect((await notebook.exec('%%synapse\n6 * 7')).text).toBe('42');
});

test('Interrupt by keyboard stops a magic inside of a local cell', async ({
  page,
  livy
}) => {
  const notebook = await Notebook.create(page, ['%synapse start']);
  await notebook.runAll();
  const index = await notebook.addCell(
    "x = 1\nget_ipython().run_cell_magic('synapse', '', 'import time; time.sleep(600)')\nx = 2"
  );
  await notebook.begin(index);
  await untilStatement(livy, /^running$/);

  await page.locator('.jp-Notebook').first().focus();
  await page.keyboard.press('Escape');
  // In one call: between the two keys Lab waits a second and no longer.
  await page.keyboard.type('ii');

  await notebook.untilIdle();
  expect((await notebook.cell(index)).text).toContain('KeyboardInterrupt');
  await untilStatement(livy, /^cancelled$/);
  expect((await notebook.exec('print(x)')).text).toBe('1\n');
  expect((await notebook.exec('%%synapse\n1 + 1')).text).toBe('2');
});

test('Interrupt gives up a start and leaves no session', async ({
  page,
  livy
}) => {
  const notebook = await Notebook.create(page, ['%synapse start']);
  await notebook.beginAll();
  await expectPoll(
    () => livy.running(),
    sessions => sessions.length === 1,
    'a session to be asked for'
  );
  await notebook.command('notebook:interrupt-kernel');
  await notebook.untilIdle();
  await expectPoll(
    () => livy.running(),
    sessions => sessions.length === 0,
    'no session to be left'
  );
  // And the notebook can start one afterwards.
  expect((await notebook.exec('%synapse start')).text).toContain('ready on');
});
