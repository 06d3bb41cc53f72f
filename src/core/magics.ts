import { DEFAULT_SIZES, ISessionSizes, StatementKind } from './livy';
import { parseStartBody } from './magicConf';
import {
  argumentError,
  INamedValue,
  leftOverError,
  unknownWord,
  usageError,
  valueFault
} from './magicDiagnosis';
import {
  ArgumentFault,
  IMagicArguments,
  IMagicParser,
  loadParser,
  OPTION_NAMES
} from './magicParser';
import { frameRequest, refuseFrame } from './frameOptions';
import { IFrameRequest } from './frame';
import { COMMANDS, LANGUAGES, USAGE } from './magicUsage';
import { IStartOptions } from './startOptions';

export type { IStartOptions } from './startOptions';
export { USAGE } from './magicUsage';

/** A `%synapse` line or `%%synapse` cell, understood. */
export type SynapseCommand =
  | { name: 'start'; options: IStartOptions; conf: Record<string, string> }
  | {
      name: 'run';
      kind: StatementKind;
      code: string;
      start: null;
      /** What `-o` asks for; null without it. */
      frame: IFrameRequest | null;
    }
  | { name: 'attach'; session: string | null; options: IStartOptions }
  | { name: 'stop' | 'restart' | 'detach' | 'meta' | 'status' }
  | { name: 'list'; options: IStartOptions }
  | { name: 'help'; text: string };

/**
 * Understand one magic. `line` is all after `%synapse` or `%%synapse`, as
 * IPython expanded it; `cell` is the body, or null for a line magic.
 *
 * Rejects with a `usage` SynapseError: `what` is argparse's sentence, `next`
 * the fix. Grammar: what public notebooks write, and Microsoft's documentation.
 */
export async function parseMagic(
  line: string,
  cell: string | null
): Promise<SynapseCommand> {
  const words = line.split(/\s+/).filter(word => word);
  const parsed = readWords(await loadParser(), words);
  // Words after the first are ignored, as the old client did.
  const [first = ''] = parsed.words;
  const name = first.toLowerCase();
  if (parsed.help || /^(?:help|\?+)$/.test(name)) {
    return { name: 'help', text: USAGE };
  }
  return cell === null
    ? lineCommand(name, first, parsed)
    : cellCommand(name, first, parsed, cell);
}

function lineCommand(
  name: string,
  word: string,
  parsed: IMagicArguments
): SynapseCommand {
  refuseFrame(parsed, '%synapse', word);
  switch (name) {
    case '':
      return { name: 'help', text: USAGE };
    case 'start':
      return { name, options: startOptions(parsed, {}), conf: {} };
    case 'list':
      return { name, options: startOptions(parsed, {}) };
    case 'attach':
      return {
        name,
        session: sessionWord(parsed.words),
        options: startOptions(parsed, {})
      };
    case 'stop':
    case 'restart':
    case 'detach':
    case 'meta':
    case 'status':
      return { name };
  }
  if (Object.hasOwn(LANGUAGES, name)) {
    throw usageError(
      `%synapse ${word} has no code to run.`,
      `Write %%synapse ${word} as the first line of a cell and the code below it.`
    );
  }
  throw unknownWord(word, false);
}

