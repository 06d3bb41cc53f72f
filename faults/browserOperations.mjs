/**
 * The operations of the matrix as a user does them in a notebook. They resolve
 * to what was wrong; nothing when all was as it should be.
 */
import { setTimeout as sleep } from 'node:timers/promises';

const START = 0;
const RUN = 1;
const POLL = 2;
const CANCEL = 3;
const STOP = 4;
const STATUS = 5;

/** How long a page may take to show what is known, s. */
const PATIENCE = 90;

/** The cells of a row's notebook. */
export function sourcesOf({ bench, fault }) {
  const { direct, times } = bench;
  const cell = (name, seconds) =>
    `%%synapse\n${direct.code(`${name}-${fault.name}`, seconds)}`;
  return [
    '%synapse start',
    cell('run', 0),
    cell('poll', times.statement / 1000),
    cell('cancel', 60 + (times.stall + times.asleep) / 1000),
    '%synapse stop',
    '%synapse status'
  ];
}

/** What the page says of the session, asked until it is as wanted. */
async function status(row, isWanted) {
  const { browser } = row.bench;
  const end = Date.now() + PATIENCE * 1000;
  for (;;) {
    await browser.begin(STATUS);
    await sleep(300);
    const { text } = await browser.untilCell(
      STATUS,
      cell => !cell.isRunning,
      PATIENCE
    );
    if (isWanted(text) || Date.now() > end) {
      return text;
    }
    await sleep(500);
  }
}

/** Begins a cell under a fault; when it is over the page is there again. */
async function underFault(row, operation, begin) {
  const { bench, fault } = row;
  const over = await fault.inject(operation, bench);
  await begin();
  if (over.isOver) {
    return over;
  }
  await untilMet(bench.proxy);
  await over();
  await bench.browser.reopen();
  return over;
}

/** Until the request came that the fault waits for; faults of time need none. */
async function untilMet(proxy) {
  for (let tries = 0; tries < 300 && proxy.isArmed; tries++) {
    await sleep(100);
  }
}

async function create(row) {
  const { direct, proxy, browser } = row.bench;
  const before = proxy.acted('create');
  await underFault(row, 'create', () => browser.begin(START));
  await browser.untilCell(START, cell => !cell.isRunning, PATIENCE);
  await browser.ensureKernel();
  const problems = [];
  const text = await status(row, text => /idle/.test(text));
  const alive = await direct.untilAlive(1);
  const made = proxy.acted('create') - before;
  if (made !== 1) {
    problems.push(`${made} sessions were made`);
  }
  if (alive.length !== 1) {
    problems.push(`${alive.length} sessions run`);
  }
  if (!/idle/.test(text)) {
    problems.push(`the page shows: ${oneLine(text)}`);
  }
  return problems;
}

/** A cell's output as it must be: all that was printed, once. */
async function shown(row, index, nonce) {
  const { text } = await row.bench.browser.untilCell(
    index,
    cell => cell.text.includes(`done ${nonce}`) && !cell.isRunning,
    PATIENCE
  );
  return [`begun ${nonce}`, `done ${nonce}`].every(
    part => text.split(part).length === 2
  )
    ? []
    : [`the cell shows: ${oneLine(text)}`];
}

async function run(row) {
  const { bench, fault } = row;
  const { browser } = bench;
  const nonce = `run-${fault.name}`;
  row.nonces.push({ nonce, operation: 'run' });
  const over = await underFault(row, 'run', () => browser.begin(RUN));
  if (fault.mayBeRefused) {
    const { hasFailed } = await browser.untilCell(
      RUN,
      cell => !cell.isRunning,
      PATIENCE
    );
    await over();
    if (hasFailed) {
      await browser.begin(RUN);
    }
  }
  const problems = await shown(row, RUN, nonce);
  for (let round = 1; over.isOver && !over.isOver(); round++) {
    const next = `${nonce}-${round}`;
    row.nonces.push({ nonce: next, operation: 'run' });
    await browser.setSource(RUN, `%%synapse\n${bench.direct.code(next)}`);
    await browser.begin(RUN);
    problems.push(...(await shown(row, RUN, next)));
  }
  await over();
  return problems;
}

async function poll(row) {
  const { proxy, browser } = row.bench;
  const nonce = `poll-${row.fault.name}`;
  row.nonces.push({ nonce, operation: 'poll' });
  await underFault(row, 'poll', async () => {
    await browser.begin(POLL);
    await untilMet(proxy);
  });
  return shown(row, POLL, nonce);
}

async function cancel(row) {
  const { bench, fault } = row;
  const { browser, direct } = bench;
  const nonce = `cancel-${fault.name}`;
  row.nonces.push({ nonce, operation: 'cancel' });
  const [{ id }] = await direct.alive();
  const statement = async () =>
    (await direct.statementsWith(id, `'${nonce}\\n'`))[0];
  await browser.begin(CANCEL);
  for (let tries = 0; (await statement())?.state !== 'running'; tries++) {
    if (tries > 200) {
      return ['the statement to cancel did not run'];
    }
    await sleep(100);
  }
  await sleep(500);
  await underFault(row, 'cancel', () => browser.interrupt());
  const { isRunning, text } = await browser.untilCell(
    CANCEL,
    cell => !cell.isRunning && cell.text.includes(`begun ${nonce}`),
    PATIENCE
  );
  const { state } = await statement();
  const problems = [];
  if (!/^cancel/.test(state)) {
    problems.push(`the statement is ${state}`);
  }
  if (isRunning) {
    problems.push('the cell runs on');
  }
  if (!text.includes(`begun ${nonce}`)) {
    problems.push(`the cell shows: ${oneLine(text)}`);
  }
  return problems;
}

async function remove(row) {
  const { browser, direct } = row.bench;
  // A case before may have taken it along, and a line magic needs one.
  await browser.ensureKernel();
  await underFault(row, 'delete', () => browser.begin(STOP));
  await browser.untilCell(STOP, cell => !cell.isRunning, PATIENCE);
  await browser.ensureKernel();
  const problems = [];
  const text = await status(row, text => !/idle|busy/.test(text));
  const alive = await direct.untilAlive(0);
  if (alive.length) {
    problems.push(`${alive.length} sessions are left`);
  }
  if (/idle|busy/.test(text)) {
    problems.push(`the page shows: ${oneLine(text)}`);
  }
  return problems;
}

const oneLine = text => text.replace(/\s+/g, ' ').trim().slice(0, 200);

/** In the order in which one session can go through them. */
export const BROWSER_OPERATIONS = [
  { name: 'create', title: 'create session', perform: create },
  { name: 'run', title: 'run statement', perform: run },
  { name: 'poll', title: 'poll', perform: poll },
  { name: 'cancel', title: 'cancel', perform: cancel },
  { name: 'delete', title: 'delete session', perform: remove }
];
