import { fakeAzure } from '../../testing/fakeAzure';
import {
  fakeChoice,
  fakeLocalTarget,
  fakeTarget
} from '../../testing/builders';
import { IConnection, ILocalPoolStatus, IServerStatus } from '../connection';
import { problemOf } from '../errors';
import { DEFAULT_SIZES } from '../livy';
import { IResourceManager } from '../ports';
import { IStartOptions } from '../startOptions';
import { IPoolGroup, ITarget } from '../target';
import { TargetResolver } from '../targetResolver';
import { fakeResourceManager } from './controllerRig';

const NOTHING: IStartOptions = {
  subscriptionId: null,
  resourceGroup: null,
  workspaceName: null,
  configFile: null,
  compute: null,
  environment: null,
  environmentVersion: null,
  sizes: { ...DEFAULT_SIZES },
  givenSizes: {},
  sessionTimeout: null,
  reuse: false,
  startTimeout: null
};

const CONFIG = JSON.stringify({
  subscription_id: 'cfg-s',
  resource_group: 'cfg-r',
  workspace_name: 'cfg-w'
});

const LOCAL: IConnection = {
  id: 'local',
  kind: 'local',
  label: 'Local pool',
  available: true,
  reason: null,
  armEndpoint: 'https://arm.invalid',
  subscriptionIds: ['local-sub'],
  signedIn: null
};

const AZURE: IConnection = {
  id: 'azure',
  kind: 'synapse',
  label: 'Azure',
  available: true,
  reason: null,
  armEndpoint: 'https://management.azure.com',
  subscriptionIds: [],
  signedIn: true
};

const GROUP: IPoolGroup = {
  id: 'local',
  label: 'Local',
  place: 'aml',
  subscription: null,
  problem: null,
  pools: [
    fakeChoice(
      { ...fakeLocalTarget(), compute: 'huntpool' },
      { label: 'huntpool' }
    ),
    fakeChoice(fakeTarget({ connection: 'local', pool: 'second' }))
  ]
};

interface IRig {
  files?: Record<string, string>;
  connections?: IConnection[];
  localPool?: ILocalPoolStatus;
  /** What `local/start` answers. */
  started?: ILocalPoolStatus;
  groups?: IPoolGroup[];
  /** The administrator's and the user's. */
  defaultConnection?: string;
  users?: string;
  path?: string;
  current?: ITarget | null;
}

function rig(options: IRig = {}) {
  const calls: string[] = [];
  const status: IServerStatus = {
    version: '0',
    connections: options.connections ?? [LOCAL, AZURE],
    localPool: options.localPool ?? { state: 'ready', message: '' },
    defaults: {
      connection: options.defaultConnection ?? null,
      sizes: DEFAULT_SIZES
    }
  };
  const manager: Partial<IResourceManager> = {
    resolveCompute: (connection, reference) => {
      const { subscriptionId, resourceGroup, amlWorkspace, compute } =
        reference;
      calls.push(
        `resolve ${connection} ${subscriptionId} ${resourceGroup} ${amlWorkspace} ${compute}`
      );
      return Promise.resolve(fakeTarget({ connection, compute }));
    },
    listComputes: (connection, { amlWorkspace }) => {
      calls.push(`computes ${connection} ${amlWorkspace}`);
      return Promise.resolve({ ...GROUP, label: amlWorkspace });
    },
    listGroups: connection => {
      calls.push(`groups ${connection}`);
      return Promise.resolve(options.groups ?? [GROUP]);
    }
  };
  const resolver = new TargetResolver({
    azure: () => Promise.resolve(fakeAzure(null, fakeResourceManager(manager))),
    server: {
      status: () => Promise.resolve(status),
      startLocalPool: () => {
        calls.push('start');
        return Promise.resolve({
          ...status,
          localPool: options.started ?? { state: 'ready', message: '' }
        });
      }
    },
    connection: () => options.users ?? '',
    files: {
      read: path => {
        calls.push(`read ${path}`);
        return Promise.resolve(options.files?.[path] ?? null);
      }
    }
  });
  return {
    calls,
    resolver,
    resolve: (given: Partial<IStartOptions>) =>
      resolver.resolve(
        { ...NOTHING, ...given },
        options.current ?? null,
        options.path ?? 'hunts/beacons.ipynb'
      )
  };
}

const ALL = { subscriptionId: 's', resourceGroup: 'r', workspaceName: 'w' };
const AML = fakeTarget({
  subscriptionId: 't-s',
  resourceGroup: 't-r',
  amlWorkspace: 't-w',
  compute: 't-c',
  pool: 't-p'
});

