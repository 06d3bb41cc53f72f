import fs from 'node:fs';
import path from 'node:path';

import type { PlaywrightTestConfig } from '@playwright/test';
import * as galata from '@jupyterlab/galata/lib/playwright-config';

import { placeOf, PLACES, PORT, TRAFFIC } from './support/place';

/** Galata's own settings; its type declaration is empty. */
const base = galata as PlaywrightTestConfig;

process.env.JUPYTERLAB_SYNAPSE_LOCAL_TRAFFIC ??= TRAFFIC;

/** The JupyterLab of one worker. */
function server(index: number) {
  const { port, state } = placeOf(index);
  fs.mkdirSync(state, { recursive: true });
  return {
    // Its log is worth a look when a test fails, and noise when none does.
    command: `jupyter lab --config jupyter_server_config.py > "${state}/jupyter.log" 2>&1`,
    cwd: __dirname,
    url: `http://127.0.0.1:${port}/lab`,
    timeout: 120_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 10_000 },
    env: {
      ...process.env,
      SYNAPSE_UI_TEST_PORT: String(port),
      JUPYTER_CONFIG_DIR: path.join(state, 'config'),
      JUPYTER_RUNTIME_DIR: path.join(state, 'runtime'),
      JUPYTER_DATA_DIR: path.join(state, 'data'),
      IPYTHONDIR: path.join(state, 'ipython'),
      JUPYTERLAB_SYNAPSE_LOCAL_HOME: path.join(state, 'local')
    }
  };
}

const config: PlaywrightTestConfig = {
  ...base,
  testDir: './tests',
  outputDir: './test-results',
  globalSetup: './support/globalSetup.ts',
  globalTeardown: './support/globalTeardown.ts',
  // Each with a JupyterLab, a local pool and a folder of its own.
  workers: PLACES,
  fullyParallel: false,
  retries: 0,
  // They only bound a hang: nothing here measures time.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  use: {
    ...base.use,
    baseURL: `http://127.0.0.1:${PORT}`,
    video: 'off',
    // Without its film and copies of the page, which cost a sixth of all CPU.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
    viewport: { width: 1400, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      args: ['--no-sandbox', '--disable-background-networking']
    }
  },
  webServer: Array.from({ length: PLACES }, (_, index) => server(index))
};

export default config;
