import { IServerStatus } from './connection';
import { DEFAULT_SIZES, ISessionSizes } from './livy';
import { ITarget } from './target';

/**
 * Sizes of a session when neither the magic nor the notebook gives any.
 *
 * Strongest first: those of the target, of its connection (who set that up
 * knows what it can give), of the user's settings, of the server's, *Small*.
 * Without a status, the server's are not known.
 */
export function defaultSizes(
  target: ITarget | null,
  status: IServerStatus | null,
  users: Partial<ISessionSizes> | null
): ISessionSizes {
  const connection = status?.connections.find(
    one => one.id === target?.connection
  );
  return {
    ...DEFAULT_SIZES,
    ...status?.defaults?.sizes,
    ...users,
    ...connection?.sizes,
    ...target?.sizes
  };
}
