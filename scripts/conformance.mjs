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

const USAGE =
  "npm run conformance -- [--url URL] [--prefix PATH] [--header 'Name: value']… [--strict] [--only TEXT]";

function options() {
  try {
    const { values } = parseArgs({
      options: {
        url: { type: 'string' },
        prefix: { type: 'string', default: '' },
        header: { type: 'string', multiple: true, default: [] },
        strict: { type: 'boolean', default: false },
        only: { type: 'string' },
        quiet: { type: 'boolean', default: false }
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

async function main() {
  const { headers, only, prefix, quiet, strict, url } = options();
  await setup({ extras: ['local'], python: !url, bundle: false });
  const started = url
    ? null
    : await localServer({ python: venvPython, env: venvEnvironment(), strict });
  const tag = `conformance-${crypto.randomBytes(3).toString('hex')}`;
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const target = {
    url: url ?? started.url,
    headers: { ...started?.headers, ...headers },
    prefix
  };
  const profile = {
    ...target,
    dialect: prefix ? 'synapse' : 'livy',
    server: await serverAt(target.url, target.headers, strict),
    tag,
    resultsFile: path.join(RESULTS, `${stamp}.json`),
    idsFile: path.join(RESULTS, `${stamp}.ids`)
  };
  fs.mkdirSync(RESULTS, { recursive: true });
  const reportFile = path.join(RESULTS, `${stamp}.jest.json`);
  try {
    const code = await exitCode(
      process.execPath,
      [
        path.join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
        '-c',
        path.join(FOLDER, 'jest.config.js'),
        '--runInBand',
        '--json',
        `--outputFile=${reportFile}`,
        ...(quiet ? ['--silent'] : []),
        ...(only ? ['-t', only] : [])
      ],
      {
        env: { ...process.env, CONFORMANCE_PROFILE: JSON.stringify(profile) }
      }
    );
    return summary(profile, reportFile, code);
  } finally {
    await removeSessions(target, tag, profile.idsFile);
    await started?.stop();
    fs.rmSync(reportFile, { force: true });
    fs.rmSync(profile.idsFile, { force: true });
  }
}

/** Prints the cases and the sum; the exit code. */
function summary(profile, reportFile, code) {
  if (fs.existsSync(profile.resultsFile)) {
    const { results } = JSON.parse(
      fs.readFileSync(profile.resultsFile, 'utf8')
    );
    fs.copyFileSync(profile.resultsFile, path.join(RESULTS, 'latest.json'));
    console.log(`\n${profile.url}${profile.prefix} (${profile.server})`);
    for (const result of results) {
      console.log(line(result));
    }
    console.log(`\nWritten: ${path.relative(root, profile.resultsFile)}`);
  }
  const counts = fs.existsSync(reportFile)
    ? fromJest(reportFile)
    : { passed: 0, failed: 1, skipped: 0 };
  if (code !== 0 && counts.failed === 0) {
    counts.failed = 1;
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return isInterrupted() ? 130 : counts.failed ? 1 : 0;
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
