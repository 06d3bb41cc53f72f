import { IMaskedSecret, redact } from './redaction';

/** A mime bundle, or any JSON, without secrets in its texts. */
export interface IRedactedData<T> {
  /** The same object when it has no secret. */
  data: T;
  secrets: IMaskedSecret[];
}

/** Nested deeper is left as it is: no front end shows it. */
const MAX_DEPTH = 40;

/** The data of a rich output; images are left alone. */
export function redactBundle<T extends Record<string, unknown>>(
  data: T,
  bare: Set<string> = new Set()
): IRedactedData<T> {
  const secrets: IMaskedSecret[] = [];
  let isChanged = false;
  const masked = Object.fromEntries(
    Object.entries(data).map(([mime, value]) => {
      if (/^(?:image|audio|video)\//.test(mime)) {
        return [mime, value];
      }
      const result = redactValue(value, bare);
      isChanged ||= result.data !== value;
      secrets.push(...result.secrets);
      return [mime, result.data];
    })
  );
  return { data: isChanged ? (masked as T) : data, secrets };
}

/** A text, or JSON of any shape; a name counts for the text that it names. */
export function redactValue<T>(
  value: T,
  bare: Set<string> = new Set(),
  name = '',
  depth = 0
): IRedactedData<T> {
  if (typeof value === 'string') {
    return redactText(value, bare, name) as IRedactedData<T>;
  }
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) {
    return { data: value, secrets: [] };
  }
  if (isLines(value)) {
    // nbformat's list of lines: a secret may go over the end of one.
    const { data, secrets } = redactText(value.join(''), bare, name);
    return {
      data: secrets.length ? ([data] as T) : value,
      secrets
    };
  }
  const secrets: IMaskedSecret[] = [];
  let isChanged = false;
  const inner = (item: unknown, key: string): unknown => {
    const result = redactValue(item, bare, key, depth + 1);
    isChanged ||= result.data !== item;
    secrets.push(...result.secrets);
    return result.data;
  };
  const copy = Array.isArray(value)
    ? (value as unknown[]).map(item => inner(item, name))
    : Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, inner(item, key)])
      );
  return { data: isChanged ? (copy as T) : value, secrets };
}

function redactText(
  text: string,
  bare: Set<string>,
  name: string
): IRedactedData<string> {
  // As JSON would show it, so that a name counts: {"client_secret": "…"}.
  const before = name ? `"${name}": "` : '';
  const result = redact(name ? `${before}${text}"` : text, bare);
  if (!result.secrets.length) {
    return { data: text, secrets: [] };
  }
  const data = name ? result.text.slice(before.length, -1) : result.text;
  return { data, secrets: result.secrets };
}

/** Text of a mime bundle as the notebook format writes it. */
function isLines(value: object): value is string[] & object {
  return (
    Array.isArray(value) &&
    value.length > 1 &&
    value.every(one => typeof one === 'string') &&
    value.slice(0, -1).every(one => (one as string).endsWith('\n'))
  );
}
