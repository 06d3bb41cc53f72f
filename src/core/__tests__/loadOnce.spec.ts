import { loadOnce } from '../loadOnce';

describe('loadOnce', () => {
  it('loads when it is first needed, once', async () => {
    const load = jest.fn(() => Promise.resolve({}));
    const get = loadOnce(load);
    expect(load).not.toHaveBeenCalled();
    const [one, other] = await Promise.all([get(), get()]);
    expect(other).toBe(one);
    expect(await get()).toBe(one);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('loads again after a failure', async () => {
    const load = jest
      .fn<Promise<number>, []>()
      .mockRejectedValueOnce(new Error('Loading chunk failed.'))
      .mockResolvedValue(1);
    const get = loadOnce(load);
    const both = await Promise.allSettled([get(), get()]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await get()).toBe(1);
    expect(load).toHaveBeenCalledTimes(2);
  });
});
