import { ArmError } from '../core/armError';
import type { WriteOutcome } from '../core/errors';
import {
  ArmDocument,
  IArmAnswer,
  IArmWrite,
  ISetUpArm,
  NO_NEWS
} from '../core/setUpArm';

/** A refusal of Azure's, as its client rejects with it. */
export function refusal(
  status: number,
  code: string = 'Refused',
  outcome: WriteOutcome = 'refused',
  retryAfter: number | null = null
): ArmError {
  const problem = {
    kind: status === 429 ? ('quota' as const) : ('access' as const),
    what: `${status} ${code}`,
    why: '',
    next: '',
    detail: ''
  };
  return new ArmError(problem, status, code, { outcome, retryAfter });
}

/** Azure Resource Manager over documents that a spec puts there. */
export class FakeSetUpArm implements ISetUpArm {
  readonly origin = 'https://management.azure.com';

  /** Puts a document, and all that it is in, where it is read and listed. */
  put(id: string, document: ArmDocument = {}): void {
    this._documents.set(id.toLowerCase(), {
      id,
      name: id.slice(id.lastIndexOf('/') + 1),
      ...document
    });
  }

  remove(id: string): void {
    for (const key of [...this._documents.keys()]) {
      if (`${key}/`.startsWith(`${id.toLowerCase()}/`)) {
        this._documents.delete(key);
      }
    }
  }

  /** What was sent, e.g. `PUT bigDataPools/hunts`, in order. */
  readonly writes: string[] = [];

  /** All that was read, in order. */
  readonly reads: string[] = [];

  /** Rejects a read by its path; null: it is answered. */
  failure: (path: string) => Error | null = () => null;

  /** What becomes of a write; by default it is done at once. */
  onWrite: (request: IArmWrite) => IArmAnswer = ({ body, method, path }) => {
    if (method === 'DELETE') {
      this.remove(path);
    } else {
      this.put(path, body ?? {});
    }
    return NO_NEWS;
  };

  /** What links of operations answer, one after the other. */
  readonly links: (ArmDocument | Error)[] = [];

  async get(path: string): Promise<ArmDocument> {
    this._read(path);
    const found = this._documents.get(path.toLowerCase());
    if (!found) {
      throw refusal(404, 'ResourceNotFound');
    }
    return found;
  }

  async list(path: string): Promise<readonly ArmDocument[]> {
    this._read(path);
    const place = path.toLowerCase();
    const all = [...this._documents];
    const [, group] = /^(.+\/resourcegroups\/[^/]+)\/resources$/.exec(
      place
    ) ?? ['', null];
    // A list of a subscription has those of all groups.
    const [, root, type] =
      /^(\/subscriptions\/[^/]+)\/providers\/([^/]+\/[^/]+)$/.exec(place) ?? [];
    if (type) {
      return all
        .filter(
          ([key]) =>
            key.startsWith(`${root}/resourcegroups/`) &&
            key.slice(0, key.lastIndexOf('/')).endsWith(`/providers/${type}`)
        )
        .map(([, document]) => document);
    }
    return all
      .filter(([key]) =>
        group === null
          ? key.startsWith(`${place}/`) &&
            !key.slice(place.length + 1).includes('/')
          : key.startsWith(`${group}/providers/`)
      )
      .map(([, document]) => document);
  }

  async write(request: IArmWrite): Promise<IArmAnswer> {
    const names = request.path.split('/').slice(-2).join('/');
    this.writes.push(`${request.method} ${names}`);
    return this.onWrite(request);
  }

  async look(url: string): Promise<IArmAnswer> {
    this.reads.push(url);
    const next = this.links.shift() ?? { status: 'Succeeded' };
    if (next instanceof Error) {
      throw next;
    }
    return { ...NO_NEWS, document: next };
  }

  async nameProblem(): Promise<string | null> {
    return null;
  }

  private _read(path: string): void {
    this.reads.push(path);
    const failure = this.failure(path);
    if (failure) {
      throw failure;
    }
  }

  private readonly _documents = new Map<string, ArmDocument>();
}
