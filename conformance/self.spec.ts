import { NOT_ASKED, PLAN } from './plan';
import { normaliseAnswer } from './support/answers';
import { differencesOf } from './support/compare';
import { judge, LISTED } from './support/differences';
import { goldenNames, isRecord, readGolden, stepsOf } from './support/golden';
import { normaliseText } from './support/normaliseText';
import { Watch } from './support/readings';

/** The suite itself: it must see what differs, and nothing else. */
const steps = goldenNames()
  .filter(name => !(name in NOT_ASKED))
  .flatMap(name => stepsOf(readGolden(name)));

const TIMES = /"(?:started|completed)":17\d{11}/g;

it('a server that answers as recorded, at another time, does not differ', () => {
  expect(steps.length).toBeGreaterThan(200);
  for (const { request, expected } of steps) {
    const later = JSON.parse(
      JSON.stringify(expected).replace(TIMES, text =>
        text.replace(/\d+/, '1800000000123')
      )
    ) as typeof expected;
    for (const dialect of ['livy', 'synapse'] as const) {
      const [one, other] = [expected, later].map(answer =>
        normaliseAnswer(answer, request, dialect)
      );
      expect(differencesOf('', one, other)).toEqual([]);
    }
  }
});

it('another status is seen in each answer', () => {
  for (const { request, expected } of steps) {
    const status = expected.status < 400 ? 404 : 200;
    for (const dialect of ['livy', 'synapse'] as const) {
      const [one, other] = [expected, { ...expected, status }].map(answer =>
        normaliseAnswer(answer, request, dialect)
      );
      expect(differencesOf('', one, other)).not.toEqual([]);
    }
  }
});

it('each change of an output is seen', () => {
  let count = 0;
  for (const { request, expected } of steps) {
    const { body } = expected;
    if (request.method !== 'GET' || !isRecord(body) || !isRecord(body.output)) {
      continue;
    }
    const { output } = body;
    const changes = [
      { ...output, status: output.status === 'ok' ? 'error' : 'ok' },
      { ...output, execution_count: -1 },
      { ...output, more: 1 },
      ...Object.keys(output).map(key => ({ ...output, [key]: undefined })),
      ...(output.status === 'error'
        ? [{ ...output, ename: 'Other' }]
        : [{ ...output, data: { 'text/plain': 'other' } }])
    ];
    for (const changed of changes) {
      const [one, other] = [output, changed].map(part =>
        normaliseAnswer(
          { ...expected, body: { ...body, output: part } },
          request,
          'livy'
        )
      );
      expect(differencesOf('', one, other)).not.toEqual([]);
      count++;
    }
  }
  expect(count).toBeGreaterThan(300);
});

it.each([
  [
    'File "/a/pyspark/sql/x.py", line 3, in f',
    'File "<pyspark>/sql/x.py", line <n>, in f'
  ],
  ['File "<stdin>", line 4, in g', 'File "<stdin>", line 4, in g'],
  [
    'Task 1 in stage 2.0 failed 1 times',
    'Task <n> in stage <n> failed 1 times'
  ],
  ["Session '18' not found.", "Session '<id>' not found."],
  ["Session '999' not found.", "Session '999' not found."],
  ['1200 rows', '1200 rows']
])('normalises %j', (text, expected) => {
  expect(normaliseText(text)).toBe(expected);
});

describe('the list of differences', () => {
  it('names each once, with a reason', () => {
    const ids = LISTED.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { reason } of LISTED) {
      expect(reason).toMatch(/^\S.{20,}\.$/s);
    }
  });

  it('is of cases, servers and dialects that there are', () => {
    const cases = PLAN.flatMap(group => group.cases);
    for (const { changes } of LISTED) {
      for (const { answers, dialects, servers } of changes) {
        expect(cases).toEqual(expect.arrayContaining(Object.keys(answers)));
        expect(['local', 'local-strict']).toEqual(
          expect.arrayContaining([...servers])
        );
        expect(['livy', 'synapse']).toEqual(
          expect.arrayContaining([...dialects])
        );
      }
    }
  });

  it('allows what is listed, and complains of the rest and of what is gone', () => {
    const listed = [
      {
        id: 'a',
        reason: 'Because.',
        changes: [
          {
            at: 'GET /x: body.y',
            servers: ['local'],
            dialects: ['livy'],
            answers: { one: 1 }
          }
        ]
      }
    ];
    const found = [{ at: 'GET /x: body.y', golden: 0, target: 1 }];
    const local = { server: 'local', dialect: 'livy' } as const;
    expect(judge('one', found, local, listed)).toEqual({
      known: ['a'],
      unknown: [],
      stale: []
    });
    const other = [{ ...found[0], target: 2 }];
    expect(judge('one', other, local, listed)).toMatchObject({
      unknown: other,
      stale: [{ at: 'GET /x: body.y', target: 1 }]
    });
    expect(judge('two', found, local, listed).unknown).toEqual(found);
    const livy = { server: 'livy', dialect: 'livy' } as const;
    expect(judge('one', found, livy, listed).unknown).toEqual(found);
    expect(judge('one', [], livy, listed).stale).toEqual([]);
  });
});

describe('what is seen while a statement is polled', () => {
  const [step] = stepsOf(readGolden('301-progress')).filter(
    ({ isPoll }) => isPoll
  );
  const seen = (...states: [string, number, unknown?][]) => {
    const watch = new Watch(step);
    for (const [state, progress, output = null] of states) {
      const body = { code: '', state, progress, output };
      watch.see({ status: 200, headers: {}, text: '', body });
    }
    return watch.differences().flatMap(({ target }) => target);
  };

  it.each([
    [
      'nothing',
      [
        ['waiting', 0],
        ['running', 0.5],
        ['available', 1, {}]
      ],
      []
    ],
    [
      'a state',
      [
        ['running', 0.5],
        ['waiting', 0]
      ],
      ['a state goes back']
    ],
    [
      'too much',
      [
        ['running', 0.5],
        ['running', 2]
      ],
      ['progress beyond 0 to 1']
    ],
    ['an output', [['running', 0.5, {}]], ['an output before the end']],
    [
      'no progress',
      [
        ['running', 0],
        ['available', 1]
      ],
      ['no progress on the way']
    ]
  ] as [string, [string, number, unknown?][], string[]][])(
    'finds %s wrong',
    (_name, states, expected) => {
      expect(seen(...states)).toEqual(expected);
    }
  );
});
