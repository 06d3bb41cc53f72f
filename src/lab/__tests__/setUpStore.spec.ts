import { StateDB } from '@jupyterlab/statedb';
import { decodeKept, IKeptPlan, ISetUpKept } from '../../core/setUpKept';
import { SetUpStore } from '../setUpStore';
import { workspaceState } from '../workspaceState';

type Outcome = IKeptPlan['requests'][number]['outcome'];

/** What the server has of Lab's state. */
let server: Record<string, unknown> = {};
let now = 0;

/** A browser: it reads Lab's state once, and writes it as a whole. */
class Browser {
  readonly store = this.page();
  private _tab = new Map<string, string>();
  private _state: StateDB | null = null;

  /** The store of a page of it; a reload makes another one. */
  page(shared = workspaceState({ fetch: fetchWorkspace }, () => 'default')) {
    return new SetUpStore({
      shared,
      state: async () => {
        this._state ??= new StateDB({
          transform: Promise.resolve({
            type: 'overwrite',
            contents: server as never
          })
        });
        return this._state;
      },
      tab: {
        getItem: key => this._tab.get(key) ?? null,
        setItem: (key, value) => void this._tab.set(key, value)
      },
      now: () => ++now,
      newSeed: () => 'abc'
    });
  }

  /** What Lab does some time after a change. */
  async save(): Promise<void> {
    server = { ...((await this._state?.toJSON()) ?? {}) };
  }

  async write(kept: ISetUpKept, connection = 'azure'): Promise<void> {
    await this.store.write(connection, kept);
    await this.save();
  }
}

const fetchWorkspace = async (id: string) => ({
  data: JSON.parse(JSON.stringify(server)) as never,
  metadata: { id }
});

function add(kept: ISetUpKept, name: string): void {
  kept.created = [
    ...kept.created,
    {
      id: `/subscriptions/s/resourceGroups/${name}`,
      step: 'logs',
      type: 'Resource group',
      name,
      createdAt: ++now,
      state: 'there',
      kept: null,
      isPart: false,
      apiVersion: '1',
      identity: null
    }
  ];
}

function plan(name: string, ...outcomes: Outcome[]): IKeptPlan {
  return {
    step: 'logs',
    kind: 'create',
    title: name,
    costs: [],
    warnings: [],
    chooses: null,
    requests: outcomes.map((outcome, index) => ({
      item: {
        label: name,
        method: 'PUT',
        path: `/subscriptions/s/resourceGroups/${name}${index}`,
        apiVersion: '1',
        body: {},
        creates: null,
        settles: 'resource'
      },
      outcome,
      isSent: outcome !== 'pending',
      operation: null
    }))
  };
}

/** What a browser that comes later finds. */
const found = (connection = 'azure') => new Browser().store.read(connection);
const outcomes = (kept: ISetUpKept) =>
  kept.plan?.requests.map(({ outcome }) => outcome);
const names = ({ created }: ISetUpKept) => created.map(({ name }) => name);

beforeEach(() => {
  server = {};
});

