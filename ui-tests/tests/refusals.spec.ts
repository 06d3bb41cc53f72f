import { Notebook } from '../support/notebook';
import { expect, shareNotebook, test } from '../support/shared';
import type { Shared } from '../support/shared';

const shared = shareNotebook('refusals-spec', { session: false });

const SUBSCRIPTION = '00000000-0000-0000-0000-000000000000';
const CONFIG = {
  subscription_id: SUBSCRIPTION,
  resource_group: 'contoso-rg',
  workspace_name: 'contoso-aml'
};

/** A cell that must fail: its text, after that it is known to have failed. */
async function refused(
  { notebook }: Pick<Shared, 'notebook'>,
  source: string
): Promise<string> {
  const index = await notebook.addCell(source);
  expect(await notebook.run(index), source).toBe(false);
  const cell = await notebook.cell(index);
  expect(cell.state).toBe('idle');
  expect(cell.count).not.toBeNull();
  return cell.text;
}

test.describe('Without a session', () => {
  test.beforeEach(() => shared().noSession());

  for (const [name, source, says] of [
    [
      'a remote cell',
      '%%synapse\nprint("never")',
      ['No Spark session runs for this notebook.', '%synapse start']
    ],
    [
      'SQL',
      '%%synapse sql\nselect 1',
      ['No Spark session runs for this notebook.', '%synapse start']
    ],
    [
      'a magic among Python',
      'x = 1\nget_ipython().run_cell_magic("synapse", "", "1")',
      ['No Spark session runs for this notebook.', '%synapse start']
    ],
    [
      'stop',
      '%synapse stop',
      ['No Spark session runs for this notebook.', '%synapse start']
    ],
    [
      'meta',
      'x = %synapse meta',
      ['No Spark session runs for this notebook.', '%synapse start']
    ],
    [
      'a compute that nobody knows',
      '%synapse start -c nopool',
      ['There is no compute "nopool".', 'sparkpool01, largepool']
    ],
    [
      'a compute that the workspace has not',
      `%synapse start -w contoso-aml -s ${SUBSCRIPTION} -r contoso-rg -c nopool`,
      [
        'Azure ML workspace “contoso-aml” has no compute “nopool”.',
        'largepool, sparkpool01'
      ]
    ],
    [
      'a compute that is not Spark',
      `%synapse start -w contoso-aml -s ${SUBSCRIPTION} -r contoso-rg -c cpu-cluster`,
      ['cpu-cluster', 'AmlCompute', 'sparkpool01']
    ],
    [
      'a workspace that the group has not',
      `%synapse start -w nows -s ${SUBSCRIPTION} -r contoso-rg -c sparkpool01`,
      ['has no Azure ML workspace “nows”', 'contoso-aml']
    ],
    [
      'a group that does not exist',
      `%synapse start -w contoso-aml -s ${SUBSCRIPTION} -r norg -c sparkpool01`,
      ['Resource group “norg” does not exist', 'Check -r and -s.']
    ],
    [
      'a subscription that is not there',
      '%synapse start -w w -s 11111111-1111-1111-1111-111111111111 -r r -c c',
      [
        'Subscription “11111111-1111-1111-1111-111111111111” cannot be looked up: nobody is signed in to Azure.',
        'Check -s'
      ]
    ],
    [
      'a workspace without its subscription and group',
      '%synapse start -w contoso-aml -c sparkpool01',
      [
        'the following arguments are required: -s/--subscription-id, -r/--resource-group',
        'Give all three, or -f'
      ]
    ],
    [
      'a name that the kernel does not know',
      `%synapse start -w contoso-aml -s ${SUBSCRIPTION} -r $undefined_name -c sparkpool01`,
      [
        "argument -r/--resource-group: invalid value: '$undefined_name'",
        "undefined_name is not defined in the notebook's kernel"
      ]
    ],
    [
      'a value with a blank',
      `rg = "my rg"\n%synapse start -w contoso-aml -s ${SUBSCRIPTION} -r $rg -c sparkpool01`,
      [
        'unrecognized arguments: rg',
        "-r/--resource-group got only 'my'",
        'A value with a blank cannot be passed'
      ]
    ],
    [
      'an empty value',
      'rg = ""\n%synapse start -c sparkpool01 -r $rg',
      ['argument -r/--resource-group: expected one argument', 'it is empty']
    ],
    [
      'the placeholder of an example',
      '%synapse start -c sparkpool01 -r <resource group>',
      ["'<resource' is the placeholder of an example"]
    ],
    [
      'a number in words',
      '%synapse start -n two',
      [
        "argument -n/--num-executors: invalid int value: 'two'",
        'Write a whole number'
      ]
    ],
    [
      'a comment behind it',
      '%synapse start -c sparkpool01 # my pool',
      ['unrecognized arguments: # my pool', 'a line of its own']
    ],
    [
      'a word that is none',
      '%synapse strat',
      ["invalid choice: 'strat'", "maybe you meant 'start'?"]
    ],
    [
      'settings that are not JSON',
      '%%synapse start\n{"spark.sql.shuffle.partitions": 64,}',
      ['is not JSON: line 1, column 36: a comma before }']
    ],
    [
      'settings that are no object',
      '%%synapse start\n["a"]',
      ['must be a JSON object, not a list']
    ],
    [
      'a file that is not there',
      '%synapse start -c sparkpool01 -f nowhere/config.json',
      ['no file "nowhere/config.json"', '"refusals-spec/nowhere/config.json"']
    ]
  ] as [string, string, string[]][]) {
    test(`${name} is refused with the reason, and nothing starts`, async () => {
      const text = await refused(shared(), source);
      for (const part of says) {
        expect(text).toContain(part);
      }
      // No Python frame or object has anything to say about it.
      expect(text).not.toMatch(/synapse_bridge|\[object Object\]|undefined$/);
      expect(await shared().livy.running()).toEqual([]);
    });
  }

  for (const [source, says] of [
    ['%Synapse start', 'Line magic function `%Synapse` not found'],
    ['%% synapse\nprint(1)', 'Cell magic `%%` not found'],
    ['%%synapse', 'is a cell magic, but the cell body is empty'],
    ['# note\n%%synapse\nprint(1)', 'Line magic function `%%synapse` not found']
  ]) {
    test(`${JSON.stringify(source)} has the error of IPython itself`, async () => {
      expect(await refused(shared(), source)).toContain(says);
      expect(await shared().livy.running()).toEqual([]);
    });
  }

  test('a pool without room refuses, and nothing is left of the start', async () => {
    // Five sessions start, four of them at once.
    test.slow();
    const { livy } = shared();
    for (let index = 0; index < 4; index++) {
      expect(await livy.create(`other-${index}`)).toBe(true);
    }
    const others = (await livy.running()).map(one => one.id);
    expect(others).toHaveLength(4);

    const text = await refused(shared(), '%synapse start');

    expect(text).toContain('The pool has no room for another session.');
    expect(text).toContain('(other-0, ');
    expect(text).toContain('Try ending one of them');
    expect((await livy.running()).map(one => one.id)).toEqual(others);

    // With room again the same notebook starts.
    await livy.clear();
    expect((await shared().notebook.exec('%synapse start')).text).toContain(
      'ready on sparkpool01'
    );
  });
});

