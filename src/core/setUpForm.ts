import type { ISetUpField } from '../setUpTokens';

import { plainRegion, regionOf } from './setUpDocument';
import type { ISetUpContext, ISetUpWords } from './setUpTypes';
import { SETUP_VERSION } from './setUpVersions';

/** One thing that can be chosen in a field. */
export type SetUpChoice = ISetUpField['choices'][number];

/** What a field is made of. */
export interface IFieldOptions {
  name: string;
  label: string;
  kind?: ISetUpField['kind'];
  /** The value as long as nobody has typed one. */
  value: string;
  choices?: readonly SetUpChoice[];
  help?: string | null;
  /** Why a value cannot be used; null: it can. */
  check?: (value: string) => string | null;
}

/** A choice of a field. */
export function choice(
  value: string,
  label: string = value,
  detail: string = '',
  isDisabled: boolean = false
): SetUpChoice {
  return { value, label, detail, isDisabled };
}

/** A field with what was typed, checked. */
export function field(
  { edits, trans }: Pick<ISetUpContext, 'edits' | 'trans'>,
  options: IFieldOptions
): ISetUpField {
  const { check, choices = [], help = null, kind = 'text' } = options;
  const value = edits[options.name] ?? options.value;
  const used = kind === 'names' ? lines(value) : [value.trim()];
  const wrong =
    kind === 'choice' || kind === 'names'
      ? used.find(
          one => !choices.some(it => it.value === one && !it.isDisabled)
        )
      : undefined;
  return {
    name: options.name,
    label: options.label,
    kind,
    value,
    choices,
    help,
    problem:
      wrong !== undefined
        ? wrong
          ? trans.__('%1 cannot be chosen here.', wrong)
          : trans.__('Choose one.')
        : (check?.(kind === 'names' ? value : used[0]) ?? null)
  };
}

/** The lines of a text that are not empty. */
export function lines(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line);
}

/** The value of a field, without blanks around it; empty when there is none. */
export function valueOf(form: readonly ISetUpField[], name: string): string {
  return form.find(one => one.name === name)?.value.trim() ?? '';
}

/** Whether a flag is set. */
export function isSet(form: readonly ISetUpField[], name: string): boolean {
  return valueOf(form, name) === 'true';
}

/** A whole number from `from` to `to`, as typed; NaN when it is none. */
export function numberOf(text: string): number {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text) : NaN;
}

/** The check of a whole number. */
export function between(
  trans: ISetUpWords,
  from: number,
  to: number
): (value: string) => string | null {
  return value => {
    const number = numberOf(value);
    return number >= from && number <= to
      ? null
      : trans.__('A whole number from %1 to %2.', from, to);
  };
}

const GROUP = /^[\p{L}\p{N}_().-]{0,89}[\p{L}\p{N}_()-]$/u;

/** The field for the resource group, with those that there are. */
export function groupField(
  context: ISetUpContext,
  proposal: string
): ISetUpField {
  const { choices, facts, trans } = context;
  const groups = facts.all(
    `/subscriptions/${choices.account ?? ''}/resourcegroups`,
    SETUP_VERSION.resources
  ).documents;
  const names = groups.map(({ name }) => String(name));
  return field(context, {
    name: 'resourceGroup',
    label: trans.__('Resource group'),
    value: proposal,
    choices: names.map(name => choice(name)),
    help: trans.__('One that does not exist is created, too.'),
    check: value =>
      GROUP.test(value)
        ? null
        : trans.__(
            'Letters, digits, and _ ( ) - . up to 90; the last one is no full stop.'
          )
  });
}

/** Whether there is a resource group of a name. */
export function isGroup(context: ISetUpContext, name: string): boolean {
  const { choices, facts } = context;
  return facts
    .all(
      `/subscriptions/${choices.account ?? ''}/resourcegroups`,
      SETUP_VERSION.resources
    )
    .documents.some(
      one => String(one.name).toLowerCase() === name.toLowerCase()
    );
}

/** The field for the region; a list where the subscription has one. */
export function regionField(
  context: ISetUpContext,
  proposal: string | null,
  help: string | null = null
): ISetUpField {
  const { choices, facts, trans } = context;
  const { documents } = facts.all(
    `/subscriptions/${choices.account ?? ''}/locations`,
    SETUP_VERSION.subscriptions
  );
  const known = documents.map(one =>
    choice(
      plainRegion(String(one.name)),
      typeof one.displayName === 'string' ? one.displayName : String(one.name)
    )
  );
  const value = proposal ?? known[0]?.value ?? '';
  const isListed = known.some(one => one.value === value);
  return field(context, {
    name: 'location',
    label: trans.__('Region'),
    kind: known.length ? 'choice' : 'text',
    choices: isListed || !value ? known : [choice(value), ...known],
    value,
    help,
    check: one =>
      /^[a-z]+[a-z0-9]{2,40}$/i.test(plainRegion(one))
        ? null
        : trans.__('The name of a region, e.g. westeurope.')
  });
}

/** The region of a resource group or workspace among documents. */
export function firstRegion(
  ...documents: readonly (Parameters<typeof regionOf>[0] | undefined)[]
): string | null {
  for (const one of documents) {
    const region = one ? regionOf(one) : null;
    if (region) {
      return region;
    }
  }
  return null;
}
