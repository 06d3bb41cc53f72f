import { parser } from '@lezer/python';
import { ILintMark, INotebookNames, lintCell } from '../lint';
import { cellNames, notebookNames } from '../lintNames';
import { parseMagic } from '../magics';

const parse = (text: string) => parser.parse(text).topNode;

const NAMES: INotebookNames = {
  local: new Set(['subscription_id', 'days']),
  remote: new Set(['df']),
  hasRemoteCells: true,
  hasHiddenNames: false
};

const marksOf = (source: string, names = NAMES): Promise<ILintMark[]> =>
  lintCell(source, { parse, names, checkMagic: parseMagic });

function fixed(source: string, { fixes }: ILintMark, at = 0): string {
  return [...fixes[at].changes]
    .reverse()
    .reduce(
      (text, { from, to, insert }) =>
        text.slice(0, from) + insert + text.slice(to),
      source
    );
}

const KEY = `${'aB3/x9Zk+Q'.repeat(8)}aB3/xQ==`;
const READ = 'spark.read.option("recursiveFileLook", "true").json(path)';

describe('lintCell', () => {
  it.each([
    // rule, cell, what is marked, cell after the first fix
    ['magicSpelling', '%% synapse\nx', '%% synapse', '%%synapse\nx'],
    ['magicSpelling', '%%Synapse\nx', '%%Synapse', '%%synapse\nx'],
    ['magicSpelling', '% synapse stop', '% synapse', '%synapse stop'],
    [
      'magicFirst',
      '# a\n# b\n%%synapse\nx = 1',
      '%%synapse',
      '%%synapse\n# a\n# b\nx = 1'
    ],
    ['magicFirst', '\n# a\n%%synapse', '%%synapse', '%%synapse\n# a'],
    ['magicFirst', 'x = 1\n%%synapse\ny', '%%synapse', null],
    [
      'magicInBody',
      '%%synapse\nx = 1\n%synapse stop\ny = 2',
      '%synapse stop',
      '%%synapse\nx = 1\ny = 2'
    ],
    ['magicInBody', '%%synapse\nx = %synapse meta', '%synapse meta', null],
    [
      'magicArguments',
      '%synapse start --num-executor-s 3',
      '--num-executor-s',
      '%synapse start --num-executors 3'
    ],
    [
      'magicArguments',
      '%synapse start --num_executors 3',
      '--num_executors',
      '%synapse start --num-executors 3'
    ],
    ['magicArguments', '%synapse strat', 'strat', '%synapse start'],
    ['magicArguments', '%synapse start -c $pool -n two', 'two', null],
    ['magicArguments', '%%synapse start\n{"a": 1,}', '%%synapse start', null],
    ['magicArguments', 'if x:\n    %synapse start -o df', '-o', null],
    [
      'notExpanded',
      '%%synapse\nx = f($subscription_id)',
      '$subscription_id',
      '%%synapse\nx = f(subscription_id)'
    ],
    [
      'notExpanded',
      '%%synapse\nx = "$subscription_id"',
      '$subscription_id',
      '%%synapse\nx = subscription_id'
    ],
    [
      'notExpanded',
      "%%synapse\nx = '/subscriptions/$subscription_id/{days}'",
      '$subscription_id',
      "%%synapse\nx = f'/subscriptions/{subscription_id}/{days}'"
    ],
    [
      'notExpanded',
      '%%synapse sql\nSELECT * FROM t WHERE s = "$subscription_id"',
      '$subscription_id',
      null
    ],
    ['localCell', 'spark.sql("x")', 'spark', '%%synapse\nspark.sql("x")'],
    [
      'localCell',
      'n = 1\nprint(df.count())',
      'df',
      '%%synapse\nn = 1\nprint(df.count())'
    ],
    ['localCell', '!ls\ndf.show()', 'df', null],
    [
      'dates',
      'end_date = "2021-11-17>"',
      '"2021-11-17>"',
      'end_date = "2021-11-17"'
    ],
    [
      'dates',
      '%%synapse\nend_date = "2021-1-7"',
      '"2021-1-7"',
      '%%synapse\nend_date = "2021-01-07"'
    ],
    [
      'dates',
      "end_date: str = ' 2021-11-17'",
      "' 2021-11-17'",
      "end_date: str = '2021-11-17'"
    ],
    [
      'dates',
      'end_date = "2021-11-17T00:00:00Z"',
      '"2021-11-17T00:00:00Z"',
      'end_date = "2021-11-17"'
    ],
    [
      'dates',
      'end_date = "11/17/2021"',
      '"11/17/2021"',
      'end_date = "2021-11-17"'
    ],
    ['dates', 'end_date = "2021-02-29"', '"2021-02-29"', null],
    [
      'dates',
      'load(start_date="2021-1-7")',
      '"2021-1-7"',
      'load(start_date="2021-01-07")'
    ],
    [
      'dates',
      'p = "c/y=2021/m=1/d=7"',
      '"c/y=2021/m=1/d=7"',
      'p = "c/y=2021/m=01/d=07"'
    ],
    [
      'dates',
      'p = f"{base}/y={d.year}/m={d.month}/d={d.day:02d}/h={h}"',
      'f"{base}/y={d.year}/m={d.month}/d={d.day:02d}/h={h}"',
      'p = f"{base}/y={d.year}/m={d.month:02d}/d={d.day:02d}/h={h}"'
    ],
    ['lookbackDays', 'lookback_days = "21"', '"21"', 'lookback_days = 21'],
    ['lookbackDays', 'lookback_days = 21.5', '21.5', 'lookback_days = 21'],
    ['lookbackDays', 'lookback_days = 21.0', '21.0', 'lookback_days = 21'],
    ['lookbackDays', 'lookback_days = -1', '-1', null],
    [
      'sparkOptions',
      `%%synapse\n${READ}`,
      'recursiveFileLook',
      '%%synapse\nspark.read.option("recursiveFileLookup", "true").json(path)'
    ],
    [
      'sparkOptions',
      '%%synapse\nspark.read.option("header", True).json(p)',
      'header',
      null
    ],
    [
      'sparkOptions',
      '%%synapse\nspark.read.format("csv").options(haeder=True, sep=",").load(p)',
      'haeder',
      '%%synapse\nspark.read.format("csv").options(header=True, sep=",").load(p)'
    ],
    [
      'sparkOptions',
      '%%synapse\n(df.write\n  .option("compresion", "gzip")\n  .mode("append")\n  .parquet(p))',
      'compresion',
      '%%synapse\n(df.write\n  .option("compression", "gzip")\n  .mode("append")\n  .parquet(p))'
    ],
    [
      'secrets',
      `import os\naccount_key = "${KEY}"`,
      KEY,
      'import os\naccount_key = os.environ["AZURE_STORAGE_KEY"]'
    ],
    [
      'secrets',
      `%matplotlib inline\ns = "AccountName=a;AccountKey=${KEY};EndpointSuffix=x"`,
      KEY,
      '%matplotlib inline\nimport os\ns = os.environ["AZURE_STORAGE_CONNECTION_STRING"]'
    ],
    ['secrets', `%%synapse\nk = "${KEY}"`, KEY, '%%synapse\nk = ""'],
    ['secrets', `# ${KEY}`, KEY, '# '],
    [
      'placeholders',
      '%synapse start -c pool -r <resource group>',
      '<resource group>',
      null
    ],
    [
      'placeholders',
      "%%synapse\nsub = '<subscription if>'",
      '<subscription if>',
      null
    ]
  ])('%s: %p', async (rule, source, marked, after) => {
    const marks = (await marksOf(source)).filter(one => one.rule === rule);
    const [mark] = marks;
    expect(source.slice(mark?.from, mark?.to)).toBe(marked);
    expect(mark.fixes.length > 0 ? fixed(source, mark) : null).toBe(after);
    if (after !== null) {
      // Put right, it is not marked again.
      expect(
        (await marksOf(after)).filter(
          one => one.rule === rule && one.message === mark.message
        )
      ).toEqual([]);
    }
    // One trap, one mark.
    expect(
      (await marksOf(source)).filter(
        ({ from, to }) => from === mark.from && to === mark.to
      )
    ).toHaveLength(1);
  });

  it.each([
    '%synapse start -w $ws -s $subscription_id -r $rg -c {names["pool"]}',
    "%synapse start -s '$subscription_id' -c pool",
    '%synapse start -c pool \\\n  -n 3',
    'x = %synapse meta',
    '%synapse stop # done',
    '%%synapse scala\nval x = $"col"',
    '%%synapse\nimport re\nre.sub(r"^a$", "$1", s)',
    '%%synapse\nq = "SELECT {columns} FROM t".format(columns=c)',
    '%%synapse\ns = {days}\nd = {"a": 1}',
    '%%synapse\nx = f"{subscription_id} and {{days}}"',
    '%%time\n%%synapse\nspark.sql("x")',
    '\n\n%%synapse\nx = 1',
    '# %%synapse\nx = 1',
    'text = """\n%%synapse\n"""',
    '%%bash\n# a\necho $HOME',
    'end_date = "2021-11-17"\nlookback_days = 21',
    'end_date = datetime.utcnow()\nlookback_days = n',
    'update_date = "see 2021-1-7 in the log"',
    'version_date = "v2021-1-7-rc1"',
    'p = "c/y=2021/m=01/d=07", "m=1"',
    'spark = SparkSession.builder.getOrCreate()\nspark.sql("x")',
    'from databricks import spark\nspark.sql("x")',
    'for df in frames: df.head()',
    'print(f(df=1), my.spark.x, "spark.x")',
    '%%synapse\nspark.read.option("Header", "true").option("SEP", ",").csv(p)',
    '%%synapse\nspark.read.format("com.databricks.spark.avro").option("anything", 1).load(p)',
    '%%synapse\nreader.option("unknown", 1)\nspark.conf.set("a", 1)',
    '%%synapse\nspark.read.option(name, 1).option(f"{x}", 2).json(p)',
    'parser.option("x", 1).json(p)',
    'html = "<b>"\nhtml2 = "<table class=x>"\nif a < b > c: pass',
    'sha = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"',
    'account_key = os.environ["AZURE_STORAGE_KEY"]',
    ''
  ])('marks nothing in %p', async source => {
    expect(await marksOf(source)).toEqual([]);
  });

  it('marks the local use of a session variable only where nothing local could bind it', async () => {
    const hidden = { ...NAMES, hasHiddenNames: true };
    const none = { ...NAMES, hasRemoteCells: false };
    const local = { ...NAMES, local: new Set(['df']) };
    for (const names of [hidden, none, local]) {
      expect(await marksOf('df.head()', names)).toEqual([]);
    }
  });

  it('offers both readings of a date that has two', async () => {
    const source = 'end_date = "03/04/2021"';
    const [mark] = await marksOf(source);
    expect(mark.fixes.map((_, at) => fixed(source, mark, at))).toEqual([
      'end_date = "2021-03-04"',
      'end_date = "2021-04-03"'
    ]);
  });

  it.each([
    '%%synapse\n((([',
    '"""',
    '%%synapse\nx = "\\',
    'f"{',
    '$$$',
    '%%',
    '%%synapse'
  ])('is not confused by %p', async source => {
    await expect(marksOf(source)).resolves.toBeInstanceOf(Array);
  });
});