test.describe('With a session', () => {
  test.beforeEach(() => shared().ensureSession());

  test('a second start is refused; the first session goes on', async () => {
    const { notebook } = shared();
    const { id } = await shared().session();
    await notebook.exec('%%synapse\nkept = 7');

    for (const source of ['%synapse start', '%%synapse start\n{"a.b": 1}']) {
      const text = await refused(shared(), source);
      expect(text).toContain(
        `Session ${id} already runs on sparkpool01 for this notebook.`
      );
      expect(text).toContain('%synapse stop');
    }

    expect((await shared().session()).id).toBe(id);
    expect((await notebook.exec('%%synapse\nprint(kept)')).text.trim()).toBe(
      '7'
    );
  });

  test('a cell over the limit is not sent; the session is fine', async () => {
    const { notebook } = shared();
    const before = (await shared().statements()).length;
    const text = await refused(
      shared(),
      `%%synapse\nx = "${'a'.repeat(110_000)}"`
    );
    expect(text).toContain('too large to be sent: 107.5 kB (110,0');
    expect(text).toContain('at most 100 kB (102,400 bytes)');
    expect(text).toContain('into the lake');
    expect(await shared().statements()).toHaveLength(before);

    // Just below the limit it is sent.
    const size = 102_400 - 200;
    const fits = await notebook.exec(
      `%%synapse\nprint(len("${'a'.repeat(size)}"))`
    );
    expect(fits.text.trim()).toBe(String(size));
    expect(await shared().statements()).toHaveLength(before + 1);
  });

  for (const [name, source, says] of [
    [
      'a shell command',
      '!ls',
      ['SyntaxError', '!command', 'use the subprocess module']
    ],
    [
      'a magic of IPython',
      '%timeit 1',
      ["unknown magic command 'timeit'", 'works only in a local IPython']
    ],
    [
      'a top-level await',
      'import asyncio\nawait asyncio.sleep(0)',
      ['top-level await', 'use asyncio.run(...)']
    ]
  ] as [string, string, string[]][]) {
    test(`${name} in a remote cell is refused with the reason`, async () => {
      const text = await refused(shared(), `%%synapse\n${source}`);
      for (const part of says) {
        expect(text).toContain(part);
      }
      const next = await shared().notebook.exec('%%synapse\nprint("fine")');
      expect(next.text.trim()).toBe('fine');
    });
  }

  test('Scala, which the local pool has not, names what it has', async () => {
    const text = await refused(shared(), '%%synapse scala\nval x = 1');
    expect(text).toContain('pyspark');
    expect(text).toContain('sql');
    const next = await shared().notebook.exec('%%synapse\nprint("fine")');
    expect(next.text.trim()).toBe('fine');
  });

  test('two SQL statements in a cell are refused before they are sent', async () => {
    const before = (await shared().statements()).length;
    const text = await refused(
      shared(),
      "%%synapse sql\nselect ';';\nselect 2;"
    );
    expect(text).toContain('more than one SQL statement');
    expect(await shared().statements()).toHaveLength(before);
  });
});

