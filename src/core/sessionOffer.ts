import { IStatement } from './livy';
import { IStatementRunOptions, runStatement } from './statementRunner';

/** Code that a session shall have run before the user's next statement. */
export interface ISessionOffer {
  /** Python that may run more than once and prints nothing. */
  code: string;
  /** Told once whether it ran well. */
  ended(isOk: boolean): void;
}

/** How an offer is sent: as a statement, without outputs. */
export type IOfferOptions = Pick<
  IStatementRunOptions,
  | 'livy'
  | 'watch'
  | 'clock'
  | 'sessionId'
  | 'signal'
  | 'run'
  | 'ledger'
  | 'isTaken'
  | 'onSent'
>;

/**
 * Sends an offer by the way of all statements, so that it runs once, whatever
 * becomes of the answer. Resolves when Livy has it, as Livy keeps the order;
 * its end is not waited for. Never rejects: the user's own statement comes
 * next, and tells what is wrong with the session.
 */
export function sendOffer(
  offer: ISessionOffer,
  options: IOfferOptions,
  onEnded: (runId: string) => void
): Promise<void> {
  return new Promise(resolve => {
    runStatement({
      ...options,
      code: offer.code,
      kind: 'pyspark',
      outputs: { publish: () => Promise.resolve() },
      onSent: (statement: IStatement) => {
        options.onSent(statement);
        resolve();
      },
      onRead: () => undefined,
      onRunsOn: () => undefined
    })
      .then(
        () => offer.ended(true),
        () => offer.ended(false)
      )
      .finally(() => {
        onEnded(options.run.id);
        resolve();
      });
  });
}
