import type {
  ISetUpField,
  ISetUpHint,
  ISetUpOption,
  SetUpStepId
} from '../setUpTokens';

import { IProblem } from './errors';
import type { IPrincipal } from './roles';
import type { ArmDocument } from './setUpArm';

export type { ArmDocument };

/** What translates texts; Lab's `TranslationBundle` is one. */
export interface ISetUpWords {
  __(text: string, ...values: (string | number)[]): string;
  _n(
    one: string,
    many: string,
    count: number,
    ...values: (string | number)[]
  ): string;
}

/** What is known of one address of ARM. */
export interface IReading {
  /** Whether it was read, or could not be; else it is on its way. */
  isRead: boolean;
  /** Its members, or the one document; empty before and without. */
  documents: readonly ArmDocument[];
  /** Why it could not be read; null: it was, or is not yet. */
  problem: IProblem | null;
  /** The HTTP status of a refusal; null when there was none. */
  status: number | null;
}

/**
 * Documents of ARM. What is asked for and not there yet is read, and then
 * whoever asked is run again: rules need not wait, and stay pure.
 */
export interface IFacts {
  /** One document. `path` is an ARM id, or below one; see `IArmWrite`. */
  one(path: string, apiVersion: string): IReading;
  /** All members of a collection. */
  all(path: string, apiVersion: string): IReading;
}

/** What was chosen: ARM ids, a subscription's GUID; null: nothing. */
export type SetUpChoices = Readonly<Record<SetUpStepId, string | null>>;

/** All that the rules of a step may look at. */
export interface ISetUpContext {
  trans: ISetUpWords;
  facts: IFacts;
  choices: SetUpChoices;
  /** What was typed into the step's form, by field. */
  edits: Readonly<Record<string, string>>;
  /** Domain of Data Lake Storage Gen2, e.g. `dfs.core.windows.net`. */
  lakeSuffix: string;
  /** Whether this computer plays Azure. */
  isLocal: boolean;
  /** Account that is signed in, for people; null: not known. */
  account: string | null;
  /** Tenant that is signed in to; null: not known. */
  tenant: string | null;
  /** Null when it is not known. */
  principal: IPrincipal | null;
  /** A few letters and digits that make names unique; the same every time. */
  seed: string;
  /** Whether the notebook was written, or the hunt opened. */
  isFinished: boolean;
}

/** What the rules of a step found. */
export interface ISetUpLook {
  state: 'todo' | 'done' | 'unknown';
  text: string;
  options?: readonly ISetUpOption[];
  tenants?: readonly ISetUpOption[];
  hints?: readonly ISetUpHint[];
  problem?: IProblem | null;
}

/** How to find out what is unknown before a request is sent. */
export interface ISetUpFill {
  /** What stands in the body for it, e.g. `<identity of contoso-synapse>`. */
  placeholder: string;
  path: string;
  apiVersion: string;
  /** Names of the properties on the way to the value. */
  property: readonly string[];
}

/** What must be true of something that is there already, to pass for ours. */
export interface ISetUpExpectation {
  /** Names of the properties on the way to the value. */
  property: readonly string[];
  /** Placeholders are filled in; a property that is absent is `false`. */
  value: string | boolean;
  /** What it is instead, and what to do, for the user. */
  otherwise: string;
}

/** One request of a plan, with what is needed to make and to follow it. */
export interface ISetUpItem {
  label: string;
  method: 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** An ARM id, or below one; see `IArmWrite`. */
  path: string;
  apiVersion: string;
  /** More of the query, e.g. `underlyingResourceAction=Detach`. */
  query?: string;
  body: ArmDocument | null;
  /** What it creates, for the list; null: nothing that is taken back. */
  creates: {
    /** As users call it, e.g. `Spark pool`. */
    type: string;
    name: string;
    /** Why it is not deleted with the rest; null: it is. */
    kept: string | null;
  } | null;
  /**
   * When it is over: `resource`: its document says so · `registration`: the
   * provider is registered · `gone`: it is not there any more · `answer`:
   * with the answer.
   */
  settles: 'resource' | 'registration' | 'gone' | 'answer';
  /** Read before it is sent. */
  fills?: readonly ISetUpFill[];
  /** Codes of refusals that mean that it is so already. */
  doneCodes?: readonly string[];
  /** Of what is there under its id before it is sent. */
  expects?: readonly ISetUpExpectation[];
}

/** What a step would do. */
export interface ISetUpDraft {
  title: string;
  items: readonly ISetUpItem[];
  costs: readonly string[];
  warnings: readonly string[];
  /** What is chosen once all of it is there; null: nothing. */
  chooses: string | null;
  /** Names that must be free everywhere; asked before the plan is shown. */
  names?: readonly ISetUpNameCheck[];
}

/** Asks whether a name that is unique in all of Azure can be had. */
export interface ISetUpNameCheck {
  /** The form's field that it is typed into. */
  field: string;
  path: string;
  apiVersion: string;
  name: string;
  type: string;
  /** ARM id of what would have the name: when it is there, it is ours. */
  id: string;
}

/** The rules of one step: no requests of their own, the same every time. */
export interface ISetUpRules {
  id: SetUpStepId;
  /** What must be chosen before. */
  needs: readonly SetUpStepId[];
  isOptional: boolean;
  label(trans: ISetUpWords): string;
  explanation(trans: ISetUpWords): string;
  look(context: ISetUpContext): ISetUpLook;
  /** The form, checked; null or absent: nothing can be created here. */
  form?(context: ISetUpContext): ISetUpField[] | null;
  /** For a form without problems. */
  draft?(context: ISetUpContext, form: readonly ISetUpField[]): ISetUpDraft;
}
