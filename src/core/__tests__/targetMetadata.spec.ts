import fc from 'fast-check';
import { fakeTarget } from '../../testing/builders';
import { DEFAULT_SIZES } from '../livy';
import { parseRecord } from '../sessionRecord';
import { parseTarget } from '../targetMetadata';

const LONG = 'x'.repeat(513);

describe('parseTarget', () => {
  it('gives back what was stored', () => {
    const target = fakeTarget({
      subscriptionId: 's',
      resourceGroup: 'rg',
      amlWorkspace: 'ml',
      compute: 'c',
      poolResourceId: '/subscriptions/s',
      sizes: { ...DEFAULT_SIZES, driverMemory: '512m' },
      conf: { 'spark.a': '1' }
    });
    expect(parseTarget(JSON.parse(JSON.stringify(target)))).toEqual(target);
    expect(parseTarget(fakeTarget())).toEqual(fakeTarget());
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'target'],
    ['a list', [fakeTarget()]],
    ['an empty object', {}],
    ['no pool', { ...fakeTarget(), pool: '' }],
    ['a pool that is a number', { ...fakeTarget(), pool: 7 }],
    ['a long pool', { ...fakeTarget(), pool: LONG }],
    ['no connection', { ...fakeTarget(), connection: null }],
    ['http', { ...fakeTarget(), endpoint: 'http://contoso.net' }],
    ['a user in the address', { ...fakeTarget(), endpoint: 'https://a@b.c' }],
    ['a path', { ...fakeTarget(), endpoint: 'https://b.c/../d' }],
    ['a port', { ...fakeTarget(), endpoint: 'https://b.c:8998' }],
    ['a line break', { ...fakeTarget(), endpoint: 'https://b.c\n' }],
    ['a script', { ...fakeTarget(), endpoint: 'javascript:alert(1)' }],
    ['IPv6', { ...fakeTarget(), endpoint: 'https://[::1]' }],
    ['a long host', { ...fakeTarget(), endpoint: `https://${LONG}` }]
  ])('refuses %s', (_, value) => {
    expect(parseTarget(value)).toBeNull();
  });

  it.each<[string, object, object]>([
    [
      'names that are no texts',
      { compute: {}, workspace: 3 },
      { compute: null, workspace: null }
    ],
    ['names that are too long', { amlWorkspace: LONG }, { amlWorkspace: null }],
    ['fields that nobody knows', { evil: 1, __proto__x: 2 }, {}],
    [
      'sizes that are none',
      {
        sizes: {
          driverCores: -1,
          executorMemory: '28 gigs',
          numExecutors: 1.5,
          executorCores: '4',
          x: 1
        }
      },
      {}
    ],
    ['memory that says nothing', { sizes: { driverMemory: '0g' } }, {}],
    [
      'some of the sizes',
      { sizes: { driverCores: 8, numExecutors: 0 } },
      { sizes: { driverCores: 8 } }
    ],
    ['sizes that are a list', { sizes: [1] }, {}],
    [
      'settings that are no texts',
      { conf: { a: 1, b: null, c: {}, d: 'ok' } },
      { conf: { d: 'ok' } }
    ],
    [
      'settings that are too long',
      { conf: { [LONG]: 'a', b: 'x'.repeat(4097) } },
      {}
    ]
  ])('drops %s', (_, parts, rest) => {
    const plain = fakeTarget();
    expect(parseTarget({ ...plain, ...parts })).toEqual({ ...plain, ...rest });
  });

  it('does not take settings for a prototype', () => {
    const value = JSON.parse(
      '{"connection":"a","endpoint":"https://b.c","pool":"p","conf":{"__proto__":"x","constructor":"y"},"__proto__":{"compute":"z"}}'
    ) as unknown;
    const target = parseTarget(value);
    expect(Object.keys(target?.conf ?? {})).toEqual([
      '__proto__',
      'constructor'
    ]);
    expect(Object.getPrototypeOf(target?.conf)).toBe(Object.prototype);
    expect(target?.compute).toBeNull();
  });

  it('takes at most 200 settings', () => {
    const conf = Object.fromEntries(
      Array.from({ length: 5000 }, (_, at) => [`spark.${at}`, 'x'])
    );
    const target = parseTarget({ ...fakeTarget(), conf });
    expect(Object.keys(target?.conf ?? {})).toHaveLength(200);
  });

  it('never throws, and gives only bounded texts and numbers', () => {
    const field = fc.oneof(
      fc.string({ maxLength: 2000 }),
      fc.constantFrom('https://a.b', 'local', '4g', ''),
      fc.jsonValue()
    );
    const keys = [
      ...Object.keys(fakeTarget()),
      'sizes',
      'conf',
      'name',
      'sessionId',
      'idleMinutes',
      'target'
    ];
    const record = fc.dictionary(fc.constantFrom(...keys), field);
    const shape = fc.oneof(
      fc.anything(),
      record,
      record.map(one => ({ ...fakeTarget(), ...one })),
      record.map(one => ({
        target: fakeTarget(),
        name: 'n',
        sessionId: 1,
        ...one
      }))
    );
    const check = (value: unknown): void => {
      if (typeof value === 'string') {
        expect(value.length).toBeLessThanOrEqual(4096);
      } else if (typeof value === 'number') {
        expect(Number.isInteger(value) && value >= 0).toBe(true);
      } else if (value !== null) {
        expect(typeof value).toBe('object');
        Object.values(value as object).forEach(check);
      }
    };
    fc.assert(
      fc.property(shape, value => {
        check(parseTarget(value));
        check(parseRecord(value));
      }),
      { numRuns: 500 }
    );
  });
});

describe('parseRecord', () => {
  const record = {
    target: fakeTarget(),
    sizes: { ...DEFAULT_SIZES },
    idleMinutes: 7,
    sessionId: 0,
    name: 'jl-hunt-1',
    lastStatementId: 4
  };

  it('gives back what was stored', () => {
    expect(parseRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it('knows a session whose POST had no answer yet', () => {
    const asked = { ...record, sessionId: null, lastStatementId: -1 };
    expect(parseRecord(asked)).toEqual(asked);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no target', { ...record, target: {} }],
    ['no name', { ...record, name: '' }],
    ['a session that is a negative number', { ...record, sessionId: -1 }],
    ['a number that is a text', { ...record, sessionId: '1' }],
    ['no number', { ...record, sessionId: NaN }]
  ])('refuses %s', (_, value) => {
    expect(parseRecord(value)).toBeNull();
  });

  it.each<[string, object, object]>([
    ['sizes', { sizes: 'big' }, { sizes: DEFAULT_SIZES }],
    ['idle minutes', { idleMinutes: 'x' }, { idleMinutes: 30 }],
    ['no idle minutes at all', { idleMinutes: 0 }, { idleMinutes: 30 }],
    ['last statement', { lastStatementId: -2 }, { lastStatementId: null }]
  ])('puts the default in place of bad %s', (_, parts, rest) => {
    expect(parseRecord({ ...record, ...parts })).toEqual({
      ...record,
      ...rest
    });
  });
});
