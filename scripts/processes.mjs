/** Runs programs for the scripts: one line per step, logs in artifacts/logs. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const LAST_LINES = 40;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

let stoppedBy = null;

/** Whether a signal has ended a program that ran here: nothing more is to start. */
export function isInterrupted() {
  return stoppedBy !== null;
}

/** An expected failure: what happened, and what to do about it. */
export class Problem extends Error {
  constructor(message, { next = '', log = null } = {}) {
    super(message);
    this.next = next;
    this.log = log;
  }
}

/** Prints a problem with the end of its log, and the next step. */
export function report(error) {
  if (!(error instanceof Problem)) {
    console.error(error);
    return;
  }
  console.error(`\nFailed: ${error.message}`);
  if (error.log) {
    console.error(`Last lines of ${path.relative(root, error.log)}:`);
    console.error(lastLines(error.log).replace(/^/gm, '  | '));
  }
  if (error.next) {
    console.error(`Next: ${error.next}`);
  }
}

/** The last 40 lines of a file; empty if it cannot be read. */
export function lastLines(file) {
  try {
    const lines = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
    return lines.slice(-LAST_LINES).join('\n');
  } catch {
    return '';
  }
}

/** A new, empty log file. */
export function logFile(name) {
  const folder = path.join(root, 'artifacts', 'logs');
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.log`);
  fs.writeFileSync(file, '');
  return file;
}

/** Runs an action and prints one line with the seconds it took. */
export async function step(label, action) {
  const start = performance.now();
  const result = await action();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${seconds.padStart(6)} s  ${label}`);
  return result;
}

/**
 * Runs a program to its end; resolves with its exit code.
 *
 * `log` takes its output, otherwise it goes to this terminal. `onLine` gets
 * each line of a logged program. A program that cannot be started is a
 * `Problem`.
 */
export function exitCode(command, args, options = {}) {
  const { log, onLine, env = process.env, cwd = root } = options;
  if (stoppedBy) {
    return Promise.reject(new Problem(`Stopped by ${stoppedBy}.`));
  }
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', log ? 'pipe' : 'inherit', log ? 'pipe' : 'inherit']
    });
    const forward = signal => {
      stoppedBy ??= signal;
      child.kill(signal);
    };
    SIGNALS.forEach(signal => process.on(signal, forward));
    if (log) {
      const stream = fs.createWriteStream(log, { flags: 'a' });
      let rest = '';
      for (const output of [child.stdout, child.stderr]) {
        output.setEncoding('utf8');
        output.on('data', text => {
          stream.write(text);
          const lines = (rest + text).split('\n');
          rest = lines.pop();
          lines.forEach(line => onLine?.(line));
        });
      }
      child.on('close', () => stream.end());
    }
    child.on('error', error => {
      reject(
        new Problem(`${command} could not be started: ${error.message}`, {
          next: `Install ${path.basename(command)}, or put it on the PATH.`
        })
      );
    });
    child.on('close', (code, signal) => {
      SIGNALS.forEach(signal => process.off(signal, forward));
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/** Runs a program with a log; a `Problem` unless it ends with 0. */
export async function run(command, args, { name, next, ...options }) {
  const log = logFile(name);
  const code = await exitCode(command, args, { ...options, log });
  if (code !== 0) {
    throw new Problem(`${name} ended with code ${code}.`, { log, next });
  }
}

/** What a program prints, or null if it fails or does not exist. */
export function outputOf(command, args) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'ignore']
    });
    let text = '';
    child.stdout.on('data', chunk => (text += chunk));
    child.on('error', () => resolve(null));
    child.on('close', code => resolve(code === 0 ? text.trim() : null));
  });
}

/** npm by the very one that runs this script, so that none need be on the PATH. */
export function npm(args) {
  const script = process.env.npm_execpath;
  return script && /npm-cli\.c?js$/.test(script)
    ? [process.execPath, [script, ...args]]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}
