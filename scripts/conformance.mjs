/**
 * `npm run conformance [-- --url URL --prefix PATH --header 'Name: value' --strict]`:
 * holds a Livy to the recorded answers of a real one (docs/conformance.md).
 *
 * Without `--url` the local pool is started for it, in a folder of its own.
 * The last line on stdout is `N passed, N failed`. No session is left behind.
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { localServer } from '../conformance/localServer.mjs';
import { removeSessions } from '../conformance/removeSessions.mjs';
import {
  exitCode,
  isInterrupted,
  Problem,
  report,
  root
} from './processes.mjs';
import { fromJest } from './reports.mjs';
import { setup, venvEnvironment, venvPython } from './setup.mjs';

const FOLDER = path.join(root, 'conformance');
const RESULTS = path.join(FOLDER, 'results');

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const USAGE =
  "npm run conformance -- [--url URL] [--prefix PATH] [--header 'Name: value']… [--strict] [--quick] [--only TEXT]";

function options() {
  try {
    const { values } = parseArgs({
      options: {
        url: { type: 'string' },
        prefix: { type: 'string', default: '' },
        header: { type: 'string', multiple: true, default: [] },
        strict: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        only: { type: 'string' },
        report: { type: 'string' }
      }
    });
    const headers = values.header.map(header => {
      const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(header) ?? [];
      if (!name) {
        throw new Error(`"${header}" is no header.`);
      }
      return [name, value];
    });
    return {
      ...values,
      url: values.url?.replace(/\/+$/, ''),
      prefix: values.prefix.replace(/\/+$/, ''),
      headers: Object.fromEntries(headers)
    };
  } catch (error) {
    throw new Problem(error.message, { next: USAGE });
  }
}

/** Whose differences are allowed: those of the local pool, or none. */
async function serverAt(url, headers, isStrict) {
  let service = '';
  try {
    const response = await fetch(`${url}/`, { headers, redirect: 'manual' });
    service = (await response.json()).service ?? '';
  } catch {
    // Whatever it is, it is not the local pool.
  }
  if (!/local pool/.test(service)) {
    return 'livy';
  }
  return isStrict ? 'local-strict' : 'local';
}

/** That there is a Livy, before a hundred cases say that there is none. */
async function checkServer({ headers, prefix, url }) {
  const address = `${url}${prefix}/sessions`;
  let status;
  try {
    ({ status } = await fetch(address, { headers, redirect: 'manual' }));
  } catch (error) {
    throw new Problem(`Nothing answers at ${address}: ${error.message}`, {
      next: 'Check --url; it is that of a Livy, e.g. http://livy.example:8998.'
    });
  }
  if (status !== 200) {
    throw new Problem(`${address} answered with status ${status}.`, {
      next: 'Check --url, --prefix and --header (e.g. an Authorization).'
    });
  }
}

async function main() {
  const { headers, only, prefix, quick, strict, url, ...rest } = options();
  // Until the end this process ends only after it has cleaned up.
  let isStopped = false;
  SIGNALS.forEach(signal => process.on(signal, () => (isStopped = true)));
  await setup({ extras: ['local'], python: !url, bundle: false });
  const started = url
    ? null
    : await localServer({
        python: venvPython,
        env: venvEnvironment(),
        strict,
        isStopped: () => isStopped
      });
  const target = {
    url: url ?? started.url,
    headers: { ...started?.headers, ...headers },
    prefix
  };
  if (url) {
    await checkServer(target);
  }
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const profile = {
    ...target,
    dialect: prefix ? 'synapse' : 'livy',
    server: await serverAt(target.url, target.headers, strict),
    isQuick: quick,
    tag: `conformance-${crypto.randomBytes(3).toString('hex')}`,
    resultsFile: path.join(RESULTS, `${stamp}.json`),
    idsFile: path.join(RESULTS, `${stamp}.ids`)
  };
  fs.mkdirSync(RESULTS, { recursive: true });
  // Jest's own report, also for scripts/test.mjs.
  const reportFile = rest.report ?? path.join(RESULTS, `${stamp}.jest.json`);
  let code = 130;
  let left = 0;
  try {
    if (!isStopped) {
      code = await jest(profile, reportFile, only);
    }
  } finally {
    left = await removeSessions(target, profile.tag, profile.idsFile);
    await started?.stop();
    fs.rmSync(profile.idsFile, { force: true });
  }
  const counts = summary(profile, reportFile, code);
  counts.failed += left;
  if (!rest.report) {
    fs.rmSync(reportFile, { force: true });
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return isStopped || isInterrupted() ? 130 : counts.failed ? 1 : 0;
}

/** Runs the suite; its exit code. */
function jest(profile, reportFile, only) {
  return exitCode(
    process.execPath,
    [
      path.join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...['-c', path.join(FOLDER, 'jest.config.js'), '--runInBand', '--json'],
      `--outputFile=${reportFile}`,
      ...(only ? ['-t', only] : [])
    ],
    { env: { ...process.env, CONFORMANCE_PROFILE: JSON.stringify(profile) } }
  );
}

/** Prints the cases; how many passed and failed. */
function summary(profile, reportFile, code) {
  console.log(`\n${profile.url}${profile.prefix} (${profile.server})`);
  if (fs.existsSync(profile.resultsFile)) {
    const text = fs.readFileSync(profile.resultsFile, 'utf8');
    JSON.parse(text).results.forEach(result => console.log(line(result)));
  }
  if (!fs.existsSync(reportFile)) {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const { testResults } = JSON.parse(fs.readFileSync(reportFile, 'utf8'));
  for (const { assertionResults, name } of testResults) {
    if (!name.endsWith('livy.spec.ts')) {
      assertionResults.forEach(result => console.log(checkLine(result)));
    }
  }
  if (fs.existsSync(profile.resultsFile)) {
    fs.copyFileSync(profile.resultsFile, path.join(RESULTS, 'latest.json'));
    console.log(`\nWritten: ${path.relative(root, profile.resultsFile)}`);
  }
  const counts = fromJest(reportFile);
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** A check of the front end's adapter, or of the suite itself. */
function checkLine({ fullName, status }) {
  const mark = { passed: 'ok', failed: 'FAILED' }[status] ?? '-';
  return `${mark.padEnd(7)}${fullName}`;
}

function line({
  case: name,
  about,
  known = [],
  milliseconds,
  outcome,
  reason
}) {
  const mark = { passed: 'ok', failed: 'FAILED', skipped: '-' }[outcome];
  const time =
    milliseconds === undefined ? '' : `${(milliseconds / 1000).toFixed(1)} s`;
  const note =
    outcome === 'skipped'
      ? reason
      : known.length
        ? `differs as meant: ${known.join(', ')}`
        : '';
  return [
    mark.padEnd(7),
    name.padEnd(34),
    time.padStart(8),
    `  ${about}${note ? ` [${note}]` : ''}`
  ].join('');
}

try {
  process.exitCode = await main();
} catch (error) {
  report(error);
  process.exitCode = 1;
}
