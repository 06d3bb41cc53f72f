import type { ArgumentParser, Namespace } from 'argparse';
import { DEFAULT_FRAME_LIMITS } from './frame';
import { DEFAULT_SIZES } from './livy';
import { DESCRIPTION, EPILOG } from './magicUsage';

/** The arguments of one line, by argparse's names; undefined = not given. */
export interface IMagicArguments {
  words: string[];
  help: boolean;
  subscription_id?: string;
  resource_group?: string;
  workspace_name?: string;
  config_file?: string;
  compute_target?: string;
  environment?: string;
  environment_version?: string;
  driver_memory?: string;
  driver_cores?: number;
  executor_memory?: string;
  executor_cores?: number;
  num_executors?: number;
  session_timeout?: number;
  start_timeout?: number;
  reuse: boolean;
  output?: string;
  rows?: number;
}

/** What argparse says of a line that it cannot read. */
export class ArgumentFault extends Error {}

/** A parser that reads a line and never prints, exits or asks for a terminal. */
export interface IMagicParser {
  /**
   * The arguments, and the words that no option or command took. Throws an
   * `ArgumentFault` with argparse's own sentence.
   */
  parse(words: readonly string[]): [IMagicArguments, string[]];
  help(): string;
}

/** Idle time when nothing else is set, minutes; the old client's default. */
export const DEFAULT_SESSION_TIMEOUT = 30;

const OPTIONS: readonly {
  names: [string, ...string[]];
  /** A flag takes no value. */
  type?: 'int' | 'memory' | 'flag';
  metavar?: string;
  help: string;
}[] = [
  {
    names: ['-s', '--subscription-id'],
    metavar: 'ID',
    help: 'subscription of the Azure ML workspace'
  },
  {
    names: ['-r', '--resource-group'],
    metavar: 'NAME',
    help: 'its resource group'
  },
  { names: ['-w', '--workspace-name'], metavar: 'NAME', help: 'its name' },
  {
    names: ['-f', '--config-file'],
    metavar: 'PATH',
    help: 'config.json that has these three'
  },
  {
    names: ['-c', '--compute-target'],
    metavar: 'NAME',
    help: 'name of the attached Spark pool in the workspace'
  },
  {
    names: ['-e', '--environment'],
    metavar: 'NAME',
    help: 'Azure ML environment with conda packages for the session'
  },
  {
    names: ['--environment-version'],
    metavar: 'VERSION',
    help: 'its version'
  },
  {
    names: ['--driver-memory'],
    type: 'memory',
    metavar: 'SIZE',
    help: `memory of the driver (${DEFAULT_SIZES.driverMemory})`
  },
  {
    names: ['--driver-cores'],
    type: 'int',
    metavar: 'N',
    help: `vCores of the driver (${DEFAULT_SIZES.driverCores})`
  },
  {
    names: ['--executor-memory'],
    type: 'memory',
    metavar: 'SIZE',
    help: `memory of each executor (${DEFAULT_SIZES.executorMemory})`
  },
  {
    names: ['--executor-cores'],
    type: 'int',
    metavar: 'N',
    help: `vCores of each executor (${DEFAULT_SIZES.executorCores})`
  },
  {
    names: ['-n', '--num-executors'],
    type: 'int',
    metavar: 'N',
    help: `number of executors (${DEFAULT_SIZES.numExecutors})`
  },
  {
    names: ['-t', '--session-timeout'],
    type: 'int',
    metavar: 'MINUTES',
    help: `idle minutes before the session stops (${DEFAULT_SESSION_TIMEOUT}, or as in the settings)`
  },
  {
    names: ['--start-timeout'],
    type: 'int',
    metavar: 'SECONDS',
    help: 'seconds to wait for the session'
  },
  {
    names: ['--reuse'],
    type: 'flag',
    help: 'use your idle session that is large enough, if there is one'
  },
  {
    names: ['-o', '--output'],
    metavar: 'NAME',
    help: "bring the session's frame NAME to the notebook's kernel, as pandas; with sql the result, as NAME"
  },
  {
    names: ['--rows'],
    type: 'int',
    metavar: 'N',
    help: `rows that -o brings at most (${DEFAULT_FRAME_LIMITS.rows}, or as in the settings)`
  }
];

/** Every way to write an option, longest first, with its display name. */
export const OPTION_NAMES: ReadonlyMap<string, string> = new Map(
  OPTIONS.flatMap(option =>
    option.names.map(name => [name, option.names.join('/')] as const)
  )
);

let loading: Promise<IMagicParser> | null = null;

/** The one parser; argparse is loaded on first use. */
export function loadParser(): Promise<IMagicParser> {
  loading ??= build().catch((reason: unknown) => {
    // A chunk that did not load may load the next time.
    loading = null;
    throw reason;
  });
  return loading;
}

async function build(): Promise<IMagicParser> {
  const {
    ArgumentParser,
    ArgumentTypeError,
    RawDescriptionHelpFormatter,
    ZERO_OR_MORE
  } = await import('argparse');

  // Without a width the formatter asks for the size of a terminal.
  class Formatter extends RawDescriptionHelpFormatter {
    constructor(options: { prog: string }) {
      super({ ...options, width: 79, max_help_position: 32 });
    }
  }
  // argparse prints and exits on an error; here it only ever throws.
  class Parser extends ArgumentParser {
    override error(message: string): never {
      throw new ArgumentFault(message);
    }
  }

  // Named in the message, not by the function's name, which a minifier eats.
  const types = {
    int: (value: string) => {
      if (!/^[+-]?\d+$/.test(value)) {
        throw new ArgumentTypeError(`invalid int value: '${value}'`);
      }
      if (!(Number(value) >= 1) || !Number.isSafeInteger(Number(value))) {
        throw new ArgumentTypeError(
          `invalid value: '${value}' (must be 1 or more)`
        );
      }
      return Number(value);
    },
    memory: (value: string) => {
      if (!isMemory(value)) {
        throw new ArgumentTypeError(`invalid memory value: '${value}'`);
      }
      return value.toLowerCase();
    }
  };

  const parser: ArgumentParser = new Parser({
    prog: '%synapse',
    usage: '%%synapse [command] [options]',
    description: DESCRIPTION,
    epilog: EPILOG,
    formatter_class: Formatter,
    add_help: false,
    color: false
  });
  parser.add_argument('words', { nargs: ZERO_OR_MORE, help: '==SUPPRESS==' });
  parser.add_argument('-h', '--help', {
    action: 'store_true',
    help: 'show this text'
  });
  for (const { names, type, metavar, help } of OPTIONS) {
    parser.add_argument(...names, {
      help,
      ...(type === 'flag'
        ? { action: 'store_true' }
        : { metavar, ...(type ? { type: types[type] } : {}) })
    });
  }
  return {
    parse: words => {
      const [namespace, rest] = parser.parse_known_args<Namespace>([...words]);
      return [namespace as unknown as IMagicArguments, rest];
    },
    help: () => parser.format_help()
  };
}

/** Whether Spark reads a text as an amount of memory, e.g. `28g` or `512m`. */
export function isMemory(value: string): boolean {
  return /^0*[1-9]\d*(?:[kmgt]b?)$/i.test(value);
}
