/**
 * `npm run conformance:arm [-- --browser FILE]`: has Microsoft's own `oav`
 * judge what our ARM client asks and what the local Azure answers
 * (docs/conformance.md): what the specs exchange, or with `--browser` what the
 * browser tests did, which `npm test -- traffic` wrote to the file.
 *
 * `npm test` holds the same traffic to the same specifications with Ajv. oav
 * brings 190 packages, so it is installed on first use.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

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

/** The browser tests' exchanges. */
function recorded(file) {
  if (!fs.existsSync(file)) {
    throw new Problem(`There is no ${file}.`, {
      next: 'Run npm test -- ui traffic, which records and writes it.'
    });
  }
  fs.rmSync(TRAFFIC, { recursive: true, force: true });
  fs.mkdirSync(TRAFFIC, { recursive: true });
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/** Has oav read exchanges; its report. */
async function judge(name, exchanges) {
  const folder = path.join(TRAFFIC, name);
  fs.mkdirSync(folder);
  const type = { 'content-type': 'application/json' };
  exchanges.forEach((one, index) => {
    const { body, headers = type, method = 'GET', status, url } = one;
    const { requestBody, requestHeaders = {} } = one;
    const exchange = {
      liveRequest: { headers: requestHeaders, method, url, body: requestBody },
      liveResponse: { statusCode: String(status), headers, body }
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

/** What oav finds that is meant so. */
function differences() {
  const file = path.join(SPECS, '..', '..', 'traffic', 'oavDifferences.json');
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

const operationOf = ({ operationId, spec }) => `${spec} ${operationId}`;

async function main() {
  const { values } = parseArgs({ options: { browser: { type: 'string' } } });
  await setup({ extras: ['local'], bundle: false });
  await install();
  const exchanges = values.browser ? recorded(values.browser) : await record();
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
  const listed = values.browser ? differences() : [];
  const used = new Set();
  const unlisted = errors.filter(({ errorCode, errorMessage, operationId }) => {
    const line = `${operationId} ${errorCode} ${errorMessage}`;
    const known = listed.filter(({ at }) => new RegExp(at).test(line));
    known.forEach(({ id }) => used.add(id));
    return known.length === 0;
  });
  for (const error of unlisted) {
    console.log(JSON.stringify(error, null, 2));
  }
  const unused = listed.filter(({ id }) => !used.has(id));
  for (const { id } of unused) {
    console.log(`The difference "${id}" is listed, and there is none.`);
  }
  console.log(
    `oav: ${exchanges.length} exchanges, ${coveredOperations} of ${allOperations} operations`
  );
  // One that failed must have said why, or nothing can be listed.
  const silent = errors.length ? 0 : failedOperations;
  const failed = unlisted.length + unused.length + silent;
  const passed = coveredOperations - new Set(unlisted.map(operationOf)).size;
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && coveredOperations > 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  report(error);
  process.exitCode = 1;
}
