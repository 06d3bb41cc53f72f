import { IHttpRequest, IHttpResponse, Send } from '../../core/http';

/** An answer as a spec writes it; by default an empty 200 of Azure or Livy. */
export interface IAnswer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** What answers a request; a thrown value is a failure of the network. */
export type Answerer = (
  request: IHttpRequest
) => IAnswer | Promise<IAnswer> | undefined;

/** A `Send` that asks a function, and keeps what it was asked. */
export interface IScriptedSend {
  send: Send;
  requests: IHttpRequest[];
}

/** A `Send` for specs. No answer means 404. */
export function scriptedSend(answerer: Answerer): IScriptedSend {
  const requests: IHttpRequest[] = [];
  return {
    requests,
    send: async request => {
      requests.push(request);
      return response((await answerer(request)) ?? { status: 404 });
    }
  };
}

/** Answers one after the other; the last one stays. */
export function inOrder(...answers: IAnswer[]): Answerer {
  let next = 0;
  return () => answers[Math.min(next++, answers.length - 1)];
}

function response({ body, headers, status }: IAnswer): IHttpResponse {
  const all = new Map(
    Object.entries({
      'content-type': 'application/json; charset=utf-8',
      'x-synapse-proxy': 'upstream',
      ...headers
    })
  );
  return {
    status: status ?? 200,
    headers: { get: name => all.get(name.toLowerCase()) ?? null },
    text:
      body === undefined
        ? ''
        : typeof body === 'string' && headers?.['content-type']
          ? body
          : JSON.stringify(body)
  };
}
