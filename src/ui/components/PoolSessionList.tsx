import type { TranslationBundle } from '@jupyterlab/translation';
import { Poll } from '@lumino/polling';
import * as React from 'react';
import { canAttach, isOrphan, isSameSession } from '../../core/sessionPlace';
import type {
  INotebookSession,
  IPoolSession,
  ISynapseSessions
} from '../../tokens';
import { IActions, useSignal } from '../hooks';
import { stopPoolSession } from '../sessionActions';
import { warningIcon } from '../stateIcons';
import { Visibility } from '../visibility';
import { livyMark } from '../words';
import { ActionButton } from './ActionButton';
import { Elapsed } from './Elapsed';
import { StateMark } from './StateMark';

/** Properties of `PoolSessionList`. */
export interface IPoolSessionListProps {
  sessions: ISynapseSessions;
  /** That of the notebook in front; null when none is. */
  session: INotebookSession | null;
  actions: IActions;
  trans: TranslationBundle;
}

const REFRESH_MS = 10_000;

/** The sessions of the pool, and the user's that are alone on other pools. */
export function PoolSessionList(
  props: IPoolSessionListProps
): React.JSX.Element {
  const { session, sessions, trans } = props;
  const { onPools } = sessions;
  const element = React.useRef<HTMLDivElement>(null);
  useSignal(onPools.changed);
  useRefresh(sessions, session, element);
  const entries = onPools.entries ?? [];
  const elsewhere = onPools.orphans.filter(
    one => !entries.some(entry => isSameSession(entry, one))
  );
  return (
    <div ref={element} className="syn-PoolSessionList">
      {session ? (
        <h4 className="syn-PoolSessionList-heading">
          {trans.__('Sessions here')}
        </h4>
      ) : null}
      {session === null ? null : onPools.problem ? (
        <p className="syn-mod-quiet">
          {trans.__('They could not be read: %1', onPools.problem.what)}
        </p>
      ) : onPools.entries === null ? (
        <p className="syn-mod-quiet">{trans.__('Reading sessions…')}</p>
      ) : entries.length === 0 ? (
        <p className="syn-mod-quiet">{trans.__('None runs now.')}</p>
      ) : null}
      <Entries {...props} entries={entries} label={trans.__('Sessions here')} />
      {elsewhere.length > 0 ? (
        <>
          <h4 className="syn-PoolSessionList-heading">
            {session
              ? trans.__('Yours on other pools, without a notebook')
              : trans.__('Your sessions without a notebook')}
          </h4>
          <Entries
            {...props}
            entries={elsewhere}
            label={trans.__('Your sessions without a notebook')}
          />
        </>
      ) : null}
    </div>
  );
}

/** Reads the list now and then, while somebody can see it. */
function useRefresh(
  { onPools }: ISynapseSessions,
  session: INotebookSession | null,
  element: React.RefObject<Element>
): void {
  const { phase, target } = session ?? {};
  const isVisible = React.useContext(Visibility);
  React.useEffect(() => {
    if (!target || !isVisible) {
      return;
    }
    const poll = new Poll({
      name: 'jupyterlab-synapse:pool-sessions',
      factory: () => onPools.refresh(),
      frequency: { interval: REFRESH_MS, backoff: false, max: REFRESH_MS },
      standby: () =>
        element.current?.checkVisibility?.() === false || 'when-hidden'
    });
    return () => poll.dispose();
    // Another phase is another list.
  }, [element, isVisible, onPools, phase, target]);
}

function Entries(
  props: IPoolSessionListProps & {
    entries: readonly IPoolSession[];
    label: string;
  }
): React.JSX.Element | null {
  const { entries, label } = props;
  return entries.length === 0 ? null : (
    <ul className="syn-PoolSessionList-list" aria-label={label}>
      {entries.map(entry => (
        <Entry
          key={`${entry.target.pool} ${entry.session.id} ${entry.session.name}`}
          {...props}
          entry={entry}
        />
      ))}
    </ul>
  );
}

function Entry(
  props: IPoolSessionListProps & { entry: IPoolSession }
): React.JSX.Element {
  const { actions, entry, session, sessions, trans } = props;
  const live = entry.session;
  const name = live.name ?? trans.__('session %1', live.id);
  const isThis = session !== null && isSameSession(entry, session);
  const isAlone = isOrphan(entry);
  const isFree = session?.phase === 'none' || session?.phase === 'ended';
  return (
    <li
      className={`syn-PoolSessionList-entry${isAlone ? ' syn-mod-orphan' : ''}`}
    >
      <div className="syn-PoolSessionList-line">
        <span className="syn-PoolSessionList-name" title={name}>
          {name}
        </span>
        <StateMark mark={livyMark(live.state, trans)} />
      </div>
      {isAlone ? (
        <p className="syn-Warning">
          <warningIcon.react
            tag="span"
            className="syn-Warning-glyph"
            aria-hidden="true"
          />
          <strong>{trans.__('Left running')}</strong>
        </p>
      ) : null}
      <p className="syn-PoolSessionList-users">
        {usersText(entry, isThis, trans)}
        {live.submittedAt === null ? null : (
          <>
            {' · '}
            <span className="syn-mod-together">
              <Elapsed from={live.submittedAt} inMinutes trans={trans} />
            </span>
          </>
        )}
      </p>
      {isThis ? null : (
        <div className="syn-Buttons">
          {session && isFree && canAttach(entry) ? (
            <ActionButton
              label={trans.__('Attach to %1', name)}
              action={() => actions.run(() => session.attach(entry))}
            >
              {trans.__('Attach')}
            </ActionButton>
          ) : null}
          <ActionButton
            label={trans.__('Stop %1', name)}
            action={() =>
              actions.run(() => stopPoolSession(sessions, entry, trans))
            }
          >
            {trans.__('Stop')}
          </ActionButton>
        </div>
      )}
    </li>
  );
}

/** Whose a session is, and which notebooks use it. */
export function usersText(
  { isMine, notebook, openIn, session }: IPoolSession,
  isThis: boolean,
  trans: TranslationBundle
): string {
  const owner = isMine
    ? trans.__('you')
    : (session.submitter ?? trans.__('somebody else'));
  let where = '';
  if (isThis) {
    where =
      openIn.length > 1
        ? trans.__('this notebook and others')
        : trans.__('this notebook');
  } else if (openIn.length > 0) {
    where = trans.__('open in %1', openIn.join(', '));
  } else if (notebook !== null) {
    where = isMine
      ? trans.__('no notebook open (from %1)', notebook)
      : trans.__('notebook %1', notebook);
  }
  return where ? trans.__('%1 · %2', owner, where) : owner;
}
