import fc from 'fast-check';
import { StatementError, SynapseError } from '../errors';
import { FrameSieve } from '../frameSieve';
import { IStatement, StatementOutput } from '../livy';
import { crc32, FRAME_MARK } from '../outputFrame';
import { IOutputEvent } from '../ports';
import { failureOf, StatementOutputs } from '../statementOutputs';
import goldens from './goldens/statements.json';

function statement(fields: Partial<IStatement>): IStatement {
  return {
    id: 1,
    code: null,
    state: 'running',
    output: null,
    progress: null,
    started: null,
    completed: null,
    partial: null,
    tasks: null,
    ...fields
  };
}

function ok(data: Record<string, unknown>, partial?: IStatement['partial']) {
  return statement({
    state: 'available',
    output: { status: 'ok', data },
    partial: partial ?? null
  });
}

function failed(
  ename: string,
  evalue: string,
  traceback: string[],
  data: Record<string, unknown> = {}
): IStatement {
  return statement({
    state: 'available',
    output: { status: 'error', ename, evalue, traceback, data }
  });
}

function running(text: string, offset = 0): IStatement {
  return statement({ partial: { text, offset } });
}

/** What a reader sees of the standard output, honouring `clear_output`. */
function textOf(events: readonly IOutputEvent[]): string {
  return events.reduce(
    (text, { type, content }) =>
      type === 'clear_output'
        ? ''
        : type === 'stream' && content.name === 'stdout'
          ? text + String(content.text)
          : text,
    ''
  );
}

function bundle(event: IOutputEvent): Record<string, unknown> {
  expect(event.type).toBe('display_data');
  return event.content.data as Record<string, unknown>;
}

function all(...statements: IStatement[]): IOutputEvent[] {
  const outputs = new StatementOutputs();
  return statements.flatMap(item => outputs.next(item));
}

function frame(body: object): string {
  const text = JSON.stringify(body);
  const sum = crc32(text).toString(16).padStart(8, '0');
  return `${FRAME_MARK}${sum}:${text}`;
}

const FRAME = frame({
  schema: [
    { name: 'a', type: 'int' },
    { name: 'b', type: 'string' }
  ],
  data: [[1, 'x']],
  truncated: false
});

function golden(name: string, state = 'available'): IStatement {
  const found = goldens.statements.find(
    item => item.case === name && item.state === state
  );
  if (!found) {
    throw new Error(`No golden ${name}.`);
  }
  return fromGolden(found);
}

function fromGolden(item: (typeof goldens.statements)[number]): IStatement {
  const output = item.output && { data: {}, ...item.output };
  return statement({
    id: item.id,
    state: item.state,
    output: output as unknown as StatementOutput | null
  });
}

