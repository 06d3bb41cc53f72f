import { SynapseError } from '../../core/errors';
import { IOutputs } from '../../core/ports';
import { Conversation, parseRequest } from '../conversation';

type Outcome = { resolve(value: null): void; reject(reason: unknown): void };

function rig() {
  let outputs!: IOutputs;
  let end!: Outcome;
  const talk = new Conversation(
    4,
    { line: 'x', cell: null },
    (_request, given) => {
      outputs = given;
      return new Promise<null>((resolve, reject) => {
        end = { resolve, reject };
      });
    },
    new AbortController().signal
  );
  const ask = async (step: number) =>
    JSON.parse((await talk.reply(step)) ?? 'null') as {
      events: { content: { text: string } }[];
      status: string;
    } | null;
  const print = (text: string) =>
    outputs.publish({ type: 'stream', content: { text } });
  return { talk, ask, print, end: () => end };
}

const pause = () => new Promise(resolve => setTimeout(resolve, 5));

describe('Conversation', () => {
  it('waits for something to say', async () => {
    const { ask, print } = rig();
    const answer = ask(0);
    await pause();
    await print('a');
    expect(await answer).toEqual({
      id: 4,
      step: 0,
      status: 'more',
      events: [{ type: 'stream', content: { text: 'a' } }]
    });
  });

  it('says what came before it was asked, once', async () => {
    const { ask, print, end } = rig();
    await print('a');
    await print('b');
    expect((await ask(0))?.events).toHaveLength(2);
    await print('c');
    end().resolve(null);
    expect(await ask(1)).toMatchObject({
      status: 'ok',
      value: null,
      events: [{ content: { text: 'c' } }]
    });
  });

  it('tells a failure behind the outputs', async () => {
    const { ask, print, end } = rig();
    await print('a');
    end().reject(new SynapseError({ kind: 'session', what: 'Gone.' }));
    expect(await ask(0)).toMatchObject({
      status: 'error',
      ename: 'SynapseError',
      evalue: 'Gone.',
      events: [{ content: { text: 'a' } }]
    });
  });

  it('repeats an answer, and gives one answer to a question asked twice', async () => {
    const { ask, print } = rig();
    const first = ask(0);
    expect(await ask(0)).toBeNull();
    await print('a');
    const answer = await first;
    await print('b');
    expect(await ask(0)).toEqual(answer);
    expect((await ask(1))?.events).toMatchObject([{ content: { text: 'b' } }]);
  });

  it('tells a run that throws at once', async () => {
    const talk = new Conversation(
      1,
      { line: '', cell: null },
      () => {
        throw new Error('bang');
      },
      new AbortController().signal
    );
    expect(await talk.reply(0)).toContain('bang');
  });
});

describe('parseRequest', () => {
  it.each([
    [
      '{"id":1,"step":0,"line":"a","cell":null,"more":1}',
      { id: 1, step: 0, line: 'a', cell: null }
    ],
    [
      '{"id":1,"step":0,"line":"","cell":"x"}',
      { id: 1, step: 0, line: '', cell: 'x' }
    ],
    ['{"id":1,"step":2,"next":true}', { id: 1, step: 2, next: true }],
    ['', null],
    ['[]', null],
    ['"x"', null],
    ['{"id":"1","step":0,"next":true}', null],
    ['{"id":1,"next":true}', null]
  ])('%s', (text, expected) => {
    expect(parseRequest(text)).toEqual(expected);
  });
});
