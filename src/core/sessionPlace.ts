import { ISparkSession, isEnded, isReady } from './livy';
import type { IPoolSession } from './poolSession';
import { ITarget } from './target';

/** Where a session is: the same on two objects when they mean the same one. */
export interface ISessionPlace {
  target: ITarget | null;
  session: Pick<ISparkSession, 'id' | 'name'> | null;
}

/** Whether two notebooks use one session. */
export function isSameSession(one: ISessionPlace, other: ISessionPlace) {
  return (
    one.target !== null &&
    other.target !== null &&
    one.session !== null &&
    other.session !== null &&
    one.session.id === other.session.id &&
    one.session.name === other.session.name &&
    one.target.connection === other.target.connection &&
    one.target.endpoint === other.target.endpoint &&
    one.target.pool === other.target.pool
  );
}

/**
 * Whether a session runs for nobody that is seen: the user's own, from a
 * notebook, and no open notebook uses it.
 */
export function isOrphan(entry: IPoolSession): boolean {
  return (
    entry.isMine &&
    entry.notebook !== null &&
    entry.openIn.length === 0 &&
    !isEnded(entry.session)
  );
}

/** Whether a session can be used from a notebook now. */
export function canAttach(entry: IPoolSession): boolean {
  return isReady(entry.session);
}
