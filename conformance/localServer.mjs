/** Starts the local pool for the suite, in a new folder that is removed with it. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const START_SECONDS = 180;

/** Its address, the headers it needs, and how to end it. */
export async function localServer({
  python,
  env,
  strict = false,
  isStopped = () => false
}) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'conformance-pool-'));
  const log = path.join(home, 'conformance.log');
  const output = fs.openSync(log, 'w');
  const child = spawn(
    python,
    [
      ...['-m', 'jupyterlab_synapse.local', 'serve', '--home', home],
      ...['--cores', '2', '--max-sessions', '2'],
      ...(strict ? ['--strict'] : [])
    ],
    // A group of its own: Ctrl+C is for the script, which then ends it in order.
    { env, stdio: ['ignore', output, output], detached: true }
  );
  fs.closeSync(output);
  const ended = new Promise(resolve => {
    child.on('exit', resolve);
    child.on('error', resolve);
  });
  const kill = () => child.kill('SIGTERM');
  process.once('exit', kill);
  const stop = async () => {
    kill();
    await ended;
    process.off('exit', kill);
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  const deadline = Date.now() + START_SECONDS * 1000;
  for (;;) {
    const known = read(path.join(home, 'server.json'));
    if (known) {
      return {
        url: `http://127.0.0.1:${known.port}`,
        headers: { Authorization: `Bearer ${known.token}` },
        stop
      };
    }
    if (
      child.exitCode !== null ||
      child.signalCode !== null ||
      isStopped() ||
      Date.now() > deadline
    ) {
      const text = fs.readFileSync(log, 'utf8').trim();
      await stop();
      throw new Error(`The local pool did not start: ${text}`);
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

function read(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
