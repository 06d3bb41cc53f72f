import * as fs from 'node:fs';
import * as path from 'node:path';

import type { IAzureExchange } from '../../src/azure/__tests__/azureSpecs';

/** Whose interface a request is for. */
export type Plane = 'arm' | 'livy' | 'rbac' | 'lake';

/** An exchange as it was recorded, with its place. */
export interface IRecorded extends IAzureExchange {
  method: string;
  plane: Plane;
  /** Names of headers in lower case. */
  headers: Readonly<Record<string, string>>;
}

/** A line of the recording (`jupyterlab_synapse/local/traffic.py`). */
interface ILine {
  method: string;
  url: string;
  requestHeaders: Record<string, string>;
  requestBody: string;
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * What a folder has of Azure's interfaces, each exchange once, and how many
 * there were in all. What else the local pool answers is left out: its own
 * status, and plain Livy, which `npm run conformance` judges.
 */
export function recordedTraffic(folder: string): {
  exchanges: IRecorded[];
  counts: Record<Plane, number>;
} {
  const seen = new Map<string, IRecorded>();
  const counts: Record<Plane, number> = { arm: 0, livy: 0, rbac: 0, lake: 0 };
  for (const name of fs.readdirSync(folder)) {
    const text = fs.readFileSync(path.join(folder, name), 'utf8');
    for (const line of text.split('\n').filter(Boolean)) {
      const recorded = JSON.parse(line) as ILine;
      const plane = planeOf(new URL(recorded.url));
      if (plane) {
        counts[plane]++;
        if (!seen.has(line)) {
          seen.set(line, exchangeOf(recorded, plane));
        }
      }
    }
  }
  return { exchanges: [...seen.values()], counts };
}

function planeOf({ hostname, pathname }: URL): Plane | null {
  if (hostname.endsWith('.dfs.core.windows.net')) {
    return 'lake';
  }
  if (hostname.endsWith('.dev.azuresynapse.net')) {
    return pathname.startsWith('/livyApi/') ? 'livy' : 'rbac';
  }
  // Who the local Azure plays is asked at the same address.
  const isArm =
    hostname === 'management.azure.com' && pathname !== '/local-azure';
  return isArm ? 'arm' : null;
}

function exchangeOf(line: ILine, plane: Plane): IRecorded {
  return {
    ...line,
    plane,
    requestBody: bodyOf(line.requestBody),
    // A HEAD has the headers of a body, but none.
    body: line.method === 'HEAD' ? undefined : bodyOf(line.body)
  };
}

/** Parsed; as text when it is not JSON. */
function bodyOf(text: string): unknown {
  if (text === '') {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
