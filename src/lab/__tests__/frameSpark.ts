import { ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, Interface } from 'node:readline';
import { KernelAnswer } from '../kernelFrames';

/** What a statement came to. */
export interface ISparkResult {
  out: string;
  error: { ename: string; evalue: string; traceback: string[] } | null;
}

/** A real Spark session, and a kernel's Python beside it. */
export class FrameSpark {
  constructor(python: string) {
    this._process = spawn(python, [join(__dirname, 'frameSparkDriver.py')], {
      stdio: ['pipe', 'pipe', 'pipe']
    });
    this._process.stderr!.on('data', data => (this._errors += String(data)));
    this._lines = createInterface(this._process.stdout!);
    this._lines.on('line', line => this._waiting.shift()?.(line));
    this._process.on('exit', () =>
      this._waiting.forEach(resolve => resolve(''))
    );
  }

  run(code: string): Promise<ISparkResult> {
    return this._ask({ run: code });
  }

  kernel(code: string, data?: string): Promise<KernelAnswer> {
    return this._ask({ kernel: code, data });
  }

  /** A Python expression; `here` are the kernel's names, `there` Spark's. */
  async value(expression: string): Promise<unknown> {
    return (await this._ask<{ value: unknown }>({ eval: expression })).value;
  }

  async close(): Promise<void> {
    const ended = new Promise(resolve => this._process.once('exit', resolve));
    this._process.stdin!.end();
    await ended;
  }

  private async _ask<T>(job: object): Promise<T> {
    const answer = new Promise<string>(resolve => this._waiting.push(resolve));
    this._process.stdin!.write(`${JSON.stringify(job)}\n`);
    const line = await answer;
    if (!line) {
      throw new Error(this._errors.slice(-3000));
    }
    return JSON.parse(line) as T;
  }

  private _errors = '';
  private _lines: Interface;
  private _process: ChildProcess;
  private _waiting: ((line: string) => void)[] = [];
}
