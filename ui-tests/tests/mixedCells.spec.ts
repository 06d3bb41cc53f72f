import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, shareNotebook, test } from '../support/shared';

const shared = shareNotebook('mixed-cells-spec');

/** Python text that runs code remotely from the middle of a cell. */
function remote(code: string, line = ''): string {
  return `get_ipython().run_cell_magic("synapse", ${JSON.stringify(line)}, ${JSON.stringify(code)})`;
}

/** Cells of the first HTML table of a cell's output, row by row. */
async function tableRows(index: number): Promise<string[][]> {
  const outputs = await shared().outputs(index);
  const html = outputs.flatMap(one => one.data?.['text/html'] ?? []);
  expect(html).toHaveLength(1);
  return shared().page.evaluate(
    html => {
      const page = new DOMParser().parseFromString(html, 'text/html');
      return Array.from(page.querySelectorAll('tr'), row =>
        Array.from(row.children, cell => cell.textContent ?? '')
      );
    },
    String(html.flat().join(''))
  );
}

test.describe('Cells of both kinds', () => {
  test.beforeEach(() => shared().ensureSession());

  test('count on by one each, and are in the history of the kernel', async () => {
    const { notebook } = shared();
    const sources = [
      'a = 1',
      '%%synapse\nb = 2',
      '%%synapse sql\nselect 3 as c',
      'x = %synapse meta',
      '%%synapse\nprint("über", "\\\\n")',
      'print(a)'
    ];
    await notebook.setCells(sources);

    expect(await notebook.runAll()).toBe(true);

    const counts = (await notebook.cells()).map(cell => cell.count!);
    expect(counts).toEqual(sources.map((_, index) => counts[0] + index));
    for (const index of [1, 2, 4]) {
      const found = await notebook.exec(
        `print(In[${counts[index]}] == ${JSON.stringify(sources[index])})`
      );
      expect(found.text).toBe('True\n');
    }
    const shown = await notebook.exec('"last"');
    expect((await notebook.exec(`print(Out[${shown.count}])`)).text).toBe(
      'last\n'
    );
  });

  test('run one after the other, whoever is slower', async () => {
    const { notebook } = shared();
    await notebook.setCells([
      'import time; time.sleep(0.3); t0 = time.time()',
      '%%synapse\nimport time; print(time.time()); time.sleep(0.3); print(time.time())',
      't1 = time.time(); time.sleep(0.3); t2 = time.time()',
      '%%synapse\nprint(time.time())'
    ]);
    expect(await notebook.runAll()).toBe(true);
    const [, first, , last] = await notebook.cells();
    const local = await notebook.exec('print(t0, t1, t2)');
    const [t0, t1, t2] = local.text.trim().split(' ').map(Number);
    const [r0, r1] = first.text.trim().split('\n').map(Number);
    const times = [t0, r0, r1, t1, t2, Number(last.text)];
    expect(times.every(time => time > 1e9)).toBe(true);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('a remote cell leaves the kernel free and shows its lines as they come', async () => {
    const { notebook, page } = shared();
    const folder = mkdtempSync(path.join(tmpdir(), 'synapse-ui-'));
    const go = path.join(folder, 'go');
    try {
      await notebook.setCells([
        `%%synapse
import os, time
print("first")
while not os.path.exists(${JSON.stringify(go)}):
    time.sleep(0.05)
print("last")`
      ]);
      await notebook.beginAll();
      await notebook.untilText(0, 'first');
      expect(await notebook.cell(0)).toMatchObject({
        text: 'first\n',
        state: 'running',
        count: null
      });
      // Completion, inspection and widgets need it.
      const status = await page.evaluate(() => {
        const panel = window.jupyterapp.shell.currentWidget as unknown as {
          sessionContext: { session: { kernel: { status: string } } };
        };
        return panel.sessionContext.session.kernel.status;
      });
      expect(status).toBe('idle');
      writeFileSync(go, '');
      await notebook.untilIdle();
      expect((await notebook.cell(0)).text.trim()).toBe('first\nlast');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a magic among Python shows its lines as they come, too', async () => {
    const { notebook } = shared();
    const folder = mkdtempSync(path.join(tmpdir(), 'synapse-ui-'));
    const go = path.join(folder, 'go');
    try {
      await notebook.setCells([
        `print("before")
${remote(`import os, time\nprint("first")\nwhile not os.path.exists(${JSON.stringify(go)}):\n    time.sleep(0.05)\nprint("last")`)}
print("after")`
      ]);
      await notebook.beginAll();
      await notebook.untilText(0, 'first');
      expect((await notebook.cell(0)).text).toBe('before\nfirst\n');
      writeFileSync(go, '');
      await notebook.untilIdle();
      expect((await notebook.cell(0)).text).toBe(
        'before\nfirst\nlast\nafter\n'
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test.describe('A magic among Python', () => {
  test.beforeEach(() => shared().ensureSession());

  test('gives its value', async () => {
    const { notebook } = shared();
    const cell = await notebook.exec(
      "x = %synapse meta\nprint(type(x).__name__, x['pool'])"
    );
    expect(cell.text).toBe('dict sparkpool01\n');
    const list = await notebook.exec(
      "found = %synapse list\nprint(type(found).__name__, [sorted(type(v).__name__ for v in one.values()) for one in found][0], [one['name'] for one in found])"
    );
    expect(list.text).toContain(
      "list ['bool', 'str', 'str', 'str', 'str'] ['sparkpool01', 'largepool']\n"
    );
  });

  test('as the last line is the Out of its cell', async () => {
    const { notebook } = shared();
    const { id } = await shared().session();
    const cell = await notebook.exec('1 + 1\n%synapse meta');
    expect(cell.kinds).toEqual(['execute_result', 'text/plain']);
    expect(cell.text).toContain(`'session_id': ${id}`);
    const out = await notebook.exec(
      `print(Out[${cell.count}]["session_id"], _["state"])`
    );
    expect(out.text).toBe(`${id} idle\n`);
  });

  test('works in if, for, functions and try, which catches the remote class', async () => {
    const { notebook } = shared();
    const cell = await notebook.exec(
      `def remotely(code):
    ${'get_ipython().run_cell_magic("synapse", "", code)'}
if True:
    m = %synapse meta
for n in range(2):
    remotely(f"print({n})")
try:
    remotely("raise LookupError('gone')")
except Exception as error:
    print(type(error).__name__, error, error.ename, len(error.traceback) > 0)
try:
    remotely("spark.sql('select * from nowhere')")
except Exception as error:
    print(type(error).__name__)
print(m["state"])`
    );
    expect(cell.text).toBe(
      '0\n1\nLookupError gone LookupError True\nAnalysisException\nidle\n'
    );
    expect(cell.kinds).toEqual(['stream']);
  });

  test('nests in %%time and %%capture', async () => {
    const { notebook } = shared();
    const timed = await notebook.exec('%%time\n%%synapse\nprint("in time")');
    expect(timed.text).toMatch(/^in time\n[^]*Wall time: /);
    const captured = await notebook.exec(
      '%%capture out\n%%synapse\nprint("caught")\nprint("too")'
    );
    expect(captured).toMatchObject({ text: '', kinds: [] });
    const shown = await notebook.exec(
      'print(repr(out.stdout), repr(out.stderr), out.outputs)'
    );
    expect(shown.text).toBe("'caught\\ntoo\\n' '' []\n");
    const rich = await notebook.exec(
      '%%capture out\n%%synapse sql\nselect 41 + 1 as answer'
    );
    expect(rich).toMatchObject({ text: '', kinds: [] });
    expect((await notebook.exec('print(len(out.outputs))')).text).toBe('1\n');
  });

  test('goes to where standard output goes', async () => {
    const cell = await shared().notebook.exec(
      `import io, contextlib
with contextlib.redirect_stdout(io.StringIO()) as text:
    ${remote('print("hidden")')}
print(repr(text.getvalue()))`
    );
    expect(cell.text).toBe("'hidden\\n'\n");
  });

  test('works from a thread, from many, and from asyncio', async () => {
    const { notebook } = shared();
    const threads = await notebook.exec(
      `import threading
def work(n):
    get_ipython().run_cell_magic("synapse", "", f"total_{n} = {n} * {n}")
threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
[one.start() for one in threads]
[one.join() for one in threads]
${remote('print(total_0, total_1, total_2, total_3)')}`
    );
    expect(threads.text).toBe('0 1 4 9\n');
    const later = await notebook.exec(
      `import asyncio
def pool():
    return get_ipython().run_line_magic("synapse", "meta")["pool"]
print(await asyncio.gather(*[asyncio.to_thread(pool) for _ in range(3)]))`
    );
    expect(later.text).toBe("['sparkpool01', 'sparkpool01', 'sparkpool01']\n");
  });

  test('keeps 100 local and 100 remote lines in order', async () => {
    const cell = await shared().notebook.exec(
      `for i in range(100):
    print("local", i)
    get_ipython().run_cell_magic("synapse", "", f"print('remote', {i})")`
    );
    const expected = Array.from(
      { length: 100 },
      (_, i) => `local ${i}\nremote ${i}\n`
    ).join('');
    expect(cell.text).toBe(expected);
  });

  test('leaves exactly one input box, for the user', async () => {
    const { notebook, page } = shared();
    await notebook.setCells([
      `m = %synapse meta
${remote('print("remote one")')}
name = input("who? ")
${remote('print("remote two")')}
x = %synapse meta
print(name, m["pool"], x["pool"])`
    ]);
    await page.evaluate(() => {
      const boxes = { count: 0 };
      Object.assign(window, { boxes });
      new MutationObserver(changes => {
        for (const { addedNodes } of changes) {
          for (const node of Array.from(addedNodes)) {
            if (node instanceof Element) {
              boxes.count += node.matches('.jp-Stdin-input')
                ? 1
                : node.querySelectorAll('.jp-Stdin-input').length;
            }
          }
        }
      }).observe(document.body, { childList: true, subtree: true });
    });
    await notebook.beginAll();
    const box = page.locator('.jp-Stdin-input');
    await box.waitFor();
    await box.fill('Ann');
    await box.press('Enter');
    await notebook.untilIdle();

    const { text } = await notebook.cell(0);
    expect(text).toContain('remote one\n');
    expect(text).toContain('remote two\nAnn sparkpool01 sparkpool01\n');
    expect(text).not.toContain('synapse-bridge');
    await expect(box).toHaveCount(0);
    const count = await page.evaluate(
      () => (window as unknown as { boxes: { count: number } }).boxes.count
    );
    expect(count).toBe(1);
  });

  test('draws an image of matplotlib between the prints', async () => {
    const { notebook } = shared();
    const index = await notebook.addCell(
      `print("before")
${remote('import matplotlib\nmatplotlib.use("Agg")\nimport matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\n%matplot plt')}
print("after")`
    );
    expect(await notebook.run(index)).toBe(true);
    const outputs = await shared().outputs(index);
    expect(outputs.map(one => one.output_type)).toEqual([
      'stream',
      'display_data',
      'stream'
    ]);
    const image = [outputs[1].data!['image/png']].flat().join('');
    expect(Buffer.from(image, 'base64').subarray(1, 4).toString()).toBe('PNG');
    expect([outputs[2].text].flat().join('')).toBe('after\n');
  });

  test('draws a table through %%time', async () => {
    const { notebook } = shared();
    const index = await notebook.addCell(
      "%%time\n%%synapse sql\nselect 1 as n, '<b>&' as s"
    );
    expect(await notebook.run(index)).toBe(true);
    expect(await tableRows(index)).toEqual([
      ['n', 's'],
      ['1', '<b>&']
    ]);
    expect((await notebook.cell(index)).text).toContain('Wall time');
  });
});

test.describe('Values come whole', () => {
  test.beforeEach(() => shared().ensureSession());

  test('of SQL: decimals, large integers, null, fractions, text', async () => {
    const { notebook } = shared();
    const index = await notebook.addCell(
      `%%synapse sql
select cast('12345678901234567890.123456789' as decimal(38, 9)) as d,
  9007199254740993 as big, -9223372036854775808 as least,
  cast(null as int) as nothing, timestamp'2021-11-17 12:34:56.123456' as t,
  date'2021-11-17' as day, 'né 😀 <i>' as s, 0.1D as f, true as yes,
  array(1, 2) as list, '007' as code
union all select 1.5, 1, 1, 2, null, null, '', 1e300, false, null, null`
    );
    expect(await notebook.run(index)).toBe(true);
    const [head, first, second] = await tableRows(index);
    expect(head).toHaveLength(11);
    expect(first).toEqual([
      '12345678901234567890.123456789',
      '9007199254740993',
      '-9223372036854775808',
      'null',
      '2021-11-17T12:34:56.123456',
      '2021-11-17',
      'né 😀 <i>',
      '0.1',
      'true',
      '[1,2]',
      '007'
    ]);
    expect(second.slice(0, 2)).toEqual(['1.500000000', '1']);
    expect(second[6]).toBe('');
    expect(second[7]).toBe('1e+300');
  });

  for (const [name, source] of [
    ['a remote cell', (code: string) => `%%synapse\n${code}`],
    ['a magic among Python', (code: string) => remote(code)]
  ] as [string, (code: string) => string][]) {
    test(`of ${name}: 200 kB of any characters`, async () => {
      const { notebook } = shared();
      const line = 'äß€漢😀\u0301\t"\\<>&';
      const cell = await notebook.exec(
        source(`for i in range(8000):\n    print(i, ${JSON.stringify(line)})`)
      );
      const expected = Array.from(
        { length: 8000 },
        (_, i) => `${i} ${line}`
      ).join('\n');
      expect(Buffer.byteLength(expected)).toBeGreaterThan(200_000);
      expect(cell.text.trimEnd()).toBe(expected);
    });
  }
});

test.describe('The start', () => {
  test.beforeEach(() => shared().noSession());

  for (const [name, source] of [
    ['a variable', 'c = "sparkpool01"\n%synapse start -c $c'],
    [
      'an expression',
      `names = {'c': 'sparkpool01'}\n%synapse start -c {names['c']}`
    ],
    [
      'run_line_magic',
      'get_ipython().run_line_magic("synapse", "start -c sparkpool01")'
    ],
    ['a variable in a cell magic', '%%synapse start -c $c\n{}']
  ]) {
    test(`by ${name} shows one line that ends in "ready on"`, async () => {
      const { notebook } = shared();
      await notebook.exec('c = "sparkpool01"');
      const index = await notebook.addCell(source);

      expect(await notebook.run(index)).toBe(true);

      const outputs = await shared().outputs(index);
      expect(outputs).toHaveLength(1);
      expect(outputs[0].output_type).toBe('display_data');
      const { id } = await shared().session();
      expect((await notebook.cell(index)).text).toMatch(
        new RegExp(`^Session ${id} ready on sparkpool01 in [\\d.]+ s · `)
      );
    });
  }
});

test.describe('What needs no Spark', () => {
  test('status and list print tables', async () => {
    const { notebook } = shared();
    await shared().ensureSession();
    const { id } = await shared().session();
    expect((await notebook.exec('%synapse status')).text).toMatch(
      new RegExp(
        `^session +${id}\\nstate +idle\\npool +sparkpool01\\nworkspace +contoso-synapse\\nup +\\d`
      )
    );
    expect((await notebook.exec('%synapse list')).text).toMatch(
      /^compute +pool +facts\nsparkpool01 +sparkpool01 .*\nlargepool +bigpool .*\n/
    );
  });

  for (const source of [
    '%synapse ?',
    '%synapse help',
    '%synapse',
    '%synapse start --help',
    '%synapse?',
    '?%synapse'
  ]) {
    test(`${source} shows how it is used`, async () => {
      const cell = await shared().notebook.exec(source);
      expect(cell.text).toContain('usage: %synapse [command] [options]');
      expect(cell.text).toContain('-c, --compute-target NAME');
      expect(cell.text).toContain('%%synapse start');
      expect(cell.kinds).not.toContain('error');
    });
  }
});
