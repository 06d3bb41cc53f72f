/**
 * A reverse proxy in front of a Livy that breaks chosen requests on purpose.
 *
 * Written on node:http and not taken from npm or Go: a TCP proxy (Toxiproxy)
 * cannot tell whether the server has acted, which is what most faults here are
 * about, and an HTTP one (mockttp) hides the listening socket and the bytes,
 * which the others need. Livy's requests are small JSON, so little is left.
 */
import { EventEmitter } from 'node:events';
import http from 'node:http';
import https from 'node:https';

/** The operations of the matrix, by what they ask of Livy. */
const OPERATIONS = [
  ['create', 'POST', /^\/sessions$/],
  ['run', 'POST', /^\/sessions\/\d+\/statements$/],
  ['poll', 'GET', /^\/sessions\/\d+\/statements\/\d+$/],
  ['cancel', 'POST', /^\/sessions\/\d+\/statements\/\d+\/cancel$/],
  ['keepAlive', 'POST', /^\/sessions\/\d+\/connect$/],
  ['delete', 'DELETE', /^\/sessions\/\d+$/]
];

/** The operation of a request; null for those that belong to none. */
function operationOf(method, url, body) {
  const path = url.split('?')[0].replace(/\/+$/, '');
  const found = OPERATIONS.find(
    ([, verb, pattern]) => verb === method && pattern.test(path)
  );
  // A client may ask for the next number by a statement that does nothing.
  const isProbe = found?.[0] === 'run' && /"code":\s*"pass"/.test(body);
  return isProbe ? 'probe' : (found?.[0] ?? null);
}

/** Whether a fault that was armed for one operation is for this one. */
function isMeant(armed, operation) {
  return (
    armed === null ||
    armed === operation ||
    // In a session of which the client does not know how far it is.
    (armed === 'runAdopted' && (operation === 'run' || operation === 'probe'))
  );
}

/**
 * The proxy. A fault has `before({request, response, proxy})`, which answers,
 * breaks off or waits, and `after({response, answer, proxy})`, called when
 * the server has acted; both resolve to whether they have dealt with it.
 */
export class FaultProxy extends EventEmitter {
  /** `upstream`: `{url, prefix, headers}`; `token`: what clients must show. */
  constructor(upstream, token) {
    super();
    this.token = token;
    this.#upstream = upstream;
  }

  /** What went through: operation, path, and the server's status. */
  journal = [];

  /** Listens, on the same port each time. */
  async listen(port = this.port) {
    this.#server = http.createServer({ keepAliveTimeout: 60_000 });
    this.#server.on('request', (request, response) => {
      this.#open += 1;
      this.#handle(request, response)
        .catch(error => {
          this.journal.push({ path: request.url, failure: error.message });
          response.destroy();
        })
        .finally(() => {
          this.#open -= 1;
        });
    });
    this.#server.on('clientError', (_error, socket) => socket.destroy());
    this.#server.listen(port, '127.0.0.1');
    await new Promise((resolve, reject) => {
      this.#server.once('listening', resolve);
      this.#server.once('error', reject);
    });
    this.port = this.#server.address().port;
    return this;
  }

  /** Nobody is there: connections are cut off, and new ones refused. */
  async close() {
    const closed = new Promise(resolve => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Breaks the next request of an operation, or all until `disarm`. */
  arm(operation, fault, { isLasting = false } = {}) {
    this.#armed = { operation, fault, isLasting };
  }

  disarm() {
    this.#armed = null;
  }

  /** Whether an armed fault has not met its request yet. */
  get isArmed() {
    return this.#armed !== null;
  }

  /** How often the server has acted on an operation. */
  acted(operation, since = 0) {
    return this.journal
      .slice(since)
      .filter(
        entry =>
          entry.operation === operation &&
          entry.status >= 200 &&
          entry.status < 300
      ).length;
  }

  /** Resolves when the server has acted once more on an operation. */
  untilActed(operation) {
    return new Promise(resolve => {
      const listener = entry => {
        if (entry.operation === operation && entry.status < 300) {
          this.off('acted', listener);
          resolve();
        }
      };
      this.on('acted', listener);
    });
  }

  /** Resolves when nothing is on its way: whatever will act has acted. */
  async untilQuiet() {
    while (this.#open > 0) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  async #handle(request, response) {
    const body = await bodyOf(request);
    const operation = operationOf(request.method, request.url, body);
    const fault = this.#take(operation);
    const entry = { operation, method: request.method, path: request.url };
    const exchange = { request, response, entry, proxy: this };
    if (fault) {
      entry.fault = fault.name;
    }
    if (request.headers.authorization !== `Bearer ${this.token}`) {
      this.journal.push({ ...entry, refused: 401 });
      reply(response, 401, { 'www-authenticate': 'Bearer' }, EXPIRED);
      return;
    }
    if (await fault?.before?.(exchange)) {
      this.journal.push(entry);
      return;
    }
    const answer = await this.#forward(request, body);
    entry.status = answer.status;
    this.journal.push(entry);
    this.emit('acted', entry);
    if (await fault?.after?.({ ...exchange, answer })) {
      return;
    }
    reply(response, answer.status, answer.headers, answer.body);
  }

  #take(operation) {
    const armed = this.#armed;
    if (!armed || !isMeant(armed.operation, operation)) {
      return null;
    }
    if (!armed.isLasting) {
      this.#armed = null;
    }
    return armed.fault;
  }

  /** Asks the server, on a connection of its own that outlives the client's. */
  #forward(request, body) {
    const { url, prefix, headers } = this.#upstream;
    const target = new URL(`${url}${prefix}${request.url}`);
    const passed = { ...request.headers, ...lowerCase(headers) };
    if (!('authorization' in lowerCase(headers))) {
      delete passed.authorization;
    }
    delete passed.connection;
    return new Promise((resolve, reject) => {
      const { request: ask } = target.protocol === 'https:' ? https : http;
      const outgoing = ask(
        target,
        {
          method: request.method,
          headers: {
            ...passed,
            host: target.host,
            'content-length': String(body.length)
          },
          agent: false
        },
        async incoming => {
          const answer = await bodyOf(incoming);
          resolve({
            status: incoming.statusCode,
            headers: answerHeaders(incoming.headers),
            body: answer
          });
        }
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  #armed = null;
  #open = 0;
  #server = null;
  #upstream;
}

const EXPIRED = JSON.stringify({
  error: { code: 'AuthenticationFailed', message: 'The token has expired.' }
});

/** Answers, unless the client has gone. */
export function reply(response, status, headers, body) {
  if (response.destroyed) {
    return;
  }
  response.writeHead(status, {
    'content-type': 'application/json',
    ...headers,
    'content-length': String(Buffer.byteLength(body))
  });
  response.end(body);
}

async function bodyOf(message) {
  const chunks = [];
  for await (const chunk of message) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function answerHeaders(headers) {
  const kept = { ...headers };
  for (const name of ['connection', 'transfer-encoding', 'content-length']) {
    delete kept[name];
  }
  return kept;
}

function lowerCase(headers = {}) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  );
}
