/** `npm run clean`: removes what was built; `-- --all` also what was installed. */
import fs from 'node:fs';
import path from 'node:path';

import { root } from './processes.mjs';

const BUILT = [
  'lib',
  'jupyterlab_synapse/labextension',
  'coverage',
  'artifacts',
  '.jest-cache',
  '.eslintcache',
  '.stylelintcache',
  'ui-tests/test-results',
  'ui-tests/playwright-report'
];
const INSTALLED = ['.venv', 'node_modules', 'ui-tests/node_modules'];

const [option, ...rest] = process.argv.slice(2);
if (rest.length || (option !== undefined && option !== '--all')) {
  console.error('Usage: npm run clean [-- --all]');
  process.exit(2);
}
for (const name of option ? [...BUILT, ...INSTALLED] : BUILT) {
  fs.rmSync(path.join(root, name), { recursive: true, force: true });
}
