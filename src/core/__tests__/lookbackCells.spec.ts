import { parser } from '@lezer/python';
import { cellPython } from '../cellPython';
import {
  CellReader,
  ILookbackSource,
  lookbackSource,
  sparkNames,
  valueOf,
  windowEdits
} from '../lookbackCells';
import { ParsePython } from '../pythonAssignments';

const parse: ParsePython = text => parser.parse(text).topNode;

function read(...sources: string[]): ILookbackSource | null {
  return lookbackSource(assignments(...sources));
}

function assignments(...sources: string[]) {
  const cells = sources.map((source, at) => ({
    id: `c${at + 1}`,
    number: at + 1,
    source
  }));
  return new CellReader(parse).read(cells);
}

/** The cells after the window was written into them. */
function updated(
  sources: string[],
  window = { endDate: '2024-02-29', lookbackDays: 7 }
): string[] {
  const source = read(...sources);
  const cells = [...sources];
  for (const { cellId, from, text, to } of source
    ? windowEdits(source, window)
    : []) {
    const at = Number(cellId.slice(1)) - 1;
    cells[at] = cells[at].slice(0, from) + text + cells[at].slice(to);
  }
  return cells;
}

const said = (source: ILookbackSource | null) => [
  source?.endDate && (valueOf(source.endDate)?.value ?? 'computed'),
  source?.lookbackDays && (valueOf(source.lookbackDays)?.value ?? 'computed')
];

describe('what the code says of the window', () => {
  it.each<[string, string, unknown[]]>([
    [
      'a parameter cell',
      '%%synapse\nend_date = "2021-11-17"\nlookback_days = 21',
      ['2021-11-17', 21]
    ],
    [
      'a local cell',
      "end_date = '2021-11-17'\nlookback_days=21",
      ['2021-11-17', 21]
    ],
    [
      'CRLF and comments',
      '%%synapse\r\n# x\r\nend_date = "2021-11-17"  # end_date = "x"\r\nlookback_days = 21\r\n',
      ['2021-11-17', 21]
    ],
    [
      'a tuple',
      'end_date, lookback_days = "2021-11-17", 21',
      ['2021-11-17', 21]
    ],
    [
      'brackets',
      '(end_date, lookback_days) = ["2021-11-17", 21]',
      ['2021-11-17', 21]
    ],
    [
      'types',
      'end_date: str = "2021-11-17"\nlookback_days: int = 21',
      ['2021-11-17', 21]
    ],
    ['a chain', 'end = end_date = "2021-11-17"', ['2021-11-17', null]],
    [
      'a semicolon',
      'end_date = "2021-11-17"; lookback_days = 21',
      ['2021-11-17', 21]
    ],
    ['parentheses', 'end_date = ("2021-11-17")', ['2021-11-17', null]],
    [
      'raw and long quotes',
      "end_date = r'''2021-11-17'''\nlookback_days = 0x15",
      ['2021-11-17', 21]
    ],
    [
      'bad values',
      'end_date = "2021-11-17>"\nlookback_days = "21"',
      ['2021-11-17>', '21']
    ],
    ['negative, underscore', 'lookback_days = -1_000', [null, -1000]],
    ['a decimal', 'lookback_days = 21.5', [null, 21.5]],
    ['the last one', 'lookback_days = 1\nlookback_days = 2', [null, 2]],
    [
      'a call',
      'from datetime import datetime\nend_date = datetime.today().strftime("%Y-%m-%d")',
      ['computed', null]
    ],
    ['an f-string', 'end_date = f"{year}-11-17"', ['computed', null]],
    ['a bytes literal', 'end_date = b"2021-11-17"', ['computed', null]],
    ['escapes', 'end_date = "2021\\x2d11-17"', ['computed', null]],
    ['two texts', 'end_date = "2021-" "11-17"', ['computed', null]],
    [
      'an unfinished text',
      'end_date = "2021-11-17\nlookback_days = 3',
      ['computed', 3]
    ],
    ['arithmetic', 'lookback_days = 3 * 7', [null, 'computed']],
    ['an update', 'lookback_days = 21\nlookback_days += 1', [null, 'computed']],
    ['a condition', 'if True:\n    lookback_days = 21', [null, 'computed']],
    ['a loop', 'for lookback_days in range(3):\n    pass', [null, 'computed']],
    ['with … as', 'with open("x") as end_date:\n    pass', ['computed', null]],
    [
      'an import',
      'from parameters import end_date, lookback_days',
      ['computed', 'computed']
    ],
    [
      'a call unpacked',
      'end_date, lookback_days = window()',
      ['computed', 'computed']
    ],
    [
      'a starred target',
      '*end_date, lookback_days = "2021-11-17", 21',
      ['computed', 'computed']
    ],
    ['a walrus', '(lookback_days := 21)', [null, 'computed']],
    ['time around it', '%%time\n%%synapse\nlookback_days = 21', [null, 21]],
    ['IPython lines', '%pip install x\n!ls "\nlookback_days = 21', [null, 21]],
    ['a magic in a text', 'sql = """\n%end"""\nlookback_days = 21', [null, 21]],
    [
      'an empty line before',
      '\n  \n%%synapse pyspark\nlookback_days = 21',
      [null, 21]
    ]
  ])('%s', (_, source, expected) => {
    expect(said(read(source))).toEqual(expected);
  });

  it.each([
    ['a comment', '# end_date = "2021-11-17"'],
    ['a function', 'def f():\n    end_date = "2021-11-17"'],
    ['a class', 'class Window:\n    end_date = "2021-11-17"'],
    ['an attribute', 'window.end_date = "2021-11-17"'],
    ['an item', 'window["end_date"] = "2021-11-17"'],
    ['an argument', 'f(end_date="2021-11-17")'],
    ['a comparison', 'end_date == "2021-11-17"'],
    ['another name', 'end_date_utc = "2021-11-17"\nmy_lookback_days = 3'],
    ['a type alone', 'end_date: str'],
    ['a text', '"""\nend_date = "x"\n"""'],
    ['Scala', '%%synapse scala\nend_date = "2021-11-17"'],
    ['SQL', '%%synapse sql\nSELECT end_date = 1'],
    ['conf', '%%synapse start -c x\n{"end_date": 1}'],
    ['another language', '%%bash\nend_date="2021-11-17"'],
    ['nothing', ''],
    [
      'a cell that is too long',
      `end_date = "2021-11-17"\n#${'x'.repeat(100_001)}`
    ]
  ])('says nothing: %s', (_, source) => {
    expect(read(source)).toBeNull();
  });

  it('is that of the Spark cells where both kinds assign', () => {
    const source = read(
      '%%synapse\nend_date = "2021-11-17"',
      'end_date = "2020-01-01"'
    );
    expect(source?.endDate).toMatchObject({ place: 'spark', cellNumber: 1 });
    expect(source?.others).toEqual([2]);
  });

  it('is the last of several cells, each variable by itself', () => {
    const source = read(
      'end_date = "2021-01-01"\nlookback_days = 1',
      'x = 1',
      'end_date = "2021-11-17"',
      'end_date = "2021-11-18"'
    );
    expect(source?.endDate?.cellNumber).toBe(4);
    expect(source?.lookbackDays?.cellNumber).toBe(1);
    expect(source?.others).toEqual([3]);
  });

  it('knows which names of the lake the Spark cells have', () => {
    const names = sparkNames(
      assignments('%%synapse\naccount_name = "x"', 'workspace_name = "x"')
    );
    expect([...names]).toEqual(['account_name']);
  });

  it('reads a cell again only when its text has changed', () => {
    const spy = jest.fn(parse);
    const reader = new CellReader(spy);
    const cell = { id: 'a', number: 1, source: 'lookback_days = 1' };
    reader.read([cell]);
    expect(reader.read([{ ...cell, number: 5 }])[0].cellNumber).toBe(5);
    expect(spy).toHaveBeenCalledTimes(1);
    reader.read([{ ...cell, source: 'lookback_days = 2' }]);
    expect(spy).toHaveBeenCalledTimes(2);
  });
});