describe('notebookNames', () => {
  it.each([
    ['%%synapse -o df\ndf = 1'],
    ['%%synapse sql --rows 5 --output=df\nselect 1'],
    ['%%synapse -odf\ndf = 1']
  ])('takes what -o brings for a name of the kernel: %j', source => {
    const { local, hasRemoteCells } = notebookNames([cellNames(source, parse)]);
    expect([...local]).toEqual(['df']);
    expect(hasRemoteCells).toBe(true);
  });

  it('tells local and remote names apart', () => {
    const cells = [
      'a, (b, c) = 1, (2, 3)\nd: int = 4\nimport e.f, g as h\nfrom i import j as k',
      'def l(m, n=a): pass\nclass o: pass\nfor p, q in x: pass\nwith y as r: pass\n[s for s in t]\n(u := 1)',
      '%%synapse\nv = 1\nw = spark.sql("")',
      '%%synapse scala\nval z = 1',
      '%%synapse start\n{"a": 1}'
    ];
    const names = notebookNames(cells.map(cell => cellNames(cell, parse)));
    expect([...names.local].sort().join('')).toBe('abcdefghijklmnopqrsu');
    expect([...names.remote].sort().join('')).toBe('vw');
    expect(names).toMatchObject({
      hasRemoteCells: true,
      hasHiddenNames: false
    });
  });

  it.each([
    'from x import *',
    '%run other.ipynb',
    'exec(code)',
    'globals()["a"] = 1'
  ])('knows that %p may bind anything', source => {
    expect(cellNames(source, parse).hasHidden).toBe(true);
  });
});
