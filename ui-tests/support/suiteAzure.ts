import fs from 'node:fs';
import path from 'node:path';

import { STATE } from './localPool';

/** What the local Azure can be told to be: see docs/user-guide.md. */
export interface IAzureSettings {
  persona?: 'owner' | 'analyst' | 'none';
  /** Roles that the person has not, by their names in Azure. */
  without?: readonly string[];
}

/** Sets the local Azure of the suite's own pool, which runs already. */
export async function setAzure(settings: IAzureSettings): Promise<void> {
  const file = path.join(STATE, 'local', 'server.json');
  const { port, token } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
    port: number;
    token: string;
  };
  const answer = await fetch(`http://127.0.0.1:${port}/local-azure`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(settings)
  });
  if (!answer.ok) {
    throw new Error(`${answer.status} ${await answer.text()}`);
  }
}
