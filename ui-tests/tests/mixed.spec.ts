import { Notebook } from '../support/notebook';
import { expect, test } from '../support/test';

test.describe('Magics among Python', () => {
  test('keep the order of local and remote cells', async ({ page }) => {
    const notebook = await Notebook.create(page, [
      '%synapse start',
      '%%synapse\nimport time\ntime.sleep(1)\nfirst = time.time()\nprint(first)',
      'import time\nsecond = time.time()\nprint(second)',
      '%%synapse\nprint(time.time())'
    ]);
    expect(await notebook.runAll()).toBe(true);
    const cells = await notebook.cells();
    const times = cells.slice(1).map(cell => Number(cell.text));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.every(time => time > 1e9)).toBe(true);
    expect(cells.map(cell => cell.count)).toEqual([1, 2, 3, 4]);
    // A remote cell is in the kernel's own history.
    const history = await notebook.exec('print(In[2].splitlines()[0])');
    expect(history).toMatchObject({ text: '%%synapse\n', count: 5 });
  });

  test('give values, in if, loop, try, capture, time and threads', async ({
    page
  }) => {
    const notebook = await Notebook.create(page, [
      "name = 'sparkpool01'\n%synapse start -c $name"
    ]);
    expect(await notebook.runAll()).toBe(true);
    for (const [source, text] of [
      [
        "x = %synapse meta\nprint(type(x).__name__, x['pool'], x['state'])",
        'dict sparkpool01 idle\n'
      ],
      [
        "if True:\n    y = %synapse meta\nprint(y['session_id'] == x['session_id'])",
        'True\n'
      ],
      [
        "for i in range(3):\n    get_ipython().run_cell_magic('synapse', '', f'print({i} * 10)')\n    print('local', i)",
        '0\nlocal 0\n10\nlocal 1\n20\nlocal 2\n'
      ],
      [
        "try:\n    get_ipython().run_cell_magic('synapse', '', 'raise KeyError(7)')\nexcept Exception as error:\n    print('caught', type(error).__name__, error)",
        'caught KeyError 7\n'
      ],
      [
        "%%capture out\nget_ipython().run_cell_magic('synapse', '', 'print(\"inside\")')",
        ''
      ],
      ["print('captured:', out.stdout)", 'captured: inside\n\n'],
      [
        "import threading\nt = threading.Thread(target=lambda: get_ipython().run_cell_magic('synapse', '', 'z = 5'))\nt.start(); t.join()\nget_ipython().run_cell_magic('synapse', '', 'print(z)')",
        '5\n'
      ],
      [
        "import asyncio\ndef remote():\n    return get_ipython().run_line_magic('synapse', 'meta')['pool']\nprint(await asyncio.to_thread(remote))",
        'sparkpool01\n'
      ]
    ]) {
      expect((await notebook.exec(source)).text, source).toBe(text);
    }
    const timed = await notebook.exec("%%time\n%%synapse\nprint('timed')");
    expect(timed.text).toContain('timed');
    expect(timed.text).toContain('Wall time');
  });

  test('print 100 lines of two worlds in one order', async ({ page }) => {
    const notebook = await Notebook.create(page, [
      '%synapse start',
      "for i in range(50):\n    print('local', i)\n    get_ipython().run_cell_magic('synapse', '', f'print(\"remote {i}\")')"
    ]);
    expect(await notebook.runAll()).toBe(true);
    const found = (await notebook.cell(1)).text.match(/(local|remote) \d+/g);
    const expected = Array.from({ length: 50 }, (_, i) => [
      `local ${i}`,
      `remote ${i}`
    ]).flat();
    expect(found).toEqual(expected);
  });

  test('leave input() to the user', async ({ page }) => {
    const notebook = await Notebook.create(page, [
      '%synapse start',
      "a = input('first? ')\nm = %synapse meta\nb = input('second? ')\nprint(a, m['pool'], b)"
    ]);
    await notebook.run(0);
    await notebook.begin(1);
    const box = page.locator('.jp-Stdin-input');
    for (const answer of ['one', 'two']) {
      const prompt = answer === 'one' ? 'first?' : 'second?';
      await page.locator('.jp-Stdin-prompt', { hasText: prompt }).waitFor();
      await expect(box).toHaveCount(1);
      await box.fill(answer);
      await box.press('Enter');
    }
    await notebook.untilIdle();
    expect((await notebook.cell(1)).text).toContain('one sparkpool01 two');
    await expect(box).toHaveCount(0);
  });
});

test.describe('Output of Spark', () => {
  test('is shown as it is: images, tables, streams, one live line', async ({
    page
  }) => {
    const notebook = await Notebook.create(page, ['%synapse start']);
    await notebook.runAll();
    const start = await notebook.cell(0);
    expect(start.kinds).toEqual(['display_data', 'text/plain']);
    expect(start.text).toMatch(
      /^Session \d+ ready on sparkpool01 in .* · 12 vCores · stops after 30 min idle$/
    );

    const plot =
      'import matplotlib.pyplot as plt\\nplt.plot([1, 2])\\nplt.show()';
    const image = await notebook.exec(
      `x = 1\nget_ipython().run_cell_magic('synapse', '', "${plot}")`
    );
    expect(image.kinds).toContain('image/png');

    const sql = await notebook.exec(
      "%%time\n%%synapse sql\nSELECT CAST('1.10' AS DECIMAL(5,2)) AS d, 9007199254740993 AS big, NULL AS n, TIMESTAMP '2024-01-02 03:04:05.123' AS t, '00123' AS s"
    );
    expect(sql.kinds).toContain('text/html');
    for (const value of [
      '1.10',
      '9007199254740993',
      'null',
      '03:04:05.123',
      '00123'
    ]) {
      expect(sql.text).toContain(value);
    }

    const long = await notebook.exec("%%synapse\nprint('ü€😀' * 50000)");
    expect(long.text).toBe('ü€😀'.repeat(50000));
  });

  test('comes while the statement runs', async ({ page }) => {
    const notebook = await Notebook.create(page, [
      '%synapse start',
      "%%synapse\nimport time, os\nprint('one')\nwhile not os.path.exists('go'):\n    time.sleep(0.1)\nprint('two')"
    ]);
    await notebook.run(0);
    await notebook.begin(1);
    await notebook.untilText(1, 'one');
    const running = await notebook.cell(1);
    expect(running.state).toBe('running');
    expect(running.text).not.toContain('two');
    await notebook.command('notebook:interrupt-kernel');
    await notebook.untilIdle();
    expect((await notebook.cell(1)).text).toContain('one');
  });

  test('of status, list, help and meta is text and values', async ({
    page
  }) => {
    const notebook = await Notebook.create(page, ['%synapse start']);
    await notebook.runAll();
    expect((await notebook.exec('%synapse status')).text).toMatch(
      /state\s+idle\npool\s+sparkpool01/
    );
    const list = await notebook.exec(
      "l = %synapse list\nprint([one['name'] for one in l])"
    );
    expect(list.text).toContain("['sparkpool01', 'largepool']");
    for (const help of ['%synapse ?', '%synapse help', '%synapse']) {
      expect((await notebook.exec(help)).text).toContain(
        'usage: %synapse [command] [options]'
      );
    }
    const meta = await notebook.exec('%synapse meta');
    expect(meta.kinds).toContain('execute_result');
    expect(meta.text).toContain("'pool': 'sparkpool01'");
  });
});
