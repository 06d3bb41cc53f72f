import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { expectPoll } from './notebook';
import { STATE } from './place';

/** What is to be changed in the local Azure; see `PUT /local-azure`. */
export interface ILocalAzureChange {
  operationSeconds?: number;
  persona?: 'owner' | 'analyst' | 'none';
  without?: string[];
  reset?: boolean;
}

/** A local pool of a test's own, in a folder of its own, with an empty Azure. */
export class LocalAzure {
  constructor(name: string) {
    this.home = path.join(STATE, `local-${name}`);
  }

  readonly home: string;

  /** What makes a JupyterLab use it. */
  get environment(): Record<string, string> {
    return {
      JUPYTERLAB_SYNAPSE_LOCAL_HOME: this.home,
      JUPYTERLAB_SYNAPSE_LOCAL_TENANT: 'empty'
    };
  }

  /** An empty folder; what takes long to make is that of the other tests. */
  create(): void {
    this.stop();
    fs.rmSync(this.home, { recursive: true, force: true });
    fs.mkdirSync(this.home, { recursive: true, mode: 0o700 });
    fs.symlinkSync(
      path.join(STATE, 'local', 'cache'),
      path.join(this.home, 'cache')
    );
  }

  /** Changes how it behaves, once its server runs. */
  async change(change: ILocalAzureChange): Promise<void> {
    const file = path.join(this.home, 'server.json');
    await expectPoll(
      async () => fs.existsSync(file),
      exists => exists,
      'the server of the local Azure'
    );
    const { port, token } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
      port: number;
      token: string;
    };
    const response = await fetch(`http://127.0.0.1:${port}/local-azure`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${token}` },
      body: JSON.stringify(change)
    });
    if (!response.ok) {
      throw new Error(await response.text());
    }
  }

  /**
   * Waits until a new export rule has written all that there is to hunt in.
   * Like on Azure, a hunt that is run before asks about the days without data.
   */
  async untilExported(): Promise<void> {
    const file = path.join(this.home, 'exports.json');
    await expectPoll(
      async () => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''),
      isExported,
      'the export rule to write its logs',
      400_000
    );
  }

  stop(): void {
    execFileSync('python', ['-m', 'jupyterlab_synapse.local', 'stop'], {
      stdio: 'ignore',
      env: { ...process.env, JUPYTERLAB_SYNAPSE_LOCAL_HOME: this.home }
    });
  }
}

/** Whether all tables of all rules have come up to the last minutes. */
function isExported(text: string): boolean {
  const rules = JSON.parse(text || '{}') as Record<
    string,
    Record<string, { until: string }>
  >;
  const tables = Object.values(rules).flatMap(rule => Object.values(rule));
  const since = Date.now() - 15 * 60_000;
  return (
    tables.length > 0 &&
    tables.every(({ until }) => Date.parse(`${until}Z`) > since)
  );
}
