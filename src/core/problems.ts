import { IProblem } from './errors';
import { ISparkSession } from './livy';

/** A failed answer of the proxy or of what is behind it. */
export interface IFailedResponse {
  status: number;
  body: string;
  /** Value of a header; null when it is absent. */
  headers(name: string): string | null;
  url?: string;
  /** The proxy's own error code; null when the other side answered. */
  proxyCode: string | null;
}

/** An HTTP failure as something that the user can act on. */
export function problemFromResponse(response: IFailedResponse): IProblem {
  return {
    kind: 'server',
    what: `The server answered ${response.status}.`,
    why: '',
    next: '',
    detail: ''
  };
}

/** Why a session ended, from what the pool says. */
export function sessionProblem(session: ISparkSession): IProblem {
  return {
    kind: 'session',
    what: `Session ${session.id} is ${session.state}.`,
    why: '',
    next: '',
    detail: ''
  };
}
