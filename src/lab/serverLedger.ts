import { ILedger, INotebookRecord, IRunRecord } from '../core/ledger';
import { problemOf } from '../core/errors';
import { ServerClient } from './serverClient';
import { WatchSocket } from './watchSocket';

/** The Jupyter server's ledger; see docs/runs.md. */
export class ServerLedger implements ILedger {
  constructor(
    private _server: ServerClient,
    private _socket: WatchSocket
  ) {}

  read(notebook: string): Promise<INotebookRecord> {
    const query = new URLSearchParams({ notebook }).toString();
    return this._server.json('GET', `runs?${query}`);
  }

  async find(run: string): Promise<IRunRecord | null> {
    try {
      return await this._server.json<IRunRecord>('GET', path(run));
    } catch (reason) {
      if (problemOf(reason).kind === 'notFound') {
        return null;
      }
      throw reason;
    }
  }

  async adopt(run: string, statementId: number): Promise<boolean> {
    const record = await this._server.json<IRunRecord>('PATCH', path(run), {
      statementId
    });
    return record.statementId === statementId;
  }

  delivered(run: string): void {
    this._socket.say({ delivered: run });
  }

  note(notebook: string, key: string, value: unknown): void {
    this._socket.say({ note: { notebook, key, value } });
  }

  async rename(from: string, to: string): Promise<void> {
    await this._server.json('POST', 'runs/rename', { from, to });
  }
}

function path(run: string): string {
  return `runs/${encodeURIComponent(run)}`;
}
