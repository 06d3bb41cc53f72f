import { FakeClock } from '../../testing/fakeClock';
import { fakeProblem, fakeSparkSession } from '../../testing/builders';
import { IStopWhenDoneOptions, stopWhenDone } from '../stopWhenDone';

type Controller = IStopWhenDoneOptions['controller'];

/** A session, and how what it does goes on with each look at it. */
function rig(looks: Partial<Controller>[] = []) {
  const clock = new FakeClock();
  const abort = new AbortController();
  let reads = 0;
  let stops = 0;
  const controller: Controller = {
    isBusy: false,
    phase: 'ready',
    session: fakeSparkSession(),
    unread: null,
    refresh: () => {
      Object.assign(controller, looks[reads++]);
      return Promise.resolve();
    },
    stop: () => {
      stops++;
      controller.phase = 'none';
      return Promise.resolve();
    }
  };
  let awaited = 0;
  const begin = (delay = 0) =>
    stopWhenDone({
      controller,
      clock,
      isAwaited: () => awaited > 0,
      signal: abort.signal,
      delay
    });
  return {
    abort,
    begin,
    clock,
    controller,
    await: (count: number) => (awaited = count),
    seen: () => ({ reads, stops })
  };
}

describe('stopWhenDone', () => {
  it('stops a session that is idle twice in a row', async () => {
    const { begin, clock, seen } = rig();
    const done = begin();
    await clock.advance(1999);
    expect(seen()).toEqual({ reads: 1, stops: 0 });
    await clock.advance(1);
    await done;
    expect(seen()).toEqual({ reads: 2, stops: 1 });
  });

  it('asks nothing while cells run or wait', async () => {
    const one = rig();
    one.await(1);
    const done = one.begin();
    await one.clock.advance(60_000);
    expect(one.seen()).toEqual({ reads: 0, stops: 0 });
    one.await(0);
    await one.clock.advance(4000);
    await done;
    expect(one.seen().stops).toBe(1);
  });

  it.each<[string, Partial<Controller>]>([
    [
      'is busy with the work of others',
      { session: fakeSparkSession({ state: 'busy' }) }
    ],
    ['cannot be read', { unread: fakeProblem() }]
  ])('leaves a session that %s', async (_, look) => {
    const { begin, clock, seen, abort } = rig([look]);
    const done = begin();
    await clock.advance(20_000);
    expect(seen().stops).toBe(0);
    abort.abort();
    await clock.advance(2000);
    await done;
  });

  it.each<[string, Partial<Controller>]>([
    ['has ended', { phase: 'ended' }],
    ['is another one', { session: fakeSparkSession({ id: 13 }) }]
  ])('leaves it when the session %s', async (_, look) => {
    const { begin, clock, seen } = rig([look]);
    const done = begin();
    await clock.advance(4000);
    await done;
    expect(seen()).toEqual({ reads: 1, stops: 0 });
  });

  it('ends without a stop when it is called off, and waits before it begins', async () => {
    const { begin, clock, seen, abort } = rig();
    const done = begin(30_000);
    await clock.advance(29_000);
    expect(seen().reads).toBe(0);
    abort.abort();
    await done;
    expect(seen()).toEqual({ reads: 0, stops: 0 });
  });
});
