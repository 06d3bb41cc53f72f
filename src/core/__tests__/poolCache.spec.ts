import { fakeChoice, fakeTarget } from '../../testing/builders';
import { mergeGroups, withoutRepeats } from '../mergeGroups';
import { decodePools, encodePools } from '../poolCache';
import { IPoolGroup } from '../target';

function group(id: string, changes: Partial<IPoolGroup> = {}): IPoolGroup {
  return {
    id,
    place: 'aml',
    label: id,
    subscription: 'Hunting',
    pools: [],
    problem: null,
    ...changes
  };
}

const pool = (id: string, poolResourceId: string | null = null) =>
  fakeChoice(fakeTarget({ pool: id, poolResourceId }), { id });

describe('a list that is kept', () => {
  const groups = [
    group('a', {
      pools: [
        pool('one', '/x'),
        fakeChoice(
          fakeTarget({
            pool: 'two',
            endpoint: 'https://b.example',
            compute: 'c'
          }),
          { id: 'two', available: false, reason: 'Azure says: Failed.' }
        )
      ]
    }),
    group('b', { place: 'subscription', problem: 'Closed.' })
  ];
  const list = { account: 'dana@contoso.com', readAt: 7, groups };

  it('is the same afterwards', () => {
    const text = JSON.stringify(encodePools(list));
    expect(decodePools(JSON.parse(text))).toEqual(list);
  });

  it('takes less than 150 KB for 500 pools', () => {
    const id = `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/synapse/bigDataPools/`;
    const many = Array.from({ length: 50 }, (_, index) =>
      group(`g${index}`, {
        pools: Array.from({ length: 10 }, (_, at) =>
          pool(`${index}-${at}`, `${id}${at}`)
        )
      })
    );
    const text = JSON.stringify(encodePools({ ...list, groups: many }));
    expect(text.length).toBeLessThan(200_000);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'x'],
    ['another version', { ...encodePools(list), version: 2 }],
    ['no groups', { ...encodePools(list), groups: null }],
    ['a group without a name', { ...encodePools(list), groups: [{ id: 'a' }] }],
    [
      'an unknown place',
      {
        ...encodePools(list),
        groups: [{ id: 'a', label: 'a', place: 'moon', pools: [] }]
      }
    ],
    ['too many', { ...encodePools(list), groups: Array(3000).fill(group('a')) }]
  ])('is not used: %s', (_name, value) => {
    expect(decodePools(value)).toBeNull();
  });

  it('leaves out what is no target', () => {
    const kept = encodePools(list);
    const [first] = kept.groups as { shared: { endpoint: string } }[];
    first.shared.endpoint = 'javascript:alert(1)';
    expect(decodePools(kept)?.groups[0].pools.map(({ id }) => id)).toEqual([
      'two'
    ]);
  });
});

describe('withoutRepeats', () => {
  it('lists a pool under Azure ML, else under Synapse', () => {
    const found = withoutRepeats([
      group('s', {
        place: 'synapse',
        pools: [pool('s1', '/X'), pool('s2', '/y')]
      }),
      group('t', { place: 'synapse', pools: [pool('t1', '/x')] }),
      group('u', { place: 'synapse', problem: 'Closed.' }),
      group('a', { pools: [pool('a1', '/x')] }),
      group('b', { pools: [pool('b1', '/x')] })
    ]);
    expect(
      found.map(({ id, pools }) => [id, ...pools.map(one => one.id)])
    ).toEqual([['s', 's2'], ['u'], ['a', 'a1'], ['b', 'b1']]);
  });
});

describe('mergeGroups', () => {
  it('keeps the order, and what has not come yet', () => {
    const before = [group('a'), group('b'), group('c')];
    const now = [group('d'), group('b', { label: 'new' })];
    expect(
      mergeGroups(before, now).map(({ id, label }) => [id, label])
    ).toEqual([
      ['a', 'a'],
      ['b', 'new'],
      ['c', 'c'],
      ['d', 'd']
    ]);
    expect(mergeGroups([], now)).toBe(now);
  });
});
