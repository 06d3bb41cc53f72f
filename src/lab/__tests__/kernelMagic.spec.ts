/**
 * Runs the magic's Python for real, with stub modules in place of IPython;
 * where IPython is installed, in its own shell too.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { USAGE } from '../../core/magicUsage';
import { REQUEST_TAG, kernelMagic, recordCell } from '../kernelMagic';

const PYTHON = process.env.PYTHON ?? 'python3';

const hasKernel =
  spawnSync(PYTHON, ['-c', 'import ipykernel, jupyter_client']).status === 0;
const hasIPython = spawnSync(PYTHON, ['-c', 'import IPython']).status === 0;

interface IScenario {
  replies?: unknown[];
  calls?: [string, string | null][];
  threads?: string[];
  record?: string[];
  kernel?: boolean;
  times?: number;
  /** Go on after a call that failed. */
  tolerant?: boolean;
}

interface IResult {
  value?: unknown;
  error?: {
    name: string;
    text: string;
    bases: string[];
    shown: string[] | null;
  };
  asked: string[];
  published: unknown[][];
  stdout: string;
  stderr: string;
  overlapped: boolean;
  count: number;
  inputs: [number, string][];
  left: number;
  has_bridge: boolean;
  doc?: string;
  leaked: string[];
}

function play(mode: string, scenario: IScenario): IResult {
  const { stdout, stderr, status } = spawnSync(
    PYTHON,
    [join(__dirname, 'kernelMagicDriver.py'), mode],
    {
      input: JSON.stringify({
        calls: [['meta', null]],
        ...scenario,
        install: kernelMagic(USAGE)
      }),
      encoding: 'utf8',
      timeout: 20_000
    }
  );
  if (status !== 0) {
    throw new Error(stderr);
  }
  return JSON.parse(stdout) as IResult;
}

/** The questions that the page was asked. */
function questions({ asked }: IResult): unknown[] {
  return asked.map(prompt => {
    expect(prompt.startsWith(REQUEST_TAG)).toBe(true);
    return JSON.parse(prompt.slice(REQUEST_TAG.length)) as unknown;
  });
}

const stream = (text: string, name = 'stdout') => ({
  type: 'stream',
  content: { name, text }
});
const image = {
  type: 'display_data',
  content: { data: { 'image/png': '' } }
};
const more = (step: number, ...events: unknown[]) => ({
  id: 1,
  step,
  events,
  status: 'more'
});
const ok = (step: number, value: unknown = null, ...events: unknown[]) => ({
  id: 1,
  step,
  events,
  status: 'ok',
  value
});
const error = (ename: string, evalue: string, traceback: string[] = []) => ({
  id: 1,
  step: 0,
  events: [],
  status: 'error',
  ename,
  evalue,
  traceback
});