describe('TargetResolver', () => {
  it.each<[string, Partial<IStartOptions>, IRig, string[]]>([
    [
      '-w -s -r -c',
      { ...ALL, compute: 'c' },
      { files: { 'config.json': CONFIG } },
      ['resolve azure s r w c']
    ],
    [
      'all, over -f and the target',
      { ...ALL, compute: 'c', configFile: 'x.json' },
      { current: AML },
      ['resolve azure s r w c']
    ],
    [
      'the subscription of the local Azure',
      { ...ALL, subscriptionId: 'LOCAL-sub', compute: 'c' },
      {},
      ['resolve local LOCAL-sub r w c']
    ],
    [
      'the local Azure, which is not started yet',
      { ...ALL, subscriptionId: 'local-sub', compute: 'c' },
      { localPool: { state: 'stopped', message: '' } },
      ['start', 'resolve local local-sub r w c']
    ],
    [
      '-f and -c',
      { configFile: '../cfg.json', compute: 'c' },
      { files: { 'cfg.json': CONFIG } },
      ['read cfg.json', 'resolve azure cfg-s cfg-r cfg-w c']
    ],
    [
      '-f, one letter and -c',
      { configFile: 'cfg.json', workspaceName: 'w', compute: 'c' },
      { files: { 'hunts/cfg.json': CONFIG } },
      ['read hunts/cfg.json', 'resolve azure cfg-s cfg-r w c']
    ],
    [
      'two letters that config.json completes',
      { subscriptionId: 's', workspaceName: 'w', compute: 'c' },
      { files: { 'hunts/config.json': CONFIG } },
      ['read hunts/config.json', 'resolve azure s cfg-r w c']
    ],
    [
      '-c and the workspace of the target',
      { compute: 'other' },
      { current: AML, files: { 'config.json': CONFIG } },
      ['resolve azure t-s t-r t-w other']
    ],
    [
      '-c and config.json of a folder above',
      { compute: 'c' },
      { path: 'a/b.ipynb', files: { 'config.json': CONFIG } },
      [
        'read a/config.json',
        'read a/.azureml/config.json',
        'read a/aml_config/config.json',
        'read config.json',
        'resolve azure cfg-s cfg-r cfg-w c'
      ]
    ],
    [
      '-c and a target that names half a workspace',
      { compute: 'c' },
      {
        current: fakeTarget({ amlWorkspace: 'half' }),
        files: { 'hunts/config.json': CONFIG }
      },
      ['read hunts/config.json', 'resolve azure cfg-s cfg-r cfg-w c']
    ]
  ])('asks ARM for %s', async (_, given, options, expected) => {
    const { resolve, calls } = rig(options);
    await resolve(given);
    expect(calls).toEqual(expected);
  });

  it.each<[string, Partial<IStartOptions>, IRig, Partial<ITarget>, string[]]>([
    ['nothing given, with a target', {}, { current: AML }, AML, []],
    ['-c that is the target', { compute: 'T-C' }, { current: AML }, AML, []],
    ['-c that is its pool', { compute: 't-p' }, { current: AML }, AML, []],
    [
      'nothing at all',
      {},
      { files: { 'config.json': CONFIG } },
      { connection: 'local', pool: 'local' },
      ['groups local']
    ],
    [
      'nothing at all, local pool not started',
      {},
      { localPool: { state: 'stopped', message: '' } },
      { connection: 'local' },
      ['start', 'groups local']
    ]
  ])('takes for %s', async (_, given, options, target, expected) => {
    const { resolve, calls } = rig(options);
    expect(await resolve(given)).toMatchObject(target);
    expect(calls).toEqual(expected);
  });

  it('finds a compute of the local pool by -c alone', async () => {
    const { resolve } = rig();
    expect((await resolve({ compute: 'SECOND' })).pool).toBe('second');
    expect((await resolve({ compute: 'huntpool' })).pool).toBe('local');
  });

  it.each<[string, Partial<IStartOptions>, IRig, string, RegExp]>([
    [
      'a workspace without -c',
      ALL,
      {},
      'usage: argument -c/--compute-target: expected one argument',
      /w has: huntpool, second/
    ],
    [
      'one letter alone',
      { workspaceName: 'w', compute: 'c' },
      {},
      'usage: the following arguments are required: -s/--subscription-id, -r/--resource-group',
      /Give all three, or -f/
    ],
    [
      'two letters alone',
      { workspaceName: 'w', resourceGroup: 'r' },
      {},
      'usage: the following arguments are required: -s/--subscription-id',
      /Give all three/
    ],
    [
      '-f that is not there',
      { configFile: 'nope.json', compute: 'c' },
      {},
      'notFound: argument -f/--config-file: no file "nope.json".',
      /hunts\/nope\.json/
    ],
    [
      'config.json that is broken',
      { compute: 'c' },
      { files: { 'hunts/config.json': '{' } },
      'usage: hunts/config.json is not JSON: line 1, column 2: the end of the text where a name in double quotes belongs.',
      /-s, -r and -w/
    ],
    [
      '-c that nobody knows',
      { compute: 'nope' },
      {},
      'notFound: There is no compute "nope".',
      /huntpool/
    ],
    [
      'Azure that is switched off',
      { ...ALL, compute: 'c' },
      { connections: [LOCAL] },
      "access: Subscription s is not the local pool's, and Azure is not among the connections of this server.",
      /enable_azure/
    ],
    [
      'Azure that cannot be used',
      { ...ALL, compute: 'c' },
      {
        connections: [
          LOCAL,
          { ...AZURE, available: false, reason: 'azure-identity is missing.' }
        ]
      },
      'access: Azure cannot be used from this server.',
      /azure-identity is missing\..*\S+ .*local pool/s
    ],
    [
      'nothing, without a local pool',
      {},
      { connections: [AZURE] },
      'unsupported: The local pool cannot be used on this server.',
      /switched off/
    ],
    [
      'nothing, with a local pool that cannot be used',
      {},
      { connections: [{ ...LOCAL, available: false, reason: 'No Java.' }] },
      'unsupported: The local pool cannot be used on this server.',
      /No Java\./
    ],
    [
      'nothing, with a local pool that does not start',
      {},
      {
        localPool: { state: 'stopped', message: '' },
        started: { state: 'failed', message: 'Java ended with code 1.' }
      },
      'server: The local pool did not start.',
      /Java ended with code 1\./
    ],
    [
      'nothing, with a local pool that lists none',
      {},
      { groups: [{ ...GROUP, pools: [], problem: 'It is empty.' }] },
      'notFound: The local pool lists no Spark pool.',
      /It is empty\./
    ]
  ])('refuses %s', async (_, given, options, problem, words) => {
    const { resolve } = rig(options);
    const reason = await resolve(given).catch((error: unknown) => error);
    const { kind, what, why, next } = problemOf(reason);
    expect(`${kind}: ${what}`).toBe(problem);
    expect(`${why} ${next}`).toMatch(words);
    expect(next).not.toBe('');
  });

  it.each<[string, Partial<IStartOptions>, IRig, string | null]>([
    ['none', {}, {}, null],
    ['the target', {}, { current: AML }, 'azure t-w'],
    [
      'config.json',
      {},
      { files: { 'hunts/config.json': CONFIG } },
      'azure cfg-w'
    ],
    ['the letters', ALL, { current: AML }, 'azure w']
  ])('names the workspace of list: %s', async (_, given, options, expected) => {
    const { resolver } = rig(options);
    const found = await resolver.workspace(
      { ...NOTHING, ...given },
      options.current ?? null,
      'hunts/beacons.ipynb'
    );
    expect(
      found && `${found.connection} ${found.workspace.workspaceName}`
    ).toBe(expected);
  });
});

