import { KernelError } from '@jupyterlab/notebook';
import { Kernel, KernelMessage } from '@jupyterlab/services';
import { JobEnd } from '../core/executionQueue';

const ABORTED = 'Aborted';

/** A request to execute that goes to no kernel. */
export function executeRequest(
  kernel: Kernel.IKernelConnection,
  content: KernelMessage.IExecuteRequestMsg['content'],
  metadata?: object
): KernelMessage.IExecuteRequestMsg {
  return KernelMessage.createMessage({
    msgType: 'execute_request',
    channel: 'shell',
    username: kernel.username,
    session: kernel.clientId,
    content,
    metadata
  } as KernelMessage.IOptions<KernelMessage.IExecuteRequestMsg>);
}

/** What a cell ends with that was never run because of an earlier one. */
export function abortedError(): KernelError {
  return new KernelError({
    status: 'aborted',
    ename: ABORTED,
    evalue: 'An earlier cell failed or was interrupted.',
    traceback: []
  } as unknown as KernelMessage.IExecuteReply);
}

/** Classifies what running a cell came to. */
export function ended(result: PromiseSettledResult<boolean>): JobEnd {
  if (result.status === 'fulfilled') {
    return 'ok';
  }
  // The kernel's own "aborted" replies carry no name.
  const { errorName } = result.reason as { errorName?: string };
  return result.reason instanceof KernelError &&
    (!errorName || errorName === ABORTED)
    ? 'aborted'
    : 'failed';
}
