import { FakeClock } from '../../testing/fakeClock';
import { FakeLivy } from '../../testing/fakeLivy';
import {
  IFault,
  NETWORK_ERROR,
  SERVER_ERROR
} from '../../testing/fakeLivyFaults';
import { DEFAULT_SIZES } from '../livy';
import { nextStatement } from '../nextStatement';
import { follow } from './controllerRig';

async function rig(faults: IFault[]) {
  const clock = new FakeClock({ now: 1000, auto: false });
  const livy = new FakeLivy({ clock, states: ['idle'] });
  await livy.createSession({ ...DEFAULT_SIZES, name: 'jl-spec', conf: {} });
  await livy.createStatement(0, 'first', 'pyspark');
  livy.faults.add('createStatement', ...faults);
  const abort = new AbortController();
  return {
    clock,
    livy,
    abort,
    result: follow(nextStatement(livy, clock, 0, abort.signal))
  };
}

const before = { when: 'before', answer: NETWORK_ERROR } as const;
const after = { when: 'after', answer: SERVER_ERROR } as const;

describe('nextStatement', () => {
  it.each<[string, IFault[], number]>([
    ['at once', [], 2],
    ['after failures that pass', [before, before], 2],
    ['after answers that were lost', [after, after], 4]
  ])('tells the number %s', async (_, faults, next) => {
    const { clock, livy, result } = await rig(faults);
    await clock.advance(10_000);
    expect(result.value).toBe(next);
    // It is the number of what is sent now.
    const { id } = await livy.createStatement(0, 'mine', 'pyspark');
    expect(id).toBe(next);
  });

  it('tells a refusal', async () => {
    const answer = { kind: 'access', what: 'No role.' } as const;
    const { clock, result } = await rig([{ when: 'before', answer }]);
    await clock.advance(0);
    expect(result.problem).toBe('access: No role.');
  });

  it('ends when it is given up, and after some minutes', async () => {
    const one = await rig(Array<IFault>(500).fill(before));
    await one.clock.advance(1000);
    one.abort.abort();
    await one.clock.advance(0);
    expect(one.result.state).toBe('failed');
    const other = await rig(Array<IFault>(500).fill(before));
    await other.clock.advance(6 * 60_000);
    expect(other.result.problem).toMatch(/^network: /);
  });
});
