/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "require"]}
 */
import './sdkEnvironment';

import { ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import * as path from 'node:path';
import { createInterface } from 'node:readline';

import { Send } from '../../core/http';
import { IPrincipal, IRoleFinding } from '../../core/roles';
import { checkRoles } from '../checkRoles';

const GROUP =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/contoso-rg';
const SYNAPSE = `${GROUP}/providers/Microsoft.Synapse/workspaces/contoso-synapse`;
const CHOICES = {
  subscription: '00000000-0000-0000-0000-000000000000',
  logs: `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/contoso-ws`,
  synapse: SYNAPSE,
  pool: `${SYNAPSE}/bigDataPools/sparkpool01`,
  machineLearning: `${GROUP}/providers/Microsoft.MachineLearningServices/workspaces/contoso-aml`,
  compute: null,
  storage: `${GROUP}/providers/Microsoft.Storage/storageAccounts/contosolake`
};

interface IControl {
  principal: { id: string; tenant: string; name: string };
}

/** The local Azure's own rules for roles: Python, without a server around. */
class LocalRoles {
  constructor() {
    this._process = spawn(process.env.PYTHON ?? 'python3', [
      path.join(__dirname, 'localRolesDriver.py')
    ]);
    createInterface(this._process.stdout).on('line', line => {
      this._waiting.shift()?.(line);
    });
    this._process.stderr.pipe(process.stderr);
  }

  readonly send: Send = async ({ body, method, url }) => {
    const answer = (await this._ask({ body, method, url })) as {
      status: number;
      body: unknown;
      code: string | null;
    };
    const headers: Record<string, string | null> = {
      'content-type': 'application/json',
      'x-synapse-proxy': 'upstream',
      'x-ms-error-code': answer.code
    };
    return {
      status: answer.status,
      headers: { get: name => headers[name.toLowerCase()] ?? null },
      text: JSON.stringify(answer.body)
    };
  };

  async configure(settings: object): Promise<IPrincipal> {
    const answer = await this._ask({ configure: settings });
    const { id, name, tenant } = (answer as { body: IControl }).body.principal;
    return { objectId: id, tenantId: tenant, name };
  }

  stop(): void {
    this._process.stdin.end();
    this._process.kill();
  }

  private async _ask(question: object): Promise<unknown> {
    const line = await new Promise<string>(resolve => {
      this._waiting.push(resolve);
      this._process.stdin.write(`${JSON.stringify(question)}\n`);
    });
    return JSON.parse(line) as unknown;
  }

  private readonly _process: ChildProcessWithoutNullStreams;
  private readonly _waiting: ((line: string) => void)[] = [];
}

const local = new LocalRoles();
afterAll(() => local.stop());

async function findings(settings: object): Promise<readonly IRoleFinding[]> {
  const principal = await local.configure({ reset: true, ...settings });
  return checkRoles(
    {
      send: local.send,
      armOrigin: null,
      connection: 'local',
      choices: CHOICES,
      lake: { account: 'contosolake', container: 'am-commonsecuritylog' },
      principal
    },
    () => undefined
  );
}

const ALL =
  'create assign logs sentinel export pool run studio read write machineLearning attach'.split(
    ' '
  );

describe('checkRoles and the local Azure', () => {
  it.each<[string, object, string[]]>([
    ['owner', { persona: 'owner' }, []],
    [
      'analyst',
      { persona: 'analyst' },
      ['create', 'assign', 'sentinel', 'export', 'pool', 'attach']
    ],
    ['nobody', { persona: 'none' }, ALL],
    [
      'owner without Owner',
      { persona: 'owner', without: ['Owner'] },
      ALL.filter(one => !['run', 'studio', 'read', 'write'].includes(one))
    ],
    [
      'owner without Storage Blob Data Contributor',
      { persona: 'owner', without: ['Storage Blob Data Contributor'] },
      ['read', 'write']
    ],
    [
      'owner without Synapse Administrator',
      { persona: 'owner', without: ['Synapse Administrator'] },
      ['run', 'studio']
    ],
    [
      'analyst without Synapse Compute Operator',
      { persona: 'analyst', without: ['Synapse Compute Operator'] },
      ['create', 'assign', 'sentinel', 'export', 'pool', 'run', 'attach']
    ],
    // Has each role where it is needed and no other: one is missing in turn.
    ['engineer', { persona: 'engineer' }, ['create']],
    ...(
      [
        ['User Access Administrator', ['assign']],
        ['Microsoft Sentinel Contributor', ['sentinel']],
        ['Log Analytics Contributor', ['export']],
        ['Contributor @ contoso-synapse', ['pool']],
        ['Synapse Compute Operator', ['run']],
        ['Storage Blob Data Contributor', ['write']],
        ['Contributor @ contoso-aml', ['attach']]
      ] as [string, string[]][]
    ).map(
      ([role, lacks]) =>
        [
          `engineer without ${role}`,
          { persona: 'engineer', without: [role] },
          ['create', ...lacks]
        ] as [string, object, string[]]
    )
  ])('%s', async (_, settings, expected) => {
    const found = await findings(settings);
    // Workspace and pool are there: to make others is not needed.
    const made = expected.filter(id => ['create', 'pool'].includes(id));
    const states = (state: IRoleFinding['state']) =>
      found.filter(one => one.state === state).map(one => one.id);
    expect(states('notNeeded')).toEqual(made);
    expect(states('lack')).toEqual(expected.filter(id => !made.includes(id)));
    expect([...states('checking'), ...states('unknown')]).toEqual([]);
  });
});