describe('TargetResolver and plain Livy', () => {
  const ONPREM: IConnection = {
    ...LOCAL,
    id: 'OnPrem',
    kind: 'livy',
    label: 'OnPrem',
    armEndpoint: null,
    subscriptionIds: []
  };
  const BROKEN = {
    ...ONPREM,
    id: 'broken',
    available: false,
    reason: 'The variable X is not set.'
  };
  const connections = [LOCAL, AZURE, ONPREM, BROKEN];

  it.each<[string, Partial<IRig>, string]>([
    ['nobody says anything', {}, 'local'],
    ['the server says so', { defaultConnection: 'OnPrem' }, 'OnPrem'],
    ['the user says so', { users: 'OnPrem' }, 'OnPrem'],
    [
      'the user is stronger',
      { defaultConnection: 'OnPrem', users: 'local' },
      'local'
    ],
    [
      'the notebook is strongest',
      { users: 'OnPrem', current: fakeTarget({ connection: 'azure' }) },
      'azure'
    ]
  ])(
    'gives a notebook its connection when %s',
    async (_, options, expected) => {
      const { resolve } = rig({ connections, ...options });
      expect((await resolve({})).connection).toBe(expected);
    }
  );

  it('finds one by -c, whatever its case, and asks nobody', async () => {
    const { calls, resolve } = rig({ connections });
    expect(await resolve({ compute: 'onprem' })).toMatchObject({
      connection: 'OnPrem',
      pool: 'OnPrem',
      workspace: null
    });
    expect(calls.filter(call => !call.startsWith('read'))).toEqual([]);
  });

  it.each<[string, Partial<IRig>, Partial<IStartOptions>, RegExp]>([
    [
      'that is not there',
      { users: 'gone' },
      {},
      /"gone".*does not have it.*OnPrem/
    ],
    ['that is Azure', { users: 'azure' }, {}, /"azure".*many pools/],
    ['without its secret', { users: 'broken' }, {}, /"broken".*X is not set/],
    ['by -c without its secret', {}, { compute: 'broken' }, /X is not set/]
  ])('refuses one %s', async (_, options, given, words) => {
    const { resolve } = rig({ connections, ...options });
    const reason: unknown = await resolve(given).catch(reason => reason);
    expect(reason).toMatchObject({ message: expect.stringMatching(words) });
    expect(problemOf(reason).next).not.toBe('');
  });
});
