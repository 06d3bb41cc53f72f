import { IFrameHeader } from '../../core/frame';
import { DAMAGED } from '../../core/frameRun';
import { problemOf } from '../../core/errors';
import { KernelAnswer, KernelFrames } from '../kernelFrames';

const HEADER = {
  id: 'r',
  name: 'df',
  length: 4,
  facts: {}
} as unknown as IFrameHeader;
const signal = new AbortController().signal;

function frames(answer: KernelAnswer) {
  const talk = {
    isReady: false,
    asked: [] as string[],
    ask(code: string): Promise<KernelAnswer> {
      this.asked.push(code);
      return Promise.resolve(answer);
    }
  };
  return { talk, frames: new KernelFrames(() => talk) };
}

describe('KernelFrames', () => {
  it('names what the kernel has not', async () => {
    const { frames: one } = frames({
      value: [
        ['pandas', '1.5', null],
        ['pyarrow', '12.0', null]
      ]
    });
    const reason: unknown = await one.check(signal).catch((e: unknown) => e);
    const { what, next } = problemOf(reason);
    expect(what).toContain('has no pandas and pyarrow');
    expect(next).toContain('%pip install -U pandas pyarrow');
  });

  it('names what is too old in the kernel', async () => {
    const { frames: one } = frames({ value: [['pandas', '1.5', '1.4.2']] });
    const reason: unknown = await one.check(signal).catch((e: unknown) => e);
    const { what, why, next } = problemOf(reason);
    expect(what).toBe(
      "The notebook's kernel has pandas 1.4.2, which is too old for -o."
    );
    expect(why).toBe('It needs pandas 1.5 or later.');
    expect(next).toContain('%pip install -U pandas in a cell, restart');
  });

  it('looks once in the life of a kernel', async () => {
    const { talk, frames: one } = frames({ value: [] });
    await one.check(signal);
    const before = talk.asked.length;
    await one.check(signal);
    expect(talk.asked).toHaveLength(before);
  });

  it.each<[KernelAnswer, string, string]>([
    [{ ename: 'FrameDamaged', evalue: '1 of 2 bytes' }, 'damaged', DAMAGED],
    [{ ename: 'MemoryError', evalue: 'no' }, 'MemoryError: no', ''],
    [
      { ename: 'KeyError', evalue: "'_synapse_frames_here'" },
      'kernel was restarted',
      DAMAGED
    ],
    [{ ename: 'KeyError', evalue: "'x'" }, "KeyError: 'x'", ''],
    [{ value: null }, 'said nothing', '']
  ])('says why there is no frame: %j', async (answer, words, detail) => {
    const { frames: one } = frames(answer);
    const reason: unknown = await one
      .finish(HEADER, 'QQ==', signal)
      .catch((e: unknown) => e);
    expect(problemOf(reason).what).toContain(words);
    expect(problemOf(reason).detail).toBe(detail);
  });

  it('looks again in a kernel that has forgotten it', async () => {
    const { talk, frames: one } = frames({
      ename: 'KeyError',
      evalue: "'_synapse_frames_here'"
    });
    talk.isReady = true;
    await one.add('r', 'QQ==', 0, signal).catch(() => undefined);
    expect(talk.isReady).toBe(false);
  });

  it('is not asked for any more when there is no kernel', () => {
    const none = new KernelFrames(() => {
      throw new Error('no kernel');
    });
    expect(() => none.drop('r')).not.toThrow();
  });

  it('does not wait for a kernel after an interrupt', async () => {
    const abort = new AbortController();
    const one = new KernelFrames(() => ({
      isReady: true,
      ask: () => new Promise(() => undefined)
    }));
    const ended = one
      .add('r', 'QQ==', 0, abort.signal)
      .catch((e: unknown) => e);
    abort.abort();
    expect(problemOf(await ended).kind).toBe('cancelled');
    const { talk, frames: other } = frames({ value: null });
    await other.finish(HEADER, 'QQ==', abort.signal).catch(() => undefined);
    expect(talk.asked).toEqual([]);
  });
});
