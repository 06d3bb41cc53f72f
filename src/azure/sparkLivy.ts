import {
  bearerTokenAuthenticationPolicyName,
  isRestError
} from '@azure/core-rest-pipeline';
import { SparkClient } from '@azure/synapse-spark';

import { Send } from '../core/http';
import {
  ISessionRequest,
  ISparkSession,
  IStatement,
  StatementKind
} from '../core/livy';
import { ILivy, IWriteOptions } from '../core/ports';
import { ITarget } from '../core/target';

import { checkBodySize } from './bodySize';
import { errorOf, isFromUpstream, unreadable } from './failure';
import { sessionOf, sessionsOf, statementOf } from './livyJson';
import { ProxyHttpClient } from './proxyHttpClient';
import { readLivyLog } from './readLivyLog';
import { readRetryPolicy } from './readRetry';
import { runHeaders } from './runHeaders';

/** How long one read may take, ms: a statement list was seen never to end. */
const READ_TIMEOUT = 30_000;

/** How long a write may take, ms: deleting a busy session takes over 10 s. */
const WRITE_TIMEOUT = 60_000;

/** Livy gives no more sessions than this in one list (Azure's limit). */
const LIST_SIZE = 20;

/**
 * Lists that are read at most. Ended sessions stay in them for long, and some
 * servers name the oldest first: a new one can be on a late page.
 */
const MAX_PAGES = 25;

/** What a `SparkLivy` needs. */
export interface ISparkLivyOptions {
  send: Send;
  target: ITarget;
  /** Azure's Livy version in the path; `2019-11-01-preview` by default. */
  apiVersion?: string;
  /** From 0 to 1, for the jitter of retries. */
  random?: () => number;
}

/**
 * One pool's Livy, through Microsoft's own client: Azure Synapse, Apache Livy
 * and the local pool alike, since the server's proxy speaks Synapse's dialect
 * for all of them.
 *
 * #### Notes
 * A write is sent once. A read is tried again for some seconds after a passing
 * failure (`readRetryPolicy`). Every method rejects with a `SynapseError`;
 * after kinds `network` and `server` the outcome of a write is unknown.
 */
export class SparkLivy implements ILivy {
  constructor(options: ISparkLivyOptions) {
    const { send, target, apiVersion } = options;
    this._takesAnySize = target.workspace === null;
    this._client = new SparkClient(
      // The server adds the token; the browser has none to give.
      { getToken: async () => null },
      target.endpoint,
      target.pool,
      {
        httpClient: new ProxyHttpClient(send, target.connection),
        // The SDK would send a POST four times on a 500.
        retryOptions: { maxRetries: 0 },
        ...(apiVersion ? { livyApiVersion: apiVersion } : {})
      }
    );
    const { pipeline } = this._client;
    pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
    pipeline.addPolicy(readRetryPolicy(options.random), { phase: 'Retry' });
  }

  async createSession(
    request: ISessionRequest,
    options: IWriteOptions = {}
  ): Promise<ISparkSession> {
    const { conf, numExecutors, tags, ...sizes } = request;
    // Livy 0.9 answers 500 to `conf: null`; each value must be a text.
    const configuration = texts(conf ?? {});
    this._checkSize({ ...request, conf: configuration }, 'The session request');
    return this._call(
      async () =>
        this._client.sparkSessionOperations.createSparkSession(
          {
            ...sizes,
            executorCount: numExecutors,
            configuration,
            ...(tags ? { tags: texts(tags) } : {})
          },
          // Without `detailed` Synapse leaves out all that explains a state.
          { ...write(options), detailed: true }
        ),
      sessionOf
    );
  }

  async getSession(id: number, signal?: AbortSignal): Promise<ISparkSession> {
    return this._call(
      async () =>
        this._client.sparkSessionOperations.getSparkSession(id, {
          ...read(signal),
          detailed: true
        }),
      sessionOf
    );
  }

  async readLog(id: number, signal?: AbortSignal): Promise<string[]> {
    try {
      return await readLivyLog(this._client, id, read(signal));
    } catch (reason) {
      // Azure has no such page: there the session itself brings the log.
      if (!isGone(reason)) {
        throw errorOf(reason);
      }
    }
    return [...(await this.getSession(id, signal)).log];
  }

