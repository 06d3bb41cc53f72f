import { ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import * as path from 'node:path';
import { createInterface } from 'node:readline';

import { Send } from '../../core/http';

/** One GET and what the local Azure answered. */
export interface IExchange {
  url: string;
  status: number;
  body: unknown;
}

/** The local Azure itself, in its own Python, without a server around it. */
export class LocalAzure {
  constructor(tenant: 'small' | 'large') {
    this._process = spawn(process.env.PYTHON ?? 'python3', [
      path.join(__dirname, 'localAzureDriver.py'),
      tenant
    ]);
    createInterface(this._process.stdout).on('line', line => {
      this._waiting.shift()?.(line);
    });
    this._process.stderr.pipe(process.stderr);
  }

  /** All that was asked of it, in order. */
  readonly traffic: IExchange[] = [];

  /** As the proxy answers for it; it is not waited for as long as it asks. */
  readonly send: Send = async ({ url }) => {
    const line = await new Promise<string>(resolve => {
      this._waiting.push(resolve);
      this._process.stdin.write(`${JSON.stringify(url)}\n`);
    });
    const { body, headers, status } = JSON.parse(line) as IExchange & {
      headers: Record<string, string>;
    };
    this.traffic.push({ url, status, body });
    const all: Record<string, string> = {
      'content-type': 'application/json; charset=utf-8',
      'x-synapse-proxy': 'upstream',
      ...(headers['Retry-After'] && { 'retry-after': '0' })
    };
    return {
      status,
      headers: { get: name => all[name.toLowerCase()] ?? null },
      text: JSON.stringify(body)
    };
  };

  stop(): void {
    this._process.stdin.end();
    this._process.kill();
  }

  private readonly _process: ChildProcessWithoutNullStreams;
  private readonly _waiting: ((line: string) => void)[] = [];
}
