import { StatementKind } from './livy';

/** What is recorded of a write before it is sent; see docs/runs.md. */
export interface IRunTag {
  /** Unique; a write that is repeated has that of the first try. */
  id: string;
  /** Path of the notebook or console from the server's root. */
  notebook: string;
  /** Null when a magic without a cell of its own sends it. */
  cellId: string | null;
  /** Proves later that the session's id still means the same session. */
  sessionName: string | null;
  /** Highest id of a statement that is known; -1 when there is none. */
  after: number;
}

/** A write as the Jupyter server remembers it; see docs/runs.md. */
export interface IRunRecord extends IRunTag {
  connection: string;
  /** Where it was posted to: `…/sessions`, or `…/sessions/3/statements`. */
  url: string;
  sessionId: number | null;
  /** Null until Livy has given it a number. */
  statementId: number | null;
  state:
    | 'sending'
    | 'sent'
    | 'done'
    | 'unknown'
    | 'unsent'
    | 'refused'
    | (string & NonNullable<unknown>);
  /** As it was sent; null for a session. */
  code: string | null;
  kind: StatementKind | null;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Livy's document as last read, as JSON; null before the first. */
  statement: unknown;
}

/** What the Jupyter server remembers of a notebook. */
export interface INotebookRecord {
  /** Writes whose outcome was not delivered, oldest first. */
  runs: IRunRecord[];
  /** Values by key, as they were noted. */
  notes: Record<string, unknown>;
}

/** The Jupyter server's memory of writes, which outlives the page. */
export interface ILedger {
  /** Rejects with a `SynapseError`. */
  read(notebook: string): Promise<INotebookRecord>;
  /** Null when it is not known. */
  find(run: string): Promise<IRunRecord | null>;
  /**
   * The statement that a run with unknown outcome was found to have made.
   * False when another run has it: then it is not this one's.
   */
  adopt(run: string, statementId: number): Promise<boolean>;
  /** It is where it belongs: it need not be remembered any more. */
  delivered(run: string): void;
  /** Remembers a small JSON value for a notebook; null forgets it. */
  note(notebook: string, key: string, value: unknown): void;
  /** The notebook has another path. */
  rename(from: string, to: string): Promise<void>;
}
