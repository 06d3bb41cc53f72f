/** Talks to the local pool's Livy through the server's proxy, as a bare client. */

const ROOT =
  'jupyterlab-synapse/proxy/local/contoso-synapse.dev.azuresynapse.net/livyApi/versions/2019-11-01-preview/sparkPools/sparkpool01';

/** A client for one JupyterLab. Rejects on any answer but 2xx. */
export function localPool(origin) {
  const call = async (method, path, body) => {
    const response = await fetch(`${origin}/${ROOT}/${path}`, {
      method,
      headers: {
        Authorization: 'token bench',
        'Content-Type': 'application/json'
      },
      body: body === undefined ? undefined : JSON.stringify(body)
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    }
    return text ? JSON.parse(text) : null;
  };
  return {
    create: () =>
      call('POST', 'sessions?detailed=true', {
        name: `bench-${Math.random().toString(16).slice(2)}`,
        driverMemory: '28g',
        driverCores: 4,
        executorMemory: '28g',
        executorCores: 4,
        numExecutors: 2,
        conf: {}
      }),
    session: id => call('GET', `sessions/${id}?detailed=true`),
    remove: id => call('DELETE', `sessions/${id}`),
    run: (id, code) =>
      call('POST', `sessions/${id}/statements`, { code, kind: 'pyspark' }),
    statement: (id, statement) =>
      call('GET', `sessions/${id}/statements/${statement}`)
  };
}

export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

/** Polls a new session until it is idle; milliseconds since the POST. */
export async function timeToIdle(pool) {
  const begun = performance.now();
  const { id } = await pool.create();
  for (;;) {
    const { state } = await pool.session(id);
    if (state === 'idle') {
      return { id, ms: performance.now() - begun };
    }
    if (/dead|error|killed/.test(state)) {
      throw new Error(`The session is ${state}.`);
    }
    await sleep(20);
  }
}

/**
 * Runs a statement with a client that polls by a ladder of waits (the last
 * one repeats); milliseconds until the client knows the end, and requests.
 */
export async function runPolling(pool, session, code, ladder) {
  const begun = performance.now();
  let statement = await pool.run(session, code);
  let requests = 1;
  for (let index = 0; statement.state !== 'available'; index++) {
    await sleep(ladder[Math.min(index, ladder.length - 1)]);
    statement = await pool.statement(session, statement.id);
    requests += 1;
  }
  return { ms: performance.now() - begun, requests };
}
