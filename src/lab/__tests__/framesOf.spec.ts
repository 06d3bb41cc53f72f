import { ISessionContext } from '@jupyterlab/apputils';
import { Kernel, KernelMessage } from '@jupyterlab/services';
import { problemOf } from '../../core/errors';
import { DAMAGED } from '../../core/frameRun';
import { framesOf } from '../framesOf';
import { KernelTalk } from '../kernelTalk';

const signal = new AbortController().signal;

/** A kernel that answers what it is asked, or has lost what it was asked. */
function kernelOf(name: string, isLost = false) {
  const asked: string[] = [];
  const kernel = {
    name,
    statusChanged: { connect: () => true },
    sendShellMessage: (msg: KernelMessage.IExecuteRequestMsg) => {
      asked.push(msg.content.code);
      const data = { 'text/plain': '[]' };
      return {
        done: isLost
          ? Promise.reject(new Error('Canceled future for execute_request'))
          : Promise.resolve({
              content: {
                status: 'ok',
                user_expressions: { answer: { data } }
              }
            })
      };
    }
  } as unknown as Kernel.IKernelConnection;
  return { kernel, asked };
}

function contextOf(kernel: Kernel.IKernelConnection | null) {
  const spec = (language: string) => ({ language });
  const specs = { kernelspecs: { python3: spec('python'), ir: spec('R') } };
  return {
    session: { kernel },
    specsManager: { specs }
  } as unknown as ISessionContext;
}

describe('framesOf', () => {
  it.each([[null], ['ir']])('needs a Python kernel: %s', name => {
    const context = contextOf(name === null ? null : kernelOf(name).kernel);
    expect(() => framesOf(context, { rows: 1, piece: 4 })).toThrow(
      '-o needs a notebook with a Python kernel.'
    );
  });

  it('hands a frame to the kernel of the moment', async () => {
    const first = kernelOf('python3', true);
    const second = kernelOf('python3');
    const context = contextOf(first.kernel);
    const { receiver } = framesOf(context, { rows: 1, piece: 4 });
    const reason: unknown = await receiver
      .add('r', 'QQ==', 0, signal)
      .catch((e: unknown) => e);
    expect(problemOf(reason).detail).toBe(DAMAGED);
    Object.assign(context.session!, { kernel: second.kernel });
    await receiver.check(signal);
    await receiver.add('r', 'QQ==', 0, signal);
    expect(KernelTalk.of(second.kernel).isReady).toBe(true);
    expect(first.asked).toHaveLength(1);
    expect(second.asked.at(-1)).toContain('add(');
  });

  it('asks a kernel that waits in its magic, and no other', async () => {
    const free = kernelOf('python3');
    const asked: string[] = [];
    const talk = {
      isReady: true,
      ask: (code: string) => {
        asked.push(code);
        return Promise.resolve({ value: null });
      }
    };
    const context = contextOf(free.kernel);
    const { receiver } = framesOf(context, { rows: 1, piece: 4 }, talk);
    await receiver.add('r', 'QQ==', 0, signal);
    expect(asked).toHaveLength(1);
    expect(free.asked).toEqual([]);
  });
});
