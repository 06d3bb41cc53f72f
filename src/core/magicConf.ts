import { SynapseError } from './errors';
import { ISessionSizes } from './livy';
import { jsonFault } from './magicJson';
import { isMemory } from './magicParser';

/** The body of `%%synapse start`, understood. */
export interface IStartBody {
  /** Spark settings; values as text, as Livy wants them. */
  conf: Record<string, string>;
  /** Sizes, where the body is written as for sparkmagic's `%%configure`. */
  sizes: Partial<ISessionSizes>;
}

const COUNTS = ['driverCores', 'executorCores', 'numExecutors'] as const;
const MEMORIES = ['driverMemory', 'executorMemory'] as const;

/** Fields of `%%configure` that have a setting or nothing in their place. */
const INSTEAD: Readonly<Record<string, string>> = {
  jars: 'Use the setting "spark.jars" instead.',
  pyFiles: 'Use the setting "spark.submit.pyFiles" instead.',
  files: 'Use the setting "spark.files" instead.',
  archives: 'Use the setting "spark.archives" instead.',
  queue: 'Use the setting "spark.yarn.queue" instead.',
  name: 'Leave it out: the session is named after the notebook.',
  kind: 'Leave it out: each cell names its language, as in %%synapse scala.',
  proxyUser: 'Leave it out: the session runs as the user who is signed in.',
  tags: 'Leave it out.',
  heartbeatTimeoutInSecond: 'Leave it out; -t sets the idle minutes.',
  ttl: 'Leave it out; -t sets the idle minutes.'
};

const EXAMPLE = '{"spark.sql.shuffle.partitions": "64"}';

/**
 * Read the JSON body of `%%synapse start`: one flat object of Spark settings,
 * or `{"conf": {…}, "driverMemory": …}`. Throws a `usage` SynapseError that
 * names the place or the setting.
 */
export function parseStartBody(text: string): IStartBody {
  if (!text.trim()) {
    throw fault(
      'The cell after %%synapse start is empty.',
      `Write Spark settings as a JSON object, e.g. ${EXAMPLE}, or use the line %synapse start.`
    );
  }
  const wrong = jsonFault(text);
  if (wrong) {
    throw fault(
      `The cell after %%synapse start is not JSON: line ${wrong.line}, column ${wrong.column}: ${wrong.reason}.`,
      `Write Spark settings as a JSON object, e.g. ${EXAMPLE}.`
    );
  }
  const body: unknown = JSON.parse(text);
  const result: IStartBody = { conf: {}, sizes: {} };
  for (const [name, value] of entries(body, 'The cell after %%synapse start')) {
    if (name === 'conf') {
      for (const [key, setting] of entries(value, '"conf"')) {
        setConf(result, key, setting);
      }
    } else if (!setSize(result.sizes, name, value)) {
      if (Object.hasOwn(INSTEAD, name)) {
        throw fault(
          `"${name}" cannot be given to %%synapse start.`,
          INSTEAD[name]
        );
      }
      setConf(result, name, value);
    }
  }
  return result;
}

function entries(value: unknown, where: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw fault(
      `${where} must be a JSON object, not ${nameOf(value)}.`,
      `Write it as ${EXAMPLE}.`
    );
  }
  return Object.entries(value);
}

function setConf(result: IStartBody, name: string, value: unknown): void {
  if (
    typeof value !== 'string' &&
    typeof value !== 'number' &&
    typeof value !== 'boolean'
  ) {
    throw fault(
      `The setting "${name}" must be a text, a number, true or false, not ${nameOf(value)}.`,
      value === null ? 'Leave it out to keep its default.' : ''
    );
  }
  // A plain assignment to "__proto__" would be lost.
  Object.defineProperty(result.conf, name, {
    value: String(value),
    enumerable: true,
    configurable: true,
    writable: true
  });
}

/** False when `name` is no size. Takes numbers written as text as well. */
function setSize(
  sizes: Partial<ISessionSizes>,
  name: string,
  value: unknown
): boolean {
  const count = COUNTS.find(item => item === name);
  if (count) {
    const number = typeof value === 'string' ? Number(value) : value;
    if (!Number.isSafeInteger(number) || Number(number) < 1) {
      throw fault(`"${name}" must be a whole number of 1 or more.`, '');
    }
    sizes[count] = Number(number);
    return true;
  }
  const memory = MEMORIES.find(item => item === name);
  if (memory) {
    if (typeof value !== 'string' || !isMemory(value)) {
      throw fault(
        `"${name}" must be an amount of memory.`,
        'Write a number and a unit as a text, e.g. "28g" or "512m".'
      );
    }
    sizes[memory] = value.toLowerCase();
    return true;
  }
  return false;
}

function nameOf(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function fault(what: string, next: string): SynapseError {
  return new SynapseError({ kind: 'usage', what, next });
}
