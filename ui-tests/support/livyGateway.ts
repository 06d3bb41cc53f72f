import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

import { STATE } from './place';

/** A request that came for Livy. */
export interface ILivyRequest {
  method: string;
  /** Below the prefix, with the query. */
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** What Livy 0.9 takes to start a session; it refuses all other fields. */
const SESSION_FIELDS = new Set([
  ...['kind', 'proxyUser', 'name', 'queue', 'conf', 'jars', 'pyFiles', 'files'],
  ...['archives', 'driverMemory', 'driverCores', 'executorMemory'],
  ...['executorCores', 'numExecutors', 'heartbeatTimeoutInSecond', 'ttl'],
  'idleTimeout'
]);

/** All that Apache Livy has of what is asked for here. */
const PATHS =
  /^\/(?:version|sessions(?:\/\d+(?:\/(?:state|log|connect|statements(?:\/\d+(?:\/cancel)?)?))?)?)(?:\?|$)/;

const PREFIX = '/gateway/livy';
const PASSWORD = Buffer.from('dana:grün & secret').toString('base64');

/**
 * The local pool's server as a company's Apache Livy 0.9: behind a gateway
 * with a path, a password and a header of its own, and with nothing that only
 * Synapse or the local pool has. What it refuses is as a real Livy refuses it.
 */
export class LivyGateway {
  /** All that were let in, oldest first. */
  readonly requests: ILivyRequest[] = [];

  async start(port: number): Promise<void> {
    await new Promise<void>(resolve =>
      this._server.listen(port, '127.0.0.1', resolve)
    );
  }

  async stop(): Promise<void> {
    this._server.closeAllConnections();
    await new Promise(resolve => this._server.close(resolve));
  }

  /** Those of a method whose path ends so. */
  of(method: string, end: RegExp): ILivyRequest[] {
    return this.requests.filter(
      one => one.method === method && end.test(one.url.replace(/\?.*/, ''))
    );
  }

  private async _answer(
    request: http.IncomingMessage,
    response: http.ServerResponse
  ): Promise<void> {
    const { headers, method = 'GET', url = '/' } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const body = Buffer.concat(chunks).toString();
    const send = (status: number, answer: unknown, type = 'application/json') =>
      response
        .writeHead(status, { 'content-type': type })
        .end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    if (url.startsWith('/moved')) {
      response.writeHead(302, { location: 'https://login.example/?from=x' });
      return void response.end();
    }
    if (url.startsWith('/elsewhere')) {
      return void send(200, '<html>Welcome</html>', 'text/html');
    }
    if (headers.authorization !== `Basic ${PASSWORD}`) {
      response.setHeader('www-authenticate', 'Basic realm="Livy"');
      return void send(401, '<html><title>Error 401</title></html>');
    }
    if (headers['x-team'] !== 'hunters') {
      return void send(403, { msg: 'Which team?' });
    }
    const rest = url.slice(PREFIX.length);
    if (!url.startsWith(PREFIX) || !PATHS.test(rest) || method === 'PUT') {
      return void send(404, '', 'text/html');
    }
    if (method !== 'GET' && !headers['x-requested-by']) {
      return void send(400, 'Missing Required Header for CSRF protection.');
    }
    this.requests.push({ method, url: rest, headers, body });
    if (rest === '/version') {
      return void send(200, { version: '0.9.0-incubating', user: 'livy' });
    }
    if (method === 'POST' && rest === '/sessions') {
      const fields = Object.keys(JSON.parse(body) as object);
      const unknown = fields.find(field => !SESSION_FIELDS.has(field));
      if (unknown) {
        const text = `Unrecognized field "${unknown}" (class org.apache.livy.server.interactive.CreateInteractiveRequest)`;
        return void send(400, JSON.stringify(text));
      }
    }
    const { port, token } = JSON.parse(
      fs.readFileSync(path.join(STATE, 'local', 'server.json'), 'utf8')
    ) as { port: number; token: string };
    const answer = await fetch(`http://127.0.0.1:${port}${rest}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json'
      },
      ...(body && { body })
    });
    const text = await answer.text();
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(text && JSON.stringify(plain(JSON.parse(text))));
  }

  private _server = http.createServer((request, response) => {
    this._answer(request, response).catch(reason => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify(String(reason)));
    });
  });
}

/** Without what only the local pool tells while a statement runs. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const isStatement = 'code' in value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !isStatement || (key !== 'partial' && key !== 'tasks'))
      .map(([key, one]) => [key, key === 'statements' ? plain(one) : one])
  );
}
