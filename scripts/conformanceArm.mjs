/**
 * `npm run conformance:arm`: has Microsoft's own `oav` judge what our ARM
 * client asks and what the local Azure answers (docs/conformance.md).
 *
 * `npm test` holds the same traffic to the same specifications with Ajv, as
 * oav brings 190 packages. Here it is installed on first use.
 */
import fs from 'node:fs';
import path from 'node:path';

import { exitCode, npm, Problem, report, root } from './processes.mjs';
import { setup, venvEnvironment, venvPython } from './setup.mjs';

const OAV = 'oav@4.0.3';
const FOLDER = path.join(root, 'artifacts', 'oav');
const TRAFFIC = path.join(FOLDER, 'traffic');
const SPECS = path.join(root, 'conformance', 'arm', 'specs');
const ENTRY = path.join(FOLDER, 'node_modules', 'oav', 'dist', 'cli.js');

async function install() {
  fs.mkdirSync(FOLDER, { recursive: true });
  if (!fs.existsSync(ENTRY)) {
    fs.writeFileSync(path.join(FOLDER, 'package.json'), '{"private":true}\n');
    const options = ['--no-audit', '--no-fund', '--ignore-scripts'];
    await exitCode(...npm(['install', OAV, ...options]), { cwd: FOLDER });
  }
  if (!fs.existsSync(ENTRY)) {
    throw new Problem('oav could not be installed.', {
      next: 'Check the connection to the npm registry.'
    });
  }
}

/** The spec's own exchanges, recorded while it checks them. */
async function record() {
  fs.rmSync(TRAFFIC, { recursive: true, force: true });
  fs.mkdirSync(TRAFFIC, { recursive: true });
  const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const code = await exitCode(
    process.execPath,
    [jest, 'src/azure/__tests__/armContract.spec.ts'],
    { env: venvEnvironment({ PYTHON: venvPython, ARM_TRAFFIC: TRAFFIC }) }
  );
  if (code !== 0) {
    throw new Problem('The specs failed already.');
  }
  return ['small', 'large'].flatMap(name =>
    JSON.parse(fs.readFileSync(path.join(TRAFFIC, `${name}.json`), 'utf8'))
  );
}

/** Has oav read exchanges; its report. */
async function judge(name, exchanges) {
  const folder = path.join(TRAFFIC, name);
  fs.mkdirSync(folder);
  exchanges.forEach(({ body, status, url }, index) => {
    const exchange = {
      liveRequest: { headers: {}, method: 'GET', url },
      liveResponse: {
        statusCode: String(status),
        headers: { 'content-type': 'application/json' },
        body
      }
    };
    const file = path.join(folder, `${index}.json`);
    fs.writeFileSync(file, JSON.stringify(exchange));
  });
  const json = path.join(TRAFFIC, `${name}-report.json`);
  // It writes this report, then fails on a template that is not in its
  // package: its exit code says nothing.
  await exitCode(process.execPath, [
    ENTRY,
    'validate-traffic',
    ...[folder, SPECS, '--logLevel', 'off', '--jsonReport', json],
    ...['--logFilepath', path.join(TRAFFIC, `${name}.log`)]
  ]);
  if (!fs.existsSync(json)) {
    throw new Problem('oav wrote no report.', {
      next: `Read ${path.relative(root, TRAFFIC)}/${name}.log.`
    });
  }
  return JSON.parse(fs.readFileSync(json, 'utf8'));
}

async function main() {
  await setup({ extras: ['local'], bundle: false });
  await install();
  const exchanges = await record();
  const { allOperations, coveredOperations, errors, failedOperations } =
    await judge('all', exchanges);
  // A judge that lets everything pass is none.
  const [first] = exchanges.filter(({ url }) =>
    url.includes('/subscriptions?')
  );
  const broken = { ...first, body: { ...first.body, value: 'none' } };
  const control = await judge('control', [broken]);
  if (control.failedOperations !== 1) {
    throw new Problem('oav did not see an answer that is wrong.');
  }
  for (const error of errors) {
    console.log(JSON.stringify(error, null, 2));
  }
  console.log(
    `oav: ${exchanges.length} exchanges, ${coveredOperations} of ${allOperations} operations`
  );
  const failed = failedOperations + errors.length;
  console.log(
    `${coveredOperations - failedOperations} passed, ${failed} failed`
  );
  return failed === 0 && coveredOperations > 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  report(error);
  process.exitCode = 1;
}
