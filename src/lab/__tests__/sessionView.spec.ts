import { ISessionContext } from '@jupyterlab/apputils';
import { Kernel } from '@jupyterlab/services';
import { withRequestExecute } from '../sessionView';

function rig() {
  class FakeKernel {
    status = 'idle';
    #secret = 7;
    get secret() {
      return this.#secret;
    }
    ask() {
      return this.#secret;
    }
    requestExecute = jest.fn(() => 'real');
  }
  const kernel = new FakeKernel();
  const session = { kernel: kernel as FakeKernel | null, path: 'p' };
  const context = {
    session: session as typeof session | null,
    hasNoKernel: false,
    startKernel() {
      return this === context;
    }
  };
  const made = jest.fn(() => 'ours');
  const view = withRequestExecute(
    context as unknown as ISessionContext,
    real => {
      expect(real).toBe(kernel);
      return made as unknown as Kernel.IKernelConnection['requestExecute'];
    }
  );
  return { kernel, session, context, made, view };
}

describe('withRequestExecute', () => {
  it('replaces one method and nothing else', () => {
    const { view, made, kernel } = rig();
    const seen = view.session?.kernel;
    expect(seen?.requestExecute({ code: 'x' })).toBe('ours');
    expect(made).toHaveBeenCalledWith({ code: 'x' });
    expect(kernel.requestExecute).not.toHaveBeenCalled();
    expect(seen?.status).toBe('idle');
    expect(view.session?.path).toBe('p');
  });

  it('binds methods and getters to the real thing', async () => {
    const { view } = rig();
    const kernel = view.session?.kernel as unknown as {
      ask(): number;
      secret: number;
    };
    // A private field cannot be read through a proxy.
    expect(kernel.ask()).toBe(7);
    expect(kernel.secret).toBe(7);
    const { startKernel } = view;
    expect(await startKernel()).toBe(true);
  });

  it('follows what changes later', () => {
    const { view, session, context } = rig();
    expect(view.hasNoKernel).toBe(false);
    context.hasNoKernel = true;
    expect(view.hasNoKernel).toBe(true);
    session.kernel = null;
    expect(view.session?.kernel).toBeNull();
    context.session = null;
    expect(view.session).toBeNull();
  });

  it('writes through', () => {
    const { view, context } = rig();
    (view as { hasNoKernel: boolean }).hasNoKernel = true;
    expect(context.hasNoKernel).toBe(true);
  });
});
