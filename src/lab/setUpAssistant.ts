import { ISignal, Signal } from '@lumino/signaling';
import { IProblem, SynapseError, problemOf } from '../core/errors';
import { roleRequest } from '../core/roleRequest';
import { ISetUpArm } from '../core/setUpArm';
import { SetUpFacts } from '../core/setUpFacts';
import { decodeKept, ISetUpKept } from '../core/setUpKept';
import { SETUP_RULES } from '../core/setUpRules';
import {
  DEPENDENT,
  settleChoice,
  shownPlan,
  shownSteps
} from '../core/setUpShown';
import type { ISetUpContext, ISetUpRules } from '../core/setUpTypes';
import type {
  IRoleCheck,
  ISetUpAssistant,
  ISetUpCreated,
  ISetUpPlan,
  ISetUpStep,
  SetUpFinish,
  SetUpStepId
} from '../setUpTokens';
import { SetUpConnections } from './setUpConnections';
import { setUpContext } from './setUpContext';
import type { ISetUpAssistantOptions, ISetUpIdentity } from './setUpOptions';
import { SetUpPlans } from './setUpPlans';
import { SetUpReads } from './setUpReads';
import { checkSetUpRoles, rolesKey } from './setUpRoles';
import { SetUpSignedIn } from './setUpSignedIn';

/** Waits between looks: Azure takes minutes, this computer seconds. */
const INTERVAL = { azure: 10_000, local: 1000 };

/** Leads from nothing to a hunt; see `ISetUpAssistant`. */
export class SetUpAssistant implements ISetUpAssistant {
  constructor(readonly options: ISetUpAssistantOptions) {
    this.plans = new SetUpPlans(this);
    this._reads = new SetUpReads(this.facts, () => this.update());
    this.signedIn = new SetUpSignedIn(options.identity, () => this._drop());
  }

  readonly plans: SetUpPlans;
  readonly signedIn: SetUpSignedIn;
  readonly facts = new SetUpFacts();
  problems = new Map<SetUpStepId, IProblem>();
  kept: ISetUpKept = decodeKept(null, 'hunt');
  connection: string | null = null;
  steps: readonly ISetUpStep[] = [];
  roles: readonly IRoleCheck[] = [];
  /** What `roles` are of; see `rolesKey`. */
  rolesOf = '';
  /** Counts up with each connection and each sign-in. */
  generation = 0;
  arm: ISetUpArm | null = null;

  get identity(): ISetUpIdentity {
    return this.signedIn.identity;
  }

  get connections(): ISetUpAssistant['connections'] {
    return this._connections.all;
  }

  get isLocal(): boolean {
    return this._connections.isLocal;
  }

  get plan(): ISetUpPlan | null {
    const { plan } = this.kept;
    return plan && shownPlan(plan, this.arm?.origin ?? '');
  }

  get isSending(): boolean {
    return this.plans.isSending;
  }

  get created(): readonly ISetUpCreated[] {
    return this.kept.created;
  }

  get changed(): ISignal<ISetUpAssistant, void> {
    return this._changed;
  }

  get interval(): number {
    const { interval } = this.options;
    return interval ?? (this.isLocal ? INTERVAL.local : INTERVAL.azure);
  }

  load(): Promise<void> {
    return this._connections.load();
  }

  connect(connection: string): Promise<void> {
    return this._connections.connect(connection);
  }

  /**
   * Sets up over a connection that cannot be reached yet, with all that is
   * kept of it: what is kept of one Azure is not for another.
   */
  begin(connection: string, kept: ISetUpKept): void {
    this.connection = connection;
    this.kept = kept;
    this.arm = null;
    this.signedIn.clear();
    // Another one: work that still goes on has problems of the last connection.
    this.problems = new Map();
    this._forget();
    this.update();
  }

  async check(step?: SetUpStepId): Promise<void> {
    if (step) {
      this.problems.delete(step);
    } else {
      for (const one of this.problems.keys()) {
        // Why a plan has stopped is so whatever is read.
        if (one !== this.kept.plan?.step) {
          this.problems.delete(one);
        }
      }
    }
    if (!this.arm) {
      await this._connections.again();
      return;
    }
    if (step === undefined || step === 'account') {
      await this.signedIn.ask(this.connection);
    }
    this.facts.refresh(step);
    this.update();
    await this.settled();
  }

  async checkRoles(): Promise<void> {
    await this.settled();
    // It is somebody's roles: whoever is signed in now.
    await this.signedIn.ask(this.connection);
    await checkSetUpRoles(this);
  }

  roleRequest(withSetUp = false): string {
    return roleRequest(
      this.roles.map(one => ({ isForSetUp: false, ...one })),
      this.identity.principal,
      withSetUp
    );
  }

  async choose(step: SetUpStepId, option: string | null): Promise<void> {
    this.take(step, option);
    this.update();
    await this.settled();
  }

