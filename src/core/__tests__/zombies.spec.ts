import { fakeStatement } from '../../testing/builders';
import { FakeClock } from '../../testing/fakeClock';
import { FakeLivy } from '../../testing/fakeLivy';
import { IFakeRun, textOutput } from '../../testing/fakeLivyStatement';
import { SERVER_ERROR } from '../../testing/fakeLivyFaults';
import { StatementError, SynapseError } from '../errors';
import { DEFAULT_SIZES, IStatement, StatementOutput } from '../livy';
import { EmptyResults, probe, showsSomething, zombieOf } from '../zombies';

const ended = (output: StatementOutput): IStatement =>
  fakeStatement({ state: 'available', output });
const failed = (ename: string, evalue = ''): StatementOutput => ({
  status: 'error',
  ename,
  evalue,
  traceback: [],
  data: {}
});
const JSON_FAULT = failed('com.fasterxml.jackson.core.JsonParseException');

describe('zombieOf', () => {
  it.each<[unknown, RegExp | null]>([
    [
      new StatementError('Error', 'Interpreter died:\n\n', []),
      /Python process/
    ],
    [
      new StatementError('Error', 'Fail to start interpreter pyspark', []),
      /Python process/
    ],
    [
      new SynapseError({
        kind: 'session',
        what: 'The session does not run any more, or is not ready yet.',
        why: 'RPC channel is closed.'
      }),
      /lost its connection/
    ],
    [
      new SynapseError({
        kind: 'server',
        what: 'Livy answered with status 500.',
        detail: '"java.lang.IllegalStateException: RPC channel is closed."'
      }),
      /lost its connection/
    ],
    [new StatementError('ValueError', 'Interpreter?', []), null],
    [new StatementError('ValueError', 'no: Interpreter died', []), null],
    [new SynapseError({ kind: 'network', what: 'No answer.' }), null],
    [new Error('x'), null],
    [null, null]
  ])('%p: %p', (reason, why) => {
    const found = zombieOf(reason, 7);
    if (why === null) {
      expect(found).toBeNull();
    } else {
      expect(found).toMatchObject({
        kind: 'session',
        what: expect.stringContaining('Session 7'),
        why: expect.stringMatching(why),
        next: expect.stringContaining('driver may still run')
      });
    }
  });
});

describe('showsSomething', () => {
  it.each<[string, boolean]>([
    ['print("a")', true],
    ["print('a', b)", true],
    ['print(f"{x} rows")', true],
    ['import os\nprint("a")\n\n# done\n', true],
    ['1 + 1', true],
    ['a == b', true],
    ['len_of_it * 2', true],
    ['"text"', true],
    ['42', true],
    ['print()', false],
    ['print("")', false],
    ['print(text)', false],
    ['print("a", end="")', false],
    ['print("a", file=sys.stderr)', false],
    ['print("a");', false],
    ['for x in y:\n    print("a")', false],
    ['x', false],
    ['x = 1', false],
    ['x == 1 if y else None', false],
    ['x += 1', false],
    ['df.show()', false],
    ['df.createOrReplaceTempView("v")', false],
    ['del x', false],
    ['import os', false],
    ['# print("a")', false],
    ['"""doc"""', false],
    ['', false],
    ['x < y \\', false]
  ])('%j: %p', (code, expected) => {
    expect(showsSomething(code)).toBe(expected);
  });
});

describe('EmptyResults', () => {
  type Result = [code: string, output: StatementOutput | null, kind?: string];
  const EMPTY: Result = ['print("a")', textOutput('')];
  it.each<[string, Result[], boolean[]]>([
    ['two that were to show something', [EMPTY, EMPTY], [false, true]],
    ['one only', [EMPTY], [false]],
    [
      'one after the other failed as it begins',
      [['os.system("echo x")', JSON_FAULT], EMPTY],
      [false, true]
    ],
    [
      'such a failure alone: JSON with NaN fails so too',
      [['%json x', JSON_FAULT], ['print("a")', textOutput('a')], EMPTY],
      [false, false, false]
    ],
    [
      'code that shows nothing',
      [
        ['x = 1', textOutput('')],
        ['df.cache()', textOutput('')],
        ['y', textOutput('')]
      ],
      [false, false, false]
    ],
    [
      'with code that shows nothing in between',
      [EMPTY, ['x = 1', textOutput('')], EMPTY],
      [false, false, true]
    ],
    [
      'with a result in between',
      [EMPTY, ['x', textOutput('1')], EMPTY],
      [false, false, false]
    ],
    [
      'with another failure in between',
      [EMPTY, ['x', failed('NameError')], EMPTY],
      [false, false, false]
    ],
    [
      'no text but a picture',
      [EMPTY, ['print("a")', { status: 'ok', data: { 'image/png': 'x' } }]],
      [false, false]
    ],
    [
      'other languages',
      [
        ['print("a")', textOutput(''), 'spark'],
        ['print("a")', textOutput(''), 'spark']
      ],
      [false, false]
    ],
    ['no output at all', [['print("a")', null]], [false]]
  ])('counts %s', (_, results, expected) => {
    const empty = new EmptyResults();
    expect(
      results.map(([code, output, kind = 'pyspark']) =>
        empty.add(code, kind, output && ended(output))
      )
    ).toEqual(expected);
  });
});

describe('probe', () => {
  async function run(prepare: (livy: FakeLivy) => void, script: IFakeRun = {}) {
    const clock = new FakeClock({ now: 1000, auto: true });
    const livy = new FakeLivy({
      clock,
      script: () => script,
      states: ['idle']
    });
    await livy.createSession({ ...DEFAULT_SIZES, name: 's', conf: {} });
    prepare(livy);
    const sent: number[] = [];
    const result = await probe(livy, clock, 0, ({ id }) => sent.push(id));
    return { livy, result, sent };
  }

  it('is alive when its own text comes back', async () => {
    const { result, sent } = await run(livy => {
      livy.script = code => ({
        duration: 600,
        output: textOutput(/"(.*)"/.exec(code)?.[1] ?? '')
      });
    });
    expect(result).toBe('alive');
    expect(sent).toEqual([0]);
  });

  it('is a zombie when it ends well and shows nothing', async () => {
    expect((await run(() => undefined)).result).toBe('zombie');
  });

  it.each<[string, (livy: FakeLivy) => void, IFakeRun]>([
    [
      'it cannot be sent',
      livy =>
        livy.faults.add('createStatement', {
          when: 'before',
          answer: SERVER_ERROR
        }),
      {}
    ],
    ['it fails', () => undefined, { output: failed('NameError') }]
  ])('does not know when %s', async (_, prepare, script) => {
    expect((await run(prepare, script)).result).toBe('unknown');
  });

  it('gives up, and is cancelled, when others keep the session busy', async () => {
    const { livy, result } = await run(() => undefined, { duration: Infinity });
    expect(result).toBe('unknown');
    expect(livy.count('cancelStatement')).toBe(1);
  });
});
