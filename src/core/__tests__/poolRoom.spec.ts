import {
  fakePoolFacts,
  fakePoolSession,
  fakeSparkSession,
  fakeTarget
} from '../../testing/builders';
import { DEFAULT_SIZES, ISessionSizes } from '../livy';
import { Misfit, mayPass, misfitOf, poolRoom } from '../poolRoom';

const SMALL = { ...DEFAULT_SIZES };

/** A session of a pool with sizes, or without. */
function listed(id: number, sizes: ISessionSizes | null, state = 'idle') {
  return fakePoolSession({}, { id, name: `jl-x-${id}`, sizes, state });
}

describe('poolRoom', () => {
  it('counts what runs, and what nobody knows of', () => {
    const entries = [
      listed(1, SMALL),
      listed(2, { ...SMALL, numExecutors: 1 }),
      listed(3, null),
      listed(4, SMALL, 'dead')
    ];
    expect(poolRoom(fakePoolFacts(), entries, null)).toEqual({
      maximum: 40,
      used: 20,
      own: 0,
      unknown: 1
    });
  });

  it('counts the own session once, listed or not', () => {
    const target = fakeTarget();
    const session = fakeSparkSession({ id: 1, name: 'jl-x-1' });
    const own = { target, session, sizes: SMALL };
    const room = { maximum: 40, used: 12, own: 12, unknown: 0 };
    expect(poolRoom(fakePoolFacts(), null, own)).toEqual(room);
    expect(poolRoom(fakePoolFacts(), [listed(1, null)], own)).toEqual(room);
    expect(
      poolRoom(fakePoolFacts(), [], { target, session: null, sizes: SMALL })
    ).toEqual({ ...room, used: 0, own: 0 });
  });

  it('has no maximum without facts', () => {
    expect(poolRoom(null, [listed(1, SMALL)], null)).toEqual({
      maximum: null,
      used: 12,
      own: 0,
      unknown: 0
    });
  });
});

describe('misfitOf', () => {
  const facts = fakePoolFacts();
  it.each<[string, Partial<ISessionSizes>, number, Misfit | null]>([
    ['fits', {}, 0, null],
    ['just fits', { numExecutors: 9 }, 0, null],
    [
      'more than the pool',
      { numExecutors: 10 },
      0,
      { reason: 'pool', asked: 44, maximum: 40 }
    ],
    ['more than is free', {}, 30, { reason: 'full', asked: 12, free: 10 }],
    ['an overbooked pool', {}, 44, { reason: 'full', asked: 12, free: 0 }],
    [
      'a driver larger than a node',
      { driverCores: 8 },
      0,
      { reason: 'cores', part: 'driver', asked: 8, maximum: 4 }
    ],
    [
      'an executor with more memory than a node',
      { executorMemory: '56g' },
      0,
      { reason: 'memory', part: 'executor', asked: 56, maximum: 32 }
    ]
  ])('%s', (_, sizes, used, expected) => {
    const room = { maximum: 40, used, own: 0, unknown: 0 };
    expect(misfitOf({ ...SMALL, ...sizes }, facts, room)).toEqual(expected);
  });

  it('takes anything where nothing is known', () => {
    const huge = { ...SMALL, numExecutors: 500, driverMemory: '400g' };
    expect(misfitOf(huge, null, poolRoom(null, null, null))).toBeNull();
  });

  it('only what is free now may change', () => {
    expect(mayPass({ reason: 'full', asked: 1, free: 0 })).toBe(true);
    expect(mayPass({ reason: 'pool', asked: 2, maximum: 1 })).toBe(false);
  });
});
