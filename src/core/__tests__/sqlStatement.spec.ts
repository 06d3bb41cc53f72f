import { spawnSync } from 'child_process';
import fc from 'fast-check';
import { SynapseError } from '../errors';
import { IStatement } from '../livy';
import { failureOf, StatementOutputs } from '../statementOutputs';
import { sqlAsPyspark } from '../sqlStatement';

// A `spark` that answers with what the test wrote as Python, and records the
// query. Runs each top-level node by itself, as Livy's shell does.
const HARNESS = `
import ast, datetime, decimal, json, sys, traceback
class Type:
    def __init__(self, name): self.name = name
    def simpleString(self): return self.name
class Field:
    def __init__(self, name, type): self.name, self.dataType = name, Type(type)
class Schema: pass
class Row(tuple): pass
def row(names, values):
    made = Row(values); made.__fields__ = names
    return made
class AnalysisException(Exception): pass
class Frame:
    def __init__(self, schema, rows):
        self.schema = Schema(); self.schema.fields = [Field(*item) for item in schema]; self.rows = rows
    def take(self, most): return self.rows[:most]
class Spark:
    def sql(self, query):
        self.query = query
        return self.answer()
spark = Spark()
jobs = json.load(sys.stdin)
answers = []
for job in jobs:
    names = dict(spark=spark)
    spark.answer = eval("lambda: " + job["answer"])
    before = set(names)
    spark.query, error = None, None
    import io, contextlib
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            for node in ast.parse(job["code"]).body:
                exec(compile(ast.Interactive([node]), "<stdin>", "single"), names)
        except Exception as reason:
            error = {"ename": type(reason).__name__, "evalue": str(reason), "traceback": traceback.format_exc().splitlines(True)}
    left = sorted(set(names) - before - {"__builtins__"})
    answers.append({"out": out.getvalue(), "query": spark.query, "error": error, "left": left})
json.dump(answers, sys.stdout)
`;

interface IAnswer {
  out: string;
  query: string | null;
  error: { ename: string; evalue: string; traceback: string[] } | null;
  left: string[];
}

