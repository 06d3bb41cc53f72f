import { ISessionContext } from '@jupyterlab/apputils';
import { Kernel } from '@jupyterlab/services';

/** The method of a kernel by which cells are run. */
export type RequestExecute = Kernel.IKernelConnection['requestExecute'];

/**
 * A view of a session context whose kernel has another `requestExecute`. All
 * else is the real thing, methods bound to it. Lab's stock `runCell` works on
 * the view and needs nothing else replaced.
 */
export function withRequestExecute(
  context: ISessionContext,
  make: (kernel: Kernel.IKernelConnection) => RequestExecute
): ISessionContext {
  return view(context, key => {
    const session = context.session;
    if (key !== 'session' || !session) {
      return undefined;
    }
    return view(session, key => {
      const kernel = session.kernel;
      if (key !== 'kernel' || !kernel) {
        return undefined;
      }
      return view(kernel, key =>
        key === 'requestExecute' ? make(kernel) : undefined
      );
    });
  });
}

function view<T extends object>(
  target: T,
  override: (key: PropertyKey) => unknown
): T {
  return new Proxy(target, {
    get: (target, key) => {
      const own = override(key);
      if (own !== undefined) {
        return own;
      }
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    }
  });
}