  async listSessions(signal?: AbortSignal): Promise<ISparkSession[]> {
    const found = new Map<number, ISparkSession>();
    for (let page = 0; page < MAX_PAGES; page++) {
      const before = found.size;
      const sessions = await this._call(
        async () =>
          this._client.sparkSessionOperations.getSparkSessions({
            ...read(signal),
            ...(page > 0 && { fromParam: page * LIST_SIZE }),
            size: LIST_SIZE,
            detailed: true
          }),
        sessionsOf
      );
      sessions.forEach(session => found.set(session.id, session));
      // `total` tells nothing (facts: Azure's is that of the answer). A server
      // that ignores `from` has nothing new.
      if (sessions.length < LIST_SIZE || found.size === before) {
        break;
      }
    }
    return [...found.values()];
  }

  async deleteSession(id: number): Promise<void> {
    try {
      await this._client.sparkSessionOperations.cancelSparkSession(id, write());
    } catch (reason) {
      if (!isGone(reason)) {
        throw errorOf(reason);
      }
    }
  }

  async resetTimeout(id: number): Promise<void> {
    try {
      await this._client.sparkSessionOperations.resetSparkSessionTimeout(
        id,
        write()
      );
    } catch (reason) {
      throw errorOf(reason);
    }
  }

  async createStatement(
    sessionId: number,
    code: string,
    kind: StatementKind,
    options: IWriteOptions = {}
  ): Promise<IStatement> {
    const body = { code, kind };
    this._checkSize(body, 'This cell');
    return this._call(
      async () =>
        this._client.sparkSessionOperations.createSparkStatement(
          sessionId,
          body,
          write(options)
        ),
      statementOf
    );
  }

  async getStatement(
    sessionId: number,
    statementId: number,
    signal?: AbortSignal
  ): Promise<IStatement> {
    return this._call(
      async () =>
        this._client.sparkSessionOperations.getSparkStatement(
          sessionId,
          statementId,
          read(signal)
        ),
      statementOf
    );
  }

  async cancelStatement(sessionId: number, statementId: number): Promise<void> {
    try {
      await this._client.sparkSessionOperations.cancelSparkStatement(
        sessionId,
        statementId,
        write()
      );
    } catch (reason) {
      throw errorOf(reason);
    }
  }

  /** A call's answer as one of ours. */
  private async _call<T>(
    call: () => Promise<unknown>,
    map: (answer: unknown) => T | null
  ): Promise<T> {
    let answer: unknown;
    try {
      answer = await call();
    } catch (reason) {
      throw errorOf(reason);
    }
    const result = map(answer);
    if (result === null) {
      throw unreadable(this._client.endpoint, JSON.stringify(answer) ?? '');
    }
    return result;
  }

  /** Only Azure is known to have a limit; a plain Livy took 150 kB. */
  private _checkSize(body: unknown, what: string): void {
    if (!this._takesAnySize) {
      checkBodySize(body, what);
    }
  }

  private readonly _client: SparkClient;
  private readonly _takesAnySize: boolean;
}

/** Options of a read. */
function read(signal?: AbortSignal) {
  return { abortSignal: signal, requestOptions: { timeout: READ_TIMEOUT } };
}

/** Options of a write; the proxy keeps a record of one that has a run. */
function write({ signal, run = null, again }: IWriteOptions = {}) {
  return {
    abortSignal: signal,
    requestOptions: {
      timeout: WRITE_TIMEOUT,
      ...(run && { customHeaders: runHeaders(run, again ?? false) })
    }
  };
}

/** Whether a DELETE found nothing to delete, which is as good as done. */
function isGone(reason: unknown): boolean {
  return (
    isRestError(reason) &&
    reason.statusCode === 404 &&
    // Another 404 is about the connection or the extension: the session may
    // still run, and cost.
    reason.response !== undefined &&
    isFromUpstream(reason.response)
  );
}

/** The same dictionary with texts only; what is unset is left out. */
function texts(values: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([key, value]) => [key, String(value)])
  );
}
