/** What the body of a failed answer says, whoever wrote it. */
export interface IErrorBody {
  /** `AuthorizationFailed`, `ResourceNotFound` …; empty when there is none. */
  code: string;
  /** Sentences for people; empty when there are none. */
  message: string;
}

/** Longest message that is shown in a sentence. */
const MAX_MESSAGE = 600;

/**
 * Read a body of any of the shapes that were seen: `{TraceId, Message}` and
 * `{error: {code, message}}` (Azure), `{code, message}` (its artifacts
 * service), `{msg}` and a JSON text (Livy), plain text, HTML, nothing.
 */
export function errorBody(body: string): IErrorBody {
  // Livy answers an unknown path with the bytes of a gzip of nothing.
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\uFFFD]/.test(body)) {
    return { code: '', message: '' };
  }
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { code: '', message: tidy(isHtml(body) ? htmlText(body) : body) };
  }
  return valueBody(value);
}

function valueBody(value: unknown): IErrorBody {
  if (typeof value === 'string') {
    // Livy sends the text of a Java exception as a JSON text.
    return { code: '', message: tidy(javaText(value)) };
  }
  if (typeof value !== 'object' || value === null) {
    return { code: '', message: '' };
  }
  const fields = value as Record<string, unknown>;
  if (typeof fields.error === 'object' && fields.error !== null) {
    return valueBody(fields.error);
  }
  const first = (...names: string[]): string => {
    const found = names
      .map(name => fields[name])
      .find(item => typeof item === 'string' && item);
    return typeof found === 'string' ? found : '';
  };
  const details = Array.isArray(fields.details)
    ? fields.details.map(detail => valueBody(detail).message)
    : [];
  const message = [
    first('Message', 'message', 'msg', 'error_description', 'error'),
    ...details
  ];
  return {
    code: first('code', 'Code', 'errorCode'),
    message: tidy(message.filter(part => part).join(' '))
  };
}

function javaText(text: string): string {
  return text
    .replace(/\n\s*at [\w.$]+\([^]*$/, '')
    .replace(/^(?:java|scala|org)\.[\w.$]+: /, '');
}

function isHtml(text: string): boolean {
  return /^\s*<(?:!doctype|html|\?xml|head|body)/i.test(text);
}

function htmlText(text: string): string {
  const title = /<title[^>]*>([^<]*)</i.exec(text)?.[1];
  return title ?? text.replace(/<[^>]*>/g, ' ');
}

function tidy(text: string): string {
  const line = mask(text).replace(/\s+/g, ' ').trim();
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line;
}

/** A text as a sentence: with a full stop, so that others can follow. */
export function sentence(text: string): string {
  return !text || /[.!?…]$/.test(text) ? text : `${text}.`;
}

const SECRETS: readonly RegExp[] = [
  /\beyJ[\w-]{8,}(?:\.[\w-]*)*/g,
  /(?<=\b(?:bearer|basic)\s+)[\w.~+/=-]{6,}/gi,
  /(?<=\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd)\s*=\s*)[^;&\s"']+/gi,
  /(?<=[?&;]sig=)[^&\s"']+/gi,
  /(?<="(?:access_token|refresh_token|id_token|client_secret|password|[a-z]*key)"\s*:\s*")[^"]+/gi,
  /(?<=\b(?:client_secret|access_token|refresh_token)=)[^&\s"']+/gi,
  /(?<=:\/\/)[^/\s@]+(?=@)/g
];

/** The text with anything that looks like a credential replaced by `***`. */
export function mask(text: string): string {
  return SECRETS.reduce(
    (masked, pattern) => masked.replace(pattern, '***'),
    text
  );
}
