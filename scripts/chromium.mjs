/** Finds the browser for the UI tests, or installs Debian's. */
import fs from 'node:fs';
import path from 'node:path';

import { Problem, run } from './processes.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable'
];

/** Path of a program on the PATH, or null. */
function onPath(name) {
  return (
    (process.env.PATH ?? '')
      .split(path.delimiter)
      .map(folder => path.join(folder, name))
      .find(file => fs.existsSync(file)) ?? null
  );
}

function installed() {
  return NAMES.map(onPath).find(file => file) ?? null;
}

/** Path of Chromium. As root on Debian it is installed if there is none. */
export async function findChromium() {
  const given = process.env.CHROMIUM;
  if (given) {
    if (!fs.existsSync(given)) {
      throw new Problem(`CHROMIUM is ${given}, which does not exist.`, {
        next: 'Set it to the path of Chromium, or unset it.'
      });
    }
    return given;
  }
  if (!installed() && process.getuid?.() === 0 && onPath('apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const next = 'Install Chromium by hand, or set CHROMIUM to its path.';
    await run('apt-get', ['update'], { name: 'apt-get update', next, env });
    await run(
      'apt-get',
      ['install', '-y', '--no-install-recommends', 'chromium'],
      { name: 'apt-get install chromium', next, env }
    );
  }
  const found = installed();
  if (!found) {
    throw new Problem(
      `The UI tests need Chromium (looked for ${NAMES.join(', ')}).`,
      {
        next: 'Install it (Debian: apt-get install chromium), or set CHROMIUM to its path.'
      }
    );
  }
  return found;
}
