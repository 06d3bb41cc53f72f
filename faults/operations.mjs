/**
 * The operations of the matrix on the client's own code, each under a fault.
 * They resolve to what was wrong; nothing when all was as it should be.
 */
import { setTimeout as sleep } from 'node:timers/promises';

const FOUR_MINUTES_AND_MORE = 5 * 60_000;

/** Never in a run, though its clock is moved on. */
const IDLE_MINUTES = 100_000;

const SIZES = {
  driverMemory: '1g',
  driverCores: 1,
  executorMemory: '1g',
  executorCores: 1,
  numExecutors: 1
};

/** What a promise came to, with a limit that only bounds a hang. */
export async function attempt(act, seconds) {
  const abort = new AbortController();
  let timer;
  const late = new Promise(resolve => {
    timer = setTimeout(() => resolve(['late']), seconds * 1000);
  });
  const [state, reason] = await Promise.race([
    act(abort.signal).then(
      () => ['ok'],
      reason => ['failed', reason]
    ),
    late
  ]);
  clearTimeout(timer);
  abort.abort();
  return {
    isOk: state === 'ok',
    kind: reason?.problem?.kind ?? null,
    text:
      state === 'late'
        ? `no end within ${seconds} s`
        : String(reason?.message ?? '')
  };
}

/** Starts a session for the client of a row. */
export function start(row, signal) {
  const { controller, target } = row.client;
  return controller.start(
    {
      target,
      sizes: SIZES,
      conf: {},
      idleMinutes: IDLE_MINUTES,
      startTimeout: null
    },
    signal
  );
}

/** Acts once, or for as long as the fault lasts; the first that went wrong. */
async function underFault(row, operation, act) {
  const { bench, fault } = row;
  const { limit } = bench;
  const over = await fault.inject(operation, bench);
  const wrong = [];
  do {
    const result = await attempt(act, limit);
    if (!result.isOk) {
      wrong.push(result);
    }
    // A page does not ask without a break either.
    await sleep(over.isOver ? 300 : 0);
  } while (over.isOver && !over.isOver() && wrong.length === 0);
  await over();
  if (wrong.length && fault.mayBeRefused) {
    const again = await attempt(act, limit);
    return again.isOk ? [] : [`again: ${again.text}`];
  }
  return wrong.map(({ text }) => text);
}

/** A cell's run; what it shows must be what it printed, to the end. */
async function runCell(row, name, seconds, signal) {
  const nonce = `${name}-${row.nonces.length}-${row.fault.name}`;
  row.nonces.push({ nonce, operation: name });
  return { nonce, outputs: await runNonce(row, nonce, seconds, signal) };
}

async function runNonce(row, nonce, seconds, signal) {
  const { bench, client } = row;
  const outputs = client.outputs();
  await client.controller.run(
    bench.direct.code(nonce, seconds),
    'pyspark',
    `cell-${nonce}`,
    outputs,
    signal
  );
  for (const text of [`begun ${nonce}`, `done ${nonce}`]) {
    const count = outputs.text.split(text).length - 1;
    if (count !== 1) {
      throw new Error(`"${text}" is ${count} times in the output`);
    }
  }
  return outputs;
}

async function create(row) {
  const { bench, client, fault } = row;
  const { direct, proxy } = bench;
  const before = proxy.acted('create');
  let starts = 0;
  const problems = await underFault(row, 'create', async signal => {
    if (fault.isWindow && starts > 0) {
      await client.controller.stop();
    }
    starts += 1;
    await start(row, signal);
  });
  const made = proxy.acted('create') - before;
  const wanted = fault.mayBeRefused ? 1 : starts;
  const alive = await direct.untilAlive(1);
  if (made !== wanted) {
    problems.push(`${made} sessions were made for ${wanted}`);
  }
  if (alive.length !== 1) {
    problems.push(`${alive.length} sessions run`);
  }
  return problems;
}

async function run(row, name = 'run') {
  let nonce = null;
  return underFault(row, name, async signal => {
    if (nonce && row.fault.mayBeRefused) {
      await runNonce(row, nonce, 0, signal);
      return;
    }
    nonce = `${name}-${row.nonces.length}-${row.fault.name}`;
    row.nonces.push({ nonce, operation: name });
    await runNonce(row, nonce, 0, signal);
  });
}