describe('Two browsers', () => {
  it('keep what either has created, and both show it', async () => {
    const [one, two] = [new Browser(), new Browser()];
    const first = await one.store.read('azure');
    const second = await two.store.read('azure');
    add(first, 'first');
    await one.write(first);
    add(second, 'second');
    await two.write(second);
    expect(names(await found())).toEqual(['first', 'second']);
    expect(names(second)).toEqual(['first', 'second']);
    first.created[0].state = 'deleted';
    await one.write(first);
    expect(names(first)).toEqual(['first', 'second']);
    expect((await found()).created.map(({ state }) => state)).toEqual([
      'deleted',
      'there'
    ]);
  });

  it('keep each its choices', async () => {
    const [one, two] = [new Browser(), new Browser()];
    const first = await one.store.read('azure');
    const second = await two.store.read('azure');
    first.choices = { account: 'first' };
    second.choices = { account: 'second' };
    await one.write(first);
    await two.write(second);
    await one.write(first);
    expect((await found()).choices.account).toBe('first');
    expect((await one.page().read('azure')).choices.account).toBe('first');
  });

  it('keep what was kept of other connections', async () => {
    const [one, two] = [new Browser(), new Browser()];
    const first = await one.store.read('azure');
    const second = await two.store.read('local');
    add(first, 'first');
    await one.write(first);
    await two.write(second, 'local');
    expect(names(await found())).toEqual(['first']);
    expect(names(await two.store.read('azure'))).toEqual(['first']);
  });

  it.each<[string, IKeptPlan | null, Outcome[]]>([
    ['nothing', null, ['sending', 'pending']],
    ['another plan', plan('b', 'pending'), ['sending', 'pending']],
    ['another one that is sent', plan('b', 'sending'), ['sending']],
    ['less of it', plan('a', 'pending', 'pending'), ['sending', 'pending']],
    ['more of it', plan('a', 'done', 'pending'), ['done', 'pending']]
  ])(
    'keep a plan that one sends when the other has %s',
    async (_, mine, all) => {
      const [one, two] = [new Browser(), new Browser()];
      const first = await one.store.read('azure');
      const second = await two.store.read('azure');
      first.plan = plan('a', 'sending', 'pending');
      await one.write(first);
      second.plan = mine;
      await two.write(second);
      // Also the next time, though it is not news any more.
      await two.write(second);
      expect(outcomes(await found())).toEqual(all);
      expect(second.plan).toBe(mine);
    }
  );

  it('forget a plan when the one that has sent it is through', async () => {
    const [one, two] = [new Browser(), new Browser()];
    const first = await one.store.read('azure');
    const second = await two.store.read('azure');
    first.plan = plan('a', 'sending');
    await one.write(first);
    await two.write(second);
    first.plan = null;
    await one.write(first);
    await two.write(second);
    expect((await found()).plan).toBeNull();
  });

  it('follow the plan of the other, and see it end', async () => {
    const [one, two] = [new Browser(), new Browser()];
    const first = await one.store.read('azure');
    first.plan = plan('a', 'sending');
    await one.write(first);
    const second = await two.store.read('azure');
    expect(outcomes(second)).toEqual(['sending']);
    second.plan = null;
    await two.write(second);
    expect((await found()).plan).toBeNull();
  });
});

describe('A page that is reloaded', () => {
  it('has what was kept last, not what Lab had not written yet', async () => {
    const browser = new Browser();
    const kept = await browser.store.read('azure');
    kept.plan = plan('a', 'sending');
    await browser.write(kept);
    kept.plan = null;
    await browser.store.write('azure', kept);
    const again = browser.page();
    expect((await again.read('azure')).plan).toBeNull();
    await again.write('azure', await again.read('azure'));
    await browser.save();
    expect((await found()).plan).toBeNull();
  });

  it('has what another browser has created or sends', async () => {
    const [one, two] = [new Browser(), new Browser()];
    const first = await one.store.read('azure');
    const second = await two.store.read('azure');
    add(first, 'first');
    first.plan = plan('a', 'sending');
    await one.write(first);
    second.choices = { account: 'second' };
    void two.store.write('azure', second);
    const again = await two.page().read('azure');
    expect(again.choices.account).toBe('second');
    expect(names(again)).toEqual(['first']);
    expect(outcomes(again)).toEqual(['sending']);
  });
});

describe('A server that does not tell what others have written', () => {
  it('is not waited for', async () => {
    const kept = { ...decodeKept(null, 'abc'), choices: { account: 'one' } };
    const refused = new Browser().page(() => Promise.reject(new Error('No.')));
    await refused.read('azure');
    await refused.write('azure', kept);
    expect((await refused.read('azure')).choices.account).toBe('one');
    jest.useFakeTimers();
    try {
      const silent = new Browser().page(() => new Promise(() => undefined));
      const read = silent.read('azure');
      await jest.advanceTimersByTimeAsync(5000);
      await read;
      const written = silent.write('azure', kept);
      await jest.advanceTimersByTimeAsync(5000);
      await expect(written).resolves.toBeUndefined();
    } finally {
      jest.useRealTimers();
    }
  });
});
