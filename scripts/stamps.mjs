/** Remembers from what something was made, so that it is made only once. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { root } from './processes.mjs';

/** Hash of files and folders (relative to the repository) and other texts. */
export function hashOf(names, texts = [], ignore = () => false) {
  const hash = createHash('sha256');
  const add = name => {
    const file = path.join(root, name);
    const found = fs.statSync(file, { throwIfNoEntry: false });
    if (!found || ignore(name)) {
      return;
    }
    if (found.isDirectory()) {
      fs.readdirSync(file)
        .sort()
        .forEach(child => add(path.join(name, child)));
      return;
    }
    hash.update(`${name}\0${found.size}\0`).update(fs.readFileSync(file));
  };
  names.forEach(add);
  texts.forEach(text => hash.update(`\0${text}`));
  return hash.digest('hex');
}

/**
 * Makes something unless its stamp says that it was made from the same inputs
 * and all of `outputs` are there. Resolves with whether it was made.
 */
export async function once(stamp, inputs, outputs, make) {
  const isThere = outputs.every(name => fs.existsSync(path.join(root, name)));
  if (isThere && readStamp(stamp) === inputs) {
    return false;
  }
  // Removed first: what is interrupted half-way must not look finished.
  fs.rmSync(path.join(root, stamp), { force: true });
  await make();
  writeStamp(stamp, inputs);
  return true;
}

/** The text of a stamp; empty if there is none. */
export function readStamp(stamp) {
  try {
    return fs.readFileSync(path.join(root, stamp), 'utf8');
  } catch {
    return '';
  }
}

/** Writes a stamp. */
export function writeStamp(stamp, text) {
  const file = path.join(root, stamp);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