/** What `attach` is to attach to; null: the only one that there is. */
function sessionWord(words: readonly string[]): string | null {
  const [, word, ...rest] = words;
  if (rest.length) {
    throw usageError(
      `unrecognized arguments: ${rest.join(' ')}`,
      'Write one number or name of a session after %synapse attach.'
    );
  }
  if (/[${}"'<>]/.test(word ?? '')) {
    throw usageError(
      `argument session: invalid value: '${word}'`,
      'Write the number or name of a session without quotes; a variable as $name, after the cell that assigns it has run.'
    );
  }
  return word ?? null;
}

function cellCommand(
  name: string,
  word: string,
  parsed: IMagicArguments,
  cell: string
): SynapseCommand {
  if (name === 'start') {
    refuseFrame(parsed, '%%synapse', word);
    const { conf, sizes } = parseStartBody(cell);
    return { name, options: startOptions(parsed, sizes), conf };
  }
  if (name === '' || Object.hasOwn(LANGUAGES, name)) {
    if (!cell.trim()) {
      throw usageError(
        'The cell after %%synapse is empty.',
        'Write the code to run below the line %%synapse.'
      );
    }
    const kind = LANGUAGES[name || 'pyspark'];
    const frame = frameRequest(parsed, kind);
    return { name: 'run', kind, code: cell, start: null, frame };
  }
  if (COMMANDS.some(command => command === name)) {
    throw usageError(
      `%%synapse ${word} takes no cell.`,
      `Write it as a line: %synapse ${word}`
    );
  }
  throw unknownWord(word, true);
}

function readWords(
  parser: IMagicParser,
  words: readonly string[]
): IMagicArguments {
  let parsed: IMagicArguments;
  let rest: string[];
  try {
    [parsed, rest] = parser.parse(words);
  } catch (reason) {
    if (reason instanceof ArgumentFault) {
      throw argumentError(reason.message, words);
    }
    throw reason;
  }
  const values = textValues(parsed);
  // Before the words that are left: a value that was cut at its blank says
  // more about what was meant than the rest of it.
  for (const value of values) {
    const fault = valueFault(value, words.join(' '));
    if (fault) {
      throw fault;
    }
  }
  if (isSession(parsed, rest)) {
    return { ...parsed, words: [...parsed.words, ...rest] };
  }
  if (rest.length) {
    throw leftOverError(rest, values, words);
  }
  return parsed;
}

/** argparse takes no second word behind an option: `attach -c pool 7`. */
function isSession({ words }: IMagicArguments, rest: readonly string[]) {
  return (
    /^attach$/i.test(words.join(' ')) &&
    rest.length === 1 &&
    !rest[0].startsWith('-')
  );
}

function textValues(parsed: IMagicArguments): INamedValue[] {
  const found: [string, string | undefined][] = [
    ['--subscription-id', parsed.subscription_id],
    ['--resource-group', parsed.resource_group],
    ['--workspace-name', parsed.workspace_name],
    ['--config-file', parsed.config_file],
    ['--compute-target', parsed.compute_target],
    ['--environment', parsed.environment],
    ['--environment-version', parsed.environment_version],
    ['--output', parsed.output]
  ];
  return found.flatMap(([name, value]) =>
    value === undefined
      ? []
      : [{ option: OPTION_NAMES.get(name) ?? name, value }]
  );
}

/** Options of the line; a size there wins over one in the body. */
function startOptions(
  parsed: IMagicArguments,
  body: Partial<ISessionSizes>
): IStartOptions {
  const line: Partial<ISessionSizes> = {
    driverMemory: parsed.driver_memory,
    driverCores: parsed.driver_cores,
    executorMemory: parsed.executor_memory,
    executorCores: parsed.executor_cores,
    numExecutors: parsed.num_executors
  };
  const givenSizes: Partial<ISessionSizes> = {
    ...body,
    ...Object.fromEntries(
      Object.entries(line).filter(([, value]) => value !== undefined)
    )
  };
  return {
    subscriptionId: parsed.subscription_id ?? null,
    resourceGroup: parsed.resource_group ?? null,
    workspaceName: parsed.workspace_name ?? null,
    configFile: parsed.config_file ?? null,
    compute: parsed.compute_target ?? null,
    environment: parsed.environment ?? null,
    environmentVersion: parsed.environment_version ?? null,
    sizes: { ...DEFAULT_SIZES, ...givenSizes },
    givenSizes,
    sessionTimeout: parsed.session_timeout ?? null,
    startTimeout: parsed.start_timeout ?? null,
    reuse: parsed.reuse
  };
}
