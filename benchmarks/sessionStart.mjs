/** How long a warm local pool takes from the POST to an idle session. */
import { show, summary } from './figures.mjs';
import { openLab } from './lab.mjs';
import { localPool, timeToIdle } from './localPool.mjs';

const STARTS = 5;

export async function sessionStart(env) {
  const lab = await openLab(env);
  try {
    const pool = localPool(lab.origin);
    const times = [];
    for (let round = 0; round <= STARTS; round++) {
      const { id, ms } = await timeToIdle(pool);
      await pool.remove(id);
      if (round > 0) {
        // The first one also starts the pool's server and warms the disk.
        times.push(ms);
      }
    }
    const result = { postToIdle: summary(times) };
    show('Session start on the local pool, POST to idle (ms)', result);
    return result;
  } finally {
    await lab.close();
  }
}
