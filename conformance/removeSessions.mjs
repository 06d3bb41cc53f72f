/** Deletes what a run of the suite may have left, also after an interrupt. */
import fs from 'node:fs';

const TIMEOUT = 60_000;

/**
 * Deletes each session whose id is in the file or whose name has the tag; by
 * name, since a create whose answer never came has made one too. Resolves with
 * the number of those that may be left.
 */
export async function removeSessions({ headers, prefix, url }, tag, idsFile) {
  const ask = (method, path) =>
    fetch(`${url}${prefix}/sessions${path}`, {
      method,
      headers: { ...headers, 'X-Requested-By': 'conformance' },
      signal: AbortSignal.timeout(TIMEOUT)
    });
  const ids = new Set(
    fs.existsSync(idsFile)
      ? fs.readFileSync(idsFile, 'utf8').trim().split('\n').filter(Boolean)
      : []
  );
  let left = 0;
  try {
    for (let page = 0; page < 25; page++) {
      const query = prefix ? '&detailed=true' : '';
      const response = await ask('GET', `?from=${page * 20}&size=20${query}`);
      const { sessions = [] } = await response.json();
      for (const { id, name, state } of sessions) {
        const isOver = /^(?:dead|killed|success|error)$/.test(state) && prefix;
        if (String(name ?? '').startsWith(tag) && !isOver) {
          ids.add(String(id));
        }
      }
      if (sessions.length < 20) {
        break;
      }
    }
  } catch (error) {
    left++;
    console.error(`The sessions could not be listed: ${error.message}`);
  }
  for (const id of ids) {
    try {
      const response = await ask('DELETE', `/${id}`);
      if (!response.ok && response.status !== 404) {
        left++;
        console.error(`Session ${id} was not deleted: ${response.status}`);
      }
    } catch (error) {
      left++;
      console.error(`Session ${id} was not deleted: ${error.message}`);
    }
  }
  return left;
}