test.describe('What is given is taken', () => {
  test.beforeEach(() => shared().noSession());

  test('settings of the JSON body reach Spark', async () => {
    const { notebook } = shared();
    const started = await notebook.exec(
      '%%synapse start -n 1 --executor-cores 2\n{"conf": {"spark.sql.shuffle.partitions": 7}, "executorMemory": "4g"}'
    );
    expect(started.text).toContain('ready on sparkpool01');
    const seen = await notebook.exec(
      '%%synapse\nprint(spark.conf.get("spark.sql.shuffle.partitions"))'
    );
    expect(seen.text.trim()).toBe('7');
    const sizes = await notebook.exec(
      'm = %synapse meta\nprint(m["num_executors"], m["executor_cores"], m["executor_memory"], m["driver_cores"])'
    );
    expect(sizes.text).toBe('1 2 4g 4\n');
  });

  test('config.json, named by -f', async () => {
    const { notebook, page, folder } = shared();
    await page.contents.uploadContent(
      JSON.stringify(CONFIG),
      'text',
      `${folder}/named.json`
    );
    const started = await notebook.exec(
      '%synapse start -c largepool -f named.json'
    );
    expect(started.text).toContain('ready on bigpool');
    const meta = await notebook.exec(
      'm = %synapse meta\nprint(m["aml_workspace"], m["compute"], m["pool"])'
    );
    expect(meta.text).toBe('contoso-aml largepool bigpool\n');
    await notebook.exec('%synapse stop');
  });
});

test('config.json beside the notebook is found with -c alone', async () => {
  const { page, folder, livy } = shared();
  await livy.clear();
  const upload = (config: object) =>
    page.contents.uploadContent(
      JSON.stringify(config),
      'text',
      `${folder}/config.json`
    );
  // A new notebook, which no pool was chosen for yet.
  const notebook = await Notebook.create(page, []);
  try {
    await upload({ ...CONFIG, workspace_name: 'of-the-file' });
    const text = await refused({ notebook }, '%synapse start -c sparkpool01');
    expect(text).toContain('has no Azure ML workspace “of-the-file”');

    await upload({ subscription_id: SUBSCRIPTION });
    expect(
      await refused({ notebook }, '%synapse start -c sparkpool01')
    ).toContain('config.json has no resource_group, no workspace_name');

    await upload(CONFIG);
    const started = await notebook.exec('%synapse start -c sparkpool01');
    expect(started.text).toContain('ready on sparkpool01');
    const meta = await notebook.exec(
      'm = %synapse meta\nprint(m["aml_workspace"])'
    );
    expect(meta.text).toBe('contoso-aml\n');
  } finally {
    await page.contents.deleteFile(`${folder}/config.json`);
    await livy.clear();
  }
});
