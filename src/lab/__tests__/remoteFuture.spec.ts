import { KernelMessage } from '@jupyterlab/services';
import { RemoteFuture } from '../remoteFuture';

function rig(onDispose: () => void = () => undefined) {
  const msg = KernelMessage.createMessage<KernelMessage.IExecuteRequestMsg>({
    msgType: 'execute_request',
    channel: 'shell',
    session: 'client',
    username: 'dana',
    content: { code: 'x' }
  });
  const future = new RemoteFuture(msg, onDispose);
  const got: string[] = [];
  future.onIOPub = ({ header, content }) => {
    got.push(`${header.msg_type} ${JSON.stringify(content)}`);
  };
  return { future, msg, got };
}

const OK = {
  status: 'ok',
  execution_count: 3,
  user_expressions: {}
} as KernelMessage.IExecuteReplyMsg['content'];
const later = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

describe('RemoteFuture', () => {
  it('delivers messages that answer its request', async () => {
    const { future, msg } = rig();
    const got: KernelMessage.IMessage[] = [];
    future.onIOPub = one => void got.push(one);
    future.onReply = one => void got.push(one);
    await future.publish('stream', { name: 'stdout', text: 'a' });
    await future.reply(OK, { started: '2026-11-24T00:00:00Z' });
    expect(got).toMatchObject([
      {
        channel: 'iopub',
        header: { msg_type: 'stream', session: 'client', username: 'dana' },
        parent_header: { msg_id: msg.header.msg_id },
        content: { name: 'stdout', text: 'a' }
      },
      {
        channel: 'shell',
        header: { msg_type: 'execute_reply' },
        parent_header: { msg_id: msg.header.msg_id },
        metadata: { started: '2026-11-24T00:00:00Z' }
      }
    ]);
    expect(await future.done).toBe(got[1]);
  });

  it('keeps the order though hooks and handlers take their time', async () => {
    const { future, got } = rig();
    let turn = 3;
    future.registerMessageHook(async () => {
      await later(turn-- * 5);
      return true;
    });
    const inner = future.onIOPub;
    future.onIOPub = async msg => {
      await later(turn * 3);
      await inner(msg);
    };
    void future.publish('a', 1);
    void future.publish('b', 2);
    void future.publish('c', 3);
    await future.reply(OK);
    expect(got).toEqual(['a 1', 'b 2', 'c 3']);
  });

  it('calls hooks newest first; one may stop a message', async () => {
    const { future, got } = rig();
    const calls: string[] = [];
    const first = () => calls.push('first') > 0;
    const second = (msg: KernelMessage.IIOPubMessage) => {
      calls.push('second');
      return (msg.header.msg_type as string) !== 'secret';
    };
    future.registerMessageHook(first);
    future.registerMessageHook(second);
    await future.publish('stream', 1);
    await future.publish('secret', 2);
    expect(calls).toEqual(['second', 'first', 'second']);
    future.removeMessageHook(second);
    await future.publish('secret', 3);
    expect(got).toEqual(['stream 1', 'secret 3']);
  });

  it.each(['throws', 'rejects'])('goes on when a handler %s', async how => {
    const { future, got } = rig();
    const { onIOPub } = future;
    const fail = () => {
      if (how === 'throws') {
        throw new Error('handler');
      }
      return Promise.reject(new Error('handler'));
    };
    future.onIOPub = fail;
    future.onReply = fail;
    await future.publish('stream', 1);
    future.onIOPub = onIOPub;
    await future.publish('stream', 2);
    expect(got).toEqual(['stream 2']);
    // A cell that is never done would hold all cells behind it.
    await future.reply(OK).catch(() => undefined);
    expect((await future.done).content).toEqual(OK);
  });

  it('is cancelled by disposal, once, in the words that Lab knows', async () => {
    const onDispose = jest.fn();
    const { future, got } = rig(onDispose);
    future.dispose();
    future.dispose();
    expect(onDispose).toHaveBeenCalledTimes(1);
    await expect(future.done).rejects.toThrow(/^Canceled/);
    await future.publish('stream', 1);
    await future.reply(OK);
    expect(got).toEqual([]);
  });

  it('drops what is on its way when it is disposed of', async () => {
    const { future, got } = rig();
    future.registerMessageHook(async () => {
      await later(10);
      return true;
    });
    const both = [future.publish('a', 1), future.publish('b', 2)];
    await later(2);
    future.dispose();
    await Promise.all(both);
    expect(got).toEqual([]);
  });

  it('stays done when it is disposed of afterwards', async () => {
    const { future } = rig();
    await future.reply(OK);
    future.dispose();
    expect((await future.done).content).toEqual(OK);
  });

  it('has no standard input', () => {
    const { future } = rig();
    expect(() => future.sendInputReply()).toThrow('cannot read input');
  });
});