  /** Takes a choice, and lets go of those that hang on it. */
  take(step: SetUpStepId, option: string | null): void {
    if (this.kept.choices[step] !== option) {
      this.kept.choices[step] = option;
      for (const one of DEPENDENT[step] ?? []) {
        delete this.kept.choices[one];
        this.problems.delete(one);
      }
      this.kept.isFinished = false;
    }
    this.problems.delete(step);
    this.plans.withdraw();
    this.keep();
  }

  async chooseTenant(tenant: string): Promise<void> {
    const { connection } = this;
    try {
      await this.options.signInTo?.(tenant);
    } catch (reason) {
      if (connection === this.connection) {
        this.problems.set('account', problemOf(reason));
        this.update();
      }
      return;
    }
    await this._lookAnew();
  }

  /** Somebody else is signed in, or elsewhere: what was read may be wrong. */
  async signedInAnew(): Promise<void> {
    if (this.connection !== null && !this.isLocal) {
      await this._lookAnew();
    }
  }

  edit(step: SetUpStepId, field: string, value: string): void {
    const edits = (this.kept.edits[step] ??= {});
    edits[field] = value;
    this.problems.delete(step);
    if ((this.kept.plan?.step ?? step) === step) {
      this.plans.withdraw();
    }
    this.keep();
    this.update();
  }

  async propose(step: SetUpStepId): Promise<void> {
    const { connection } = this;
    if (this.signedIn.isAsking) {
      // A plan may give roles to whoever is signed in, and hangs on what they
      // can see.
      await this.signedIn.known();
      await this.settled();
    }
    if (connection === this.connection) {
      await this.plans.propose(step);
    }
  }

  proposeUndo(ids: readonly string[]): Promise<void> {
    return this.plans.proposeUndo(ids);
  }

  withdraw(): void {
    this.plans.withdraw();
    this.keep();
    this.update();
  }

  leave(): void {
    this.plans.leave();
  }

  confirm(): Promise<void> {
    return this.plans.confirm();
  }

  async finish(how: SetUpFinish): Promise<void> {
    const { connection, options } = this;
    const { finish, trans } = options;
    if (!finish) {
      throw new SynapseError({
        kind: 'unsupported',
        what: trans.__('There are no notebooks here.')
      });
    }
    await finish(this, how);
    if (connection === this.connection) {
      this.kept.isFinished = true;
      this.keep();
      this.update();
    }
  }

  /** What the rules of a step look at. */
  context(rules: ISetUpRules): ISetUpContext {
    return setUpContext(this, rules);
  }

  /** Keeps all for the page after a reload. */
  keep(): Promise<void> {
    return this.connection === null
      ? Promise.resolve()
      : this.options.store.write(this.connection, this.kept);
  }

  /** Makes the steps anew, tells of it, and reads what they lack. */
  update(): void {
    this.steps = shownSteps({
      rules: SETUP_RULES,
      facts: this.facts,
      kept: this.kept,
      problems: this.problems,
      isWorking: this.isSending,
      trans: this.options.trans,
      context: rules => this.context(rules)
    });
    // What is read meanwhile may be older than what is being done.
    if (!this.isSending && settleChoice(this.steps, this.kept)) {
      void this.keep();
      this.update();
      return;
    }
    if (this.roles.length > 0 && this.rolesOf !== rolesKey(this)) {
      this.roles = [];
    }
    this._changed.emit();
    if (this._isLate && !this.isSending) {
      void this._lookAnew();
    }
    if (this.arm) {
      this._reads.begin(this.arm);
    }
  }

  /** Reads all that was asked for and is not there. */
  async readWanted(): Promise<void> {
    await this.settled();
    while (this.arm && this.facts.wanted.length > 0) {
      this._reads.begin(this.arm);
      await this.settled();
    }
  }

  /** Resolves when nothing is being read any more. */
  settled(): Promise<void> {
    return this._reads.settled();
  }

  /** Forgets what was read; what is on its way is not taken. */
  private _forget(): void {
    this.generation++;
    this.roles = [];
    this._reads.clear();
  }

  /** Reads all for whoever is signed in now; after the work, if there is any. */
  private async _lookAnew(): Promise<void> {
    this._isLate = this.isSending;
    if (!this._isLate) {
      this._forget();
      await this.check();
    }
  }

  /** Lets go of a plan that somebody else was shown. */
  private _drop(): void {
    if (this.kept.plan?.kind === 'create' && !this.isSending) {
      this.plans.withdraw();
      void this.keep();
    }
  }

  private _changed = new Signal<ISetUpAssistant, void>(this);
  private readonly _connections = new SetUpConnections(this);
  /** Whether somebody has signed in while something was sent. */
  private _isLate = false;
  private readonly _reads: SetUpReads;
}
