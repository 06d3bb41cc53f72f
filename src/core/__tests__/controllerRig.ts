import { FakeClock } from '../../testing/fakeClock';
import { FakeLivy, IFakeLivyOptions } from '../../testing/fakeLivy';
import { fakeTarget } from '../../testing/builders';
import { fakeAzure } from '../../testing/fakeAzure';
import { FakeLedger } from '../../testing/fakeLedger';
import { problemOf } from '../errors';
import { DEFAULT_SIZES } from '../livy';
import { statementDelay } from '../polling';
import { IAzure, IOutputEvent, IOutputs, IResourceManager } from '../ports';
import { SessionController } from '../sessionController';
import { ISessionOffer } from '../sessionOffer';
import { ISessionRecord, ISessionSettings } from '../sessionSettings';
import { PollingWatch } from '../watchByPolling';

/** Outputs that keep what they get. */
export class Recorder implements IOutputs {
  readonly events: IOutputEvent[] = [];

  publish(event: IOutputEvent): Promise<void> {
    this.events.push(event);
    return Promise.resolve();
  }

  /** All streamed text. */
  get text(): string {
    return this.events
      .filter(event => event.type === 'stream')
      .map(event => String(event.content.text))
      .join('');
  }
}

/** A resource manager that knows nothing; specs replace what they need. */
export function fakeResourceManager(
  parts: Partial<IResourceManager> = {}
): IResourceManager {
  return {
    resolveCompute: () => Promise.reject(new Error('not expected')),
    poolFacts: () => Promise.resolve(null),
    listComputes: () => Promise.reject(new Error('not expected')),
    listGroups: () => Promise.reject(new Error('not expected')),
    listTenants: () => Promise.resolve([]),
    ...parts
  };
}

/** What a `ControllerRig` is made of. */
export type RigOptions = Partial<IFakeLivyOptions> & {
  auto?: boolean;
  resourceManager?: Partial<IResourceManager>;
};

/** A controller over a Livy in memory and a clock that a spec moves. */
export class ControllerRig {
  constructor({ auto = false, resourceManager, ...options }: RigOptions = {}) {
    this.clock = new FakeClock({ now: 1_000_000, auto });
    this.livy = new FakeLivy({ clock: this.clock, ...options });
    this.azure = fakeAzure(this.livy, fakeResourceManager(resourceManager));
    let names = 0;
    let runs = 0;
    this.controller = new SessionController({
      azure: () => Promise.resolve(this.azure),
      clock: this.clock,
      watch: new PollingWatch({ clock: this.clock, delay: statementDelay }),
      uniqueName: () => `jl-spec-${++names}`,
      newId: () => `run-${++runs}`,
      onEnded: run => this.ended.push(run),
      offer: () => Promise.resolve(this.offer),
      notebook: () => 'hunt.ipynb',
      ledger: this.ledger,
      onChange: () => {
        this.phases.push(this.controller.phase);
      },
      onRecord: record => this.records.push(record)
    });
  }

  /** What the session shall run before the next statement. */
  offer: ISessionOffer | null = null;
  readonly azure: IAzure;
  readonly ledger = new FakeLedger();
  /** Ids of the runs that have published all. */
  readonly ended: string[] = [];
  readonly clock: FakeClock;
  readonly livy: FakeLivy;
  readonly controller: SessionController;
  readonly records: (ISessionRecord | null)[] = [];

  /** Phases that were told, each once in a row. */
  get told(): string[] {
    return this.phases.filter((phase, at) => phase !== this.phases[at - 1]);
  }

  /** The methods of Livy that were called, each once in a row. */
  get called(): string[] {
    const methods = this.livy.calls.map(({ method }) => method);
    return methods.filter((method, at) => method !== methods[at - 1]);
  }

  start(
    settings: Partial<ISessionSettings> = {},
    signal = new AbortController().signal
  ) {
    return this.controller.start(
      {
        target: fakeTarget(),
        sizes: { ...DEFAULT_SIZES },
        conf: {},
        idleMinutes: 30,
        startTimeout: null,
        ...settings
      },
      signal
    );
  }

  run(
    code: string,
    options: { kind?: string; signal?: AbortSignal; outputs?: IOutputs } = {}
  ) {
    return this.controller.run(
      code,
      options.kind ?? 'pyspark',
      'cell-1',
      options.outputs ?? new Recorder(),
      options.signal ?? new AbortController().signal
    );
  }

  /** Sessions that Livy still has. */
  async left(): Promise<string[]> {
    const sessions = await this.livy.listSessions();
    return sessions.map(({ id, state }) => `${id} ${state}`);
  }

  /** Starts and moves the clock until it is ready. */
  async ready(settings: Partial<ISessionSettings> = {}): Promise<this> {
    const starting = this.start(settings);
    await this.clock.advance(1000);
    await starting;
    this.livy.calls.splice(0);
    this.phases.splice(0);
    this.records.splice(0);
    return this;
  }

  private readonly phases: string[] = [];
}

/** What a promise came to, without waiting for it. */
export function follow<T>(promise: Promise<T>): {
  state: 'pending' | 'ok' | 'failed';
  reason: unknown;
  value?: T;
  /** `kind: what` of the problem. */
  problem: string;
} {
  const result: ReturnType<typeof follow<T>> = {
    state: 'pending',
    reason: null,
    problem: ''
  };
  promise.then(
    value => {
      result.state = 'ok';
      result.value = value;
    },
    (reason: unknown) => {
      result.state = 'failed';
      result.reason = reason;
      const { kind, what } = problemOf(reason);
      result.problem = `${kind}: ${what}`;
    }
  );
  return result;
}
