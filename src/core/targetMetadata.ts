import { ISessionSizes } from './livy';
import { ITarget } from './target';

const MAX_TEXT = 512;
const MAX_CONF = 200;
const ORIGIN = /^https:\/\/[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i;
const MEMORY = /^[1-9]\d{0,5}[kmgt]b?$/i;

/**
 * A target as a notebook's metadata holds it, or null when it is not one.
 *
 * Notebooks come from strangers: every field is checked and bounded, and the
 * server's proxy checks the endpoint again.
 */
export function parseTarget(value: unknown): ITarget | null {
  const record = asObject(value);
  const connection = text(record?.connection);
  const endpoint = text(record?.endpoint);
  const pool = text(record?.pool);
  if (!record || !connection || !pool || !endpoint || !ORIGIN.test(endpoint)) {
    return null;
  }
  const sizes = parseSizes(record.sizes);
  const conf = parseConf(record.conf);
  const linkedService = text(record.linkedService);
  return {
    connection,
    endpoint,
    pool,
    workspace: text(record.workspace),
    poolResourceId: text(record.poolResourceId),
    subscriptionId: text(record.subscriptionId),
    resourceGroup: text(record.resourceGroup),
    amlWorkspace: text(record.amlWorkspace),
    compute: text(record.compute),
    ...(linkedService && { linkedService }),
    ...(sizes && { sizes }),
    ...(conf && { conf })
  };
}

/** The sizes that are there and look like sizes; null when none does. */
export function parseSizes(value: unknown): Partial<ISessionSizes> | null {
  const record = asObject(value);
  if (!record) {
    return null;
  }
  const sizes: Partial<ISessionSizes> = {};
  for (const key of ['driverMemory', 'executorMemory'] as const) {
    const memory = record[key];
    if (typeof memory === 'string' && MEMORY.test(memory)) {
      sizes[key] = memory;
    }
  }
  for (const key of ['driverCores', 'executorCores', 'numExecutors'] as const) {
    const count = record[key];
    if (isCount(count) && count > 0) {
      sizes[key] = count;
    }
  }
  return Object.keys(sizes).length ? sizes : null;
}

function parseConf(value: unknown): Record<string, string> | null {
  const entries = Object.entries(asObject(value) ?? {}).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' &&
      entry[0].length <= MAX_TEXT &&
      entry[1].length <= 4096
  );
  return entries.length ? Object.fromEntries(entries.slice(0, MAX_CONF)) : null;
}

/** An object that is no list, or null. */
export function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** A text that is not empty and not too long, or null. */
export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT
    ? value
    : null;
}

/** Whether a value is a whole number from 0 on, within reason. */
export function isCount(value: unknown): value is number {
  return (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= 0 &&
    value < 1e9
  );
}
