import type { ISetUpWords } from './setUpTypes';

/** What a name must look like, and the sentence that says so. */
export type NameRule = (trans: ISetUpWords, name: string) => string | null;

/** Words that no resource of Azure may have in its name, or begin with. */
const RESERVED_INSIDE = ['microsoft', 'windows'];
const RESERVED_START = ['login', 'xbox'];
const RESERVED_WHOLE = ['azure', 'office', 'bing', 'access', 'default'];

/** A word in a name that Azure keeps for itself; null when there is none. */
export function reservedWord(name: string): string | null {
  const text = name.toLowerCase();
  return (
    RESERVED_INSIDE.find(word => text.includes(word)) ??
    RESERVED_START.find(word => text.startsWith(word)) ??
    RESERVED_WHOLE.find(word => text === word) ??
    null
  );
}

function rule(
  pattern: RegExp,
  sentence: (trans: ISetUpWords) => string
): NameRule {
  return (trans, name) => {
    const reserved = reservedWord(name);
    return !pattern.test(name)
      ? sentence(trans)
      : reserved
        ? trans.__('Azure keeps the word “%1” for itself.', reserved)
        : null;
  };
}

/** Log Analytics workspace: `Workspaces.json` of its specification. */
export const logsName = rule(
  /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
  trans => trans.__('4 to 63 letters, digits and -, no - at either end.')
);

/** Synapse workspace: unique in all of Azure, part of a host name. */
export const synapseName = rule(
  /^(?!.*-ondemand)[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$/,
  trans =>
    trans.__(
      'Up to 50 lower-case letters, digits and -, no - at either end, without -ondemand.'
    )
);

/** Storage account: unique in all of Azure, part of a host name. */
export const storageName = rule(/^[a-z0-9]{3,24}$/, trans =>
  trans.__('3 to 24 lower-case letters and digits.')
);

/** Container of a Data Lake. */
export const containerName = rule(
  /^(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*$/,
  trans =>
    trans.__(
      '3 to 63 lower-case letters, digits and single -, no - at either end.'
    )
);

/**
 * Spark pool: as Microsoft's notebook says it, whose own check let `1pool`
 * pass.
 */
export const poolName = rule(/^[A-Za-z][A-Za-z0-9]{0,14}$/, trans =>
  trans.__('Up to 15 letters and digits; the first one is a letter.')
);

/** Azure ML workspace: `workspaceName` of its specification. */
export const machineLearningName = rule(
  /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$/,
  trans =>
    trans.__(
      '3 to 33 letters, digits, _ and -; the first one is a letter or digit.'
    )
);

/** Key vault: unique in all of Azure, part of a host name. */
export const vaultName = rule(
  /^(?=.{3,24}$)[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*$/,
  trans =>
    trans.__('3 to 24 letters, digits and single -; the first is a letter.')
);

/** Compute of an Azure ML workspace. */
export const computeName = rule(/^[A-Za-z][A-Za-z0-9-]{1,15}$/, trans =>
  trans.__('2 to 16 letters, digits and -; the first one is a letter.')
);

/** Data export rule: `DataExports.json` of its specification. */
export const exportName = rule(
  /^[A-Za-z][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
  trans => trans.__('4 to 63 letters, digits and -; it begins with a letter.')
);

/**
 * A GUID that is the same for the same text: what a role assignment is named,
 * so that a plan that is made again finds the first one's.
 */
export function guidOf(text: string): string {
  const parts = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f].map(seed => {
    let hash = seed;
    for (const character of text.toLowerCase()) {
      hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
      hash = ((hash << 13) | (hash >>> 19)) >>> 0;
      hash = (hash + seed) >>> 0;
    }
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x7feb352d) >>> 0;
    hash ^= hash >>> 15;
    return (hash >>> 0).toString(16).padStart(8, '0');
  });
  const all = parts.join('');
  return [
    all.slice(0, 8),
    all.slice(8, 12),
    `5${all.slice(13, 16)}`,
    `8${all.slice(17, 20)}`,
    all.slice(20, 32)
  ].join('-');
}
