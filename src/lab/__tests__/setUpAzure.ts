import { LocalAzure } from '../../azure/__tests__/localAzure';
import { IHttpRequest, IHttpResponse } from '../../core/http';

interface IReply {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** The stateful local Azure as the proxy answers for it, with faults. */
export class SetUpAzure {
  constructor(tenant: 'empty' | 'small') {
    this.azure = new LocalAzure(tenant);
  }

  readonly azure: LocalAzure;

  /** In place of an answer: a response, or a thrown loss of it. */
  intercept: ((request: IHttpRequest) => IReply | 'lose answer' | null) | null =
    null;

  /** What was asked to be changed, e.g. `PUT bigDataPools/hunts`, in order. */
  readonly writes: string[] = [];

  readonly send = async (request: IHttpRequest): Promise<IHttpResponse> => {
    const { body, method, url } = request;
    const instead = this.intercept?.(request) ?? null;
    if (method !== 'GET') {
      const names = new URL(url).pathname.split('/').slice(-2);
      this.writes.push(`${method} ${names.join('/')}`);
    }
    const reply: IReply =
      instead && instead !== 'lose answer'
        ? instead
        : await this.azure.ask(
            method,
            url,
            body === null ? undefined : (JSON.parse(body) as unknown)
          );
    if (instead === 'lose answer') {
      throw new Error('The connection was closed.');
    }
    const headers: Record<string, string> = {
      'content-type': 'application/json; charset=utf-8',
      'x-synapse-proxy': 'upstream'
    };
    for (const [name, value] of Object.entries(reply.headers ?? {})) {
      // What it asks to wait is seconds: too long for a spec.
      headers[name.toLowerCase()] =
        name.toLowerCase() === 'retry-after' ? '0' : String(value);
    }
    return {
      status: reply.status,
      headers: { get: name => headers[name.toLowerCase()] ?? null },
      text: reply.body === null ? '' : JSON.stringify(reply.body)
    };
  };

  configure(settings: object): Promise<void> {
    return this.azure.configure(settings);
  }

  stop(): void {
    this.azure.stop();
  }
}
