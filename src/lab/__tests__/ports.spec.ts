import { NotebookPanel } from '@jupyterlab/notebook';
import { Contents, ServerConnection } from '@jupyterlab/services';
import { browserClock } from '../browserClock';
import { ContentsFiles } from '../contentsFiles';
import { failure } from '../magicRunner';
import { revealCell } from '../revealCell';
import { StatementError, SynapseError } from '../../core/errors';

describe('ContentsFiles', () => {
  const files = (get: () => Promise<unknown>) => {
    const spy = jest.fn((_path: string, _options: object) => get());
    const contents = { get: spy } as unknown as Contents.IManager;
    return { read: () => new ContentsFiles(contents).read('a/b.json'), spy };
  };
  const refused = (status: number) => () =>
    Promise.reject(
      new ServerConnection.ResponseError(new Response('', { status }))
    );

  it('reads text', async () => {
    const { read, spy } = files(() => Promise.resolve({ content: '{}' }));
    expect(await read()).toBe('{}');
    expect(spy).toHaveBeenCalledWith('a/b.json', {
      type: 'file',
      format: 'text',
      content: true
    });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['absent', refused(404)],
    ['hidden', refused(403)],
    ['a folder', refused(400)],
    ['no text', () => Promise.resolve({ content: [] })]
  ])('takes a file that is %s for none', async (_, get) => {
    expect(await files(get).read()).toBeNull();
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the server', refused(500)],
    ['the network', () => Promise.reject(new TypeError('Failed to fetch'))]
  ])('does not take a failure of %s for an absent file', async (_, get) => {
    await expect(files(get).read()).rejects.toThrow();
  });
});

describe('browserClock', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('sleeps', async () => {
    const begun = browserClock.now();
    const sleeping = browserClock.sleep(500);
    await jest.advanceTimersByTimeAsync(500);
    await sleeping;
    expect(browserClock.now() - begun).toBe(500);
  });

  it('is woken, and leaves no timer', async () => {
    const abort = new AbortController();
    const sleeping = browserClock.sleep(500, abort.signal);
    abort.abort();
    await sleeping;
    await browserClock.sleep(500, abort.signal);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('lets go of the signal', async () => {
    const abort = new AbortController();
    const remove = jest.spyOn(abort.signal, 'removeEventListener');
    const sleeping = browserClock.sleep(5, abort.signal);
    await jest.advanceTimersByTimeAsync(5);
    await sleeping;
    expect(remove).toHaveBeenCalledTimes(1);
  });
});

describe('failure', () => {
  it.each<[unknown, string, string, string[]]>([
    [new StatementError('E', 'x', ['t']), 'E', 'x', ['t']],
    [new StatementError('E', 'x', []), 'E', 'x', ['E: x']],
    [new StatementError('E', '', []), 'E', '', ['E']],
    [
      new SynapseError({ kind: 'usage', what: 'W.' }),
      'UsageError',
      'W.',
      ['UsageError: W.']
    ],
    [
      new SynapseError({ kind: 'cancelled', what: 'W.' }),
      'Cancelled',
      'W.',
      ['Cancelled: W.']
    ],
    [
      new SynapseError({ kind: 'quota', what: 'W.', why: 'Y.', next: 'N.' }),
      'SynapseError',
      'W.\nY.\nN.',
      ['SynapseError: W.\nY.\nN.']
    ],
    ['text', 'SynapseError', 'text', ['SynapseError: text']],
    [undefined, 'SynapseError', 'undefined', ['SynapseError: undefined']]
  ])('%p', (reason, ename, evalue, traceback) => {
    expect(failure(reason)).toEqual({
      status: 'error',
      ename,
      evalue,
      traceback
    });
  });
});

describe('revealCell', () => {
  it('shows a cell, and minds no cell that is gone', async () => {
    const scrollToItem = jest.fn(() => Promise.resolve());
    const content = {
      activeCellIndex: 0,
      widgets: [{ model: { id: 'a' } }, { model: { id: 'b' } }],
      scrollToItem
    };
    const panel = { content } as unknown as NotebookPanel;
    await revealCell(panel, 'b');
    expect(content.activeCellIndex).toBe(1);
    expect(scrollToItem).toHaveBeenCalledWith(1);
    await revealCell(panel, 'gone');
    expect(scrollToItem).toHaveBeenCalledTimes(1);
  });
});
