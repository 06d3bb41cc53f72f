import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';

import { localPool } from './localPool';
import { STATE } from './place';

/**
 * The local pool with an Azure of 50 subscriptions and 500 pools. JupyterLab
 * takes it up like any other that runs.
 */
export class LargeTenant {
  private constructor(private readonly _process: ChildProcess) {}

  /** Resolves when it answers. Sessions of the one before are gone. */
  static async start(): Promise<LargeTenant> {
    localPool('stop');
    const child = spawn(
      'python',
      ['-m', 'jupyterlab_synapse.local', 'serve', '--tenant', 'large'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          ...process.env,
          JUPYTERLAB_SYNAPSE_LOCAL_HOME: path.join(STATE, 'local')
        }
      }
    );
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (data: Buffer) => {
        if (data.toString().includes('listens on')) {
          resolve();
        }
      });
      child.once('exit', code => reject(new Error(`It ended with ${code}.`)));
    });
    return new LargeTenant(child);
  }

  /** The next request starts the usual one. */
  async stop(): Promise<void> {
    if (this._process.exitCode === null) {
      const ended = new Promise(resolve => this._process.once('exit', resolve));
      this._process.kill('SIGTERM');
      await ended;
    }
  }
}
