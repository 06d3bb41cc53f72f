/**
 * What is added to the duration of a remote cell until the page shows its
 * end, and how many requests that takes, and frames of the page's WebSocket.
 * In the same run, on the same session: a bare client that polls every 20 ms
 * (the floor), and a client with the poll ladder that sparkmagic's source has
 * (0.2, 0.5, 0.5, 1, 1, then 2 s).
 */
import { trafficOf } from './delayedLab.mjs';
import { show, summary } from './figures.mjs';
import { openLab, outputs, runAll, setCells } from './lab.mjs';
import { localPool, runPolling } from './localPool.mjs';

const SECONDS = [0, 0.05, 0.15, 0.3, 0.6, 1, 1.5, 2.5, 4, 6];
const FLOOR = [20];
const LADDER = [200, 500, 500, 1000, 1000, 2000];

export async function remoteCells(env) {
  const lab = await openLab(env);
  try {
    const { page } = lab;
    // Before the session: the page opens its WebSocket when it first needs it.
    const traffic = trafficOf(page);
    await setCells(page, ['%synapse start']);
    await runAll(page);
    const started = await outputs(page);
    const session = Number(/Session (\d+) ready/.exec(started)?.[1]);
    if (Number.isNaN(session)) {
      throw new Error(`No session: ${started}`);
    }
    const pool = localPool(lab.origin);
    await measure(page, 0);
    const rows = [];
    for (const seconds of SECONDS) {
      const times = { ours: [], floor: [], ladder: [] };
      const counts = { ours: [], floor: [], ladder: [], frames: [] };
      for (let round = 0; round < rounds(seconds); round++) {
        traffic.reset();
        times.ours.push(await measure(page, seconds));
        const { requests, sent, received } = traffic.counts();
        counts.ours.push(requests);
        counts.frames.push(sent + received);
        for (const [name, waits] of [
          ['floor', FLOOR],
          ['ladder', LADDER]
        ]) {
          const done = await runPolling(pool, session, code(seconds), waits);
          times[name].push(done.ms);
          counts[name].push(done.requests);
        }
      }
      const added = name => summary(times[name].map(ms => ms - seconds * 1000));
      rows.push({
        seconds,
        added: {
          ours: added('ours'),
          floor: added('floor'),
          ladder: added('ladder')
        },
        requests: {
          ours: summary(counts.ours).p50,
          floor: summary(counts.floor).p50,
          ladder: summary(counts.ladder).p50
        },
        frames: summary(counts.frames).p50
      });
    }
    await pool.remove(session);
    show(
      'Added to a remote cell (ms, p50; requests)',
      rows.map(({ seconds, added, requests, frames }) => ({
        seconds,
        'ours p50': added.ours.p50,
        'ours p95': added.ours.p95,
        'floor p50': added.floor.p50,
        'ladder p50': added.ladder.p50,
        'requests ours': requests.ours,
        'frames ours': frames,
        'requests floor': requests.floor,
        'requests ladder': requests.ladder
      }))
    );
    return rows;
  } finally {
    await lab.close();
  }
}

const rounds = seconds => (seconds < 1 ? 15 : 5);

const code = seconds => `import time; time.sleep(${seconds}); print('done')`;

async function measure(page, seconds) {
  await setCells(page, [`%%synapse\n${code(seconds)}`]);
  const ms = await runAll(page);
  const shown = await outputs(page);
  if (!shown.includes('done')) {
    throw new Error(`The cell shows no result: ${shown}`);
  }
  return ms;
}