describe.each(hasIPython ? ['stub', 'ipython'] : ['stub'])(
  'the magic in the kernel (%s)',
  mode => {
    it('asks, and pulls until the page is done', () => {
      const result = play(mode, {
        replies: [
          more(0, stream('a\n'), stream('w\n', 'stderr')),
          more(1),
          ok(2, { session_id: 3 }, stream('b\n'))
        ]
      });
      expect(questions(result)).toEqual([
        { id: 1, step: 0, line: 'meta', cell: null },
        { id: 1, step: 1, next: true },
        { id: 1, step: 2, next: true }
      ]);
      expect(result.value).toEqual({ session_id: 3 });
      expect(result.stdout).toBe('a\nb\n');
      expect(result.stderr).toBe('w\n');
      expect(result.left).toBe(0);
    });

    it('passes a cell on as it is', () => {
      const cell = "x = \"é😀\\n\"\n\tü = '''\n";
      const result = play(mode, {
        replies: [ok(0)],
        calls: [['scala --x "y"', cell]]
      });
      expect(questions(result)).toEqual([
        { id: 1, step: 0, line: 'scala --x "y"', cell }
      ]);
    });

    it.each([
      ['null', null],
      ['a number', 1.5],
      ['a text', 'é'],
      ['a list', [1, { a: null }]],
      ['true', true]
    ])('returns %s', (_, value) => {
      const { value: got = null } = play(mode, { replies: [ok(0, value)] });
      expect(got).toEqual(value);
    });

    it('publishes all kinds of output by the kernel itself', () => {
      const result = play(mode, {
        replies: [
          ok(
            0,
            null,
            {
              type: 'display_data',
              content: {
                data: { 'text/plain': 'x' },
                metadata: { a: 1 },
                transient: { display_id: 'd' }
              }
            },
            {
              type: 'update_display_data',
              content: {
                data: { 'text/plain': 'y' },
                metadata: {},
                transient: { display_id: 'd' }
              }
            },
            { type: 'clear_output', content: { wait: true } },
            { type: 'display_data', content: { data: { 'text/html': 'z' } } }
          )
        ]
      });
      expect(result.published).toEqual([
        [
          'publish',
          { 'text/plain': 'x' },
          { a: 1 },
          { display_id: 'd' },
          false
        ],
        ['publish', { 'text/plain': 'y' }, {}, { display_id: 'd' }, true],
        ['clear_output', true],
        ['publish', { 'text/html': 'z' }, {}, {}, false]
      ]);
    });

    it.each([
      ['a line that Livy cut', [stream('a'), stream('b')], 'ab\n'],
      ['a whole line', [stream('a\n')], 'a\n'],
      ['a line in front of an image', [stream('a'), image], 'a'],
      ['nothing', [], '']
    ])(
      'ends its output so that the next print is right: %s',
      (_, events, out) => {
        const result = play(mode, { replies: [ok(0, null, ...events)] });
        expect(result.stdout).toBe(out);
      }
    );

    it('ignores late answers to earlier questions, and asks again', () => {
      const result = play(mode, {
        replies: [
          { ...ok(0, 'wrong'), id: 7 },
          more(0, stream('a')),
          more(0, stream('again')),
          ok(1, 'right', stream('b'))
        ]
      });
      expect(result.value).toBe('right');
      expect(result.stdout).toBe('ab\n');
      expect(questions(result)).toEqual([
        { id: 1, step: 0, line: 'meta', cell: null },
        { id: 1, step: 0, line: 'meta', cell: null },
        { id: 1, step: 1, next: true },
        { id: 1, step: 1, next: true }
      ]);
    });

    it('counts its magics', () => {
      const result = play(mode, {
        replies: [{ answers: true }, { answers: true }],
        calls: [
          ['meta', null],
          ['status', null]
        ]
      });
      expect(questions(result)).toMatchObject([{ id: 1 }, { id: 2 }]);
    });

    it('raises a usage error as IPython does', () => {
      const { error: raised } = play(mode, {
        replies: [error('UsageError', 'no such option')]
      });
      expect(raised).toMatchObject({
        name: 'UsageError',
        text: 'no such option'
      });
      expect(raised?.bases).not.toContain('RemoteError');
    });

    it('raises a failure by its remote name and traceback', () => {
      const { error: raised } = play(mode, {
        replies: [error('AnalysisException', 'no table', ['line 1', 'line 2'])]
      });
      expect(raised).toMatchObject({
        name: 'AnalysisException',
        text: 'no table',
        shown: ['line 1', 'line 2']
      });
      expect(raised?.bases).toContain('Exception');
    });

    it('shows the name of a failure without a traceback', () => {
      const { error: raised } = play(mode, {
        replies: [error('Cancelled', 'The statement was cancelled.')]
      });
      expect(raised?.shown).toEqual([
        'Cancelled: The statement was cancelled.'
      ]);
    });

    it.each([
      ['the page', error('KeyboardInterrupt', '')],
      ['the kernel', 'interrupt']
    ])('is interrupted by %s', (_, reply) => {
      const { error: raised } = play(mode, { replies: [reply] });
      expect(raised?.name).toBe('KeyboardInterrupt');
      expect(raised?.bases).not.toContain('Exception');
    });

    it('says where it runs when there is no standard input', () => {
      const { error: raised } = play(mode, { replies: ['no stdin'] });
      expect(raised?.name).toBe('UsageError');
      expect(raised?.text).toContain('needs a JupyterLab page');
      expect(raised?.text).toContain('nbconvert');
    });

    it.each(['hello', '', '3', '[1]', 'null'])(
      'says so when another front end answers %j',
      reply => {
        const { error: raised } = play(mode, { replies: [reply] });
        expect(raised?.name).toBe('UsageError');
        expect(raised?.text).toContain('does not know how to run it');
      }
    );

    it('hides no other failure of the input', () => {
      const { error: raised } = play(mode, { replies: ['broken'] });
      expect(raised).toMatchObject({ name: 'OSError', text: 'socket' });
    });

    it('lets one thread after the other ask', () => {
      const result = play(mode, {
        calls: [],
        threads: ['a', 'b', 'c', 'd'],
        replies: Array(4).fill({ answers: true })
      });
      expect(result.value).toEqual(['a', 'b', 'c', 'd']);
      expect(result.overlapped).toBe(false);
    });

    it('frees the input after a failure', () => {
      // The second magic would wait for ever on a lock that is held.
      const result = play(mode, {
        tolerant: true,
        calls: [
          ['a', null],
          ['b', null]
        ],
        replies: ['interrupt', { answers: true }]
      });
      expect(result.value).toBe('b');
    });

    it("lets go of what the page's Python keeps, however the magic ends", () => {
      const python = (code: string) => ({ type: 'python', content: { code } });
      const keep = python(
        'import sys; sys.kept = held; held["r"] = 1; answer = len(held)'
      );
      const look = python('import sys; answer = [sys.kept, held]');
      const result = play(mode, {
        tolerant: true,
        calls: [
          ['a', null],
          ['b', null]
        ],
        replies: [
          more(0, keep),
          'interrupt',
          { ...more(0, look), id: 2 },
          { ...ok(1, 'b'), id: 2 }
        ]
      });
      expect(result.value).toBe('b');
      expect(questions(result)).toMatchObject([
        { id: 1, step: 0 },
        { id: 1, step: 1, answers: [{ value: 1 }] },
        { id: 2, step: 0 },
        { id: 2, step: 1, answers: [{ value: [{}, {}] }] }
      ]);
    });

    it('takes recorded cells into the history', () => {
      const cells = [
        '%%synapse\nprint(1)\n',
        'é😀 \u2028 """ \\ \'\'\' $x {y}'
      ];
      const result = play(mode, { calls: [], record: cells.map(recordCell) });
      expect(result.count).toBe(3);
      expect(result.inputs.map(([, text]) => text.trimEnd())).toEqual(
        cells.map(cell => cell.trimEnd())
      );
      expect(result.inputs.map(([number]) => number)).toEqual([1, 2]);
    });

    it('has the usage as its help, and leaves no names', () => {
      const result = play(mode, { calls: [] });
      expect(result.doc).toBe(USAGE);
      expect(result.leaked).toEqual([]);
    });

    it('may be installed twice', () => {
      const result = play(mode, { times: 2, replies: [ok(0, 5)] });
      expect(result.value).toBe(5);
    });

    it('leaves a shell without a kernel alone', () => {
      const result = play(mode, { calls: [], kernel: false });
      expect(result.has_bridge).toBe(false);
    });
  }
);

// `npm test` always has one: it makes the virtual environment first.
(hasKernel ? it : it.skip)(
  'asks again when the page was not there to hear it (needs ipykernel)',
  () => {
    const { stdout, stderr } = spawnSync(
      PYTHON,
      [join(__dirname, 'lateStdinDriver.py')],
      { input: kernelMagic(USAGE), encoding: 'utf8', timeout: 60_000 }
    );
    expect(stdout || stderr).toBe(
      JSON.stringify({ printed: 'heard\n' }).replace(':', ': ')
    );
  },
  60_000
);
