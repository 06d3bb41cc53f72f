/** Gets the browser tests' packages and Chromium ready; benchmarks use them too. */
import path from 'node:path';

import { findChromium } from './chromium.mjs';
import { npm, root, run, step } from './processes.mjs';
import { venvEnvironment } from './setup.mjs';
import { hashOf, once } from './stamps.mjs';

/** Folder of the browser tests. */
export const UI = path.join(root, 'ui-tests');

/** Installs what is missing; the environment for a program that drives Chromium. */
export async function browserEnvironment(more = {}) {
  const env = venvEnvironment({
    CHROMIUM: await findChromium(),
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
    ...more
  });
  const inputs = hashOf([
    'ui-tests/package.json',
    'ui-tests/package-lock.json'
  ]);
  const stamp = 'ui-tests/node_modules/.cache/jupyterlab-synapse/packages';
  await once(stamp, inputs, ['ui-tests/node_modules'], () =>
    step('UI test packages', () =>
      run(...npm(['ci', '--no-fund', '--no-audit']), {
        name: 'npm ci (ui-tests)',
        next: 'Check the network and the npm registry setting, then try again.',
        cwd: UI,
        env
      })
    )
  );
  return env;
}
