import { IRule, lineEnd, RULES } from './redactionRules';

/** A secret in a text, and what it is called to the user. */
export interface ISecret {
  from: number;
  to: number;
  kind: SecretKind;
}

/** What secrets are called in the mask that stands in their place. */
export type SecretKind =
  | 'storage key'
  | 'access key'
  | 'SAS signature'
  | 'token'
  | 'client secret'
  | 'password';

/** A secret that was masked: kept in the page's memory only. */
export interface IMaskedSecret {
  kind: SecretKind;
  value: string;
  /** What stood before it on its line, at most 40 characters. */
  before: string;
}

/** A text without its secrets. */
export interface IRedacted {
  text: string;
  secrets: IMaskedSecret[];
}

/**
 * More different bare keys than this in one output are data, such as digests:
 * nobody lists that many accounts without a name beside each key.
 */
const MOST_BARE = 6;

/** What a text without any secret never contains: one quick look. */
const MAYBE =
  /key|sig=|sig\b|secret|token|bearer|eyJ|Q~|password|pwd|:\/\/[^\s/@]*:|[A-Za-z0-9+/]{43}=/i;

/** Longer texts are looked through to here: no secret is worth the time. */
const MAX_LENGTH = 5_000_000;

/**
 * The secrets of a text, in order, without overlaps: keys of Azure's
 * services, signatures of SAS addresses, tokens, client secrets, and passwords
 * in connection strings and addresses.
 *
 * `bare` are keys without any name that were seen before in the same output.
 */
export function findSecrets(
  text: string,
  bare: Set<string> = new Set()
): ISecret[] {
  if (text.length < 12 || text.length > MAX_LENGTH || !MAYBE.test(text)) {
    return [];
  }
  const found: ISecret[] = [];
  for (const rule of RULES) {
    found.push(...matchesOf(rule, text, bare));
  }
  found.sort((a, b) => a.from - b.from || b.to - a.to);
  return found.filter(
    ({ from }, at) => !found.slice(0, at).some(before => before.to > from)
  );
}

function matchesOf(rule: IRule, text: string, bare: Set<string>): ISecret[] {
  const found = [...text.matchAll(rule.pattern)]
    .map(match => ({
      from: match.index,
      to: match.index + match[0].length,
      kind: rule.kind
    }))
    .filter(({ from, to }) => {
      const value = text.slice(from, to);
      return (
        !isPlaceholder(value) &&
        (rule.accepts?.(value, text.slice(Math.max(0, from - 200), from)) ??
          true)
      );
    });
  if (!rule.isBare) {
    return found;
  }
  found.forEach(({ from, to }) => bare.add(text.slice(from, to)));
  return bare.size > MOST_BARE ? [] : found;
}

/** Masked already, or an example for the user to replace. */
function isPlaceholder(value: string): boolean {
  return /^[*•.xX]+$|^•|[<>{}$]|^(?:your|my|the)[-_ ]|\.\.\.|…/i.test(value);
}

/** What stands in the place of a secret. */
export function maskOf(kind: SecretKind, length: number): string {
  return `••••(${kind}, ${length} characters)`;
}

/** A text that is complete, without its secrets. */
export function redact(text: string, bare: Set<string> = new Set()): IRedacted {
  return cutOut(text, findSecrets(text, bare), 0, text.length);
}

/** The part of a text from `from` to `to`, masked. */
export function cutOut(
  text: string,
  found: readonly ISecret[],
  from: number,
  to: number
): IRedacted {
  const secrets: IMaskedSecret[] = [];
  let masked = '';
  let at = from;
  for (const one of found) {
    if (one.to <= at || one.from >= to) {
      continue;
    }
    masked +=
      text.slice(at, Math.max(at, one.from)) +
      maskOf(one.kind, one.to - one.from);
    secrets.push({
      kind: one.kind,
      value: text.slice(one.from, one.to),
      before: lineEnd(text.slice(Math.max(0, one.from - 40), one.from))
    });
    at = one.to;
  }
  return { text: masked + text.slice(at, Math.max(at, to)), secrets };
}