function run(jobs: { code: string; answer: string }[]): IAnswer[] {
  const { stdout, stderr, status } = spawnSync('python3', ['-c', HARNESS], {
    input: JSON.stringify(jobs),
    encoding: 'utf8',
    env: { ...process.env, PYTHONIOENCODING: 'utf8' }
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return JSON.parse(stdout) as IAnswer[];
}

function statement(fields: Partial<IStatement>): IStatement {
  return {
    id: 0,
    code: null,
    state: 'available',
    output: null,
    progress: null,
    started: null,
    completed: null,
    partial: null,
    tasks: null,
    ...fields
  };
}

/** The plain form of what a reader sees. */
function shown(text: string): string {
  const events = new StatementOutputs().next(
    statement({ output: { status: 'ok', data: { 'text/plain': text } } })
  );
  return events
    .map(({ content }) =>
      'text' in content
        ? content.text
        : (content.data as Record<string, unknown>)['text/plain']
    )
    .join('');
}

describe('sqlAsPyspark, run by Python', () => {
  it.each<[string, string, string]>([
    [
      'rows',
      'Frame([("a", "int"), ("b", "string")], [(1, "x"), (2, None)])',
      'a  b\n-  ----\n1  x\n2  null'
    ],
    ['no rows', 'Frame([("a", "int")], [])', 'a\n-\nNo rows.'],
    ['a statement without a result', 'Frame([], [])', 'OK'],
    [
      'decimals and big integers',
      'Frame([("d", "decimal(22,2)"), ("i", "bigint")], [(decimal.Decimal("12345678901234567890.10"), 9007199254740993)])',
      '                      d                 i\n-----------------------  ----------------\n12345678901234567890.10  9007199254740993'
    ],
    [
      'times',
      'Frame([("t", "timestamp"), ("d", "date")], [(datetime.datetime(2024, 1, 2, 3, 4, 5, 123456), datetime.date(2024, 1, 2))])',
      't                           d\n--------------------------  ----------\n2024-01-02T03:04:05.123456  2024-01-02'
    ],
    [
      'what is no number',
      'Frame([("x", "double")], [(float("nan"),), (float("-inf"),), (1.5,)])',
      '        x\n---------\n      NaN\n-Infinity\n      1.5'
    ],
    [
      'binary',
      'Frame([("x", "binary")], [(bytearray(b"ab"),)])',
      'x\n----\nYWI='
    ],
    [
      'nested values',
      'Frame([("x", "struct")], [(row(["p", "q"], (1, [True, None])),), ({3: decimal.Decimal("1.0")},), (row(["p", "p"], (1, 2)),)])',
      'x\n-----------------------\n{"p":1,"q":[true,null]}\n{"3":"1.0"}\n[1,2]'
    ],
    [
      'text',
      'Frame([("é", "string")], [("a\\n\\u2063🎉\\x00",)])',
      'é\n------\na\\n\u2063🎉\0'
    ],
    [
      'rows beyond the limit',
      'Frame([("a", "int")], [(n,) for n in range(5)])',
      'a\n-\n0\n1\n2\nFirst 3 rows; there are more.'
    ]
  ])('shows %s', (_, answer, expected) => {
    const [{ out, error, left }] = run([
      { code: sqlAsPyspark('select 1', 3), answer }
    ]);
    expect(error).toBeNull();
    expect(left).toEqual([]);
    expect(shown(out.trimEnd())).toBe(expected);
  });

  it('hands over any query as it is', () => {
    const queries = [
      `select "a'b" , 'c"d', \`e\`, '\\\\', 'é🎉\0', """, ''', \\N{dash} -- x`,
      ...fc.sample(fc.string({ unit: 'binary' }), 200)
    ].map(query => `select ${query.replace(/[;\uD800-\uDFFF]/g, '')}`);
    const answers = run(
      queries.map(query => ({
        code: sqlAsPyspark(query),
        answer: 'Frame([], [])'
      }))
    );
    expect(answers.map(({ query }) => query)).toEqual(queries);
  });

  it('leaves only what Spark said of an error', () => {
    const [{ error }] = run([
      {
        code: sqlAsPyspark('select * from nosuch'),
        answer:
          '(_ for _ in ()).throw(AnalysisException("[NOT_FOUND] No table nosuch; line 1 pos 14"))'
      }
    ]);
    expect(error?.traceback.join('')).toContain('<synapse-sql>');
    const failure = failureOf(
      statement({
        output: {
          status: 'error',
          data: {},
          ...(error ?? { ename: '', evalue: '', traceback: [] })
        }
      })
    );
    expect(failure).toMatchObject({
      ename: 'AnalysisException',
      traceback: [
        'AnalysisException: [NOT_FOUND] No table nosuch; line 1 pos 14'
      ]
    });
  });
});

describe('sqlAsPyspark', () => {
  const sent = (query: string) => {
    const match = /"query": "(.*?)", "rows"/.exec(sqlAsPyspark(query));
    return match?.[1];
  };

  it.each([
    ['select 1;', 'select 1'],
    ['select 1 ;\n -- done;\n /* ; */ ;\n', 'select 1 '],
    ["select ';' -- ;", "select ';' -- ;"],
    ['select `a;b` /* ; */', 'select `a;b` /* ; */'],
    ["select 'it''s; \\\\'", "select 'it''s; \\\\\\\\'"],
    ["select r'\\';", "select r'\\\\'"],
    ['BEGIN select 1; select 2; END', 'BEGIN select 1; select 2; END']
  ])('sends %j as one statement', (query, expected) => {
    expect(sent(query)).toBe(expected);
  });

  it.each([
    ['select 1; select 2', 'more than one'],
    ["select ';'; x", 'more than one'],
    ['', 'no SQL statement'],
    [' ;\n', 'no SQL statement'],
    ['-- only a comment', 'no SQL statement']
  ])('refuses %j', (query, text) => {
    expect(() => sqlAsPyspark(query)).toThrow(SynapseError);
    expect(() => sqlAsPyspark(query)).toThrow(text);
  });
});
