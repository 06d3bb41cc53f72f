import { FakeClock } from '../../testing/fakeClock';
import { SynapseError } from '../errors';
import { IFrameReceiver, IFrameShape } from '../frame';
import { FrameRun } from '../frameRun';
import { freeStatement } from '../frameStatement';
import { ILivy } from '../ports';
import { noSession } from '../sessionErrors';
import { PollingWatch } from '../watchByPolling';

const HEADER = { id: 'r', name: 'df', length: 8, isCut: false };

/** A frame whose statement has ended, for a page that takes it up. */
function rig(isResumed: boolean, found: IFrameShape | Error | null) {
  const receiver: IFrameReceiver = {
    check: () => Promise.resolve(),
    find: () =>
      found instanceof Error ? Promise.reject(found) : Promise.resolve(found),
    add: () => Promise.resolve(),
    finish: () => Promise.resolve({ rows: 1, columns: 1 }),
    drop: () => undefined
  };
  const limits = { rows: 10, piece: 1024 };
  const order = { name: 'df', rows: null, receiver, limits };
  const frame = new FrameRun('r', order, isResumed);
  Object.assign(frame.sieve, { header: HEADER });
  const told: unknown[] = [];
  const outputs = {
    publish: ({ content }: { content: unknown }) => {
      told.push(content);
      return Promise.resolve();
    }
  };
  const clock = new FakeClock({ now: 0, auto: true });
  const { signal } = new AbortController();
  const bring = (reason: Error) =>
    frame.bring(() => Promise.reject(reason), outputs, clock, signal);
  /** With a session; gives what was sent to it. */
  const bringFrom = async (told: object | null) => {
    Object.assign(frame.sieve, { header: told });
    const sent: string[] = [];
    const livy = {
      createStatement: (_id: number, code: string) => {
        sent.push(code);
        return Promise.resolve({});
      }
    } as unknown as ILivy;
    const watch = new PollingWatch({ clock, delay: () => 1 });
    const way = { livy, watch, clock, sessionId: 0, signal, onSent: () => 0 };
    const error = await frame
      .bring(() => Promise.resolve(way), outputs, clock, signal)
      .catch(String);
    await new Promise(resolve => setTimeout(resolve));
    return { sent, error };
  };
  return { bring, bringFrom, told };
}

const NO_PANDAS = new SynapseError({ kind: 'unsupported', what: 'No pandas.' });

describe('FrameRun, taken up by another page', () => {
  it('needs no session for a frame that the kernel has', async () => {
    const { bring, told } = rig(true, { rows: 3, columns: 2 });
    await bring(noSession());
    expect(JSON.stringify(told)).toContain('df: 3 rows × 2 columns');
  });

  it('says that the frame is gone when the session is', async () => {
    const { bring } = rig(true, null);
    await expect(bring(noSession())).rejects.toThrow(
      'The frame df did not come over, and the session no longer holds it.'
    );
  });

  it.each([
    [
      'another trouble',
      true,
      new SynapseError({ kind: 'network', what: 'No answer.' }),
      'No answer.'
    ],
    ['a run of its own', false, noSession(), 'No Spark session runs']
  ])('hides nothing else: %s', async (_, isResumed, reason, text) => {
    const { bring } = rig(isResumed, null);
    await expect(bring(reason)).rejects.toThrow(text);
  });
});

describe('FrameRun without a transfer', () => {
  it.each<[string, boolean, IFrameShape | Error | null, object | null, RegExp]>(
    [
      [
        'that the session told nothing of',
        false,
        null,
        null,
        /told nothing of the frame df/
      ],
      [
        'that the kernel has since an earlier page',
        true,
        { rows: 3, columns: 2 },
        HEADER,
        /^undefined$/
      ],
      [
        'that the kernel cannot look for',
        true,
        NO_PANDAS,
        HEADER,
        /No pandas\./
      ]
    ]
  )(
    'lets the driver forget a frame %s',
    async (_, isResumed, found, header, words) => {
      const { bringFrom } = rig(isResumed, found);
      const { sent, error } = await bringFrom(header);
      expect(String(error)).toMatch(words);
      expect(sent).toEqual([freeStatement('r')]);
    }
  );

  it('says what is wrong with the frame when there is no session either', async () => {
    const { bring } = rig(true, NO_PANDAS);
    await expect(bring(noSession())).rejects.toThrow('No pandas.');
  });
});
