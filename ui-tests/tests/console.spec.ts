import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { expectPoll, Notebook } from '../support/notebook';
import { expect, test } from '../support/test';

/** Types code into the console that is open, and runs it. */
function consoleOf(
  page: IJupyterLabPageFixture
): (source: string) => Promise<void> {
  return async source => {
    await page.locator('.jp-CodeConsole-promptCell .cm-content').click();
    await page.keyboard.insertText(source);
    await page.keyboard.press('Shift+Enter');
  };
}

test('A code console runs magics, and shares the session of its notebook', async ({
  page,
  livy
}) => {
  const notebook = await Notebook.create(page, [
    '%synapse start',
    '%%synapse\nshared = 7'
  ]);
  expect(await notebook.runAll()).toBe(true);
  await notebook.act('notebook:create-console');
  const content = page.locator('.jp-CodeConsole-content');
  const exec = consoleOf(page);
  await exec('20 + 1');
  await expect(content).toContainText('21');
  await exec('%%synapse\nprint("from Spark", shared * 6)');
  await expect(content).toContainText('from Spark 42');
  await exec("m = %synapse meta\nprint('in', m['pool'])");
  await expect(content).toContainText('in sparkpool01');
  await exec('%%synapse\nraise ValueError("console")');
  await expect(content).toContainText('ValueError: console');
  expect(await livy.running()).toHaveLength(1);
});

test('A console of its own starts a session; interrupt and error work as in a notebook', async ({
  page,
  livy
}) => {
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('console:create', {
      kernelPreference: { name: 'python3' }
    });
  });
  await new Notebook(page).untilKernel();
  const content = page.locator('.jp-CodeConsole-content');
  const exec = consoleOf(page);
  await exec('20 + 1');
  await expect(content).toContainText('21');
  await exec('%synapse start');
  await expect(content).toContainText('ready on sparkpool01');
  const [{ id }] = await livy.running();

  await exec(
    '%%synapse\nimport time\nprint("begun", flush=True)\ntime.sleep(600)'
  );
  await expect(content).toContainText('begun');
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('console:interrupt-kernel');
  });
  await expect(content).toContainText('Cancelled');
  await expectPoll(
    () => livy.statements(id),
    found => found.at(-1)?.state === 'cancelled',
    'the statement to be cancelled'
  );

  await exec('%%synapse\nraise ValueError("own")');
  await expect(content).toContainText('ValueError: own');
  await exec('%%synapse\nprint("still", 6 * 7)');
  await expect(content).toContainText('still 42');
  await exec('%synapse stop');
  await expect(content).toContainText(`Session ${id} is stopped.`);
  expect(await livy.running()).toEqual([]);
});

test("A widget's callback can use the magics", async ({ page }) => {
  const notebook = await Notebook.create(page, [
    '%synapse start',
    [
      'def on_open(comm, message):',
      "    value = get_ipython().run_line_magic('synapse', 'meta')['pool']",
      '    comm.send({"pool": value})',
      'get_ipython().kernel.comm_manager.register_target("probe", on_open)'
    ].join('\n')
  ]);
  expect(await notebook.runAll()).toBe(true);
  const answer = await page.evaluate(() => {
    interface IComm {
      onMsg: (message: { content: { data: { pool: string } } }) => void;
      open(): unknown;
    }
    const panel = window.jupyterapp.shell.currentWidget as unknown as {
      sessionContext: {
        session: { kernel: { createComm(target: string): IComm } };
      };
    };
    const comm = panel.sessionContext.session.kernel.createComm('probe');
    return new Promise<string>(resolve => {
      comm.onMsg = message => resolve(message.content.data.pool);
      comm.open();
    });
  });
  expect(answer).toBe('sparkpool01');
  await expectPoll(
    async () => (await notebook.exec('1')).text,
    text => text === '1',
    'the kernel to be free'
  );
});
