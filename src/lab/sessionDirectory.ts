import { deleteAndCheck } from '../core/deleteAndCheck';
import { IServerStatus } from '../core/connection';
import { SynapseError, problemOf } from '../core/errors';
import { isEnded } from '../core/livy';
import {
  IPoolSession,
  ISessionDirectory,
  isMine,
  notebookOf
} from '../core/poolSession';
import { ISessionPlace, isSameSession } from '../core/sessionPlace';
import { IAzure, IClock, IServer } from '../core/ports';
import { ISessionRecord } from '../core/sessionSettings';
import { ITarget } from '../core/target';
import { OwnSessions } from './ownSessions';

/** A notebook of the page, as far as sessions of pools go. */
export interface IUser extends ISessionPlace {
  label: string;
}

/** Options of a `SessionDirectory`. */
export interface ISessionDirectoryOptions {
  azure: () => Promise<IAzure>;
  clock: IClock;
  server: Pick<IServer, 'status'>;
  own: OwnSessions;
  /** The account that is signed in to Azure; null when nobody is. */
  account: () => Promise<string | null>;
  /** Notebooks of the page that use a session. */
  users: () => readonly IUser[];
}

const LOCAL = 'local';

/** Lists and stops sessions of pools, whoever uses them. */
export class SessionDirectory implements ISessionDirectory {
  constructor(private _options: ISessionDirectoryOptions) {}

  async list(target: ITarget, signal?: AbortSignal): Promise<IPoolSession[]> {
    const { account, azure, own, server } = this._options;
    if (!isUp(target, await server.status())) {
      return [];
    }
    const isLocal = target.connection === LOCAL;
    // Without it only the sessions of other accounts look like others'.
    await own.read().catch(() => undefined);
    const owner = {
      account: isLocal ? null : await account().catch(() => null),
      ownsAll: isLocal,
      knows: (name: string) => own.knows(name)
    };
    const sessions = await (await azure()).livy(target).listSessions(signal);
    return sessions
      .filter(session => !isEnded(session))
      .sort((one, other) => other.id - one.id)
      .map(session => this._entry({ target, session }, isMine(session, owner)));
  }

  /** The user's sessions on all pools that no notebook of the page uses. */
  async alone(): Promise<IPoolSession[]> {
    const { own, server } = this._options;
    const found: IPoolSession[] = [];
    const records = await own.read();
    const status = records.length > 0 ? await server.status() : null;
    for (const record of records) {
      const entry = await this._find(record, status).catch(() => null);
      if (entry && entry.openIn.length === 0) {
        found.push(entry);
      }
    }
    return found;
  }

  /** Stops a session of a pool, and checks that it has stopped. */
  async stop({ target, session }: IPoolSession): Promise<void> {
    const { azure, clock, own } = this._options;
    const livy = (await azure()).livy(target);
    const now = await livy.getSession(session.id).catch((reason: unknown) => {
      if (problemOf(reason).kind === 'notFound') {
        return null;
      }
      throw reason;
    });
    if (now && now.name !== session.name) {
      throw new SynapseError({
        kind: 'session',
        what: `Session ${session.id} is another one by now: nothing was stopped.`,
        next: 'Refresh the list.'
      });
    }
    if (now) {
      await deleteAndCheck(livy, clock, session.id, target.pool);
    }
    own.forget(session.name ?? '');
  }

  /** A session that was started once, if it still runs. */
  private async _find(
    record: ISessionRecord,
    status: IServerStatus | null
  ): Promise<IPoolSession | null> {
    const { azure, own } = this._options;
    const { name, sessionId, target } = record;
    if (sessionId === null) {
      return null;
    }
    const isUsed = this._openIn({ target, session: { id: sessionId, name } });
    if (isUsed.length > 0 || !isUp(target, status)) {
      return null;
    }
    try {
      const livy = (await azure()).livy(target);
      const session = await livy.getSession(sessionId);
      if (session.name === name && !isEnded(session)) {
        return this._entry({ target, session }, true);
      }
    } catch (reason) {
      if (problemOf(reason).kind !== 'notFound') {
        throw reason;
      }
    }
    own.forget(name);
    return null;
  }

  private _entry(
    place: Pick<IPoolSession, 'target' | 'session'>,
    isMine: boolean
  ): IPoolSession {
    const notebook = notebookOf(place.session.name);
    return { ...place, isMine, notebook, openIn: this._openIn(place) };
  }

  private _openIn(place: ISessionPlace): string[] {
    return this._options
      .users()
      .filter(user => isSameSession(user, place))
      .map(user => user.label);
  }
}

/** Whether asking starts nothing, and nobody has to sign in first. */
function isUp({ connection }: ITarget, status: IServerStatus | null): boolean {
  const found = status?.connections.find(one => one.id === connection);
  return connection === LOCAL
    ? status?.localPool.state === 'ready'
    : found !== undefined && found.available && found.signedIn !== false;
}
