import { Token } from '@lumino/coreutils';
import { ISignal } from '@lumino/signaling';
import { IProblem } from './core/errors';

/** The steps from nothing to a hunt, in their order. */
export type SetUpStepId =
  | 'account'
  | 'logs'
  | 'synapse'
  | 'pool'
  | 'machineLearning'
  | 'compute'
  | 'export'
  | 'network'
  | 'finish';

/**
 * How far a step is. `waiting`: an earlier one comes first · `checking`: it is
 * being read · `todo`: something is to be chosen or created · `working`: a
 * change is under way · `done` · `failed`: see the problem · `unknown`: it
 * could not be checked.
 */
export type SetUpState =
  'waiting' | 'checking' | 'todo' | 'working' | 'done' | 'failed' | 'unknown';

/** Something that exists and can be chosen. */
export interface ISetUpOption {
  /** Its ARM id; a subscription's or tenant's GUID. */
  id: string;
  name: string;
  /** Region, size and the like, one line; empty when there is nothing. */
  detail: string;
  /** Why it may not be what one wants, e.g. another region; null: no reason. */
  warning: string | null;
}

/** One field of the form with which a step creates something. */
export interface ISetUpField {
  name: string;
  label: string;
  /** `names` chooses several of `choices`; its value has one in each line. */
  kind: 'text' | 'choice' | 'number' | 'flag' | 'names';
  /** As typed; `true` or `false` for a flag. */
  value: string;
  choices: readonly {
    value: string;
    label: string;
    /** What to know before it is chosen; empty when there is nothing. */
    detail: string;
    isDisabled: boolean;
  }[];
  /** Why the value cannot be used; null: it can. */
  problem: string | null;
  /** A sentence about what it means; null: the label says it. */
  help: string | null;
}

/** Something to know, which the assistant does not change itself. */
export interface ISetUpHint {
  text: string;
  /** `https://…`, of Microsoft's documentation or portal; null: none. */
  link: string | null;
}

/** A change that the server is making. */
export interface ISetUpOperation {
  /** What it does, e.g. `Creating the Spark pool hunts`. */
  label: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** ARM's own word, e.g. `InProgress`. */
  status: string;
  /** From 0 to 100; null when ARM does not say. */
  percent: number | null;
}

/** One step, as it is shown. */
export interface ISetUpStep {
  id: SetUpStepId;
  label: string;
  /** What it is for, a sentence or two. */
  explanation: string;
  state: SetUpState;
  /** What was found or is missing, one sentence. */
  text: string;
  /** What can be chosen; empty when there is nothing. */
  options: readonly ISetUpOption[];
  /** The id of the chosen one; null: none. */
  chosen: string | null;
  /** Where sign-in is to one of several tenants; empty elsewhere. */
  tenants: readonly ISetUpOption[];
  /** The form to create one; null when nothing can be created here. */
  form: readonly ISetUpField[] | null;
  hints: readonly ISetUpHint[];
  /** What is under way; empty unless `working`. */
  operations: readonly ISetUpOperation[];
  problem: IProblem | null;
  /** Whether the step may be left out: the hunt works without it. */
  isOptional: boolean;
}

/** One request of a plan, shown before it is sent. */
export interface ISetUpRequest {
  /** What it does, e.g. `Create the storage account contosolake`. */
  label: string;
  method: 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  url: string;
  /** Indented JSON; null when there is none. */
  body: string | null;
  /** What came of it; `pending` before it is sent. */
  outcome: 'pending' | 'sending' | 'done' | 'failed';
}

/** What will be done after a click, and not before. */
export interface ISetUpPlan {
  step: SetUpStepId;
  kind: 'create' | 'delete';
  /** One sentence, e.g. `Create the Spark pool hunts in contoso-synapse`. */
  title: string;
  requests: readonly ISetUpRequest[];
  /** What it costs or may cost, a sentence each. */
  costs: readonly string[];
  /** What to think of before, a sentence each. */
  warnings: readonly string[];
  /** Whether nothing is left to be sent: Azure goes on without this page. */
  isAllSent: boolean;
}

