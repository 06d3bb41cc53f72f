/** Fifty statements at once, sent as pages send them and watched over one WebSocket. */
import fs from 'node:fs';

import { TARGET } from './delayedLab.mjs';
import { summary } from './figures.mjs';

const STATEMENTS = 50;
const PATIENCE = 120_000;

/** Clock ticks per second of /proc, on every Linux there is. */
const TICKS = 100;

/** Late are those whose news reaches the page long after Livy's `completed`. */
export async function watchMany(lab, page, session) {
  const before = { reads: lab.reads(), cpu: cpuSeconds(lab.pid) };
  const { late, seconds, frames } = await page.evaluate(inPage, {
    root: `${lab.origin}/jupyterlab-synapse`,
    token: lab.token,
    path: `${TARGET.connection}/${new URL(TARGET.endpoint).host}/livyApi/versions/2019-11-01-preview/sparkPools/${TARGET.pool}/sessions/${session}/statements`,
    count: STATEMENTS,
    tag: Math.random().toString(16).slice(2),
    patience: PATIENCE
  });
  const cpu = cpuSeconds(lab.pid) - before.cpu;
  return {
    statements: late.length,
    seconds: Math.round(seconds * 10) / 10,
    late: summary(late),
    frames,
    readsPerSecond: Math.round((lab.reads() - before.reads) / seconds),
    cpuPercent: Math.round((cpu / seconds) * 100)
  };
}

/** In the page: sends all, watches all; ms from the end of each to its news. */
async function inPage({ root, token, path, count, tag, patience }) {
  const url = `${root.replace('http', 'ws')}/watch?token=${token}`;
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('No WebSocket.'));
  });
  const ids = Array.from({ length: count }, (_, index) => `${tag}-${index}`);
  const missing = new Set(ids);
  const late = [];
  let frames = 0;
  const ended = new Promise((resolve, reject) => {
    setTimeout(
      () => reject(new Error(`No news of ${missing.size}.`)),
      patience
    );
    socket.onmessage = event => {
      const now = Date.now();
      frames += 1;
      const { run, statement, ...other } = JSON.parse(event.data);
      if (!statement) {
        reject(new Error(JSON.stringify(other)));
      } else if (statement.state === 'available' && missing.delete(run)) {
        late.push(now - statement.completed);
        socket.send(JSON.stringify({ delivered: run }));
        if (missing.size === 0) {
          resolve();
        }
      }
    };
  });
  const begun = performance.now();
  const send = async (run, index) => {
    const info = { notebook: 'pushed.ipynb', cellId: run, after: -1 };
    const response = await fetch(`${root}/proxy/${path}`, {
      method: 'POST',
      headers: {
        Authorization: `token ${token}`,
        'Content-Type': 'application/json',
        'X-Synapse-Run': run,
        'X-Synapse-Run-Info': encodeURIComponent(JSON.stringify(info))
      },
      body: JSON.stringify({
        code: `import time; time.sleep(${0.1 + (index % 5) * 0.05}); print(${index})`,
        kind: 'pyspark'
      })
    });
    if (!response.ok) {
      throw new Error(`${response.status} ${await response.text()}`);
    }
    socket.send(JSON.stringify({ watch: run }));
  };
  await Promise.all([ended, ...ids.map(send)]);
  const seconds = (performance.now() - begun) / 1000;
  socket.close();
  return { late, seconds, frames };
}

function cpuSeconds(pid) {
  const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
