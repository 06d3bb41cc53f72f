/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "require"]}
 */
import './sdkEnvironment';

import { IDayData } from '../../core/coverageTally';
import { problemOf } from '../../core/errors';
import { LakeClient } from '../lakeClient';

import { Answerer, IAnswer, inOrder, scriptedSend } from './scriptedSend';

const ACCOUNT = {
  connection: 'azure',
  endpoint: 'https://contosolake.dfs.core.windows.net'
};
const PLACE = {
  ...ACCOUNT,
  container: 'am-commonsecuritylog',
  folder: 'WorkspaceResourceId=/subscriptions/s'
};
const MISSING: IAnswer = {
  status: 404,
  headers: { 'x-ms-error-code': 'PathNotFound' },
  body: { error: { code: 'PathNotFound', message: 'Not here.' } }
};

function blob(day: string, hour: string, size: string) {
  return {
    name: `${PLACE.folder}/y=2021/m=11/d=${day}/h=${hour}/m=00/PT05M.json`,
    contentLength: size
  };
}

function rig(answerer: Answerer) {
  const { requests, send } = scriptedSend(answerer);
  const lake = new LakeClient({ send, random: () => 0 });
  const read = async (
    days: string[],
    signal = new AbortController().signal
  ) => {
    const found = new Map<string, IDayData>();
    await lake.days(PLACE, days, signal, data =>
      data.forEach((one, day) => found.set(day, one))
    );
    return found;
  };
  return { lake, requests, read };
}

const WEEK = ['01', '02', '03', '04', '05', '06', '07'].map(
  day => `2021-11-${day}`
);

describe('days', () => {
  it('adds up the pages of a month', async () => {
    const { read, requests } = rig(
      inOrder(
        {
          headers: { 'x-ms-continuation': 'a+b/c=' },
          body: {
            paths: [
              { name: 'x/y=2021/m=11/d=01', isDirectory: 'true' },
              blob('01', '00', '5'),
              blob('01', '23', '7')
            ]
          }
        },
        // A page may be empty and still have a token.
        { headers: { 'x-ms-continuation': 'd' }, body: { paths: [] } },
        { body: { paths: [blob('03', '04', '11')] } }
      )
    );
    const found = await read(WEEK);
    expect([...found.keys()]).toEqual(WEEK);
    expect(found.get(WEEK[0])).toMatchObject({ bytes: 12, blobs: 2 });
    expect(found.get(WEEK[1])).toMatchObject({ bytes: 0, blobs: 0 });
    expect(found.get(WEEK[2])?.hourBytes[4]).toBe(11);
    expect(
      requests.map(({ url }) => new URL(url).searchParams.get('continuation'))
    ).toEqual([null, 'a+b/c=', 'd']);
    const url = new URL(requests[0].url);
    expect(url.origin + url.pathname).toBe(
      'https://contosolake.dfs.core.windows.net/am-commonsecuritylog'
    );
    expect(Object.fromEntries(url.searchParams)).toEqual({
      resource: 'filesystem',
      recursive: 'true',
      directory: `${PLACE.folder}/y=2021/m=11`
    });
    expect(requests[0].headers['x-ms-version']).toBe('2025-01-05');
    expect(requests[0].connection).toBe('azure');
  });

  it('takes a folder that is not there for an empty one', async () => {
    const { read, requests } = rig(() => MISSING);
    const found = await read(['2021-11-01', '2021-11-02']);
    expect([...found.values()].map(({ blobs }) => blobs)).toEqual([0, 0]);
    expect(requests).toHaveLength(2);
  });

  it('asks a few at a time, and at most once for each day', async () => {
    let running = 0;
    let most = 0;
    const { read, requests } = rig(async () => {
      most = Math.max(most, ++running);
      await new Promise(resolve => setTimeout(resolve, 1));
      running--;
      return { body: { paths: [] } };
    });
    const days = Array.from({ length: 12 }, (_, month) =>
      [1, 2, 3].map(day => `2021-${String(month + 1).padStart(2, '0')}-0${day}`)
    ).flat();
    await read(days);
    expect(requests).toHaveLength(36);
    expect(most).toBe(4);
  });

  it('waits as Retry-After says', async () => {
    const { read, requests } = rig(
      inOrder(
        { status: 429, headers: { 'retry-after-ms': '5' }, body: {} },
        { body: { paths: [blob('01', '00', '5')] } }
      )
    );
    const found = await read(['2021-11-01']);
    expect(found.get('2021-11-01')?.bytes).toBe(5);
    expect(requests).toHaveLength(2);
  });

  it('stops when it is told to', async () => {
    const abort = new AbortController();
    const { read } = rig(
      () =>
        new Promise<IAnswer>(() => {
          setTimeout(() => abort.abort(), 0);
        })
    );
    const error: unknown = await read(WEEK, abort.signal).catch(
      (reason: unknown) => reason
    );
    expect(problemOf(error).kind).toBe('cancelled');
  });

  it('gives up a list without an end', async () => {
    const { read, requests } = rig(() => ({
      headers: { 'x-ms-continuation': 'again' },
      body: { paths: [] }
    }));
    await expect(read(['2021-11-01'])).rejects.toThrow('more than 400 pages');
    expect(requests).toHaveLength(400);
  });

  it('keeps what came before a failure', async () => {
    const { lake } = rig(({ url }) =>
      url.includes('d%3D02')
        ? { status: 403, body: { error: { code: 'x' } } }
        : { body: { paths: [blob('01', '00', '5')] } }
    );
    const found = new Map<string, IDayData>();
    const { signal } = new AbortController();
    const days = lake.days(PLACE, ['2021-11-01', '2021-11-02'], signal, data =>
      data.forEach((one, day) => found.set(day, one))
    );
    await expect(days).rejects.toThrow('Storage Blob Data Reader');
    expect([...found.keys()]).toEqual(['2021-11-01']);
  });

  it.each<[string, IAnswer, string, string]>([
    [
      'no role',
      {
        status: 403,
        body: { error: { code: 'AuthorizationPermissionMismatch' } }
      },
      'access',
      'not allowed to list the container am-commonsecuritylog of contosolake'
    ],
    [
      'a firewall',
      { status: 403, headers: { 'x-ms-error-code': 'AuthorizationFailure' } },
      'access',
      'network rules of the storage account contosolake'
    ],
    [
      'no container',
      { status: 404, body: { error: { code: 'FilesystemNotFound' } } },
      'notFound',
      'no container am-commonsecuritylog in the storage account contosolake'
    ],
    ['no JSON', { body: 7 }, 'server', 'could not be understood']
  ])('says why: %s', async (_, answer, kind, words) => {
    const { read } = rig(() => answer);
    const error: unknown = await read(['2021-11-01']).catch(
      (reason: unknown) => reason
    );
    expect(problemOf(error).kind).toBe(kind);
    expect(problemOf(error).what).toContain(words);
  });
});

describe('containers', () => {
  it('lists names that are names', async () => {
    const { lake, requests } = rig(
      inOrder(
        {
          headers: { 'x-ms-continuation': 'next' },
          body: { filesystems: [{ name: 'am-a' }, { name: '../x' }, {}] }
        },
        { body: { filesystems: [{ name: 'am-b' }] } }
      )
    );
    expect(await lake.containers(ACCOUNT, 'am-')).toEqual(['am-a', 'am-b']);
    expect(requests[0].url).toBe(
      'https://contosolake.dfs.core.windows.net/?resource=account&prefix=am-'
    );
  });
});
