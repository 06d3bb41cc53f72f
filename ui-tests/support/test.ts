import { test as base } from '@jupyterlab/galata';

import { waitForApplication } from './application';
import { Livy } from './livy';

export { expect } from '@jupyterlab/galata';

/**
 * Galata's test, with Livy of the local pool. No Spark session and no kernel
 * is left of the test before.
 */
export const test = base.extend<{ livy: Livy }>({
  // Galata would read the answer of an interrupt as JSON, which it is not,
  // and close the page.
  kernels: null,
  sessions: null,
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names.
  waitForApplication: ({}, use) => use(waitForApplication),
  livy: [
    async ({ page }, use) => {
      const livy = new Livy(page);
      await livy.clear();
      await use(livy);
      await livy.clear();
      const response = await page.request.get('/api/sessions');
      const sessions = (await response.json()) as { id: string }[];
      for (const { id } of sessions) {
        await page.request.delete(`/api/sessions/${id}`);
      }
    },
    { auto: true }
  ]
});
