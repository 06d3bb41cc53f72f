import { problemOf } from './errors';
import { IStatement } from './livy';
import { ILivy } from './ports';

/** Statements that are looked at, at most: others may use the session too. */
const MAX_LOOKED_AT = 200;

/**
 * The statement that a POST with unknown outcome has made: the first behind
 * `after` with the same code that `isTaken` does not know as another run's.
 * Null when there is none.
 *
 * #### Notes
 * Ids of a session go up by one, so a 404 is the end. The statement list is
 * never asked: a real Livy may not answer it for ever.
 */
export async function findStatement(
  livy: ILivy,
  sessionId: number,
  code: string,
  after: number,
  isTaken: (id: number) => boolean
): Promise<IStatement | null> {
  for (let id = after + 1; id <= after + MAX_LOOKED_AT; id++) {
    let statement: IStatement;
    try {
      statement = await livy.getStatement(sessionId, id);
    } catch (reason) {
      if (problemOf(reason).kind === 'notFound') {
        await livy.getSession(sessionId);
        return null;
      }
      throw reason;
    }
    // A server that does not repeat the code leaves only the order.
    if (!isTaken(id) && (statement.code ?? code).trim() === code.trim()) {
      return statement;
    }
  }
  return null;
}
