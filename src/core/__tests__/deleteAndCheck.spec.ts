import { FakeClock } from '../../testing/fakeClock';
import { FakeLivy } from '../../testing/fakeLivy';
import {
  IFault,
  NETWORK_ERROR,
  SERVER_ERROR,
  errorFor
} from '../../testing/fakeLivyFaults';
import { deleteAndCheck } from '../deleteAndCheck';
import { problemOf } from '../errors';
import { DEFAULT_SIZES } from '../livy';

const before = (answer: IFault['answer']): IFault => ({
  when: 'before',
  answer
});
const after = (answer: IFault['answer']): IFault => ({ when: 'after', answer });
const FORBIDDEN = {
  kind: 'access',
  what: 'Not allowed.',
  next: 'Ask.'
} as const;

async function rig(prepare: (livy: FakeLivy, clock: FakeClock) => void) {
  const clock = new FakeClock({ now: 1_000_000, auto: true });
  const livy = new FakeLivy({ clock });
  await livy.createSession({ ...DEFAULT_SIZES, name: 's', conf: {} });
  livy.calls.splice(0);
  prepare(livy, clock);
  const begun = clock.now();
  const result = await deleteAndCheck(livy, clock, 0, 'pool01').catch(
    problemOf
  );
  return { livy, result, took: clock.now() - begun };
}

describe('deleteAndCheck', () => {
  it.each<
    [string, (livy: FakeLivy) => void, { deletes: number; reads: number }]
  >([
    ['nothing fails', () => undefined, { deletes: 1, reads: 1 }],
    [
      'it had ended already',
      livy => livy.endSession(0, 'dead'),
      { deletes: 1, reads: 1 }
    ],
    [
      'the DELETE did not get through',
      livy => livy.faults.add('deleteSession', before(NETWORK_ERROR)),
      { deletes: 2, reads: 1 }
    ],
    [
      'the answer to the DELETE was lost',
      livy => livy.faults.add('deleteSession', after(SERVER_ERROR)),
      { deletes: 2, reads: 1 }
    ],
    [
      'the server is down for a while',
      livy => {
        livy.faults.add(
          'deleteSession',
          ...Array(3).fill(before(SERVER_ERROR))
        );
        livy.faults.add('getSession', before(SERVER_ERROR));
      },
      { deletes: 4, reads: 2 }
    ],
    [
      'the session is unknown',
      livy =>
        livy.faults.add(
          'deleteSession',
          before({ kind: 'notFound', what: 'No session.' })
        ),
      { deletes: 1, reads: 0 }
    ]
  ])('says gone when %s', async (_, prepare, { deletes, reads }) => {
    const { livy, result } = await rig(prepare);
    expect(result).toBe('gone');
    expect(livy.count('deleteSession')).toBe(deletes);
    expect(livy.count('getSession')).toBe(reads);
  });

  it('reads after a DELETE whose answer is not there for a minute', async () => {
    const { result } = await rig((livy, clock) => {
      const remove = livy.deleteSession.bind(livy);
      livy.deleteSession = async id => {
        livy.deleteSession = remove;
        await remove(id);
        await clock.sleep(60_000);
        throw errorFor(NETWORK_ERROR);
      };
    });
    expect(result).toBe('gone');
  });

  it.each(['killed', 'dead', 'error', 'success'])(
    'believes a read that says %s',
    async state => {
      const { livy, result } = await rig(livy => {
        livy.deleteSession = async id => {
          livy.calls.push({ method: 'deleteSession', args: [id] });
          livy.endSession(id, state);
        };
      });
      expect(result).toBe('gone');
      expect(livy.count('getSession')).toBe(1);
    }
  );

  it('waits while it shuts down, with longer and longer pauses', async () => {
    let reads = 0;
    const { livy, result, took } = await rig(livy => {
      const read = livy.getSession.bind(livy);
      livy.deleteSession = async id => {
        livy.calls.push({ method: 'deleteSession', args: [id] });
        livy.endSession(id, 'shutting_down');
      };
      livy.getSession = async id => {
        if (++reads === 5) {
          livy.endSession(id, 'killed');
        }
        return read(id);
      };
    });
    expect(result).toBe('gone');
    expect(took).toBe(250 + 500 + 1000 + 2000);
    expect(livy.count('deleteSession')).toBe(1);
  });

  it.each<[string, (livy: FakeLivy) => void, string, RegExp]>([
    [
      'nothing comes of the DELETE',
      livy => {
        livy.deleteSession = async id => {
          livy.calls.push({ method: 'deleteSession', args: [id] });
        };
      },
      'session',
      /The pool still says "idle"/
    ],
    [
      'the server stays away',
      livy =>
        livy.faults.add(
          'deleteSession',
          ...Array(99).fill(before(NETWORK_ERROR))
        ),
      'session',
      /could not be reached/
    ],
    [
      'deleting is forbidden',
      livy => livy.faults.add('deleteSession', before(FORBIDDEN)),
      'access',
      /Not allowed/
    ],
    [
      'reading is forbidden',
      livy => livy.faults.add('getSession', before(FORBIDDEN)),
      'access',
      /Not allowed/
    ]
  ])('says what may still run when %s', async (_, prepare, kind, why) => {
    const { livy, result, took } = await rig(prepare);
    expect(result).toMatchObject({
      kind,
      what: 'Session 0 on pool01 may still run and take its vCores: it could not be stopped.',
      why: expect.stringMatching(why),
      next: expect.stringContaining('Stop it again')
    });
    expect(took).toBeLessThan(40_000);
    if (kind === 'session') {
      expect(took).toBeGreaterThanOrEqual(30_000);
      expect(livy.count('deleteSession')).toBeGreaterThan(1);
    }
  });
});
