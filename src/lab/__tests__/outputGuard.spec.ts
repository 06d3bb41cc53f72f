import { KernelMessage } from '@jupyterlab/services';
import { CellGuards } from '../cellGuards';
import { IOutputGuard, OutputGuard } from '../outputGuard';
import { RemoteFuture } from '../remoteFuture';

const KEY = `${'aB3/x9Zk+Q'.repeat(9).slice(0, 85)}Q==`;
const MASK = '••••(storage key, 88 characters)';

const REQUEST = KernelMessage.createMessage<KernelMessage.IExecuteRequestMsg>({
  msgType: 'execute_request',
  channel: 'shell',
  session: 's',
  username: '',
  content: { code: '' }
});

/** A notebook whose only cell is a remote one. */
function notebook(source = '%%synapse\n1'): object {
  return {
    cells: [{ type: 'code', sharedModel: { getSource: () => source } }],
    getMetadata: () => undefined
  };
}

const makeGuards = () => new CellGuards(async () => OutputGuard);

interface ITold {
  type: string;
  content: Record<string, unknown>;
}

/** Publishes through a remote future; gives what Lab is told. */
async function through(
  guard: IOutputGuard | null,
  messages: [string, unknown][]
): Promise<ITold[]> {
  const future = new RemoteFuture(REQUEST, () => undefined, guard);
  const told: ITold[] = [];
  future.onIOPub = msg => {
    told.push({
      type: msg.header.msg_type,
      content: msg.content as Record<string, unknown>
    });
  };
  for (const [type, content] of messages) {
    await future.publish(type, content);
  }
  await future.reply({
    status: 'ok',
    execution_count: 1,
    user_expressions: {}
  });
  return told;
}

const print = (text: string, name = 'stdout'): [string, unknown] => [
  'stream',
  { name, text }
];

describe('OutputGuard', () => {
  const guardOf = (guards: CellGuards, document = notebook()) =>
    guards.of('cell', document);

  it('masks a key that is printed in two pieces, and keeps it in the page', async () => {
    const guards = makeGuards();
    const told = await through(guardOf(guards), [
      print('a\nAccountKey='),
      print(KEY.slice(0, 30)),
      print(`${KEY.slice(30)};b\n`)
    ]);
    expect(told.map(({ content }) => content.text).join('')).toBe(
      `a\nAccountKey=${MASK};b\n`
    );
    expect(JSON.stringify(told)).not.toContain(KEY.slice(0, 30));
    expect(guards.vault.of('cell')).toEqual([
      { kind: 'storage key', value: KEY, before: 'AccountKey=' }
    ]);
  });

  it('tells what it kept back before what comes next, and at the end', async () => {
    const half = 'abcdefgh0123456789abcdefgh';
    const told = await through(guardOf(makeGuards()), [
      print(half),
      print('warning\n', 'stderr'),
      print(half),
      ['display_data', { data: { 'text/plain': 'x' }, metadata: {} }],
      print(half)
    ]);
    expect(told).toMatchObject([
      { type: 'stream', content: { name: 'stdout', text: half } },
      { type: 'stream', content: { name: 'stderr', text: 'warning\n' } },
      { type: 'stream', content: { text: half } },
      { type: 'display_data' },
      { type: 'stream', content: { text: half } }
    ]);
  });

  it.each([
    ['display_data', { data: { 'text/plain': KEY }, metadata: {} }],
    [
      'update_display_data',
      { data: { 'text/html': `<td>${KEY}</td>` }, metadata: {}, transient: {} }
    ],
    [
      'execute_result',
      { data: { 'application/json': [KEY] }, metadata: {}, execution_count: 1 }
    ],
    ['error', { ename: 'E', evalue: KEY, traceback: [`at ${KEY}`, 'b'] }]
  ])('masks %s', async (type, content) => {
    const told = await through(guardOf(makeGuards()), [[type, content]]);
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).toContain(MASK);
    expect(JSON.stringify(told)).not.toContain(KEY);
  });

  it.each([
    ['of a notebook without the magics', notebook('print(1)'), true],
    ['when it is turned off', notebook(), false]
  ])('leaves outputs alone %s', async (_, document, isOn) => {
    const guards = makeGuards();
    guards.isOn = isOn;
    const told = await through(guardOf(guards, document), [print(KEY)]);
    expect(told).toMatchObject([{ content: { text: KEY } }]);
    expect(guards.vault.cellIds).toEqual([]);
  });

  it('forgets what the cell printed before when it is run again', () => {
    const guards = makeGuards();
    const changes: string[] = [];
    guards.vault.changed.connect((_, id) => changes.push(id));
    guards.vault.add('cell', [
      { kind: 'token', value: 'v', before: '' },
      { kind: 'token', value: 'v', before: '' }
    ]);
    expect(guards.vault.of('cell')).toHaveLength(1);
    guardOf(guards);
    expect(guards.vault.of('cell')).toEqual([]);
    expect(changes).toEqual(['cell', 'cell']);
  });

  it('has no guard for a console, which is stored nowhere', () => {
    expect(makeGuards().of('cell', null)).toBeNull();
  });

  it('holds outputs back until its code has come', async () => {
    let tries = 0;
    const guards = new CellGuards(async () => {
      if (++tries < 3) {
        throw new Error('no network');
      }
      return OutputGuard;
    });
    const told = await through(guardOf(guards), [
      print(`${KEY}\n`),
      print('b')
    ]);
    expect(tries).toBe(3);
    expect(JSON.stringify(told)).toContain(MASK);
    expect(JSON.stringify(told)).not.toContain(KEY);
  });

  it('lets them pass when masking is turned off meanwhile', async () => {
    const guards = new CellGuards(async () => {
      guards.isOn = false;
      throw new Error('no network');
    });
    const told = await through(guardOf(guards), [print('a'), print('b')]);
    expect(told).toMatchObject([
      { content: { text: 'a' } },
      { content: { text: 'b' } }
    ]);
  });
});
