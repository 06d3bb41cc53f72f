import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

/** A session, as far as the tests look at it. */
export interface ISession {
  id: number;
  name: string;
  state: string;
}

/** A statement, as far as the tests look at it. */
export interface IStatement {
  id: number;
  code: string;
  state: string;
}

/** Livy of the local pool, asked through the server's proxy like the page does. */
export class Livy {
  constructor(
    private _page: IJupyterLabPageFixture,
    private _pool = 'sparkpool01'
  ) {}

  /** Sessions that run or start now, newest last. */
  async running(): Promise<ISession[]> {
    const sessions: ISession[] = [];
    // Livy gives 20 at most, the oldest first and ended ones among them.
    for (;;) {
      const page = await this._get<{ sessions: ISession[] }>(
        `sessions?detailed=true&from=${sessions.length}`
      );
      sessions.push(...page.sessions);
      if (page.sessions.length < 20) {
        break;
      }
    }
    return sessions.filter(
      one => !['killed', 'dead', 'error', 'success'].includes(one.state)
    );
  }

  async statements(session: number): Promise<IStatement[]> {
    const { statements } = await this._get<{ statements: IStatement[] }>(
      `sessions/${session}/statements`
    );
    return statements;
  }

  /** Starts a session that no notebook knows of; resolves to whether it did. */
  async create(name: string): Promise<boolean> {
    const response = await this._page.request.post(this._url('sessions'), {
      data: {
        name,
        driverMemory: '1g',
        driverCores: 1,
        executorMemory: '1g',
        executorCores: 1,
        numExecutors: 1
      }
    });
    return response.ok();
  }

  /** Deletes all sessions, so that tests do not meet each other's. */
  async clear(): Promise<void> {
    for (const { id } of await this.running()) {
      await this._page.request.delete(this._url(`sessions/${id}`));
    }
  }

  private async _get<T>(path: string): Promise<T> {
    const response = await this._page.request.get(this._url(path));
    return response.json();
  }

  private _url(path: string): string {
    return `/jupyterlab-synapse/proxy/local/contoso-synapse.dev.azuresynapse.net/livyApi/versions/2019-11-01-preview/sparkPools/${this._pool}/${path}`;
  }
}
