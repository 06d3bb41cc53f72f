import { ISessionContext } from '@jupyterlab/apputils';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import { fakeTarget } from '../../testing/builders';
import { NotebookSession } from '../notebookSession';
import { SynapseSessions } from '../sessions';

class FakeContext {
  constructor(
    public path: string,
    kernelId: string | null = null
  ) {
    this.session = { kernel: kernelId === null ? null : { id: kernelId } };
  }

  readonly disposed = new Signal<this, void>(this);
  readonly propertyChanged = new Signal<this, string>(this);
  readonly sessionChanged = new Signal<this, object>(this);
  readonly kernelPreference = { shutdownOnDispose: false };
  isDisposed = false;

  loseKernel() {
    const oldValue = this.session ?? {};
    this.session = null;
    this.sessionChanged.emit({ oldValue, newValue: null });
  }

  getKernel(id: string) {
    this.session = { kernel: { id } };
    this.sessionChanged.emit({ oldValue: null, newValue: this.session });
  }
  session: { kernel: { id: string } | null } | null;
}

class FakePanel {
  constructor(
    path: string,
    options: { kernel?: string; metadata?: object; isReady?: boolean } = {}
  ) {
    this.metadata = options.metadata ?? {};
    this.sessionContext = new FakeContext(path, options.kernel);
    this.ready = new PromiseDelegate<void>();
    const { ready } = this;
    this.context = {
      path,
      isReady: options.isReady ?? true,
      ready: ready.promise,
      pathChanged: new Signal<object, string>(this),
      saveState: new Signal<object, string>(this),
      model: {
        getMetadata: (key: string) =>
          (this.metadata as Record<string, unknown>)[key],
        setMetadata: (key: string, value: unknown) => {
          this.metadata = { ...this.metadata, [key]: value };
        }
      }
    };
    if (this.context.isReady) {
      ready.resolve();
    }
  }

  isDisposed = false;
  metadata: object;
  readonly ready: PromiseDelegate<void>;
  readonly sessionContext: FakeContext;
  readonly context: {
    path: string;
    isReady: boolean;
    ready: Promise<void>;
    pathChanged: Signal<object, string>;
    saveState: Signal<object, string>;
    model: object;
  };

  close() {
    this.isDisposed = this.sessionContext.isDisposed = true;
    this.sessionContext.disposed.emit();
  }

  rename(path: string) {
    this.context.path = path;
    this.context.pathChanged.emit(path);
  }
}

function rig(...panels: FakePanel[]) {
  const tracker = {
    currentWidget: null as FakePanel | null,
    find: (test: (panel: FakePanel) => boolean) => panels.find(test)
  };
  const currentChanged = new Signal<object, unknown>(tracker);
  const refresh = jest.fn(() => Promise.resolve());
  const made: string[] = [];
  const sessions = new SynapseSessions({
    tracker: Object.assign(tracker, {
      currentChanged
    }) as unknown as INotebookTracker,
    directory: () => Promise.reject(new Error('not expected')),
    hasOwn: () => Promise.resolve(false),
    make: (path, targets) => {
      made.push(`${path} ${targets ? 'notebook' : 'console'}`);
      const session = new NotebookSession({
        path,
        targets,
        azure: () => new Promise(() => undefined),
        clock: { now: () => 0, sleep: () => new Promise(() => undefined) },
        watch: null as never,
        ledger: null,
        defaultTarget: () => Promise.reject(new Error('none'))
      });
      session.controller.refresh = refresh;
      return session;
    }
  });
  const changed = jest.fn();
  sessions.currentChanged.connect(changed);
  return {
    sessions,
    made,
    changed,
    refresh,
    panels,
    show: (panel: FakePanel | null) => {
      tracker.currentWidget = panel;
      currentChanged.emit(panel);
    },
    of: (panel: FakePanel) =>
      sessions.ofPanel(panel as unknown as NotebookPanel),
    ofContext: (context: FakeContext) =>
      sessions.ofContext(context as unknown as ISessionContext)
  };
}

let all: SynapseSessions[] = [];
function made<T extends { sessions: SynapseSessions }>(one: T): T {
  all.push(one.sessions);
  return one;
}
beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  all.forEach(one => one.dispose());
  all = [];
  jest.useRealTimers();
});

