import { fakeAzure } from '../../testing/fakeAzure';
import { fakeLocalTarget, fakeTarget } from '../../testing/builders';
import { FakeClock } from '../../testing/fakeClock';
import { FakeLedger } from '../../testing/fakeLedger';
import { FakeLivy } from '../../testing/fakeLivy';
import { NETWORK_ERROR } from '../../testing/fakeLivyFaults';
import { IServerStatus } from '../../core/connection';
import { DEFAULT_SIZES } from '../../core/livy';
import { ITarget } from '../../core/target';
import { EVERYWHERE, ownKey } from '../ownKey';
import { OwnSessions } from '../ownSessions';
import { PoolSessionReader } from '../poolSessionReader';
import { IUser, SessionDirectory } from '../sessionDirectory';

interface IRig {
  target?: ITarget;
  account?: string | null;
  local?: 'ready' | 'stopped';
  signedIn?: boolean;
}

function rig(options: IRig = {}) {
  const clock = new FakeClock({ now: 1000, auto: true });
  const livy = new FakeLivy({ clock, states: ['idle'] });
  const ledger = new FakeLedger();
  const users: IUser[] = [];
  const target = options.target ?? fakeTarget();
  const connection = {
    label: '',
    available: true,
    reason: null,
    armEndpoint: null,
    subscriptionIds: []
  };
  const status = {
    version: '1',
    connections: [
      { ...connection, id: 'local', kind: 'local', signedIn: null },
      {
        ...connection,
        id: 'azure',
        kind: 'synapse',
        signedIn: options.signedIn ?? true
      },
      { ...connection, id: 'livy', kind: 'livy', signedIn: null }
    ],
    localPool: { state: options.local ?? 'ready', message: '' }
  } as IServerStatus;
  const directory = new SessionDirectory({
    azure: () => Promise.resolve(fakeAzure(livy)),
    clock,
    server: { status: () => Promise.resolve(status) },
    own: new OwnSessions(ledger),
    account: () => Promise.resolve(options.account ?? null),
    users: () => users
  });
  return {
    directory,
    ledger,
    livy,
    target,
    users,
    reader: new PoolSessionReader({
      directory,
      target: () => target,
      users: () => users
    }),
    /** A session that runs, of the user's when it is noted. */
    add: async (name: string, isNoted = false, submitter?: string) => {
      const session = await livy.createSession({
        ...DEFAULT_SIZES,
        name,
        conf: {}
      });
      livy.endSession(session.id, 'idle', { submitter: submitter ?? null });
      if (isNoted) {
        ledger.note(EVERYWHERE, ownKey(name), {
          target,
          name,
          sessionId: session.id,
          sizes: DEFAULT_SIZES,
          idleMinutes: 30,
          lastStatementId: -1
        });
      }
      return session.id;
    },
    noted: () => Object.keys(ledger.notes.get(EVERYWHERE) ?? {})
  };
}

