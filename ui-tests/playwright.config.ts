import fs from 'node:fs';
import path from 'node:path';

import type { PlaywrightTestConfig } from '@playwright/test';
import * as galata from '@jupyterlab/galata/lib/playwright-config';

/** Galata's own settings; its type declaration is empty. */
const base = galata as PlaywrightTestConfig;

/** All that the tests' JupyterLab writes; git-ignored. */
const STATE =
  process.env.SYNAPSE_UI_TEST_STATE ?? path.join(__dirname, '.state');
const PORT = Number(process.env.SYNAPSE_UI_TEST_PORT ?? 18890);

fs.mkdirSync(STATE, { recursive: true });

const config: PlaywrightTestConfig = {
  ...base,
  testDir: './tests',
  outputDir: './test-results',
  globalSetup: './support/globalSetup.ts',
  globalTeardown: './support/globalTeardown.ts',
  // One machine with two cores runs Spark, JupyterLab and Chromium.
  workers: 1,
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
    trace: 'retain-on-failure',
    viewport: { width: 1400, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      args: ['--no-sandbox', '--disable-background-networking']
    }
  },
  webServer: {
    // Its log is worth a look when a test fails, and noise when none does.
    command: `jupyter lab --config jupyter_server_config.py > "${STATE}/jupyter.log" 2>&1`,
    cwd: __dirname,
    url: `http://127.0.0.1:${PORT}/lab`,
    timeout: 120_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    env: {
      ...process.env,
      SYNAPSE_UI_TEST_PORT: String(PORT),
      JUPYTER_CONFIG_DIR: path.join(STATE, 'config'),
      JUPYTER_RUNTIME_DIR: path.join(STATE, 'runtime'),
      JUPYTER_DATA_DIR: path.join(STATE, 'data'),
      IPYTHONDIR: path.join(STATE, 'ipython'),
      JUPYTERLAB_SYNAPSE_LOCAL_HOME: path.join(STATE, 'local')
    }
  }
};

export default config;
