import { gzipSync } from 'node:zlib';

import type { Request } from '@playwright/test';

import { expectPoll, Notebook } from '../support/notebook';
import { expect, test } from '../support/test';

const OURS = /\/extensions\/jupyterlab-synapse\/static\/([^?]+\.js)/;
const KIB = 1024;

test('loads little at start, and the Azure code on first use', async ({
  page,
  livy
}) => {
  // A page that has sessions of its own to look after loads more.
  await expectPoll(
    async () => {
      const url = '/jupyterlab-synapse/runs?notebook=/';
      const { notes } = (await (await page.request.get(url)).json()) as {
        notes: object;
      };
      return Object.keys(notes);
    },
    names => names.length === 0,
    'the sessions of other tests to be forgotten'
  );
  const loaded = new Map<string, number>();
  const requests = new Set<Request>();
  page.on('request', request => {
    // What the page before asked for is not of this start.
    if (requests.size > 0 || request.isNavigationRequest()) {
      requests.add(request);
    }
  });
  page.on('response', async response => {
    const name = OURS.exec(response.url())?.[1];
    if (name && requests.has(response.request())) {
      loaded.set(name, gzipSync(await response.body()).length);
    }
  });
  await page.reload();
  await page.waitForCondition(() =>
    page.evaluate(() => document.querySelector('#jupyterlab-splash') === null)
  );
  const notebook = await Notebook.create(page, ['1 + 1']);
  expect(await notebook.runAll()).toBe(true);

  const atStart = [...loaded];
  expect(atStart.map(([name]) => name).join()).toContain('remoteEntry');
  for (const [name, size] of atStart) {
    expect(size, `${name} (gzip)`).toBeLessThanOrEqual(20 * KIB);
  }
  const total = atStart.reduce((sum, [, size]) => sum + size, 0);
  expect(total, 'all chunks at start (gzip)').toBeLessThanOrEqual(44 * KIB);
  expect(atStart.map(([name]) => name).join()).not.toMatch(
    /azure|running|identity|sign-in/
  );

  expect(await notebook.run(await notebook.addCell('%synapse start'))).toBe(
    true
  );
  expect([...loaded.keys()].join()).toMatch(/azure/);
  expect(await livy.running()).toHaveLength(1);
});