describe('SessionDirectory', () => {
  it('lists what runs, the newest first, with owners and users', async () => {
    const one = rig({ account: 'Dana@contoso.com' });
    await one.add('jl-old-00000001', false, 'dana@contoso.com');
    await one.add('jl-export-00000002', true, 'somebody');
    await one.add('nightly-etl', false, 'svc-etl');
    const dead = await one.add('jl-dead-00000004');
    one.livy.endSession(dead, 'dead');
    one.users.push({
      label: 'old.ipynb',
      target: one.target,
      session: { id: 0, name: 'jl-old-00000001' }
    });
    const found = await one.directory.list(one.target);
    expect(
      found.map(({ session, isMine, notebook, openIn }) => [
        session.id,
        isMine,
        notebook,
        openIn
      ])
    ).toEqual([
      [2, false, null, []],
      [1, true, 'export', []],
      [0, true, 'old', ['old.ipynb']]
    ]);
  });

  it.each<[string, IRig, boolean]>([
    ['all on the pool of this computer', { target: fakeLocalTarget() }, true],
    ['none of a Livy that says no owner', {}, false],
    ['none when nobody is signed in', { account: null }, false]
  ])('takes for the user’s own: %s', async (_, options, isMine) => {
    const one = rig(options);
    await one.add('jl-a-00000001');
    const [found] = await one.directory.list(one.target);
    expect(found.isMine).toBe(isMine);
  });

  it.each<[string, IRig]>([
    [
      'the local pool does not run',
      { target: fakeLocalTarget(), local: 'stopped' }
    ],
    ['nobody is signed in to Azure', { signedIn: false }],
    ['the connection is unknown', { target: fakeTarget({ connection: 'x' }) }]
  ])('asks no pool when %s', async (_, options) => {
    const one = rig(options);
    expect(await one.directory.list(one.target)).toEqual([]);
    expect(one.livy.calls).toEqual([]);
  });

  it('finds what the user left alone, and forgets what has ended', async () => {
    const one = rig();
    await one.add('jl-alone-00000001', true);
    const dead = await one.add('jl-dead-00000002', true);
    one.livy.endSession(dead, 'killed');
    const gone = await one.add('jl-gone-00000003', true);
    await one.livy.deleteSession(gone);
    await one.add('jl-used-00000004', true);
    one.users.push({
      label: 'used.ipynb',
      target: one.target,
      session: { id: 3, name: 'jl-used-00000004' }
    });
    // The server was restarted, and its numbers began again.
    one.ledger.note(EVERYWHERE, ownKey('jl-before-00000005'), {
      ...(one.ledger.notes.get(EVERYWHERE)?.[
        ownKey('jl-alone-00000001')
      ] as object),
      name: 'jl-before-00000005'
    });
    const alone = await one.directory.alone();
    expect(alone.map(({ session }) => session.name)).toEqual([
      'jl-alone-00000001'
    ]);
    expect(one.noted().sort()).toEqual(
      ['jl-alone-00000001', 'jl-used-00000004'].map(ownKey)
    );
  });

  it('forgets nothing that could not be asked for', async () => {
    const one = rig();
    await one.add('jl-alone-00000001', true);
    one.livy.faults.add('getSession', {
      when: 'before',
      answer: NETWORK_ERROR
    });
    expect(await one.directory.alone()).toEqual([]);
    expect(one.noted()).toHaveLength(1);
  });

  it('stops a session, and checks it', async () => {
    const one = rig();
    await one.add('jl-alone-00000001', true);
    const [entry] = await one.directory.alone();
    await one.directory.stop(entry);
    expect(await one.livy.listSessions()).toEqual([]);
    expect(one.noted()).toEqual([]);
    // Again is no failure.
    await one.directory.stop(entry);
  });

  it('stops no other session of the same number', async () => {
    const one = rig();
    await one.add('jl-alone-00000001', true);
    const [entry] = await one.directory.alone();
    one.livy.endSession(0, 'idle', { name: 'jl-other-00000002' });
    await expect(one.directory.stop(entry)).rejects.toThrow(
      'another one by now'
    );
    expect(await one.livy.listSessions()).toHaveLength(1);
  });
});

describe('PoolSessionReader', () => {
  it('knows at once who uses a session', async () => {
    const one = rig();
    await one.add('jl-a-00000001', true);
    expect(one.reader.entries).toBeNull();
    await one.reader.refresh();
    expect(one.reader.orphans).toHaveLength(1);
    one.users.push({
      label: 'a.ipynb',
      target: one.target,
      session: { id: 0, name: 'jl-a-00000001' }
    });
    expect(one.reader.orphans).toEqual([]);
    expect(one.reader.entries?.[0].openIn).toEqual(['a.ipynb']);
  });

  it('tells the user’s on other pools, each once', async () => {
    const one = rig();
    await one.add('jl-a-00000001', true);
    await one.reader.check();
    expect(one.reader.orphans).toHaveLength(1);
    await one.reader.refresh();
    expect(one.reader.orphans).toHaveLength(1);
    await one.reader.stop(one.reader.orphans[0]);
    expect(one.reader.orphans).toEqual([]);
    expect(one.reader.entries).toEqual([]);
  });

  it('keeps what it knows when it cannot read, and says why', async () => {
    const one = rig();
    await one.add('jl-a-00000001', true);
    await one.reader.refresh();
    one.livy.faults.add('listSessions', {
      when: 'before',
      answer: NETWORK_ERROR
    });
    await one.reader.refresh();
    expect(one.reader.problem?.kind).toBe('network');
    expect(one.reader.entries).toHaveLength(1);
    await one.reader.refresh();
    expect(one.reader.problem).toBeNull();
  });

  it('shows nothing while there is no pool', async () => {
    const one = rig();
    const other = new PoolSessionReader({
      directory: one.directory,
      target: () => null,
      users: () => []
    });
    await other.refresh();
    expect(other.entries).toBeNull();
    expect(one.livy.calls).toEqual([]);
  });
});
