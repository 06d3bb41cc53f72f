import { ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import * as path from 'node:path';
import { createInterface } from 'node:readline';

import { Send } from '../../core/http';

/** One request and what the local Azure answered. */
export interface IExchange {
  /** GET when it is left out. */
  method?: string;
  url: string;
  requestBody?: unknown;
  status: number;
  body: unknown;
}

/** An answer, with its headers as the local Azure writes them. */
export interface ILocalAnswer {
  status: number;
  body: unknown;
  headers: Record<string, string>;
}

/** The local Azure itself, in its own Python, without a server around it. */
export class LocalAzure {
  constructor(tenant: 'small' | 'large' | 'empty') {
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
  readonly send: Send = async ({ body: text, method, url }) => {
    const sent = text ? (JSON.parse(String(text)) as unknown) : undefined;
    const { body, headers, status } = await this.ask(method, url, sent);
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

  /** Asks; `url` may be a path of ARM. */
  async ask(
    method: string,
    url: string,
    requestBody?: unknown
  ): Promise<ILocalAnswer> {
    const full = new URL(url, 'https://management.azure.com').href;
    const answer = await this._say({ method, url: full, body: requestBody });
    const { body, status } = answer;
    this.traffic.push({ method, url: full, requestBody, status, body });
    return answer;
  }

  /** Lets time go by. */
  async advance(seconds: number): Promise<void> {
    await this._say({ advance: seconds });
  }

  /** Changes settings, as `PUT /local-azure`. */
  async configure(settings: object): Promise<void> {
    await this._say({ configure: settings });
  }

  stop(): void {
    this._process.stdin.end();
    this._process.kill();
  }

  private async _say(line: object): Promise<ILocalAnswer> {
    const answer = await new Promise<string>(resolve => {
      this._waiting.push(resolve);
      this._process.stdin.write(`${JSON.stringify(line)}\n`);
    });
    return JSON.parse(answer) as ILocalAnswer;
  }

  private readonly _process: ChildProcessWithoutNullStreams;
  private readonly _waiting: ((line: string) => void)[] = [];
}
