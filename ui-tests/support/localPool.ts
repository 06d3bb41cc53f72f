import { execFileSync } from 'node:child_process';
import path from 'node:path';

import { STATE } from './place';

export { STATE };

/** Runs a command of a local pool: that of this process, or another one. */
export function localPool(command: 'prepare' | 'stop', state = STATE): void {
  execFileSync('python', ['-m', 'jupyterlab_synapse.local', command], {
    stdio: command === 'prepare' ? 'inherit' : 'ignore',
    env: {
      ...process.env,
      JUPYTERLAB_SYNAPSE_LOCAL_HOME: path.join(state, 'local')
    }
  });
}
