import { IProblem } from './errors';
import type { IFacts, IReading } from './setUpTypes';

/** One address of ARM that the rules asked for. */
export interface IFactRequest {
  path: string;
  apiVersion: string;
  isList: boolean;
}

const NOTHING: IReading = {
  isRead: false,
  documents: [],
  problem: null,
  status: null
};

/** What was read of ARM, and what is still to be. */
export class SetUpFacts {
  /** Facts for one step; what it asks for is noted under its name. */
  of(step: string): IFacts {
    const used = new Set<string>();
    this._used.set(step, used);
    const ask = (request: IFactRequest): IReading => {
      const key = request.path.toLowerCase();
      used.add(key);
      if (!this._requests.has(key)) {
        this._requests.set(key, request);
      }
      return this._readings.get(key) ?? NOTHING;
    };
    return {
      one: (path, apiVersion) => ask({ path, apiVersion, isList: false }),
      all: (path, apiVersion) => ask({ path, apiVersion, isList: true })
    };
  }

  /** Whether all that a step asked for was read. */
  isComplete(step: string): boolean {
    return [...(this._used.get(step) ?? [])].every(
      key => this._readings.get(key)?.isRead
    );
  }

  /** What was asked for since and is not there. */
  get wanted(): readonly IFactRequest[] {
    const asked = new Set([...this._used.values()].flatMap(all => [...all]));
    return [...asked].flatMap(key => {
      const request = this._requests.get(key);
      return request && !this._readings.get(key)?.isRead ? [request] : [];
    });
  }

  /** Takes what was read, or why it could not be. */
  put(
    { path }: IFactRequest,
    reading: Omit<IReading, 'isRead' | 'problem' | 'status'> & {
      problem?: IProblem | null;
      status?: number | null;
    }
  ): void {
    const { documents, problem = null, status = null } = reading;
    this._readings.set(path.toLowerCase(), {
      isRead: true,
      documents,
      problem,
      status
    });
  }

  /** Lets what a step uses be read again; without a step, everything. */
  refresh(step?: string): void {
    const keys =
      step === undefined ? this._readings.keys() : (this._used.get(step) ?? []);
    for (const key of [...keys]) {
      const reading = this._readings.get(key);
      if (reading) {
        this._readings.set(key, { ...reading, isRead: false });
      }
    }
  }

  /** Forgets everything: it is another Azure, or another user. */
  clear(): void {
    this._readings.clear();
    this._requests.clear();
    this._used.clear();
  }

  private readonly _readings = new Map<string, IReading>();
  private readonly _requests = new Map<string, IFactRequest>();
  private readonly _used = new Map<string, Set<string>>();
}
