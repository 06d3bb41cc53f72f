/** Which of Livy's two interfaces is spoken. */
export type Dialect = 'livy' | 'synapse';

/** What is known of the server under test: whose differences are allowed. */
export type Server = 'livy' | 'local' | 'local-strict';

/** The server under test, as scripts/conformance.mjs says it. */
export interface IProfile {
  /** Without a final slash. */
  url: string;
  /** Before `/sessions`; empty for plain Livy. */
  prefix: string;
  headers: Readonly<Record<string, string>>;
  dialect: Dialect;
  server: Server;
  /** Whether only a part of the cases is asked, for a check of each change. */
  isQuick: boolean;
  /** In the name of each session, so that none is left behind. */
  tag: string;
  /** Where the results go, and the ids of all sessions that were made. */
  resultsFile: string;
  idsFile: string;
}

/** The profile of this run; null when there is no server to test. */
export function readProfile(): IProfile | null {
  const text = process.env.CONFORMANCE_PROFILE;
  return text ? (JSON.parse(text) as IProfile) : null;
}
