import {
  fakeProblem,
  fakeSparkSession,
  fakeTarget
} from '../../testing/builders';
import { abortable, linkedController } from '../abortable';
import { StatementError, SynapseError } from '../errors';
import { IdleWatch } from '../idleWatch';
import { DEFAULT_SIZES, ISparkSession } from '../livy';
import { RunList } from '../runList';
import { problemText } from '../problemText';
import { withDeath } from '../sessionEnds';
import {
  duration,
  readyLine,
  stageOf,
  startingLine,
  textTable
} from '../sessionText';

describe('duration', () => {
  it.each([
    [-5, '0.0 s'],
    [0, '0.0 s'],
    [949, '0.9 s'],
    [9949, '9.9 s'],
    [9950, '10 s'],
    [59_499, '59 s'],
    [59_500, '1 min 00 s'],
    [161_000, '2 min 41 s'],
    [3_599_499, '59 min 59 s'],
    [3_599_500, '1 h 00 min'],
    [3_900_000, '1 h 05 min'],
    [90_000_000, '25 h 00 min']
  ])('%s ms', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});

describe('stageOf', () => {
  it.each<[Partial<ISparkSession>, string]>([
    [{ state: 'starting', pluginState: 'Monitoring' }, 'starting the driver'],
    [
      { state: 'not_started', pluginState: 'ResourceAcquisition' },
      'acquiring nodes'
    ],
    [{ state: 'not_started', pluginState: 'Submission' }, 'submitting'],
    [
      { state: 'not_started', pluginState: 'Monitoring' },
      'starting the driver'
    ],
    [{ state: 'idle', pluginState: 'Monitoring' }, 'idle'],
    [{ state: 'not_started', pluginState: null }, 'queued'],
    [
      { state: 'recovering', pluginState: null, schedulerState: 'Queued' },
      'queued'
    ],
    [{ state: 'hatching', pluginState: 'Whatever' }, 'hatching']
  ])('%j', (parts, text) => {
    expect(stageOf(fakeSparkSession({ ...parts }))).toBe(text);
  });
});

describe('lines', () => {
  it('of a start', () => {
    expect(startingLine('p', null, 100)).toBe('Asking p for a session … 0.1 s');
    expect(
      startingLine('p', fakeSparkSession({ state: 'starting' }), 61_000)
    ).toBe('Session 12 on p: starting the driver … 1 min 01 s');
    expect(
      readyLine(
        {
          session: fakeSparkSession(),
          target: fakeTarget({ pool: 'p' }),
          sizes: { ...DEFAULT_SIZES },
          idleMinutes: 30
        },
        61_000
      )
    ).toBe(
      'Session 12 ready on p in 1 min 01 s · 12 vCores · stops after 30 min idle'
    );
  });

  it('of a problem leave out what is empty', () => {
    expect(problemText(fakeProblem({ why: '', next: 'Do it.' }))).toBe(
      'The pool has no room for this session.\nDo it.'
    );
  });

  it('of a table are lined up', () => {
    expect(
      textTable([
        ['a', 'bb', 'c'],
        ['aaa', 'b', '']
      ])
    ).toBe('a    bb  c\naaa  b');
    expect(textTable([])).toBe('');
  });
});

it('tells the reason of a death once', () => {
  const death = {
    kind: 'session' as const,
    what: 'Session 2 failed.',
    why: 'LIVY_JOB_STATE_DEAD: Python ended by itself.',
    next: 'Start a new one.',
    detail: ''
  };
  const told = new StatementError('Error', 'Died: Python ended by itself.', []);
  expect(withDeath(told, death).message).toContain(
    'Died: Python ended by itself.\nSession 2 failed. Start a new one.'
  );
  const other = new StatementError('ValueError', 'no', []);
  expect(withDeath(other, death).message).toContain(
    'no\nSession 2 failed. LIVY_JOB_STATE_DEAD: Python ended by itself. Start a new one.'
  );
});

describe('abortable', () => {
  const reason = () => new Error('stopped');

  it('is the promise, or the reason', async () => {
    const abort = new AbortController();
    const remove = jest.spyOn(abort.signal, 'removeEventListener');
    expect(await abortable(Promise.resolve(1), abort.signal, reason)).toBe(1);
    await expect(
      abortable(Promise.reject(new Error('x')), abort.signal, reason)
    ).rejects.toThrow('x');
    await Promise.resolve();
    expect(remove).toHaveBeenCalledTimes(2);
    const waiting = abortable(
      new Promise(() => undefined),
      abort.signal,
      reason
    );
    abort.abort();
    await expect(waiting).rejects.toThrow('stopped');
    await expect(
      abortable(Promise.resolve(1), abort.signal, reason)
    ).rejects.toThrow('stopped');
  });

  it('leaves no rejection unhandled', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const abort = new AbortController();
    abort.abort();
    let fail: (reason: unknown) => void = () => undefined;
    const promise = new Promise((_, reject) => (fail = reject));
    await abortable(promise, abort.signal, reason).catch(() => undefined);
    fail(new Error('later'));
    await new Promise(resolve => setTimeout(resolve, 5));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('links controllers', () => {
    const outer = new AbortController();
    const inner = linkedController(outer.signal);
    const free = linkedController(outer.signal);
    free.unlink();
    outer.abort();
    expect(inner.signal.aborted).toBe(true);
    expect(free.signal.aborted).toBe(false);
    expect(linkedController(outer.signal).signal.aborted).toBe(true);
  });
});

describe('IdleWatch', () => {
  it('keeps alive every four minutes, and stops at the limit', () => {
    const watch = new IdleWatch();
    watch.used(1000);
    const minutes = (count: number) => 1000 + count * 60_000;
    expect(watch.endsAt(9)).toBe(minutes(9));
    expect(
      [1, 3.9, 4, 5, 8, 8.9, 9, 20].map(at => watch.next(minutes(at), 9))
    ).toEqual([
      'nothing',
      'nothing',
      'keepAlive',
      'nothing',
      'keepAlive',
      'nothing',
      'stop',
      'stop'
    ]);
    watch.used(minutes(20));
    expect(watch.next(minutes(21), 9)).toBe('nothing');
  });
});

describe('RunList', () => {
  const live = () => new AbortController().signal;

  it('titles a run by its first line that is no import, cut', async () => {
    const list = new RunList(() => 7, jest.fn());
    await list.track(`\n  first\nsecond`, null, live(), async () => undefined);
    await list.track('x'.repeat(500), null, live(), async () => undefined);
    await list.track(
      'import time\nfrom a import b\n\n  go()',
      null,
      live(),
      async () => undefined
    );
    await list.track('import a\nimport b', null, live(), async () => undefined);
    expect(list.runs.map(({ title }) => title)).toEqual([
      'first',
      'x'.repeat(120),
      'go()',
      'import a'
    ]);
    expect(list.runs[0]).toMatchObject({ id: 1, startedAt: 7, endedAt: 7 });
  });

  it.each<[string, unknown, string | null]>([
    ['failed', new Error('x'), 'x'],
    ['failed', new SynapseError({ kind: 'session', what: 'x' }), 'x'],
    ['failed', new StatementError('KeyError', 'x', []), 'KeyError: x'],
    ['cancelled', new SynapseError({ kind: 'cancelled', what: 'x' }), null]
  ])('is %s', async (state, reason, failure) => {
    const list = new RunList(() => 0, jest.fn());
    await expect(
      list.track('x', null, live(), () => Promise.reject(reason))
    ).rejects.toBe(reason);
    expect(list.runs[0]).toMatchObject({ state, failure });
    expect(list.isBusy).toBe(false);
  });

  it('tells each change', async () => {
    const onChange = jest.fn();
    const list = new RunList(() => 0, onChange);
    await list.track('x', null, live(), async () => undefined);
    expect(onChange).toHaveBeenCalledTimes(2);
  });
});
