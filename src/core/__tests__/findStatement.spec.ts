import { FakeClock } from '../../testing/fakeClock';
import { FakeLivy } from '../../testing/fakeLivy';
import { findStatement } from '../findStatement';
import { DEFAULT_SIZES } from '../livy';

async function rig(codes: string[]) {
  const livy = new FakeLivy({
    clock: new FakeClock({ now: 1000 }),
    states: ['idle']
  });
  const { id } = await livy.createSession({
    ...DEFAULT_SIZES,
    name: 'jl-spec',
    conf: {}
  });
  for (const code of codes) {
    await livy.createStatement(id, code, 'pyspark');
  }
  livy.calls.splice(0);
  return livy;
}

describe('findStatement', () => {
  it.each<[string, string[], number, number[], number | null]>([
    ['the one behind', ['a', 'b'], 0, [], 1],
    ['none when there is nothing behind', ['a', 'b'], 1, [], null],
    ['no earlier one with the same code', ['b', 'a'], 0, [], null],
    ['the first with the code', ['a', 'x', 'b', 'b'], 0, [], 2],
    ['none that belongs to another run', ['b', 'b'], -1, [0], 1],
    ['none in an empty session', [], -1, [], null]
  ])('finds %s', async (_, codes, after, taken, id) => {
    const livy = await rig(codes);
    const found = await findStatement(livy, 0, 'b', after, one =>
      taken.includes(one)
    );
    expect(found?.id ?? null).toBe(id);
    expect(livy.count('listSessions')).toBe(0);
  });

  it('takes code as the server repeats it', async () => {
    const livy = await rig(['b\n']);
    expect(await findStatement(livy, 0, 'b', -1, () => false)).not.toBeNull();
  });

  it('is not sure of anything when the session is gone', async () => {
    const livy = await rig(['b']);
    await livy.deleteSession(0);
    await expect(
      findStatement(livy, 0, 'b', 0, () => false)
    ).rejects.toMatchObject({ problem: { kind: 'notFound' } });
  });
});
