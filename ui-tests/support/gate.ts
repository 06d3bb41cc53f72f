import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * Holds back code of a session until the test lets it go on: how long the test
 * takes until then is nothing that a sleep could know. Spark runs on this
 * computer, and so it can be a file.
 */
export class Gate {
  /** Python that waits until the gate is open. */
  get wait(): string {
    return [
      'import os, time',
      `while not os.path.exists(${JSON.stringify(this.file)}):`,
      '    time.sleep(0.05)'
    ].join('\n');
  }

  open(): void {
    fs.writeFileSync(this.file, '');
  }

  readonly file = path.join(
    fs.mkdtempSync(path.join(os.tmpdir(), 'synapse-gate-')),
    'open'
  );
}
