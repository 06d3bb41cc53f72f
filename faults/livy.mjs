/** Livy without the proxy between: what really is there, and what really ran. */
import { setTimeout as sleep } from 'node:timers/promises';

const ENDED = new Set(['dead', 'killed', 'error', 'success', 'shutting_down']);
const OVER = new Set(['available', 'error', 'cancelled']);
const PAGE = 20;

/** Python's expression for the file of side effects, on any driver. */
const fileOf = tag =>
  `os.path.join(__import__('tempfile').gettempdir(), '${tag}')`;

/** A bare client of a Livy, for checks only. */
export class DirectLivy {
  constructor({ url, prefix, headers }, tag) {
    this.#root = `${url}${prefix}`;
    this.#headers = headers;
    this.#tag = tag;
  }

  /** Sessions that run or start now, whoever made them by this suite. */
  async alive() {
    const found = [];
    for (let from = 0; ; from += PAGE) {
      const { sessions } = await this.#call(
        'GET',
        `sessions?from=${from}&size=${PAGE}`
      );
      found.push(...sessions);
      if (sessions.length < PAGE) {
        break;
      }
    }
    return found.filter(
      ({ name, state }) =>
        !ENDED.has(state) && String(name ?? '').includes(this.#tag)
    );
  }

  /** Waits until there are as many as expected; what is there in the end. */
  async untilAlive(count, milliseconds = 15_000) {
    const end = Date.now() + milliseconds;
    for (;;) {
      const alive = await this.alive();
      if (alive.length === count || Date.now() > end) {
        return alive;
      }
      await sleep(300);
    }
  }

  /** Statements of a session that wait or run. */
  async unfinished(id) {
    const { statements } = await this.#call('GET', `sessions/${id}/statements`);
    return statements.filter(({ state }) => !OVER.has(state));
  }

  async cancel(id, statement) {
    await this.#call('POST', `sessions/${id}/statements/${statement}/cancel`);
  }

  /** Statements of a session whose code has a text. */
  async statementsWith(id, text) {
    const { statements } = await this.#call('GET', `sessions/${id}/statements`);
    return statements.filter(({ code }) => code?.includes(text));
  }

  /** How often each nonce was left on the driver. */
  async effects(id) {
    const file = fileOf(this.#tag);
    const text = await this.run(
      id,
      `import os\nprint(open(${file}).read() if os.path.exists(${file}) else '')`
    );
    const counts = new Map();
    for (const nonce of text.split('\n').filter(Boolean)) {
      counts.set(nonce, (counts.get(nonce) ?? 0) + 1);
    }
    return counts;
  }

  /** Runs a statement; its output as text. */
  async run(id, code) {
    const path = `sessions/${id}/statements`;
    const { id: number } = await this.#call('POST', path, {
      code,
      kind: 'pyspark'
    });
    for (let tries = 0; tries < 300; tries++) {
      const { state, output } = await this.#call('GET', `${path}/${number}`);
      if (OVER.has(state)) {
        return output?.data?.['text/plain'] ?? '';
      }
      await sleep(100);
    }
    throw new Error(`Session ${id} does not run a statement any more.`);
  }

  /** Code that leaves its nonce on the driver, waits, and says so. */
  code(nonce, seconds = 0) {
    return `import os, time
with open(${fileOf(this.#tag)}, 'a') as file:
    file.write('${nonce}\\n')
print('begun ${nonce}', flush=True)
time.sleep(${seconds})
print('done ${nonce}')`;
  }

  async remove(id) {
    await this.#call('DELETE', `sessions/${id}`);
  }

  /** Deletes all that is left. */
  async clear() {
    for (const { id } of await this.alive()) {
      await this.remove(id).catch(() => undefined);
    }
  }

  async #call(method, path, body) {
    const response = await fetch(`${this.#root}/${path}`, {
      method,
      headers: {
        ...this.#headers,
        'Content-Type': 'application/json',
        'X-Requested-By': 'faults'
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(60_000)
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    }
    return text ? JSON.parse(text) : null;
  }

  #headers;
  #root;
  #tag;
}
