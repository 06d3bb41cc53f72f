import type { SecretKind } from './redaction';

/** One kind of secret: what it looks like. */
export interface IRule {
  kind: SecretKind;
  /** Global; its match is the secret alone. */
  pattern: RegExp;
  /** Last word on a match; `before` are the 200 characters before it. */
  accepts?(value: string, before: string): boolean;
  /** Nothing but its shape tells it. */
  isBare?: true;
}

/** Words that name a digest, with what may stand between it and its value. */
export const HASH_WORD =
  /\b(?:sha-?\d*|hash|hashes|digest|integrity|checksum|fingerprint|thumbprint|md5|hmac)\b[^\n]{0,40}$/i;

const NAMES = [
  '(?:storage_?|account_?|storage_?account_?)key',
  '(?:access|shared|workspace|auth|api|master)_?key',
  '(?:primary|secondary)_?(?:shared_?|master_?|connection_?)?key',
  'client_?secret',
  '(?:access|refresh|id|sas|auth|bearer)_?token'
].join('|');

/** A quote, also as HTML writes it, also escaped in a text in JSON. */
const QUOTE = String.raw`(?:\\?["']|&quot;|&#39;|&#x27;)`;

/** Nothing of base64 before it; behind a colour of a traceback it may begin. */
// eslint-disable-next-line no-control-regex
const START = /(?:(?<![A-Za-z0-9+/=_-])|(?<=\u001b\[[\d;]*m))/.source;
const END = '(?![A-Za-z0-9+/=])';

/**
 * Shapes: Microsoft's documentation of connection strings and SAS, RFC 7519
 * and RFC 6750 for tokens, and the signatures that Azure puts into its newer
 * keys and client secrets (public rules SEC101/102–178 of Microsoft's
 * sarif-pattern-matcher).
 */
export const RULES: readonly IRule[] = [
  {
    kind: 'storage key',
    pattern: /(?<=\bAccountKey\s*=\s*)[A-Za-z0-9+/]{20,}={0,2}/gi
  },
  {
    kind: 'access key',
    pattern: /(?<=\bSharedAccessKey\s*=\s*)[A-Za-z0-9+/]{20,}={0,2}/gi
  },
  {
    kind: 'storage key',
    pattern: new RegExp(
      `${START}[A-Za-z0-9+/]{76}\\+ASt[A-Za-z0-9+/]{5}[AQgw]==${END}`,
      'g'
    )
  },
  {
    kind: 'access key',
    pattern: new RegExp(
      `${START}(?:[A-Za-z0-9+/]{76}(?:APIM|ACDb|\\+ABa|\\+AMC)[A-Za-z0-9+/]{5}[AQgw]==|[A-Za-z0-9+/]{33}(?:AIoT|\\+ASb|\\+AEh|\\+ARm)[A-Za-z0-9+/]{5}[A-P]=|[A-Za-z0-9+/]{44}AzFu[A-Za-z0-9+/]{5}[AQgw]==)${END}`,
      'g'
    )
  },
  {
    // `az storage account keys list`, in JSON, YAML or a table.
    kind: 'storage key',
    pattern: new RegExp(`${START}[A-Za-z0-9+/]{86}==${END}`, 'g'),
    accepts: (value, before) =>
      isKey64(value) && /\bkey[12]\b/.test(before.slice(-120))
  },
  {
    kind: 'storage key',
    pattern: new RegExp(`${START}[A-Za-z0-9+/]{86}==${END}`, 'g'),
    accepts: (value, before) =>
      isKey64(value) && !HASH_WORD.test(before) && !/\bsha\d+-$/.test(before),
    isBare: true
  },
  {
    kind: 'token',
    pattern:
      /(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}(?:\.[\w-]*)?|(?<=\bBearer\s+)[\w.~+/-]{20,}={0,2}/gi,
    accepts: value => /\d/.test(value) && /[A-Za-z]/.test(value)
  },
  {
    kind: 'SAS signature',
    pattern:
      /(?<=(?:[?&;]|&amp;|\bSharedAccessSignature\s)sig=)[\w%+/=-]{32,}/gi
  },
  {
    kind: 'client secret',
    pattern: /(?<![\w~.-])[\w~.-]{3}[78]Q~[\w~.-]{31,34}(?![\w~-])/g
  },
  {
    kind: 'access key',
    pattern: new RegExp(
      `(?<=(?:\\b|_)(?:${NAMES})${QUOTE}?\\s*[:=]\\s*${QUOTE})[^"'\\s&\\\\<>]{16,}(?=${QUOTE})`,
      'gi'
    ),
    accepts: isRandom
  },
  {
    kind: 'access key',
    pattern: new RegExp(
      `(?<=(?:\\b|_)(?:${NAMES})\\s*[:=]\\s*)[A-Za-z0-9+/_~.-]{32,}={0,2}(?![\\w(])`,
      'gi'
    ),
    accepts: value =>
      isRandom(value) && /[A-Z]/.test(value) && !/\.[a-z]+\./.test(value)
  },
  {
    kind: 'password',
    pattern: /(?<=(?:[;"'\s]|^)(?:Password|Pwd)\s*=\s*)[^;"'\s]{4,128}/gim,
    accepts: (_, before) =>
      /(?:\b(?:Server|Data Source|Host|Database|User ?Id|Uid)\s*=|jdbc:)/i.test(
        lineEnd(before)
      )
  },
  {
    kind: 'password',
    pattern:
      /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@?#"'<>]{1,64}:)[^\s/@?#"'<>]{3,128}(?=@[\w.-])/gi,
    accepts: value => !/^\d{2,5}$/.test(value)
  }
];

/** The end of a text that is on its last line. */
export function lineEnd(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

/** Base64 of 64 random bytes: all kinds of character, and no bit left over. */
function isKey64(value: string): boolean {
  return /[AQgw]==$/.test(value) && isRandom(value) && /[A-Z]/.test(value);
}

/** Not a word, a path, a number or a GUID. */
function isRandom(value: string): boolean {
  return (
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    !/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value) &&
    !/^(?:[a-z][a-z0-9+.-]*:\/\/|\.?\/)/i.test(value)
  );
}
