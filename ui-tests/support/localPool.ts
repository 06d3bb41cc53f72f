import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Folder of all that the tests write. */
export const STATE =
  process.env.SYNAPSE_UI_TEST_STATE ?? path.join(__dirname, '..', '.state');

/** Runs a command of the local pool that the tests use. */
export function localPool(command: 'prepare' | 'stop'): void {
  execFileSync('python', ['-m', 'jupyterlab_synapse.local', command], {
    stdio: command === 'prepare' ? 'inherit' : 'ignore',
    env: {
      ...process.env,
      JUPYTERLAB_SYNAPSE_LOCAL_HOME: path.join(STATE, 'local')
    }
  });
}
