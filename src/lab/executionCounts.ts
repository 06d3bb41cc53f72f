import { Kernel, KernelMessage } from '@jupyterlab/services';

/** Follows the execution counts of kernels, to number remote cells like local ones. */
export class ExecutionCounts {
  /** Begins to listen; harmless when called again. */
  watch(kernel: Kernel.IKernelConnection): void {
    if (!this._last.has(kernel)) {
      this._last.set(kernel, null);
      kernel.anyMessage.connect(this._onMessage, this);
      kernel.statusChanged.connect(this._onStatus, this);
    }
  }

  /**
   * The number for a remote cell that begins now. After a reload the kernel's
   * count is not known until its first reply: `guess` is the highest number
   * of the notebook.
   */
  next(kernel: Kernel.IKernelConnection, guess: number): number {
    const last = this._last.get(kernel) ?? guess;
    this._last.set(kernel, last + 1);
    return last + 1;
  }

  private _onMessage(
    kernel: Kernel.IKernelConnection,
    { msg, direction }: Kernel.IAnyMessageArgs
  ): void {
    if (
      direction === 'recv' &&
      (KernelMessage.isExecuteInputMsg(msg) ||
        KernelMessage.isExecuteReplyMsg(msg))
    ) {
      // The reply to a request that was aborted has none.
      const count = msg.content.execution_count ?? null;
      if (count !== null) {
        this._last.set(kernel, Math.max(count, this._last.get(kernel) ?? 0));
      }
    }
  }

  private _onStatus(
    kernel: Kernel.IKernelConnection,
    status: Kernel.Status
  ): void {
    if (status === 'restarting' || status === 'autorestarting') {
      this._last.set(kernel, 0);
    }
  }

  /** Null until the kernel told it. */
  private _last = new WeakMap<Kernel.IKernelConnection, number | null>();
}
