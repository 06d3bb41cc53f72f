import { test as base } from '@jupyterlab/galata';

import { Livy } from './livy';

export { expect } from '@jupyterlab/galata';

/** Galata's test, with Livy, and no session left of the test before. */
export const test = base.extend<{ livy: Livy }>({
  livy: async ({ page }, use) => {
    const livy = new Livy(page);
    await livy.clear();
    await use(livy);
    await livy.clear();
  }
});
