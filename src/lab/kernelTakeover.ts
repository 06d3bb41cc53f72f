import { ISessionContext } from '@jupyterlab/apputils';
import { Kernel, KernelMessage } from '@jupyterlab/services';
import { IKernelCall } from './cellExecutor';
import { executeRequest } from './cellResults';
import { KernelBridge } from './kernelBridge';
import { RemoteFuture } from './remoteFuture';
import { RequestExecute, withRequestExecute } from './sessionView';

/** What taking over a kernel needs. */
export interface IKernelTakeoverOptions {
  call: IKernelCall;
  /** A connection with the client id of the earlier page. */
  connect(): Kernel.IKernelConnection;
  /** Serves the magics of that connection. */
  bridge(kernel: Kernel.IKernelConnection): KernelBridge;
}

/**
 * Answers a kernel that waits in a magic since an earlier page was there.
 *
 * #### Notes
 * A kernel's questions and its reply go to the client that asked for the
 * execution, known by its id: a second connection with that id gets them. The
 * cell's future is fed from it until the reply.
 */
export function takeoverView(
  context: ISessionContext,
  code: string,
  { call, connect, bridge }: IKernelTakeoverOptions
): ISessionContext {
  const make =
    (kernel: Kernel.IKernelConnection): RequestExecute =>
    (content, _dispose, metadata) => {
      const future = new RemoteFuture(
        executeRequest(kernel, { ...content, code }, metadata),
        () => undefined
      );
      const connection = connect();
      const served = bridge(connection);
      const onMessage = (
        _: unknown,
        { msg, direction }: Kernel.IAnyMessageArgs
      ) => {
        const parent = msg.parent_header as Partial<KernelMessage.IHeader>;
        if (direction !== 'recv' || parent.msg_id !== call.parent) {
          return;
        }
        if (KernelMessage.isExecuteReplyMsg(msg)) {
          void future.reply(msg.content).then(() => connection.dispose());
        } else if (msg.channel === 'iopub') {
          void future.publish(msg.header.msg_type, msg.content);
        }
      };
      connection.anyMessage.connect(onMessage);
      const begin = () => {
        if (connection.connectionStatus === 'connected') {
          connection.connectionStatusChanged.disconnect(begin);
          served.takeOver(call);
        }
      };
      connection.connectionStatusChanged.connect(begin);
      begin();
      return future;
    };
  return withRequestExecute(context, make);
}
