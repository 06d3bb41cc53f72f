import { fakeAzure } from '../../testing/fakeAzure';
import { StateDB } from '@jupyterlab/statedb';
import { Signal } from '@lumino/signaling';
import { IConnection, IServerStatus } from '../../core/connection';
import { SynapseError } from '../../core/errors';
import { IResourceManager, ITenant } from '../../core/ports';
import { IPrincipal } from '../../core/roles';
import { IPoolGroup, IPoolProgress } from '../../core/target';
import { fakeChoice, fakeTarget } from '../../testing/builders';
import { ISignInState } from '../../tokens';
import { Pools } from '../pools';
import { ServerClient } from '../serverClient';
import { ISignInSource } from '../signInSource';

function connection(parts: Partial<IConnection>): IConnection {
  return {
    id: 'local',
    kind: 'local',
    label: 'Local pool',
    available: true,
    reason: null,
    armEndpoint: null,
    subscriptionIds: [],
    signedIn: null,
    ...parts
  };
}

const AZURE = connection({
  id: 'azure',
  kind: 'synapse',
  label: 'Azure',
  signedIn: false
});

const settle = () => jest.advanceTimersByTimeAsync(0);

const HOME = '11111111-2222-3333-4444-555555555555';
const OTHER = '66666666-7777-8888-9999-aaaaaaaaaaaa';
const DANA = { objectId: 'dana-id', tenantId: HOME, name: 'dana@contoso.com' };
const TENANTS: ITenant[] = [
  { id: HOME, name: 'Contoso', domain: 'contoso.com' },
  { id: OTHER.toUpperCase(), name: 'Fabrikam', domain: null }
];

function signedIn(state: ISignInState['state']): ISignInState {
  return {
    state,
    account: state === 'signedIn' ? 'dana@contoso.com' : null,
    userCode: state === 'pending' ? 'ABC' : null,
    verificationUri: null,
    message: ''
  };
}

const group = (id: string): IPoolGroup => ({
  id,
  place: 'aml',
  label: id,
  subscription: null,
  pools: [fakeChoice(fakeTarget({ connection: id }))],
  problem: null
});

function rig(
  connections: IConnection[] = [connection({}), AZURE],
  state?: () => Promise<StateDB>
) {
  const calls: string[] = [];
  const status: IServerStatus = {
    version: '1',
    connections,
    localPool: { state: 'stopped', message: '' }
  };
  const server = {
    changed: new Signal<object, void>({}),
    status: jest.fn(() => Promise.resolve({ ...status, connections })),
    startLocalPool: jest.fn(() =>
      Promise.resolve<IServerStatus>({
        ...status,
        localPool: { state: 'ready', message: '' }
      })
    ),
    principal: jest.fn((_connection: string) =>
      Promise.resolve<IPrincipal | null>(DANA)
    ),
    signIn: jest.fn((action: string, _tenant?: string) => {
      calls.push(action);
      last = action === 'end' ? 'signedOut' : (states.shift() ?? last);
      return Promise.resolve(signedIn(last));
    })
  };
  let last: ISignInState['state'] = 'signedOut';
  const states: ISignInState['state'][] = [];
  const listGroups = jest.fn<
    ReturnType<IResourceManager['listGroups']>,
    Parameters<IResourceManager['listGroups']>
  >(id => Promise.resolve([group(id)]));
  const listTenants = jest.fn(async (): Promise<ITenant[]> => TENANTS);
  const livyVersion = jest.fn((_id: string) =>
    Promise.resolve<string | null>(null)
  );
  const source = { changed: new Signal<object, void>({}), signIn: jest.fn() };
  const pools = new Pools({
    server: server as unknown as ServerClient,
    browserSignIn: source as unknown as ISignInSource,
    azure: () =>
      Promise.resolve(
        fakeAzure(null, { listGroups, listTenants }, {}, livyVersion)
      ),
    state
  });
  const changed = jest.fn();
  pools.changed.connect(changed);
  return {
    pools,
    server,
    source,
    states,
    calls,
    listGroups,
    listTenants,
    livyVersion,
    changed,
    connections
  };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  jest.clearAllTimers();
  jest.useRealTimers();
});

