import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

/** Livy of the local pool, asked through the server's proxy like the page does. */
export class Livy {
  constructor(
    private _page: IJupyterLabPageFixture,
    private _pool = 'sparkpool01'
  ) {}

  /** Sessions that run or start now, newest last. */
  async running(): Promise<{ id: number; name: string; state: string }[]> {
    const { sessions } = await this._get('sessions?detailed=true');
    return sessions.filter(
      (one: any) => !['killed', 'dead', 'error', 'success'].includes(one.state)
    );
  }

  async statements(session: number): Promise<any[]> {
    return (await this._get(`sessions/${session}/statements`)).statements;
  }

  /** Deletes all sessions, so that tests do not meet each other's. */
  async clear(): Promise<void> {
    for (const { id } of await this.running()) {
      await this._page.request.delete(this._url(`sessions/${id}`));
    }
  }

  private async _get(path: string): Promise<any> {
    const response = await this._page.request.get(this._url(path));
    return response.json();
  }

  private _url(path: string): string {
    return `/jupyterlab-synapse/proxy/local/contoso-synapse.dev.azuresynapse.net/livyApi/versions/2019-11-01-preview/sparkPools/${this._pool}/${path}`;
  }
}
