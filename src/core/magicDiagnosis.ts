import { SynapseError } from './errors';
import { OPTION_NAMES } from './magicParser';
import { COMMANDS, LANGUAGES, USAGE } from './magicUsage';

/** A value of the line, with the name of the option it was given to. */
export interface INamedValue {
  /** As argparse shows it: `-c/--compute-target`. */
  option: string;
  value: string;
}

const HELP = '%synapse help lists the commands and options.';

/** A usage error; the whole help text goes to the details. */
export function usageError(what: string, next: string, why = ''): SynapseError {
  return new SynapseError({ kind: 'usage', what, why, next, detail: USAGE });
}

/**
 * What is wrong with a value that argparse takes but that no name in Azure
 * can be: nearly always something that IPython did not or should not have
 * expanded. Null when the value looks fine.
 */
export function valueFault(
  { option, value }: INamedValue,
  line: string
): SynapseError | null {
  const next = valueFix(value, line, option.split('/')[0]);
  return next
    ? usageError(`argument ${option}: invalid value: '${value}'`, next)
    : null;
}

function valueFix(value: string, line: string, flag: string): string | null {
  if (/^<.*\bobject at 0x|^<(?:built-in|bound|class|function)\b/.test(value)) {
    return `A Python object was passed. Pass its name as a text, e.g. ${flag} $name.`;
  }
  if (/^<|>$/.test(value)) {
    return `'${value}' is the placeholder of an example: write your own value there, without < and >.`;
  }
  if (/^Workspace\b/.test(value)) {
    return `A Workspace object was passed. Pass its name: ${flag} $workspace.name, with your variable in the place of workspace.`;
  }
  // After the objects: their texts hold quotes and braces of their own.
  if (/^[A-Za-z_][\w.]*\(/.test(value)) {
    return `A Python object was passed. Pass its name as a text, e.g. ${flag} $name.`;
  }
  const names = unexpanded(line);
  if (/[${}]/.test(value) && names.length) {
    return notDefined(names, line);
  }
  if (/^["']|["']$/.test(value)) {
    return `Quotes become part of the value. Write it without them: ${flag} ${value.replace(/^["']+|["']+$/g, '')}`;
  }
  if (/^None$/.test(value)) {
    return `The variable after ${flag} is None: run the cell that assigns it.`;
  }
  if (/[{}$[\]]/.test(value)) {
    return `This is not a name. Write the name itself, or a variable as ${flag} $name.`;
  }
  return null;
}

/** Names and expressions on a line that IPython left as they were. */
function unexpanded(line: string): string[] {
  const found = line.matchAll(/\$\{?([A-Za-z_][\w.]*)\}?|\{([^{}]+)\}/g);
  return [...new Set([...found].map(match => match[1] ?? match[2].trim()))];
}

function notDefined(names: readonly string[], line: string): string {
  const braces = /\$\{/.test(line)
    ? ' Write $name or {name}: with ${name} the dollar sign stays in the value.'
    : '';
  if (names.length === 1) {
    return `${names[0]} is not defined in the notebook's kernel: run the cell that assigns it.${braces}`;
  }
  // Seen in IPython 8.12: one unknown name leaves the whole line as it is.
  const last = names[names.length - 1];
  return `At least one of ${names.slice(0, -1).join(', ')} and ${last} is not defined in the notebook's kernel: run the cells that assign them.${braces}`;
}

/** Words that no option took: argparse's sentence, and why they are left. */
export function leftOverError(
  rest: readonly string[],
  values: readonly INamedValue[],
  words: readonly string[]
): SynapseError {
  const what = `unrecognized arguments: ${rest.join(' ')}`;
  const comment = rest.findIndex(word => word.startsWith('#'));
  if (comment === 0) {
    return usageError(
      what,
      'A comment cannot follow %synapse on its line: put it on a line of its own.'
    );
  }
  const [first] = rest;
  if (first.startsWith('-')) {
    return usageError(what, unknownOption(first));
  }
  const before = words[words.indexOf(first) - 1];
  const owner = values.find(({ value }) => before?.endsWith(value));
  if (owner) {
    return usageError(
      what,
      `A value with a blank cannot be passed, and names of resource groups, workspaces and computes have no blanks: check the value or variable after ${owner.option.split('/')[0]}.`,
      `${owner.option} got only '${owner.value}'.`
    );
  }
  return usageError(what, HELP);
}

function unknownOption(word: string): string {
  const name = word.split('=')[0];
  const dashed = `--${name.replace(/^-+/, '').replace(/_/g, '-').toLowerCase()}`;
  if (dashed !== name && OPTION_NAMES.has(dashed)) {
    return `Write ${dashed}.`;
  }
  if (/^-[mqi]$/.test(name)) {
    return `${name} belongs to sparkmagic's %%spark. ${HELP}`;
  }
  const near = nearest(dashed, [...OPTION_NAMES.keys()]);
  return near ? `Did you mean ${near}? ${HELP}` : HELP;
}

/** A sentence of argparse's own, with the fix where there is a known one. */
export function argumentError(
  what: string,
  words: readonly string[]
): SynapseError {
  const missing = /^argument (\S+): expected one argument$/.exec(what);
  if (missing) {
    return usageError(what, missingFix(missing[1], words));
  }
  if (/^ambiguous option/.test(what)) {
    return usageError(what, 'Write more of the name of the option.');
  }
  const [, value = ''] = /value: '(.*)'/.exec(what) ?? [];
  const variables = unexpanded(words.join(' '));
  if (/[${}]/.test(value) && variables.length) {
    return usageError(what, notDefined(variables, words.join(' ')));
  }
  if (/invalid int value/.test(what)) {
    return usageError(what, 'Write a whole number, e.g. 2.');
  }
  if (/invalid memory value/.test(what)) {
    return usageError(what, 'Write a number and a unit, e.g. 28g or 512m.');
  }
  return usageError(what, HELP);
}

function missingFix(option: string, words: readonly string[]): string {
  const forms = option.split('/');
  const isOption = (word: string | undefined) =>
    word !== undefined &&
    [...OPTION_NAMES.keys()].some(
      name =>
        name === word.split('=')[0] ||
        (word.length > 2 && name.startsWith(word))
    );
  const at = words.findIndex(word =>
    forms.some(
      form => word === form || (word.length > 2 && form.startsWith(word))
    )
  );
  const following = words[at + 1];
  if (at >= 0 && following?.startsWith('-') && !isOption(following)) {
    return `A value that begins with a dash needs an equals sign: ${forms[forms.length - 1]}=${following}`;
  }
  return `Nothing stands after ${option}: if a variable does, it is empty. Run the cell that assigns it.`;
}

/** The first word of a magic is none that is known. */
export function unknownWord(word: string, isCell: boolean): SynapseError {
  const choices = isCell ? ['start', ...Object.keys(LANGUAGES)] : [...COMMANDS];
  const magic = isCell ? '%%synapse' : '%synapse';
  const near = nearest(word.toLowerCase(), choices);
  const hint = near ? `, maybe you meant '${near}'?` : '';
  return usageError(
    `argument command: invalid choice: '${word}'${hint} (choose from ${choices.map(choice => `'${choice}'`).join(', ')})`,
    word.startsWith('#')
      ? `A comment cannot follow ${magic} on its line: put it on a line of its own.`
      : HELP
  );
}

/** The choice that differs by one or two letters, or null. */
function nearest(word: string, choices: readonly string[]): string | null {
  const ranked = choices
    .map(choice => ({ choice, far: distance(word, choice) }))
    .sort((a, b) => a.far - b.far);
  const [best] = ranked;
  return best && best.far <= 2 && best.far < Math.ceil(word.length / 2)
    ? best.choice
    : null;
}

/** Letters to insert, delete or replace to make one word of another. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) {
    return 3;
  }
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + cost));
    }
    row = next;
  }
  return row[b.length];
}