describe('windowEdits', () => {
  it.each<[string, string, string]>([
    [
      'double quotes',
      'end_date = "2021-11-17"  # last',
      'end_date = "2024-02-29"  # last'
    ],
    [
      'single quotes and blanks',
      "  \n%%synapse\nend_date   ='2021-11-17' ;lookback_days=21 # x",
      "  \n%%synapse\nend_date   ='2024-02-29' ;lookback_days=7 # x"
    ],
    ['raw, long quotes', "end_date = r'''x'''", "end_date = r'''2024-02-29'''"],
    ['a bad day', 'end_date = "2021-11-17>"', 'end_date = "2024-02-29"'],
    ['a number for a day', 'end_date = 20211117', 'end_date = "2024-02-29"'],
    [
      'text for a number',
      "lookback_days = '21'  # days",
      'lookback_days = 7  # days'
    ],
    ['a decimal', 'lookback_days = 7.0', 'lookback_days = 7'],
    ['a negative number', 'lookback_days = -7', 'lookback_days = 7'],
    [
      'a tuple',
      'end_date, lookback_days = ( "2021-11-17", 21 )\n',
      'end_date, lookback_days = ( "2024-02-29", 7 )\n'
    ],
    ['types', 'end_date: str = "2021-11-17"', 'end_date: str = "2024-02-29"'],
    [
      'parentheses',
      "end_date = ( '2021-11-17' )",
      "end_date = ( '2024-02-29' )"
    ],
    [
      'a chain',
      'end = end_date = "2021-11-17"',
      'end = end_date = "2024-02-29"'
    ],
    [
      'only the last',
      'lookback_days = 1\nlookback_days = 2',
      'lookback_days = 1\nlookback_days = 7'
    ],
    [
      'CRLF',
      '%%synapse\r\nlookback_days = 21\r\n',
      '%%synapse\r\nlookback_days = 7\r\n'
    ],
    [
      'what is computed stays',
      'end_date = today()\nlookback_days = 21',
      'end_date = today()\nlookback_days = 7'
    ],
    [
      'the same value in another form',
      'lookback_days = 0x7',
      'lookback_days = 0x7'
    ],
    [
      'other letters before',
      's = "ä😀"\nlookback_days = 21',
      's = "ä😀"\nlookback_days = 7'
    ]
  ])('%s', (_, before, after) => {
    expect(updated([before])).toEqual([after]);
    // Once more changes nothing.
    expect(updated([after])).toEqual([after]);
  });

  it('writes each variable into its own cell', () => {
    expect(
      updated(['end_date = "2021-11-17"', '%%synapse\nlookback_days = 21', 'x'])
    ).toEqual(['end_date = "2024-02-29"', '%%synapse\nlookback_days = 7', 'x']);
  });
});

describe('cellPython', () => {
  it('keeps all places', () => {
    const source = '%time x\n%%not\n a = 1';
    const python = cellPython(source);
    expect(python?.text).toHaveLength(source.length);
    expect(python?.text).toBe('#time x\n#%not\n a = 1');
  });
});
