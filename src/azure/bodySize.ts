import { SynapseError } from '../core/errors';

/**
 * Largest request body that Azure Synapse takes, bytes ("100 kB", its
 * documented limit for Spark pools).
 */
export const BODY_LIMIT = 102_400;

/** Bytes of a text in UTF-8, without making them. */
export function utf8Size(text: string): number {
  let size = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    size += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return size;
}

/** A number of bytes to read: `117.2 kB (120,013 bytes)`. */
export function printSize(bytes: number): string {
  const kilobytes = (bytes / 1024).toLocaleString('en', {
    maximumFractionDigits: 1
  });
  return `${kilobytes} kB (${bytes.toLocaleString('en')} bytes)`;
}

/** Reject a body over the limit before anything is sent. Kind `usage`. */
export function checkBodySize(
  body: unknown,
  what: string,
  limit = BODY_LIMIT
): void {
  const size = utf8Size(JSON.stringify(body));
  if (size > limit) {
    throw new SynapseError({
      kind: 'usage',
      what: `${what} is too large to be sent: ${printSize(size)}.`,
      why: `Azure Synapse takes at most ${printSize(limit)} in one request.`,
      next: 'Move the data into the lake and read it from there, or split the cell.'
    });
  }
}
