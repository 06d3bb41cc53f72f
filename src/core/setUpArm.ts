/** A document of Azure Resource Manager, as parsed: untrusted. */
export type ArmDocument = Readonly<Record<string, unknown>>;

/** A request that changes something. */
export interface IArmWrite {
  method: 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** An ARM id, or what is below one, as Azure writes it: not encoded. */
  path: string;
  apiVersion: string;
  /** More of the query, e.g. `underlyingResourceAction=Detach`. */
  query?: string;
  body: ArmDocument | null;
}

/** What ARM answered to a write, or to a look at what became of it. */
export interface IArmAnswer {
  /** 200, 201, 202 or 204. */
  status: number;
  /** Null when there is none. */
  document: ArmDocument | null;
  /** `Azure-AsyncOperation`: where its state is read; null: nowhere. */
  operation: string | null;
  /** `Location`: where its result will be; null: nowhere. */
  location: string | null;
  /** What ARM asks to wait before the next look, ms; null: nothing. */
  retryAfter: number | null;
}

/**
 * Azure Resource Manager for the set-up assistant. Every method rejects with
 * an `ArmError` for a refusal, else with a `SynapseError`.
 */
export interface ISetUpArm {
  /** Origin, e.g. `https://management.azure.com`. */
  readonly origin: string;
  /** `path` as in `IArmWrite`. */
  get(
    path: string,
    apiVersion: string,
    signal?: AbortSignal
  ): Promise<ArmDocument>;
  list(
    path: string,
    apiVersion: string,
    signal?: AbortSignal
  ): Promise<readonly ArmDocument[]>;
  /** Sends a write, once; its outcome is in `writeFailure` of a rejection. */
  write(request: IArmWrite, signal?: AbortSignal): Promise<IArmAnswer>;
  /** Reads the state of an operation, or its result, from ARM's own link. */
  look(url: string, signal?: AbortSignal): Promise<IArmAnswer>;
  /**
   * Why a name that is unique in all of Azure cannot be had; null: it can.
   * It asks by POST and changes nothing.
   */
  nameProblem(
    path: string,
    apiVersion: string,
    name: string,
    type: string
  ): Promise<string | null>;
}

/**
 * An ARM id as an address has it. Resource groups may have letters of any
 * language; what is encoded stays as it is.
 */
export function encodedPath(path: string): string {
  return path.replace(/[^!-~]+/g, encodeURIComponent);
}

/** Path and query of a write, encoded. */
export function writeUrl({
  apiVersion,
  path,
  query
}: Pick<IArmWrite, 'apiVersion' | 'path' | 'query'>): string {
  return `${encodedPath(path)}?api-version=${apiVersion}${query ? `&${query}` : ''}`;
}

/** In place of an answer that was lost, though the write was not. */
export const NO_NEWS: IArmAnswer = {
  status: 200,
  document: null,
  operation: null,
  location: null,
  retryAfter: null
};
