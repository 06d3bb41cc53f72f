import type { ConnectionKind, IServerStatus } from '../../core/connection';
import type { ITarget } from '../../core/target';
import { ITemplateStartParts, templateStart } from '../templateStart';

const connection = (id: string, kind: ConnectionKind) => ({
  id,
  kind,
  label: id,
  available: true,
  reason: null,
  armEndpoint: null,
  subscriptionIds: [],
  signedIn: null
});
const ALL = [
  connection('local', 'local'),
  connection('azure', 'synapse'),
  connection('cluster', 'livy')
];
const CLUSTER = { connection: 'cluster', compute: null } as ITarget;
const CHOSEN = { connection: 'azure', compute: 'pool' } as ITarget;

function parts(
  connections: typeof ALL,
  servers: string | null,
  users = ''
): ITemplateStartParts {
  const status = {
    connections,
    defaults: { connection: servers, sizes: {} }
  } as unknown as IServerStatus;
  return {
    pools: { status: null },
    backend: {
      preferences: { connection: users },
      server: { status: () => Promise.resolve(status) },
      resolver: () =>
        Promise.resolve({ defaultTarget: () => Promise.resolve(CLUSTER) })
    } as unknown as ITemplateStartParts['backend']
  };
}

describe('templateStart', () => {
  it.each([
    // The server's default, the user's, what was chosen: target, connection
    [null, '', null, null, 'local'],
    ['cluster', '', null, CLUSTER, 'cluster'],
    ['local', 'cluster', null, CLUSTER, 'cluster'],
    ['cluster', 'local', null, null, 'local'],
    ['azure', '', null, null, 'azure'],
    ['cluster', '', CHOSEN, CHOSEN, 'azure']
  ])(
    'with the defaults %j and %j and the choice %j it is %j on %s',
    async (servers, users, chosen, target, id) => {
      const start = await templateStart(parts(ALL, servers, users), chosen);
      expect(start.target).toBe(target);
      expect(start.known?.id).toBe(id);
    }
  );

  it('does not take a local pool for granted', async () => {
    const start = await templateStart(parts(ALL.slice(1), null), null);
    expect(start).toEqual({ target: null, known: null });
  });
});