/** Something that the assistant has created. */
export interface ISetUpCreated {
  /** ARM id. */
  id: string;
  step: SetUpStepId;
  /** As users call it, e.g. `Spark pool`. */
  type: string;
  name: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  state: 'there' | 'deleting' | 'deleted';
  /** Why it was not deleted last time, e.g. it holds data; null: no reason. */
  kept: string | null;
  /** Whether it goes with what it is in, and never by itself. */
  isPart: boolean;
}

/** Whether the user has one of the roles that hunts need. */
export interface IRoleCheck {
  id: string;
  /** What it is needed for, e.g. `Run Spark on the pool`. */
  purpose: string;
  /** As Azure names it, e.g. `Log Analytics Contributor`. */
  role: string;
  /** Roles that would do as well. */
  alternatives: readonly string[];
  /** ARM id, or `workspaces/{name}` of Synapse's own roles. */
  scope: string;
  state: 'checking' | 'have' | 'lack' | 'notNeeded' | 'unknown';
  /** The actions that are missing, or why it could not be checked; empty. */
  why: string;
  /** The command with which an administrator gives it. */
  command: string;
  /** Where it is given in the portal or in Synapse Studio; null: nowhere. */
  link: string | null;
  /** The step that needs it. */
  step: SetUpStepId;
  /** Not needed to hunt: to set up and change, or for more than hunting. */
  isForSetUp?: boolean;
}

/** What `finish` does with all that was chosen. */
export type SetUpFinish = 'notebook' | 'hunt';

/** The assistant that leads from nothing to a hunt; one for a page. */
export interface ISetUpAssistant {
  /** The connection that is set up; null: there is none to Azure. */
  readonly connection: string | null;
  /** Those that have Azure behind them; `local` is the local Azure. */
  readonly connections: readonly { id: string; label: string }[];
  readonly steps: readonly ISetUpStep[];
  /** What waits for a click, or is being done; null: nothing. */
  readonly plan: ISetUpPlan | null;
  /** Whether the plan is being sent. */
  readonly isSending: boolean;
  readonly created: readonly ISetUpCreated[];
  readonly roles: readonly IRoleCheck[];
  /** Emitted after any of the above changed. */
  readonly changed: ISignal<ISetUpAssistant, void>;
  /** Reads what was chosen before and what has become of it. */
  load(): Promise<void>;
  /** Sets up over another connection. */
  connect(connection: string): Promise<void>;
  /** Looks again: at one step, or at all. Never rejects. */
  check(step?: SetUpStepId): Promise<void>;
  checkRoles(): Promise<void>;
  /**
   * A text to send to whoever can give the roles that are missing to hunt, and
   * `withSetUp` those to set up and change; empty: none is.
   */
  roleRequest(withSetUp?: boolean): string;
  /** Takes something that exists; null: nothing. */
  choose(step: SetUpStepId, option: string | null): Promise<void>;
  /** Signs in to another tenant. */
  chooseTenant(tenant: string): Promise<void>;
  edit(step: SetUpStepId, field: string, value: string): void;
  /** Makes the plan of a step's form. Nothing is sent. */
  propose(step: SetUpStepId): Promise<void>;
  /** Makes the plan to delete what was created. Nothing is sent. */
  proposeUndo(ids: readonly string[]): Promise<void>;
  withdraw(): void;
  /**
   * Goes back to the steps while Azure works on a plan that was all sent. Its
   * step shows how far that is, and what came of it.
   */
  leave(): void;
  /** Sends the plan. Never rejects: see the step's problem. */
  confirm(): Promise<void>;
  /**
   * `notebook`: writes the parameter cell into the notebook in front, or a new
   * one, and makes the pool its target; `hunt`: opens the beaconing hunt with
   * them and runs it. Rejects with a `SynapseError`.
   */
  finish(how: SetUpFinish): Promise<void>;
}

/** The assistant, loaded when it is first shown, and whether it is. */
export interface ISetUp {
  load(): Promise<ISetUpAssistant>;
  /** Whether the panel shows it rather than the notebook in front. */
  readonly isOpen: boolean;
  /** Whether it is open only because it was before the page was reloaded. */
  readonly isRestored: boolean;
  /** Emitted when it was opened or closed. */
  readonly openChanged: ISignal<ISetUp, void>;
  setOpen(isOpen: boolean): void;
}

/** Sets Azure up for hunts. */
export const ISetUp = new Token<ISetUp>(
  'jupyterlab-synapse:ISetUp',
  'The assistant that sets Azure up for hunts.'
);
