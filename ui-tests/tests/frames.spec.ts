import { Gate } from '../support/gate';
import { expect, shareNotebook, test } from '../support/shared';

const shared = shareNotebook('frames-spec');

/** Text that stands in each row of the large frame. */
const MARK = 'payload-mark';

/** Two columns that do not get small when they are packed. */
const LARGE = `df = spark.range(0, 40000, 1, 4).selectExpr("id", "concat('${MARK}', sha2(cast(id as string), 256)) as h")`;

/** Ids of frames that the Spark driver holds. */
const HELD =
  '%%synapse\nimport sys\nprint(list(sys.modules["_synapse_frames"].kept))';

test.describe('A frame', () => {
  test.beforeEach(() => shared().ensureSession());

  test('comes as pandas, with its types, whatever the way of the magic', async () => {
    const { notebook } = shared();
    const code = `df = spark.sql("""select 9007199254740993 as big, '007' as code,
  cast('1.10' as decimal(38, 9)) as d, timestamp'2021-11-17 12:34:56.123456' as t,
  cast(null as boolean) as b, array(1, null) as l, 'né 😀' as s""")`;
    const see =
      '[(str(k), repr(v)) for k, v in zip(df.dtypes, df.iloc[0])] + [df.shape]';
    const cell = await notebook.exec(
      `%%synapse -o df\n${code}\nprint("made")\ndf.count()`
    );
    expect(cell.text).toMatch(
      /^made\n1\ndf: 1 row × 7 columns in [\d.]+ s\.\n$/
    );
    const shown = await notebook.exec(`a = ${see}\nprint(a)`);
    expect(shown.text).toContain(
      "('int64', 'np.int64(9007199254740993)'), ('str', \"'007'\"), ('object', \"Decimal('1.100000000')\"), ('datetime64[us, UTC]', \"Timestamp('2021-11-17 12:34:56.123456+0000', tz='UTC')\"), ('boolean', '<NA>'), ('object', '[1, None]'), ('str', \"'né 😀'\"), (1, 7)]"
    );
    const others = await notebook.exec(
      `rows = 1
source = ${JSON.stringify(code)}
get_ipython().run_cell_magic("synapse", "-o df --rows $rows", source)
print(${see} == a)`
    );
    expect(others.text).toMatch(/^df: 1 row × 7 columns.*\nTrue\n$/);
    const captured = await notebook.exec(
      '%%capture out\n%%synapse sql -o found --rows 2\nselect explode(array(1, 2, 3)) as n'
    );
    expect(captured.text).toBe('');
    const found = await notebook.exec('print(out.stdout, found.n.tolist())');
    expect(found.text).toMatch(
      /^found: 2 rows × 1 column .* The frame has more rows: .*\n \[1, 2\]\n$/
    );
  });

  test('of many pieces is whole, is not in the notebook, and is let go of', async () => {
    const { notebook, page, folder } = shared();
    const cell = await notebook.exec(`%%synapse -o df\n${LARGE}`);
    expect(cell.text).toMatch(/^df: 40,000 rows × 2 columns in [\d.]+ s\.\n$/);
    const bridged = await notebook.exec(
      `first = df\nget_ipython().run_cell_magic("synapse", "-o df", ${JSON.stringify(LARGE)})\nprint(first.equals(df), first is df)`
    );
    expect(bridged.text).toMatch(/\nTrue False\n$/);
    const right = await notebook.exec(
      `import hashlib\nprint(df.id.tolist() == list(range(40000)), all(h == "${MARK}" + hashlib.sha256(str(i).encode()).hexdigest() for i, h in zip(df.id, df.h)))`
    );
    expect(right.text).toBe('True True\n');
    expect((await notebook.exec(HELD)).text).toBe('[]');
    await notebook.save();
    const files = await page.request.get(`/api/contents/${folder}`);
    const { content } = (await files.json()) as {
      content: { path: string; type: string }[];
    };
    const { path } = content.find(({ type }) => type === 'notebook')!;
    const file = await page.request.get(`/files/${path}`);
    const text = await file.text();
    expect(text).toContain('40,000 rows');
    expect(text).not.toContain('synapse-data');
    expect(text.length).toBeLessThan(60_000);
  });

  test('that fails leaves the variable as it was', async () => {
    const { notebook } = shared();
    await notebook.exec('df = "mine"');
    for (const [line, code, words] of [
      ['-o df', 'df = spark.range(3)\n1 / 0', 'ZeroDivisionError'],
      ['-o df', 'df = 5', 'df is a int in the session'],
      ['-o nowhere', 'pass', 'The session has no variable nowhere']
    ]) {
      const cell = await notebook.exec(`%%synapse ${line}\n${code}`);
      expect(cell.text).toContain(words);
      expect(cell.kinds).toContain('error');
      expect(cell.text).not.toContain('synapse-frame');
    }
    const wrong = await notebook.exec('%synapse start -o df');
    expect(wrong.text).toContain('-o does not go with %synapse start.');
    expect((await notebook.exec('print(df)')).text).toBe('mine\n');
  });

  test('is fetched by the next page when this one goes while Spark works', async () => {
    const { notebook, page } = shared();
    const gate = new Gate();
    const index = await notebook.addCell(
      `%%synapse -o later\n${gate.wait}\nlater = spark.range(7)\nprint("done")`
    );
    await notebook.save();
    await notebook.begin(index);
    await shared().untilStatement('running');
    await page.reload();
    gate.open();
    await notebook.untilKernel();
    await notebook.untilText(index, 'later: 7 rows × 1 column');
    expect((await notebook.cell(index)).text).toMatch(/^done\nlater: 7 rows/);
    expect((await notebook.exec('print(len(later))')).text).toBe('7\n');
  });
});