describe('SynapseSessions', () => {
  it('follows the notebook in front', () => {
    const a = new FakePanel('a.ipynb');
    const b = new FakePanel('b.ipynb');
    const one = made(rig(a, b));
    expect(one.sessions.current).toBeNull();
    one.show(a);
    one.show(a);
    expect(one.sessions.current).toBe(one.of(a));
    expect(one.changed).toHaveBeenCalledTimes(1);
    one.show(b);
    expect(one.sessions.current).toBe(one.of(b));
    one.show(null);
    expect(one.sessions.current).toBeNull();
    expect(one.changed).toHaveBeenCalledTimes(3);
    expect(one.sessions.all).toHaveLength(2);
  });

  it('makes one session for a notebook', () => {
    const a = new FakePanel('a.ipynb');
    const one = made(rig(a));
    expect(one.of(a)).toBe(one.of(a));
    expect(one.ofContext(a.sessionContext)).toBe(one.of(a));
    expect(one.made).toEqual(['a.ipynb notebook']);
  });

  it('gives a console the session of the notebook whose kernel it shares', () => {
    const a = new FakePanel('a.ipynb', { kernel: 'k1' });
    const one = made(rig(a));
    const shared = new FakeContext('console-1', 'k1');
    expect(one.ofContext(shared)).toBe(one.of(a));
    const own = new FakeContext('console-2', 'k2');
    expect(one.ofContext(own)).not.toBe(one.of(a));
    expect(one.ofContext(own)).toBe(one.ofContext(own));
    const none = new FakeContext('console-3');
    expect(one.ofContext(none)).not.toBe(one.ofContext(own));
    expect(one.made).toEqual([
      'a.ipynb notebook',
      'console-2 console',
      'console-3 console'
    ]);
  });

  it('does not take two notebooks without a kernel for one', () => {
    const a = new FakePanel('a.ipynb');
    const b = new FakePanel('b.ipynb');
    const one = made(rig(a, b));
    expect(one.ofContext(b.sessionContext)).toBe(one.of(b));
    expect(one.of(a)).not.toBe(one.of(b));
  });

  it.each(['in front', 'in the background'])(
    'reads the target once the file is there (%s)',
    async where => {
      const a = new FakePanel('a.ipynb', { isReady: false });
      const one = made(rig(a));
      if (where === 'in front') {
        one.show(a);
      } else {
        // The toolbar's picker asks for it long before it comes to the front.
        one.of(a);
      }
      expect(one.of(a).target).toBeNull();
      a.metadata = { synapse: { target: fakeTarget() } };
      a.context.isReady = true;
      a.ready.resolve();
      await jest.advanceTimersByTimeAsync(0);
      expect(one.of(a).target).toEqual(fakeTarget());
    }
  );

  it('leaves alone a notebook that was closed before it was there', async () => {
    const a = new FakePanel('a.ipynb', { isReady: false });
    const one = made(rig(a));
    one.show(a);
    a.close();
    a.metadata = { synapse: { target: fakeTarget() } };
    a.ready.resolve();
    await jest.advanceTimersByTimeAsync(0);
    expect(one.sessions.all).toEqual([]);
  });

  it('keeps what else is in the metadata', async () => {
    const a = new FakePanel('a.ipynb', { metadata: { synapse: { other: 1 } } });
    const one = made(rig(a));
    one.of(a).controller.refreshPool = () => Promise.resolve();
    await one.of(a).chooseTarget(fakeTarget());
    expect(a.metadata).toEqual({ synapse: { other: 1, target: fakeTarget() } });
  });

  it('follows the name of a notebook, and of a console', () => {
    const a = new FakePanel('a.ipynb');
    const one = made(rig(a));
    const session = one.of(a);
    a.rename('sub/b.ipynb');
    expect(session.path).toBe('sub/b.ipynb');
    expect(session.label).toBe('b.ipynb');
    const context = new FakeContext('console-1');
    const own = one.ofContext(context);
    context.path = 'console-2';
    context.propertyChanged.emit('path');
    expect(own.path).toBe('console-2');
  });

  it('lets go of what is closed', () => {
    const a = new FakePanel('a.ipynb');
    const one = made(rig(a));
    const session = one.of(a);
    a.close();
    expect(session.isDisposed).toBe(true);
    expect(one.sessions.all).toEqual([]);
  });

  it('reads all sessions again from time to time, until it is disposed of', async () => {
    const one = made(rig());
    one.of(new FakePanel('a.ipynb'));
    one.ofContext(new FakeContext('console'));
    await jest.advanceTimersByTimeAsync(60_000);
    expect(one.refresh.mock.calls.length).toBeGreaterThanOrEqual(10);
    expect(one.refresh.mock.calls.length).toBeLessThanOrEqual(16);
    const [first] = one.sessions.all;
    one.sessions.dispose();
    one.sessions.dispose();
    expect(first.isDisposed).toBe(true);
    one.refresh.mockClear();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(one.refresh).not.toHaveBeenCalled();
  });

  it('reads that in front on request', async () => {
    const a = new FakePanel('a.ipynb');
    const one = made(rig(a));
    await one.sessions.refresh();
    one.show(a);
    one.of(a).controller.refreshPool = () => Promise.resolve();
    await one.sessions.refresh();
    expect(one.refresh).toHaveBeenCalledTimes(1);
  });

  describe('when a kernel goes', () => {
    function gone(a: FakePanel, one: ReturnType<typeof rig>): string[] {
      const told: string[] = [];
      one.of(a);
      one.sessions.kernelGone.connect((_, { label }) => told.push(label));
      return told;
    }

    it('tells it once', async () => {
      const a = new FakePanel('a.ipynb', { kernel: 'k' });
      const told = gone(a, made(rig(a)));
      a.sessionContext.loseKernel();
      a.sessionContext.loseKernel();
      await jest.advanceTimersByTimeAsync(1000);
      expect(told).toEqual(['a.ipynb']);
      a.sessionContext.getKernel('k2');
      a.sessionContext.loseKernel();
      await jest.advanceTimersByTimeAsync(1000);
      expect(told).toEqual(['a.ipynb', 'a.ipynb']);
    });

    it('is silent when another one comes, or the page closes it', async () => {
      const a = new FakePanel('a.ipynb', { kernel: 'k' });
      const told = gone(a, made(rig(a)));
      a.sessionContext.loseKernel();
      a.sessionContext.getKernel('k2');
      await jest.advanceTimersByTimeAsync(1000);
      a.close();
      a.sessionContext.loseKernel();
      await jest.advanceTimersByTimeAsync(1000);
      expect(told).toEqual([]);
    });

    it('tells it when the notebook takes its kernel with it', () => {
      const a = new FakePanel('a.ipynb', { kernel: 'k' });
      const told = gone(a, made(rig(a)));
      a.sessionContext.kernelPreference.shutdownOnDispose = true;
      a.close();
      expect(told).toEqual(['a.ipynb']);
    });
  });
});
