import { NETWORK_ERROR } from '../../testing/fakeLivyFaults';
import { ControllerRig, Recorder, RigOptions } from './controllerRig';

/** A rig with a session, and what was told of the offers. */
async function withOffer(
  options: RigOptions = {}
): Promise<{ rig: ControllerRig; ends: boolean[] }> {
  const rig = await new ControllerRig({ auto: true, ...options }).ready();
  const ends: boolean[] = [];
  rig.offer = {
    code: 'end_date = "2021-11-17"',
    ended: isOk => {
      ends.push(isOk);
      rig.offer = null;
    }
  };
  return { rig, ends };
}

const codes = (rig: ControllerRig) =>
  rig.livy.codes(rig.controller.session?.id ?? -1);

describe('an offer to a session', () => {
  it('runs ahead of the statement, once, and shows nowhere', async () => {
    const { ends, rig } = await withOffer({
      script: () => ({
        output: {
          status: 'ok',
          data: { 'text/plain': 'x' }
        }
      })
    });
    const outputs = new Recorder();
    await rig.run('first', { outputs });
    await rig.run('second');
    expect(codes(rig)).toEqual(['end_date = "2021-11-17"', 'first', 'second']);
    expect(ends).toEqual([true]);
    expect(outputs.events).toHaveLength(1);
    expect(rig.controller.runs.map(({ title }) => title)).toEqual([
      'first',
      'second'
    ]);
    expect(rig.controller.lastStatementId).toBe(2);
    // Its record at the server is of no use any more.
    expect(rig.ended).toHaveLength(3);
  });

  it.each([
    ['spark', ['x']],
    ['sql', 2]
  ])('before a statement of kind %s', async (kind, expected) => {
    const { rig } = await withOffer();
    await rig.run('x', { kind });
    expect(Array.isArray(expected) ? codes(rig) : codes(rig).length).toEqual(
      expected
    );
  });

  it('waits for a start under way, as the statement does', async () => {
    const { rig } = await withOffer();
    const { offer } = rig;
    await rig.controller.stop();
    rig.offer = offer;
    const starting = rig.start();
    const running = rig.run('x');
    await starting;
    await running;
    expect(codes(rig)).toEqual(['end_date = "2021-11-17"', 'x']);
  });

  it('does not hold the statement when it fails', async () => {
    const { ends, rig } = await withOffer({
      script: code =>
        code.startsWith('end_date')
          ? {
              output: {
                status: 'error',
                data: {},
                ename: 'NameError',
                evalue: 'x',
                traceback: []
              }
            }
          : {}
    });
    await rig.run('x');
    expect(codes(rig)).toHaveLength(2);
    expect(ends).toEqual([false]);
  });

  it('is sent once although the answer to its POST is lost', async () => {
    const { ends, rig } = await withOffer();
    rig.livy.faults.add('createStatement', {
      when: 'after',
      answer: NETWORK_ERROR
    });
    await rig.run('x');
    expect(codes(rig)).toEqual(['end_date = "2021-11-17"', 'x']);
    expect(ends).toEqual([true]);
  });

  it('is over when the user interrupts', async () => {
    const { rig } = await withOffer();
    const abort = new AbortController();
    abort.abort();
    await expect(rig.run('x', { signal: abort.signal })).rejects.toThrow(
      /cancelled/
    );
    expect(codes(rig)).toEqual([]);
  });
});
