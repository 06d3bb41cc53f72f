import { SynapseError } from './errors';
import { ISessionSizes, ISparkSession, isReady } from './livy';
import { gigabytes } from './sessionSizes';
import { duration, textTable } from './sessionText';
import { ITarget } from './target';

/** A session that runs or starts on a pool, with what is known of its users. */
export interface IPoolSession {
  target: ITarget;
  session: ISparkSession;
  /** Whether the user of this page started it. */
  isMine: boolean;
  /** Name of the notebook that started it; null when none of ours did. */
  notebook: string | null;
  /** Notebooks of this page that use it. */
  openIn: readonly string[];
}

/** Who asks which sessions are theirs. */
export interface IOwner {
  /** Account that is signed in; null when nobody is or it is not known. */
  account: string | null;
  /** Whether all sessions are the user's: the pool on this computer. */
  ownsAll: boolean;
  /** Whether the user has started a session of this name. */
  knows(name: string): boolean;
}

/** What is asked for sessions of pools. */
export interface ISessionDirectory {
  /** Sessions of a target's pool that run or start, the newest first. */
  list(target: ITarget, signal?: AbortSignal): Promise<IPoolSession[]>;
}

/** The notebook's part of a name as we give them: `jl-<notebook>-<tag>`. */
export function notebookOf(name: string | null): string | null {
  return /^jl-(.+)-[0-9a-f]{8}$/.exec(name ?? '')?.[1] ?? null;
}

/** Whether a session was started by its asker, as far as can be known. */
export function isMine(session: ISparkSession, owner: IOwner): boolean {
  const { name, submitter } = session;
  return (
    owner.ownsAll ||
    (name !== null && owner.knows(name)) ||
    (submitter !== null &&
      submitter.toLowerCase() === owner.account?.toLowerCase())
  );
}

/**
 * The session that `%synapse attach` means: the one of this id or name, or
 * without a word the only one of the user's that no notebook uses. Throws a
 * `usage` error that lists the candidates.
 */
export function chooseSession(
  entries: readonly IPoolSession[],
  wanted: string | null,
  pool: string,
  now: number
): IPoolSession {
  const found =
    wanted === null
      ? entries.filter(
          one => one.isMine && one.openIn.length === 0 && isReady(one.session)
        )
      : entries.filter(({ session }) =>
          [String(session.id), session.name].includes(wanted)
        );
  if (found.length === 1) {
    const [{ session }] = found;
    if (!isReady(session)) {
      throw new SynapseError({
        kind: 'usage',
        what: `Session ${session.id} is not ready yet (${session.state}).`,
        next: 'Run %synapse attach again when it is idle or busy.'
      });
    }
    return found[0];
  }
  const listed = found.length > 1 ? found : entries;
  const what =
    wanted !== null
      ? `argument session: there is no session '${wanted}' on ${pool}.`
      : found.length > 1
        ? `argument session: ${found.length} sessions of yours on ${pool} have no notebook.`
        : `argument session: no session of yours on ${pool} is without a notebook.`;
  throw new SynapseError({
    kind: 'usage',
    what,
    why: listed.length
      ? `${pool} has:\n${sessionTable(listed, now)}`
      : `No session runs on ${pool}.`,
    next: listed.length
      ? 'Write its number or name after %synapse attach.'
      : 'Start one with %synapse start.'
  });
}

/** Sessions as a table of text. */
export function sessionTable(
  entries: readonly IPoolSession[],
  now: number
): string {
  return textTable([
    ['session', 'name', 'owner', 'state', 'age', 'notebook'],
    ...entries.map(({ session, isMine, notebook, openIn }) => [
      String(session.id),
      session.name ?? '',
      isMine ? 'you' : (session.submitter ?? 'unknown'),
      session.state,
      session.submittedAt === null ? '' : duration(now - session.submittedAt),
      openIn.length
        ? `${openIn.join(', ')} (open)`
        : notebook
          ? `${notebook} (not open)`
          : ''
    ])
  ]);
}

/**
 * The session that `%synapse start --reuse` takes: the user's, idle, used by
 * no open notebook, and no smaller than what is asked for. The newest of
 * several; null when there is none.
 */
export function reusable(
  entries: readonly IPoolSession[],
  sizes: ISessionSizes
): IPoolSession | null {
  return (
    entries.find(
      ({ isMine, openIn, session }) =>
        isMine &&
        openIn.length === 0 &&
        isReady(session) &&
        session.state === 'idle' &&
        isAtLeast(session.sizes, sizes)
    ) ?? null
  );
}

/** Whether a session has what is asked for, in each of the five sizes. */
export function isAtLeast(
  has: ISessionSizes | null,
  wants: ISessionSizes
): boolean {
  return (
    has !== null &&
    gigabytes(has.driverMemory) >= gigabytes(wants.driverMemory) &&
    gigabytes(has.executorMemory) >= gigabytes(wants.executorMemory) &&
    has.driverCores >= wants.driverCores &&
    has.executorCores >= wants.executorCores &&
    has.numExecutors >= wants.numExecutors
  );
}