describe('StatementOutputs with text', () => {
  it.each<[string, IStatement[], string[]]>([
    ['nothing while waiting', [statement({ state: 'waiting' })], []],
    ['a value', [ok({ 'text/plain': '2' })], ['2']],
    ['no value', [ok({ 'text/plain': '' })], []],
    [
      'the same snapshot twice',
      [ok({ 'text/plain': '2' }), ok({ 'text/plain': '2' })],
      ['2']
    ],
    [
      'increments',
      [
        running('a\n'),
        running('a\nb\n'),
        running('a\nb\n'),
        ok({ 'text/plain': 'a\nb' })
      ],
      ['a\n', 'b\n']
    ],
    [
      'a value behind what was printed',
      [running('a\n'), ok({ 'text/plain': "a\n'v'" })],
      ['a\n', "'v'"]
    ],
    [
      'a value where blanks were stripped',
      [running('a\n \n'), ok({ 'text/plain': "a\n'v'" })],
      ['a\n \n', "'v'"]
    ],
    [
      'an older snapshot',
      [running('ab'), running('a'), running('abc')],
      ['ab', 'c']
    ],
    [
      'a tail that overlaps',
      [running('abcd'), running('cdef', 2)],
      ['abcd', 'ef']
    ],
    [
      'a tail counted in code points',
      [running('🎉a'), running('ab', 1)],
      ['🎉a', 'b']
    ],
    [
      'text before a failure',
      [running('a'), failed('E', 'x', [], { 'text/plain': 'a\nb' })],
      ['a', '\nb']
    ],
    [
      'a late output of a cancelled statement',
      [
        statement({ state: 'cancelled' }),
        statement({
          state: 'cancelled',
          output: { status: 'ok', data: { 'text/plain': 'woke' } }
        })
      ],
      ['woke']
    ],
    ['text as lines', [ok({ 'text/plain': ['a\n', 'b'] })], ['a\nb']],
    [
      'escapes, NUL and carriage return',
      [ok({ 'text/plain': '\u001b[31mred\u001b[0m\u0000\r\nx' })],
      ['\u001b[31mred\u001b[0m\u0000\r\nx']
    ],
    [
      'a partial text in the last snapshot',
      [ok({ 'text/plain': 'ab' }, { text: 'a', offset: 0 })],
      ['a', 'b']
    ],
    ['a scalar of JSON', [ok({ 'application/json': 3 })], ['3\n']]
  ])('streams %s', (_, statements, texts) => {
    expect(all(...statements)).toEqual(
      texts.map(text => ({ type: 'stream', content: { name: 'stdout', text } }))
    );
  });

  it('says once that a middle is left out, and gives all at the end', () => {
    const events = all(running('ab'), running('ef', 4), running('jk', 9));
    expect(
      events.filter(({ content }) => content.name === 'stderr')
    ).toHaveLength(1);
    const whole = 'abcdefghijk';
    expect(
      textOf(all(running('ab'), running('ef', 4), ok({ 'text/plain': whole })))
    ).toBe(whole);
  });

  it('clears the cell when the final text contradicts what was shown', () => {
    const events = all(running('loading'), ok({ 'text/plain': 'done' }));
    expect(events.map(({ type }) => type)).toEqual([
      'stream',
      'clear_output',
      'stream'
    ]);
    expect(textOf(events)).toBe('done');
  });

  it('loses and doubles nothing, however the text is cut in snapshots', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc
        .array(
          fc.constantFrom(
            'a',
            '\n',
            ' ',
            '🎉',
            '\u2063',
            'synapse-table:',
            FRAME_MARK
          )
        )
        .map(parts => parts.join(''))
    );
    fc.assert(
      fc.property(
        text,
        fc.array(fc.nat(60)),
        fc.integer({ min: 1, max: 80 }),
        fc.constantFrom('', "'value'", '\nerr'),
        (printed, cuts, bound, value) => {
          const points = [...printed];
          const snapshots = cuts
            .map(cut => Math.min(cut, points.length))
            .sort((a, b) => a - b)
            .map(cut => {
              const offset = Math.max(0, cut - bound);
              return running(points.slice(offset, cut).join(''), offset);
            });
          const final = (printed + value).trimEnd();
          const events = all(...snapshots, ok({ 'text/plain': final }));
          const shown = textOf(events);
          expect(shown.startsWith(final)).toBe(true);
          expect(shown.slice(final.length).trim()).toBe('');
        }
      ),
      { numRuns: 2000 }
    );
  });
});

describe('StatementOutputs with framed tables', () => {
  it('shows a table and never the frame, wherever it is cut', () => {
    const text = `before\n${FRAME}\nafter`;
    for (let cut = 0; cut <= text.length; cut++) {
      const events = all(
        running(text.slice(0, cut)),
        ok({ 'text/plain': text })
      );
      expect(textOf(events)).toBe('before\nafter');
      const tables = events.filter(({ type }) => type === 'display_data');
      expect(tables).toHaveLength(1);
      expect(bundle(tables[0])['text/plain']).toBe('a  b\n-  -\n1  x');
    }
  });

  it.each([
    ['a wrong checksum', FRAME.replace('"x"', '"y"')],
    ['a cut frame', FRAME.slice(0, -5)],
    ['only the mark', FRAME_MARK],
    ['a frame amid a line', `x ${FRAME}`],
    ['another shape', frame({ a: 1 })]
  ])('shows %s as it is', (_, text) => {
    expect(textOf(all(running(text), ok({ 'text/plain': text })))).toBe(text);
  });

  it('says that there are more rows', () => {
    const text = frame({
      schema: [{ name: 'a', type: 'int' }],
      data: [[1], [2]],
      truncated: true
    });
    const [event] = all(ok({ 'text/plain': text }));
    expect(bundle(event)['text/plain']).toContain(
      'First 2 rows; there are more.'
    );
  });
});

