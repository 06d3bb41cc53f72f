import { sessionOf, sessionsOf, statementOf } from '../livyJson';

describe('sessionOf', () => {
  it.each([null, undefined, 'idle', [], {}, { state: 'idle' }, { id: '7' }])(
    'sees no session in %j',
    value => {
      expect(sessionOf(value)).toBeNull();
    }
  );

  it.each<[string, unknown, string | null]>([
    ['plain Livy on YARN', {}, 'http://rm:8088/proxy/application_1/'],
    ['Azure, where only the cluster sees it', { workspaceName: 'w' }, null]
  ])('has the links of %s', (_, place, expected) => {
    const appInfo = { sparkUiUrl: 'http://rm:8088/proxy/application_1/' };
    expect(sessionOf({ id: 1, appInfo, ...(place as object) })).toMatchObject({
      sparkUiUrl: expected,
      driverLogUrl: null
    });
  });

  it('has no link that runs a script', () => {
    const appInfo = { sparkUiUrl: 'javascript:alert(1)' };
    expect(sessionOf({ id: 1, appInfo })?.sparkUiUrl).toBeNull();
  });

  it('needs nothing but an id', () => {
    expect(sessionOf({ id: 0 })).toEqual({
      id: 0,
      name: null,
      state: 'unknown',
      appId: null,
      log: [],
      faults: [],
      schedulerState: null,
      pluginState: null,
      submitter: null,
      workspaceName: null,
      poolName: null,
      submittedAt: null,
      isTimedOut: false,
      sizes: null,
      sparkUiUrl: null,
      driverLogUrl: null
    });
  });

  it('survives a null or a wrong type in every place', () => {
    const keys =
      'name livyInfo scheduler schedulerInfo plugin pluginInfo errors errorInfo log logLines appInfo appId submitterName';
    for (const value of [null, 1, 'x', [null], { currentState: 5 }]) {
      const parts = keys.split(' ').map(key => [key, value]);
      const session = sessionOf({ id: 1, ...Object.fromEntries(parts) });
      expect(session).toMatchObject({ id: 1, state: 'unknown' });
    }
  });

  it.each([
    ['2020-07-23T04:25:33.7593212+00:00', 1595478333759],
    ['2020-07-23T04:25:33+00:00', 1595478333000],
    ['0001-01-01T00:00:00', null],
    ['soon', null],
    [null, null]
  ])('reads the date %s', (submittedAt, expected) => {
    const session = sessionOf({ id: 1, schedulerInfo: { submittedAt } });
    expect(session?.submittedAt).toBe(expected);
  });

  it.each([
    ['true', true],
    [true, true],
    ['false', false],
    [undefined, false]
  ])('reads isSessionTimedOut %j', (isSessionTimedOut, expected) => {
    const session = sessionOf({ id: 1, appInfo: { isSessionTimedOut } });
    expect(session?.isTimedOut).toBe(expected);
  });

  it('lets a state pass that it does not know', () => {
    expect(sessionOf({ id: 1, state: 'hibernating' })?.state).toBe(
      'hibernating'
    );
  });

  it('leaves out of a list what has no id', () => {
    const found = sessionsOf({ sessions: [{ id: 1 }, null, { id: 2 }] });
    expect(found?.map(({ id }) => id)).toEqual([1, 2]);
    expect(sessionsOf({ value: [] })).toBeNull();
  });
});

describe('statementOf', () => {
  it.each<[string, unknown, unknown]>([
    ['the whole text', 'abc', { text: 'abc', offset: 0 }],
    ['its end', { text: 'bc', offset: 1 }, { text: 'bc', offset: 1 }],
    ['its end by total', { text: 'bc', total: 9 }, { text: 'bc', offset: 7 }],
    [
      'its end by length',
      { text: '😀c', length: 9 },
      { text: '😀c', offset: 7 }
    ],
    ['all by length', { text: '😀c', length: 2 }, { text: '😀c', offset: 0 }],
    ['a text alone', { text: 'abc' }, { text: 'abc', offset: 0 }],
    ['nothing', null, null],
    ['something else', { chunks: [] }, null]
  ])('reads what was printed so far: %s', (_, partial, expected) => {
    expect(statementOf({ id: 0, partial })?.partial).toEqual(expected);
  });

  it.each<[string, unknown, unknown]>([
    ['none', null, null],
    ['an empty one', {}, null],
    [
      'a good one',
      { status: 'ok', execution_count: 0, data: { 'text/plain': '2' } },
      { status: 'ok', data: { 'text/plain': '2' } }
    ],
    ['a good one without data', { status: 'ok' }, { status: 'ok', data: {} }],
    [
      'an error as it travels',
      { status: 'error', ename: 'E', evalue: 'v', traceback: ['t', 1] },
      { status: 'error', ename: 'E', evalue: 'v', traceback: ['t'], data: {} }
    ],
    [
      'an error as the SDK renames it',
      { status: 'error', errorName: 'E', errorValue: 'v', traceback: null },
      { status: 'error', ename: 'E', evalue: 'v', traceback: [], data: {} }
    ],
    [
      'an error with what was printed before',
      { status: 'error', ename: 'E', evalue: '', data: { 'text/plain': 'b' } },
      {
        status: 'error',
        ename: 'E',
        evalue: '',
        traceback: [],
        data: { 'text/plain': 'b' }
      }
    ]
  ])('reads an output: %s', (_, output, expected) => {
    expect(statementOf({ id: 0, output })?.output).toEqual(expected);
  });

  it.each([
    [0.5, 0.5],
    [-1, 0],
    [1.5, 1],
    ['0.5', null],
    [NaN, null]
  ])('reads the progress %j', (progress, expected) => {
    expect(statementOf({ id: 0, progress })?.progress).toBe(expected);
  });

  it('lets a state pass that it does not know', () => {
    expect(statementOf({ id: 0, state: 'paused' })?.state).toBe('paused');
  });
});