describe('Pools', () => {
  it('lists the pools of what can be used', async () => {
    const one = rig([
      connection({}),
      AZURE,
      connection({ id: 'gone', available: false }),
      connection({
        id: 'emr',
        kind: 'livy',
        label: 'EMR',
        available: false,
        reason: 'No password.'
      })
    ]);
    const refreshing = one.pools.refresh();
    expect(one.pools.isLoading).toBe(true);
    await refreshing;
    expect(one.pools.isLoading).toBe(false);
    expect(one.listGroups.mock.calls.map(([id]) => id)).toEqual(['local']);
    expect(one.pools.groups.map(({ id }) => id)).toEqual(['local', 'livy']);
    expect(one.pools.groups[1].pools[0]).toMatchObject({
      id: 'livy:emr',
      label: 'EMR',
      available: false,
      reason: 'No password.',
      target: { connection: 'emr', pool: 'emr' }
    });
    expect(one.pools.localPool?.state).toBe('stopped');
    expect(one.pools.loadedAt).toBe(Date.now());
    expect(one.changed.mock.calls.length).toBeGreaterThanOrEqual(3);
  });

  it('lists Azure once somebody is signed in', async () => {
    const one = rig([connection({}), { ...AZURE, signedIn: true }]);
    await one.pools.refresh();
    expect(one.pools.groups.map(({ id }) => id)).toEqual(['local', 'azure']);
  });

  it('tells the problem of one group, and shows the others', async () => {
    const one = rig([connection({}), { ...AZURE, signedIn: true }]);
    one.listGroups.mockImplementation(id =>
      id === 'azure'
        ? Promise.reject(new SynapseError({ kind: 'access', what: 'No role.' }))
        : Promise.resolve([group(id)])
    );
    await one.pools.refresh();
    expect(one.pools.groups).toMatchObject([
      { id: 'local', problem: null },
      { id: 'azure', label: 'Azure', pools: [], problem: 'No role.' }
    ]);
    expect(one.pools.problem).toBeNull();
  });

  it('tells that the server cannot be reached, until it can', async () => {
    const one = rig();
    one.server.status.mockRejectedValueOnce(
      new SynapseError({ kind: 'network', what: 'No answer.' })
    );
    await one.pools.refresh();
    expect(one.pools.problem?.what).toBe('No answer.');
    expect(one.pools.isLoading).toBe(false);
    expect(one.pools.loadedAt).toBeNull();
    await one.pools.refresh();
    expect(one.pools.problem).toBeNull();
    expect(one.pools.groups).toHaveLength(1);
  });

  it('lists the local pool though the sign-in cannot be read', async () => {
    const one = rig();
    one.server.signIn.mockRejectedValue(
      new SynapseError({ kind: 'server', what: 'No sign-in.' })
    );
    await one.pools.refresh();
    expect(one.pools.groups.map(({ id }) => id)).toEqual(['local']);
  });

  it('reads once more for all that ask while it reads', async () => {
    const one = rig();
    await Promise.all([1, 2, 3, 4].map(() => one.pools.refresh()));
    expect(one.server.status).toHaveBeenCalledTimes(2);
    expect(one.pools.isLoading).toBe(false);
  });

  it('shows what has come so far, and keeps it when it is given up', async () => {
    const one = rig();
    let tell: (progress: IPoolProgress) => void = () => undefined;
    one.listGroups.mockImplementation(
      (_id, _signal, onProgress) =>
        new Promise(() => {
          tell = onProgress!;
        })
    );
    const reading = one.pools.refresh();
    await jest.advanceTimersByTimeAsync(0);
    tell({ groups: [group('a')], read: 3, total: 50 });
    expect(one.pools.progress).toEqual({ read: 3, total: 50 });
    expect(one.pools.groups.map(({ id }) => id)).toEqual(['a']);
    one.pools.cancel();
    await reading;
    expect(one.listGroups.mock.calls[0][1]!.aborted).toBe(true);
    expect(one.pools).toMatchObject({
      isLoading: false,
      isPartial: true,
      progress: null,
      problem: null
    });
    expect(one.pools.groups.map(({ id }) => id)).toEqual(['a']);
    one.listGroups.mockImplementation(id => Promise.resolve([group(id)]));
    await one.pools.load();
    expect(one.pools.isPartial).toBe(false);
    expect(one.pools.groups.map(({ id }) => id)).toEqual(['local']);
  });

  it('says of every place of the local pool that it is here', async () => {
    const one = rig([connection({}), { ...AZURE, signedIn: true }]);
    await one.pools.refresh();
    expect(one.pools.groups.map(({ place }) => place)).toEqual([
      'local',
      'aml'
    ]);
  });

  describe('a list that was kept', () => {
    it('is shown with its age, and read again when it is old', async () => {
      const state = new StateDB();
      const kept = (): Promise<StateDB> => Promise.resolve(state);
      const one = rig(undefined, kept);
      await one.pools.refresh();
      const { loadedAt } = one.pools;
      await jest.advanceTimersByTimeAsync(60_000);

      const two = rig(undefined, kept);
      await two.pools.load();
      expect(two.listGroups).not.toHaveBeenCalled();
      expect(two.pools.groups).toEqual(one.pools.groups);
      expect(two.pools.loadedAt).toBe(loadedAt);

      await jest.advanceTimersByTimeAsync(3600_000);
      await two.pools.load();
      expect(two.listGroups).toHaveBeenCalled();
    });

    it("is not shown when it is somebody else's", async () => {
      const state = new StateDB();
      const kept = (): Promise<StateDB> => Promise.resolve(state);
      const one = rig([{ ...AZURE, signedIn: true }], kept);
      one.states.push('signedIn');
      await one.pools.refresh();
      const two = rig([{ ...AZURE, signedIn: true }], kept);
      two.server.signIn.mockResolvedValue({
        ...signedIn('signedIn'),
        account: 'kim@contoso.com'
      });
      await two.pools.load();
      expect(two.listGroups).toHaveBeenCalledTimes(1);
    });
  });

  it('starts the local pool, and reads again', async () => {
    const one = rig();
    await one.pools.startLocalPool();
    expect(one.server.startLocalPool).toHaveBeenCalledTimes(1);
    expect(one.listGroups).toHaveBeenCalled();
  });

  it('tells why the local pool does not start', async () => {
    const one = rig();
    one.server.startLocalPool.mockRejectedValue(
      new SynapseError({ kind: 'server', what: 'No Java.' })
    );
    await one.pools.startLocalPool();
    expect(one.pools.problem?.what).toBe('No Java.');
    expect(one.pools.isLoading).toBe(false);
  });

  describe('sign-in', () => {
    it('asks again while the code waits, and no longer', async () => {
      const one = rig();
      one.states.push('pending', 'pending', 'pending', 'signedIn');
      await one.pools.beginSignIn();
      expect(one.pools.signIn?.userCode).toBe('ABC');
      await jest.advanceTimersByTimeAsync(1000);
      expect(one.pools.signIn?.state).toBe('pending');
      one.connections[1] = { ...AZURE, signedIn: true };
      await jest.advanceTimersByTimeAsync(20_000);
      expect(one.pools.signIn?.state).toBe('signedIn');
      expect(one.calls).toEqual(['begin', 'read', 'read', 'read', 'read']);
      expect(one.pools.groups.map(({ id }) => id)).toEqual(['local', 'azure']);
      await jest.advanceTimersByTimeAsync(600_000);
      expect(one.calls).toHaveLength(5);
    });

    it('asks every two seconds, not more often', async () => {
      const one = rig();
      one.states.push(...Array<'pending'>(100).fill('pending'));
      await one.pools.beginSignIn();
      await jest.advanceTimersByTimeAsync(20_000);
      expect(one.calls.length).toBeLessThan(13);
      expect(one.calls.length).toBeGreaterThan(8);
    });

    it.each(['failed', 'signedOut'] as const)('ends at "%s"', async state => {
      const one = rig();
      one.states.push('pending', state);
      await one.pools.beginSignIn();
      await jest.advanceTimersByTimeAsync(600_000);
      expect(one.pools.signIn?.state).toBe(state);
      expect(one.calls).toHaveLength(2);
    });

    it('goes on after an answer that was lost', async () => {
      const one = rig();
      one.states.push('pending', 'signedIn');
      await one.pools.beginSignIn();
      one.server.signIn.mockRejectedValueOnce(
        new SynapseError({ kind: 'network', what: 'No answer.' })
      );
      await jest.advanceTimersByTimeAsync(60_000);
      expect(one.pools.signIn?.state).toBe('signedIn');
      expect(one.pools.problem).toBeNull();
    });

    it('goes on in a page that was loaded while the code waits', async () => {
      const one = rig();
      one.states.push('pending', 'pending', 'signedIn');
      await one.pools.refresh();
      expect(one.pools.signIn?.state).toBe('pending');
      await jest.advanceTimersByTimeAsync(60_000);
      expect(one.pools.signIn?.state).toBe('signedIn');
    });

    it('shows the pools of Azure also when it ends while others are read', async () => {
      const one = rig();
      one.states.push('signedOut', 'pending', 'signedIn');
      let answer: (groups: IPoolGroup[]) => void = () => undefined;
      one.listGroups.mockImplementationOnce(
        () => new Promise(resolve => (answer = resolve))
      );
      const refreshing = one.pools.refresh();
      await jest.advanceTimersByTimeAsync(0);
      one.connections[1] = { ...AZURE, signedIn: true };
      await one.pools.beginSignIn();
      await jest.advanceTimersByTimeAsync(10_000);
      answer([group('local')]);
      await refreshing;
      await jest.advanceTimersByTimeAsync(100);
      expect(one.pools.groups.map(({ id }) => id)).toEqual(['local', 'azure']);
    });

    it('asks for another account', async () => {
      const one = rig();
      one.states.push('pending');
      await one.pools.beginSignIn({ ask: true });
      await one.pools.cancelSignIn();
      expect(one.calls).toEqual(['ask', 'cancel']);
    });

    it('reads the groups again when it is somebody else', async () => {
      const one = rig([connection({}), { ...AZURE, signedIn: true }]);
      one.states.push('signedIn');
      await one.pools.refresh();
      one.server.signIn.mockResolvedValue({
        ...signedIn('signedIn'),
        account: 'kim@contoso.com'
      });
      await one.pools.beginSignIn({ ask: true });
      expect(one.listGroups.mock.calls.map(([id]) => id)).toEqual([
        'local',
        'azure',
        'local',
        'azure'
      ]);
    });

    it('tells that it has ended when a request finds out', async () => {
      const one = rig();
      one.states.push('signedIn', 'failed');
      await one.pools.refresh();
      one.server.changed.emit();
      one.server.changed.emit();
      await jest.advanceTimersByTimeAsync(100);
      expect(one.pools.signIn?.state).toBe('failed');
      expect(one.calls).toEqual(['read', 'read']);
    });

    it('is in the page where the server says so', async () => {
      const browserSignIn = {
        authority: 'https://login.example',
        tenantId: null,
        clientId: '1',
        redirectUri: null,
        scopes: []
      };
      const one = rig([{ ...AZURE, signedIn: null, browserSignIn }]);
      const stands = (state: ISignInState['state']) =>
        one.source.signIn.mockResolvedValue({
          ...signedIn(state),
          userCode: null,
          isWindow: true
        });
      stands('signedOut');
      await one.pools.refresh();
      expect(one.calls).toEqual([]);
      expect(one.pools.groups).toEqual([]);
      stands('pending');
      await one.pools.beginSignIn();
      await jest.advanceTimersByTimeAsync(60_000);
      // Nothing to ask for: the window will tell.
      expect(one.source.signIn).toHaveBeenCalledTimes(2);
      stands('signedIn');
      one.source.changed.emit();
      await jest.advanceTimersByTimeAsync(100);
      expect(one.pools.groups.map(({ id }) => id)).toEqual(['azure']);
      stands('signedOut');
      await one.pools.endSignIn();
      expect(one.pools.groups).toEqual([]);
    });

    it('is to a tenant, whose name is shown and whose pools are', async () => {
      const one = rig([AZURE]);
      const isIn = (tenantId: string): ISignInState => ({
        ...signedIn('signedIn'),
        principal: { ...DANA, tenantId }
      });
      one.server.signIn.mockResolvedValue(isIn(HOME));
      await one.pools.refresh();
      await settle();
      expect(one.pools.tenantName).toBe('Contoso');
      one.server.signIn.mockResolvedValue(isIn(OTHER));
      let before: readonly IPoolGroup[] = one.pools.groups;
      one.listGroups.mockImplementationOnce(id => {
        before = one.pools.groups;
        return Promise.resolve([group(id)]);
      });
      await one.pools.signInTo(OTHER);
      await settle();
      expect(one.server.signIn).toHaveBeenCalledWith('begin', OTHER);
      expect(before).toEqual([]);
      expect(one.pools.tenantName).toBe('Fabrikam');
      await one.pools.signInTo(OTHER, { ask: true });
      expect(one.server.signIn).toHaveBeenCalledWith('ask', OTHER);
    });

    it('tells that a tenant is not allowed', async () => {
      const one = rig([AZURE]);
      await one.pools.refresh();
      one.server.signIn.mockRejectedValueOnce(
        new SynapseError({ kind: 'usage', what: 'Not this one.' })
      );
      await one.pools.signInTo('contoso.com');
      expect(one.pools.problem?.what).toBe('Not this one.');
    });

    it('has no name of a tenant where Azure tells none', async () => {
      const one = rig([AZURE]);
      one.listTenants.mockRejectedValue(new Error('no'));
      one.server.signIn.mockResolvedValue({
        ...signedIn('signedIn'),
        principal: DANA
      });
      await one.pools.refresh();
      await settle();
      expect(one.pools.tenantName).toBeNull();
      expect(one.pools.problem).toBeNull();
    });

    it('knows who it is: from the server, or from the page', async () => {
      const one = rig();
      expect(await one.pools.principal('local')).toEqual(DANA);
      expect(one.server.principal).toHaveBeenCalledWith('local');
      one.server.principal.mockRejectedValueOnce(new Error('no'));
      expect(await one.pools.principal('local')).toBeNull();
      const page = rig([
        connection({}),
        {
          ...AZURE,
          browserSignIn: {
            authority: 'https://login.microsoftonline.com',
            tenantId: null,
            clientId: 'app',
            redirectUri: null,
            scopes: []
          }
        }
      ]);
      page.source.signIn.mockResolvedValue({
        ...signedIn('signedIn'),
        principal: { ...DANA, name: 'in the page' }
      });
      expect((await page.pools.principal('azure'))?.name).toBe('in the page');
    });

    it('ends on request', async () => {
      const one = rig();
      one.states.push('signedIn');
      await one.pools.beginSignIn();
      await one.pools.endSignIn();
      expect(one.calls).toEqual(['begin', 'read', 'end', 'read']);
      expect(one.pools.signIn?.state).toBe('signedOut');
    });
  });

  it('asks each plain Livy, and waits for none of the others', async () => {
    const livy = (id: string, sizes = {}) =>
      connection({ id, kind: 'livy', label: id, sizes });
    const one = rig([
      livy('silent'),
      livy('closed'),
      livy('good', { driverCores: 2, executorCores: 3, numExecutors: 4 })
    ]);
    one.livyVersion.mockImplementation(id =>
      id === 'good'
        ? Promise.resolve('0.9.0')
        : id === 'silent'
          ? Promise.resolve(null)
          : Promise.reject(
              new SynapseError({
                kind: 'network',
                what: 'No answer.',
                next: 'Check it.'
              })
            )
    );
    await one.pools.refresh();
    expect(
      one.pools.groups[0].pools.map(({ label, detail, available, reason }) => [
        label,
        detail,
        available,
        reason
      ])
    ).toEqual([
      ['silent', 'Apache Livy', true, null],
      ['good', 'Apache Livy 0.9.0 · sessions of 14 vCores', true, null],
      ['closed', 'Apache Livy', false, 'No answer. Check it.']
    ]);
    expect(one.pools.problem).toBeNull();
  });
});
