import { DEFAULT_SIZES } from './livy';
import { ISessionRecord } from './sessionSettings';
import {
  asObject,
  isCount,
  parseSizes,
  parseTarget,
  text
} from './targetMetadata';

/** A remembered session, or null when what is stored is not one. */
export function parseRecord(value: unknown): ISessionRecord | null {
  const record = asObject(value);
  const target = parseTarget(record?.target);
  const name = text(record?.name);
  const sessionId = record?.sessionId;
  if (
    !record ||
    !target ||
    !name ||
    !(sessionId === null || isCount(sessionId))
  ) {
    return null;
  }
  return {
    target,
    name,
    sessionId,
    sizes: { ...DEFAULT_SIZES, ...parseSizes(record.sizes) },
    idleMinutes:
      isCount(record.idleMinutes) && record.idleMinutes > 0
        ? record.idleMinutes
        : 30,
    lastStatementId: isNumber(record.lastStatementId)
      ? record.lastStatementId
      : null,
    ...(record.isAttached === true && { isAttached: true }),
    ...(record.isForeign === true && { isForeign: true }),
    ...(record.stopsWhenDone === true && { stopsWhenDone: true })
  };
}

/** Of a statement, or -1 for none. */
function isNumber(value: unknown): value is number {
  return value === -1 || isCount(value);
}
