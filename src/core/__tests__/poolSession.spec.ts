import { fakeSparkSession, fakeTarget } from '../../testing/builders';
import { problemOf } from '../errors';
import { DEFAULT_SIZES, ISessionSizes, ISparkSession } from '../livy';
import {
  IPoolSession,
  chooseSession,
  isAtLeast,
  isMine,
  notebookOf,
  reusable
} from '../poolSession';
import { isOrphan, isSameSession } from '../sessionPlace';

const NOW = 10_000_000;

function entry(
  id: number,
  parts: Partial<IPoolSession> = {},
  session: Partial<ISparkSession> = {}
): IPoolSession {
  const name = session.name ?? `jl-hunt-0000000${id}`;
  return {
    target: fakeTarget(),
    session: fakeSparkSession({
      id,
      name,
      submittedAt: NOW - 120_000,
      sizes: { ...DEFAULT_SIZES },
      ...session
    }),
    isMine: true,
    notebook: notebookOf(name),
    openIn: [],
    ...parts
  };
}

describe('notebookOf', () => {
  it.each([
    ['jl-hunt-beaconing-3f2a91bc', 'hunt-beaconing'],
    ['jl-notebook-00000000', 'notebook'],
    ['jl-3f2a91bc', null],
    ['nightly-etl', null],
    ['jl-export-91bc', null],
    ['', null],
    [null, null]
  ])('%p: %p', (name, expected) => expect(notebookOf(name)).toBe(expected));
});

describe('isMine', () => {
  const owner = {
    account: 'Dana@contoso.com',
    ownsAll: false,
    knows: (name: string) => name === 'jl-known'
  };
  it.each<[string, Partial<ISparkSession>, Partial<typeof owner>, boolean]>([
    ['its submitter', { submitter: 'dana@CONTOSO.com' }, {}, true],
    ['its name', { submitter: null, name: 'jl-known' }, {}, true],
    ['the computer', { submitter: 'x' }, { ownsAll: true }, true],
    ['nothing', { submitter: 'svc-etl' }, {}, false],
    ['no submitter', { submitter: null }, { account: null as never }, false],
    ['no name', { submitter: null, name: null }, {}, false]
  ])('by %s', (_, session, parts, expected) => {
    expect(isMine(fakeSparkSession(session), { ...owner, ...parts })).toBe(
      expected
    );
  });
});

describe('isOrphan', () => {
  it.each<[string, IPoolSession, boolean]>([
    ['mine and not open', entry(1), true],
    ['open', entry(1, { openIn: ['a.ipynb'] }), false],
    ["somebody else's", entry(1, { isMine: false }), false],
    ['of no notebook', entry(1, {}, { name: 'nightly' }), false],
    ['ended', entry(1, {}, { state: 'killed' }), false]
  ])('%s', (_, one, expected) => expect(isOrphan(one)).toBe(expected));
});

describe('isSameSession', () => {
  const place = { target: fakeTarget(), session: { id: 1, name: 'a' } };
  it.each<[string, object, boolean]>([
    ['the same', {}, true],
    ['another name: ids begin again', { session: { id: 1, name: 'b' } }, false],
    ['another id', { session: { id: 2, name: 'a' } }, false],
    ['another pool', { target: fakeTarget({ pool: 'x' }) }, false],
    [
      'another server',
      { target: fakeTarget({ endpoint: 'https://x' }) },
      false
    ],
    ['none', { session: null }, false]
  ])('%s', (_, other, expected) => {
    expect(isSameSession(place, { ...place, ...other })).toBe(expected);
  });
});

describe('chooseSession', () => {
  const choose = (entries: IPoolSession[], wanted: string | null = null) => {
    try {
      return chooseSession(entries, wanted, 'pool01', NOW).session.id;
    } catch (reason) {
      return problemOf(reason);
    }
  };
  it.each<[string, IPoolSession[], string | null, number]>([
    [
      'the only one without a notebook',
      [entry(1), entry(2, { openIn: ['a'] })],
      null,
      1
    ],
    ["no one else's", [entry(1, { isMine: false }), entry(2)], null, 2],
    [
      'only one that is ready',
      [entry(1, {}, { state: 'starting' }), entry(2)],
      null,
      2
    ],
    ['the one of a number', [entry(1), entry(2)], '2', 2],
    ['the one of a name', [entry(1), entry(2)], 'jl-hunt-00000002', 2],
    [
      'one that is open elsewhere, by its number',
      [entry(1, { openIn: ['a'] })],
      '1',
      1
    ],
    ["somebody else's, by its number", [entry(3, { isMine: false })], '3', 3]
  ])('takes %s', (_, entries, wanted, id) => {
    expect(choose(entries, wanted)).toBe(id);
  });

  it.each<[string, IPoolSession[], string | null, RegExp[]]>([
    [
      'there are several',
      [entry(1), entry(2)],
      null,
      [
        /^argument session: 2 sessions of yours on pool01/,
        /1 +jl-hunt-00000001 +you +idle +2 min 00 s +hunt \(not open\)/
      ]
    ],
    [
      'all are in use',
      [entry(1, { openIn: ['a.ipynb'] }), entry(2, { isMine: false })],
      null,
      [
        /no session of yours on pool01 is without/,
        /a\.ipynb \(open\)/,
        /dana@contoso\.com/
      ]
    ],
    [
      'there are none',
      [],
      null,
      [/No session runs on pool01/, /%synapse start/]
    ],
    [
      'none is called so',
      [entry(1)],
      'x',
      [/there is no session 'x' on pool01/, /jl-hunt-00000001/]
    ],
    [
      'it starts',
      [entry(1, {}, { state: 'starting' })],
      '1',
      [/Session 1 is not ready yet \(starting\)/]
    ]
  ])('says what there is when %s', (_, entries, wanted, patterns) => {
    const problem = choose(entries, wanted);
    expect(problem).toMatchObject({ kind: 'usage' });
    const { what, why, next } = problem as {
      what: string;
      why: string;
      next: string;
    };
    for (const pattern of patterns) {
      expect(`${what}\n${why}\n${next}`).toMatch(pattern);
    }
  });
});

describe('isAtLeast', () => {
  it.each<[Partial<ISessionSizes>, boolean]>([
    [{}, true],
    [{ driverMemory: '28672m' }, true],
    [{ driverMemory: '1t', numExecutors: 9 }, true],
    [{ driverMemory: '27g' }, false],
    [{ executorMemory: '28671m' }, false],
    [{ executorCores: 3 }, false],
    [{ driverCores: 3 }, false],
    [{ numExecutors: 1 }, false],
    [{ driverMemory: 'lots' }, false]
  ])('%j: %p', (has, expected) => {
    expect(isAtLeast({ ...DEFAULT_SIZES, ...has }, DEFAULT_SIZES)).toBe(
      expected
    );
  });

  it('does not trust what is unknown', () => {
    expect(isAtLeast(null, DEFAULT_SIZES)).toBe(false);
  });
});

describe('reusable', () => {
  it.each<[string, IPoolSession[], number | null]>([
    [
      'the first that fits',
      [entry(1, { openIn: ['a'] }), entry(2), entry(3)],
      2
    ],
    ['no busy one', [entry(1, {}, { state: 'busy' })], null],
    ["no one else's", [entry(1, { isMine: false })], null],
    [
      'no smaller one',
      [entry(1, {}, { sizes: { ...DEFAULT_SIZES, numExecutors: 1 } })],
      null
    ],
    ['none of none', [], null]
  ])('%s', (_, entries, id) => {
    expect(reusable(entries, DEFAULT_SIZES)?.session.id ?? null).toBe(id);
  });
});
