import { ISignal, Signal } from '@lumino/signaling';
import type {
  IRoleCheck,
  ISetUp,
  ISetUpAssistant,
  ISetUpCreated,
  ISetUpField,
  ISetUpPlan,
  ISetUpStep,
  SetUpFinish,
  SetUpStepId
} from '../setUpTokens';
import { FakeModel } from './fakeModel';

const LABELS: Record<SetUpStepId, string> = {
  account: 'Account and subscription',
  logs: 'Log Analytics workspace',
  synapse: 'Synapse workspace',
  pool: 'Spark pool',
  machineLearning: 'Azure ML workspace',
  compute: 'Attached compute',
  export: 'Data export',
  network: 'Network',
  finish: 'Finish'
};

/** A step that waits, unless told. */
export function fakeSetUpStep(
  id: SetUpStepId,
  values: Partial<ISetUpStep> = {}
): ISetUpStep {
  return {
    id,
    label: LABELS[id],
    explanation: `Why ${LABELS[id]} is needed.`,
    state: 'waiting',
    text: '',
    options: [],
    chosen: null,
    tenants: [],
    form: null,
    hints: [],
    operations: [],
    problem: null,
    isOptional: false,
    ...values
  };
}

/** All steps, in their order; those that are not named wait. */
export function fakeSetUpSteps(
  values: Partial<Record<SetUpStepId, Partial<ISetUpStep>>> = {}
): ISetUpStep[] {
  return (Object.keys(LABELS) as SetUpStepId[]).map(id =>
    fakeSetUpStep(id, values[id])
  );
}

/** A text field without a value, unless told. */
export function fakeSetUpField(
  name: string,
  values: Partial<ISetUpField> = {}
): ISetUpField {
  return {
    name,
    label: name,
    kind: 'text',
    value: '',
    choices: [],
    problem: null,
    help: null,
    ...values
  };
}

/** A plan of one request, unless told. */
export function fakeSetUpPlan(values: Partial<ISetUpPlan> = {}): ISetUpPlan {
  return {
    step: 'pool',
    kind: 'create',
    title: 'Create the Spark pool hunts in contoso-synapse',
    requests: [
      {
        label: 'Create the Spark pool hunts',
        method: 'PUT',
        url: 'https://management.azure.com/subscriptions/0/hunts?api-version=2021-06-01',
        body: '{\n  "location": "westeurope"\n}',
        outcome: 'pending'
      }
    ],
    costs: ['Each node is billed while a session runs.'],
    warnings: [],
    isAllSent: false,
    ...values
  };
}

/** An assistant without Azure; `calls` tells what was asked of it. */
export class FakeSetUpAssistant
  extends FakeModel<FakeSetUpAssistant>
  implements ISetUpAssistant
{
  constructor(values: Partial<FakeSetUpAssistant> = {}) {
    super();
    Object.assign(this, values);
  }

  connection: string | null = 'azure';
  connections: readonly { id: string; label: string }[] = [
    { id: 'azure', label: 'Azure' }
  ];
  steps: readonly ISetUpStep[] = fakeSetUpSteps();
  plan: ISetUpPlan | null = null;
  isSending = false;
  created: readonly ISetUpCreated[] = [];
  roles: readonly IRoleCheck[] = [];

  get changed(): ISignal<ISetUpAssistant, void> {
    return this._signal;
  }

  /** Changes one step, and tells. */
  setStep(id: SetUpStepId, values: Partial<ISetUpStep>): void {
    this.set({
      steps: this.steps.map(step =>
        step.id === id ? { ...step, ...values } : step
      )
    });
  }

  load(): Promise<void> {
    return this._call('load');
  }

  connect(connection: string): Promise<void> {
    return this._call(`connect ${connection}`);
  }

  check(step?: SetUpStepId): Promise<void> {
    return this._call(step ? `check ${step}` : 'check');
  }

  checkRoles(): Promise<void> {
    return this._call('checkRoles');
  }

  roleRequest(withSetUp = false): string {
    return `Please give me these roles${withSetUp ? ', to set up too' : ''}.`;
  }

  choose(step: SetUpStepId, option: string | null): Promise<void> {
    return this._call(`choose ${step} ${option}`);
  }

  chooseTenant(tenant: string): Promise<void> {
    return this._call(`chooseTenant ${tenant}`);
  }

  edit(step: SetUpStepId, field: string, value: string): void {
    this.calls.push(`edit ${step} ${field} ${value}`);
    const { form = null } = this.steps.find(one => one.id === step) ?? {};
    this.setStep(step, {
      form:
        form?.map(one => (one.name === field ? { ...one, value } : one)) ?? null
    });
  }

  propose(step: SetUpStepId): Promise<void> {
    return this._call(`propose ${step}`);
  }

  proposeUndo(ids: readonly string[]): Promise<void> {
    return this._call(`proposeUndo ${ids.join(' ')}`);
  }

  withdraw(): void {
    this.calls.push('withdraw');
    this.set({ plan: null });
  }

  leave(): void {
    this.calls.push('leave');
    this.set({ plan: null, isSending: false });
  }

  confirm(): Promise<void> {
    return this._call('confirm');
  }

  finish(how: SetUpFinish): Promise<void> {
    return this._call(`finish ${how}`);
  }
}

/** The assistant of a page, closed unless told. */
export class FakeSetUp implements ISetUp {
  constructor(
    readonly assistant = new FakeSetUpAssistant(),
    public isOpen = false
  ) {}

  isRestored = false;
  readonly openChanged: Signal<ISetUp, void> = new Signal(this);

  load(): Promise<ISetUpAssistant> {
    return Promise.resolve(this.assistant);
  }

  setOpen(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.openChanged.emit();
  }
}
