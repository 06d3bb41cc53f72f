import fs from 'node:fs';
import path from 'node:path';

import { localPool } from './localPool';
import { placeOf, PLACES, TRAFFIC } from './place';

/** Makes sample data and start-up archive once; later runs find them. */
export default function globalSetup(): void {
  fs.rmSync(TRAFFIC, { recursive: true, force: true });
  const first = placeOf(0).state;
  localPool('prepare', first);
  for (let index = 1; index < PLACES; index++) {
    const home = path.join(placeOf(index).state, 'local');
    fs.mkdirSync(home, { recursive: true });
    // A lake of its own, as tests write there; the archive is for all.
    const lake = path.join(home, 'lake');
    fs.rmSync(lake, { recursive: true, force: true });
    fs.cpSync(path.join(first, 'local', 'lake'), lake, { recursive: true });
    const cache = path.join(home, 'cache');
    fs.rmSync(cache, { recursive: true, force: true });
    fs.symlinkSync(path.join(first, 'local', 'cache'), cache);
  }
}