describe('StatementOutputs with rich data', () => {
  it('shows what was printed before an image', () => {
    expect(all(ok({ 'image/png': 'iVBO', 'text/plain': 'hi' }))).toEqual([
      { type: 'stream', content: { name: 'stdout', text: 'hi' } },
      {
        type: 'display_data',
        content: {
          data: { 'image/png': 'iVBO', 'text/plain': '<image/png>' },
          metadata: {}
        }
      }
    ]);
  });

  it('keeps the plain form of HTML with it', () => {
    const events = all(
      running('a\n'),
      ok({ 'text/html': '<b>x</b>', 'text/plain': 'a\nx' })
    );
    expect(textOf(events)).toBe('a\n');
    expect(bundle(events[1])).toEqual({
      'text/html': '<b>x</b>',
      'text/plain': 'x'
    });
  });

  it('tells what was printed from the value, where the pool says which is which', () => {
    const data = {
      'text/html': '<b>x</b>',
      'text/plain': 'a\nx',
      'application/vnd.synapse.value': 'x'
    };
    for (const before of [[], [running('a')], [running('a\nx\n')]]) {
      const events = all(...before, ok(data));
      expect(textOf(events)).toMatch(/^a\n/);
      expect(bundle(events[events.length - 1])).toEqual({
        'text/html': '<b>x</b>',
        'text/plain': 'x'
      });
    }
  });

  it('passes on what it does not know', () => {
    const data = { 'application/vnd.synapse.widget-view+json': { id: 'x' } };
    expect(bundle(all(ok(data))[0])).toEqual({
      ...data,
      'text/plain': '{\n "id": "x"\n}'
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'a table of Livy',
      {
        'application/vnd.livy.table.v1+json': {
          headers: [
            { name: 'a', type: 'INT_TYPE' },
            { name: 'b', type: 'STRING_TYPE' }
          ],
          data: [
            [1, 'x'],
            [null, 'yy\nz']
          ]
        }
      },
      '   a  b\n----  -----\n   1  x\nnull  yy\\nz'
    ],
    [
      'no rows',
      {
        'application/json': {
          schema: { type: 'struct', fields: [{ name: 'a', type: 'long' }] },
          data: []
        }
      },
      'a\n-\nNo rows.'
    ],
    [
      'nested values',
      {
        'application/json': {
          schema: { type: 'struct', fields: [{ name: 's', type: {} }] },
          data: [
            [{ schema: [{ name: 'q' }], values: [1] }],
            [[1, null]],
            ['NaN']
          ]
        }
      },
      's\n--------\n{"q":1}\n[1,null]\nNaN'
    ]
  ])('draws %s', (_, data, plain) => {
    expect(bundle(all(ok(data))[0])['text/plain']).toBe(plain);
  });

  it('escapes names, types and cells, and bounds the rows', () => {
    const evil = '<img src=x onerror="alert(1)">&\'';
    const [event] = all(
      ok({
        'application/vnd.livy.table.v1+json': {
          headers: [{ name: evil, type: evil }],
          data: Array.from({ length: 1500 }, () => [evil])
        }
      })
    );
    const html = String(bundle(event)['text/html']);
    expect(html).not.toContain('<img');
    expect(html).toContain(
      '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;'
    );
    expect(html.match(/<tr>/g)).toHaveLength(1001);
    expect(html).toContain('<th scope="col"');
    expect(html).toContain('First 1,000 of 1,500 rows.');
  });

  it('says OK to a statement of SQL without a result', () => {
    expect(textOf(all(golden('252-sql-ddl')))).toBe('OK\n');
  });
});

describe('StatementOutputs with a frame for the kernel', () => {
  const HEADER = JSON.stringify({ rows: 1, length: 8, columns: ['a'] });
  const WORDS = `\u2063synapse-frame:r:${HEADER}\u2063\u2063synapse-data:r:0:QUJDREVG\u2063`;
  const text = `hi\n${WORDS}`;

  it.each<[string, Record<string, unknown>]>([
    ['nothing else', {}],
    ['an image', { 'image/png': 'iVBO' }],
    ['HTML', { 'text/html': '<b>x</b>' }],
    [
      'HTML and the text of its value',
      { 'text/html': '<b>x</b>', 'application/vnd.synapse.value': 'hi' }
    ],
    ['a widget', { 'application/vnd.jupyter.widget-view+json': { id: 'x' } }]
  ])('takes its words from beside %s, wherever it is cut', (_, rich) => {
    for (let cut = 0; cut <= text.length; cut++) {
      for (const before of [
        [],
        [running(text.slice(0, cut))],
        // Something is left out, so that all begins anew.
        [running(text.slice(0, cut)), running('', text.length)]
      ]) {
        const sieve = new FrameSieve('r');
        const outputs = new StatementOutputs(sieve);
        const events = [...before, ok({ ...rich, 'text/plain': text })].flatMap(
          item => outputs.next(item)
        );
        expect(JSON.stringify(events)).not.toContain('synapse-');
        const shown = events.map(event =>
          event.type === 'display_data'
            ? bundle(event)['text/plain']
            : event.content.text
        );
        expect(shown.join('')).toContain('hi');
        expect(sieve.header).toMatchObject({ rows: 1 });
        expect(sieve.piece).toEqual({ start: 0, text: 'QUJDREVG' });
      }
    }
  });
});

describe('failureOf', () => {
  it.each<[string, IStatement, string, string, string[]]>([
    ['of a running statement', running('a'), '', '', []],
    ['of a good one', ok({ 'text/plain': '2' }), '', '', []],
    [
      'with frames',
      golden('206-exception'),
      'ZeroDivisionError',
      'division by zero',
      [
        'Traceback (most recent call last):',
        '  File "<stdin>", line 2, in f',
        '  File "<stdin>", line 4, in g',
        'ZeroDivisionError: division by zero'
      ]
    ],
    [
      'of syntax',
      golden('207-syntax-error'),
      'SyntaxError',
      'invalid syntax (<stdin>, line 1)',
      [
        '  File "<stdin>", line 1',
        '    for i in',
        '            ^',
        'SyntaxError: invalid syntax'
      ]
    ],
    [
      'of Scala',
      golden('262-scala-compile-error'),
      'Error',
      '<console>:22: error: type mismatch;',
      [
        '<console>:22: error: type mismatch;',
        ' found   : String("a")',
        ' required: Int',
        '       val y: Int = "a"',
        '                    ^'
      ]
    ],
    ['without a traceback', failed('E', 'x', []), 'E', 'x', ['E: x']],
    [
      'inside an ok',
      golden('217-table-unknown-name'),
      'KeyError',
      "'nosuch'",
      ["KeyError: 'nosuch'"]
    ],
    [
      'with colours',
      failed('ValueError', 'x', ['\u001b[31mValueError\u001b[0m: x']),
      'ValueError',
      'x',
      ['\u001b[31mValueError\u001b[0m: x']
    ],
    [
      'of our SQL code',
      failed('AnalysisException', '[NO] No table.', [
        'Cell In[1], line 1\n----> exec("…")',
        'File <synapse-sql>:40',
        'AnalysisException: [NO] No table.'
      ]),
      'AnalysisException',
      '[NO] No table.',
      ['AnalysisException: [NO] No table.']
    ],
    [
      'of our SQL code in a task',
      failed(
        'Py4JJavaError',
        'An error occurred while calling o5.collect.\n: org.apache.spark.SparkException: Job aborted: bad row\n\tat a.b(c)\n\tat d',
        ['File "<synapse-sql>", line 2']
      ),
      'Py4JJavaError',
      'Job aborted: bad row',
      ['Py4JJavaError: Job aborted: bad row']
    ]
  ])('tells a failure %s', (_, item, ename, evalue, traceback) => {
    const failure = failureOf(item);
    if (!ename) {
      expect(failure).toBeNull();
      return;
    }
    expect(failure).toBeInstanceOf(StatementError);
    expect(failure).toMatchObject({ ename, evalue, traceback });
  });

  it.each([
    ['310-cancel-spark-job'],
    ['311-cancel-sql'],
    ['312-cancel-waiting'],
    ['313-cancel-sleep']
  ])('knows that %s is a cancellation', name => {
    const failure = failureOf(golden(name, 'cancelled'));
    expect(failure).toBeInstanceOf(SynapseError);
    expect(failure).toMatchObject({
      problem: { kind: 'cancelled', what: 'The statement was cancelled.' }
    });
  });

  it('cuts what a dead interpreter leaves', () => {
    const failure = failureOf(golden('216a-table-nested'));
    expect(failure?.message).toMatch(/^Interpreter died: .*start it again\./);
    expect(failure?.message.length).toBeLessThan(2000);
  });

  it('has words for an error without any', () => {
    expect(failureOf(statement({ state: 'error' }))).toMatchObject({
      problem: { kind: 'server' }
    });
  });
});

describe('every recorded output of a real Livy', () => {
  it.each(goldens.statements.map(item => [item.case, item] as const))(
    '%s',
    (_, item) => {
      const one = fromGolden(item);
      const events = all(one);
      const failure = failureOf(one);
      if (item.state === 'cancelled') {
        expect(failure).toBeInstanceOf(SynapseError);
      } else if (item.output?.status === 'error') {
        expect(failure).toBeInstanceOf(StatementError);
        const { traceback } = failure as StatementError;
        expect(traceback.length).toBeGreaterThan(0);
        expect(traceback.every(line => !line.includes('\n'))).toBe(true);
      }
      for (const { type, content } of events) {
        expect(type === 'stream' || type === 'display_data').toBe(true);
        if (type === 'display_data') {
          expect(content.data).toHaveProperty('text/plain');
        }
      }
    }
  );
});
