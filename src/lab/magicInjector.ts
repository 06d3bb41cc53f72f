import { Kernel } from '@jupyterlab/services';

/**
 * Registers the magic once in each life of a kernel, before the first cell
 * that is sent to it.
 */
export class MagicInjector {
  /** `code` is the Python that registers the magic. */
  constructor(private _code: () => string) {}

  /** Told when a kernel has lost its magic, and with it all that ran in it. */
  onLost: (kernel: Kernel.IKernelConnection) => void = () => undefined;

  /** Whether the magic is there, or on its way. */
  has(kernel: Kernel.IKernelConnection): boolean {
    return this._ready.has(kernel);
  }

  ensure(kernel: Kernel.IKernelConnection): void {
    if (!this._watched.has(kernel)) {
      this._watched.add(kernel);
      kernel.statusChanged.connect(this._onStatus, this);
    }
    if (this._ready.has(kernel)) {
      return;
    }
    try {
      // Not awaited: a kernel executes the requests of a connection in order.
      kernel
        .requestExecute({
          code: this._code(),
          silent: true,
          store_history: false,
          // A false here would stay in force for widgets' callbacks.
          allow_stdin: true,
          stop_on_error: false
        })
        .done.catch(() => this._ready.delete(kernel));
      this._ready.add(kernel);
    } catch {
      // The kernel is dead or the connection was let go of: the cell, which
      // comes next, tells the user.
    }
  }

  private _onStatus(
    kernel: Kernel.IKernelConnection,
    status: Kernel.Status
  ): void {
    if (LOST.has(status)) {
      this._ready.delete(kernel);
      // This one may come late, behind the first question of the new life.
      if (status !== 'starting') {
        this.onLost(kernel);
      }
    }
  }

  private _ready = new WeakSet<Kernel.IKernelConnection>();
  private _watched = new WeakSet<Kernel.IKernelConnection>();
}

const LOST = new Set<Kernel.Status>([
  'restarting',
  'autorestarting',
  'starting',
  'dead',
  'terminating'
]);
