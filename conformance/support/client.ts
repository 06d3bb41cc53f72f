import fs from 'node:fs';

import { isRecord } from './golden';
import { IProfile } from './profile';

/** How long one answer may take, ms: deleting a busy session takes over 10 s. */
const TIMEOUT = 90_000;

/** An answer of the server under test. */
export interface IAnswer {
  status: number;
  headers: Record<string, string>;
  /** Parsed JSON; undefined when the body is none. */
  body: unknown;
  text: string;
}

/** What is sent. */
export interface IOutgoing {
  method: string;
  /** From Livy's root, with the query. */
  path: string;
  body?: unknown;
  rawBody?: string;
  contentType?: string;
}

/** A plain HTTP client for one server; it keeps the ids of the sessions it made. */
export class Client {
  constructor(readonly profile: IProfile) {}

  /** Ids of the sessions that were made and are not deleted yet. */
  readonly made = new Set<number>();

  /** Sends one request, once. */
  async ask(outgoing: IOutgoing): Promise<IAnswer> {
    const { method, path, body, rawBody, contentType } = outgoing;
    const { headers, prefix, url } = this.profile;
    const response = await fetch(`${url}${prefix}${path}`, {
      method,
      headers: {
        'X-Requested-By': 'conformance',
        ...(method === 'GET'
          ? {}
          : { 'Content-Type': contentType ?? 'application/json' }),
        ...headers
      },
      body: rawBody ?? (body === undefined ? undefined : JSON.stringify(body)),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT)
    });
    const text = await response.text();
    const answer: IAnswer = {
      status: response.status,
      headers: Object.fromEntries(response.headers.entries()),
      body: parse(text),
      text
    };
    this._remember(outgoing, answer);
    return answer;
  }

  /** Deletes a session; one that has gone is as good. */
  async remove(id: number): Promise<void> {
    const { status, text } = await this.ask({
      method: 'DELETE',
      path: `/sessions/${id}`
    });
    if (status >= 300 && status !== 404) {
      throw new Error(`Session ${id} was not deleted: ${status} ${text}`);
    }
  }

  /** Deletes all that is left of what was made. */
  async removeAll(): Promise<void> {
    for (const id of [...this.made]) {
      await this.remove(id);
    }
  }

  private _remember({ method, path }: IOutgoing, answer: IAnswer): void {
    const { body, status } = answer;
    if (
      method === 'POST' &&
      /^\/sessions(\?|$)/.test(path) &&
      isRecord(body) &&
      typeof body.id === 'number' &&
      status < 300
    ) {
      this.made.add(body.id);
      // So that scripts/conformance.mjs can end it when this process is killed.
      fs.appendFileSync(this.profile.idsFile, `${body.id}\n`);
    }
    const deleted = method === 'DELETE' && /^\/sessions\/(\d+)$/.exec(path);
    if (deleted && (status < 300 || status === 404)) {
      this.made.delete(Number(deleted[1]));
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Waits for some milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