/** As after a reload: the session is found again, how far it is is not known. */
async function runAdopted(row) {
  const { controller } = row.client;
  const { idleMinutes, session, sizes, target } = controller;
  controller.forget();
  const isAdopted = await controller.adopt({
    target,
    sizes,
    idleMinutes,
    sessionId: session.id,
    name: session.name,
    lastStatementId: null
  });
  return isAdopted
    ? run(row, 'runAdopted')
    : ['the session was not found again'];
}

async function poll(row) {
  const { bench, fault } = row;
  const seconds = bench.times.statement / 1000;
  const sent = bench.proxy.untilActed('run');
  const running = attempt(
    signal => runCell(row, 'poll', seconds, signal),
    bench.limit
  );
  await Promise.race([sent, running]);
  const over = await fault.inject('poll', bench);
  const result = await running;
  const problems = result.isOk ? [] : [result.text];
  while (over.isOver && !over.isOver() && problems.length === 0) {
    const next = await attempt(
      signal => runCell(row, 'poll', 1, signal),
      bench.limit
    );
    if (!next.isOk) {
      problems.push(next.text);
    }
  }
  await over();
  return problems;
}

async function cancel(row) {
  const { bench, client, fault } = row;
  const { direct } = bench;
  const id = client.controller.session.id;
  const problems = [];
  let over = null;
  do {
    const nonce = `cancel-${row.nonces.length}-${fault.name}`;
    row.nonces.push({ nonce, operation: 'cancel' });
    const abort = new AbortController();
    const running = attempt(
      () =>
        client.controller.run(
          direct.code(nonce, 30 + bench.times.stall / 1000),
          'pyspark',
          `cell-${nonce}`,
          client.outputs(),
          abort.signal
        ),
      bench.limit
    );
    if (!(await untilRuns(direct, id, nonce))) {
      abort.abort();
      return [...problems, 'the statement to cancel did not run'];
    }
    over ??= await fault.inject('cancel', bench);
    abort.abort();
    const { isOk, kind, text } = await running;
    if (isOk || (kind !== 'cancelled' && !/cancel/i.test(text))) {
      problems.push(isOk ? 'the cell ended well' : text);
    }
    const [statement] = await direct.statementsWith(id, nonce);
    if (!/^cancel/.test(statement?.state ?? '')) {
      problems.push(`the statement is ${statement?.state} (${text})`);
    }
  } while (over.isOver && !over.isOver() && problems.length === 0);
  await over();
  return problems;
}

async function untilRuns(direct, id, nonce) {
  for (let tries = 0; tries < 200; tries++) {
    const [statement] = await direct.statementsWith(id, nonce);
    if (statement?.state === 'running') {
      await sleep(300);
      return true;
    }
    await sleep(100);
  }
  return false;
}

async function keepAlive(row) {
  const { bench, client } = row;
  const { clock, controller } = client;
  const before = bench.proxy.acted('keepAlive');
  const problems = await underFault(row, 'keepAlive', async () => {
    clock.skip(FOUR_MINUTES_AND_MORE);
    await controller.refresh();
  });
  // One may be missed: the pool waits for longer than twice that time.
  clock.skip(FOUR_MINUTES_AND_MORE);
  await controller.refresh();
  if (bench.proxy.acted('keepAlive') === before) {
    problems.push('the session was not kept alive');
  }
  if (controller.phase !== 'ready') {
    problems.push(`the session is ${controller.phase} in the page`);
  }
  return problems;
}

async function remove(row) {
  const { bench, client, fault } = row;
  let stops = 0;
  const problems = await underFault(row, 'delete', async signal => {
    if (fault.isWindow && stops > 0) {
      await start(row, signal);
    }
    stops += 1;
    await client.controller.stop();
  });
  const alive = await bench.direct.untilAlive(0);
  if (alive.length) {
    problems.push(`${alive.length} sessions are left`);
  }
  return problems;
}

/** In the order in which one session can go through them. */
export const OPERATIONS = [
  { name: 'create', title: 'create session', perform: create },
  { name: 'run', title: 'run statement', perform: row => run(row) },
  { name: 'runAdopted', title: 'run, taken up', perform: runAdopted },
  { name: 'poll', title: 'poll', perform: poll },
  { name: 'cancel', title: 'cancel', perform: cancel },
  { name: 'keepAlive', title: 'keep-alive', perform: keepAlive },
  { name: 'delete', title: 'delete session', perform: remove }
];
