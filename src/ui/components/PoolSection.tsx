import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { poolRoom } from '../../core/poolRoom';
import { IPoolChoice, IPoolFacts } from '../../core/target';
import type { INotebookSession, ISynapseSessions } from '../../tokens';
import { formatNumber } from '../format';
import { useSignal } from '../hooks';
import { IMark } from '../words';
import { Meter } from './Meter';

/** Properties of `PoolSection`. */
export interface IPoolSectionProps {
  session: INotebookSession;
  sessions: ISynapseSessions;
  /** Whether the pool is the one on this computer. */
  isLocal: boolean;
  /** The list's entry when the pool is a plain Livy; null when it is not. */
  livy: IPoolChoice | null;
  trans: TranslationBundle;
}

/** ARM's `provisioningState` as a glyph and a word; null when unknown. */
export function poolMark(
  facts: IPoolFacts | null,
  trans: TranslationBundle
): IMark | null {
  const state = facts?.provisioningState ?? null;
  switch (state) {
    case null:
      return null;
    case 'Succeeded':
      return { kind: 'ok', word: trans.__('ok') };
    case 'Failed':
      return { kind: 'failed', word: trans.__('failed') };
    default:
      return { kind: 'waiting', word: state };
  }
}

/** Facts of the pool as pairs of a name and a value; unknown ones are left out. */
export function poolRows(
  facts: IPoolFacts,
  trans: TranslationBundle
): [string, string][] {
  const rows: [string, string][] = [];
  const { autoPauseMinutes, maxNodes, minNodes, nodeCores, nodeMemory } = facts;
  if (facts.nodeSize !== null) {
    rows.push([
      trans.__('Node size'),
      nodeCores !== null && nodeMemory !== null
        ? trans.__(
            '%1 (%2 vCores, %3\u00a0GB)',
            facts.nodeSize,
            formatNumber(nodeCores),
            formatNumber(nodeMemory)
          )
        : facts.nodeSize
    ]);
  }
  if (maxNodes !== null) {
    rows.push([
      trans.__('Nodes'),
      minNodes !== null && minNodes !== maxNodes
        ? trans.__('%1–%2', formatNumber(minNodes), formatNumber(maxNodes))
        : formatNumber(maxNodes)
    ]);
  }
  if (facts.sparkVersion !== null) {
    rows.push([trans.__('Spark'), facts.sparkVersion]);
  }
  // ARM answers null both for "never" and for "not told": only a known pool
  // with nodes can be said not to pause.
  if (autoPauseMinutes !== null) {
    rows.push([
      trans.__('Auto-pause'),
      trans._n(
        'after %1 idle minute',
        'after %1 idle minutes',
        autoPauseMinutes
      )
    ]);
  } else if (maxNodes !== null) {
    rows.push([trans.__('Auto-pause'), trans.__('off')]);
  }
  return rows;
}

/** What the pool is, and how much of it is in use. */
export function PoolSection(props: IPoolSectionProps): React.JSX.Element {
  const { isLocal, livy, session, trans } = props;
  const facts = session.pool;
  if (livy) {
    return <LivyFacts livy={livy} trans={trans} />;
  }
  if (facts === null) {
    return (
      <p className="syn-mod-quiet">
        {isLocal
          ? trans.__('Real Spark on this computer. Nothing is billed.')
          : trans.__('Nothing more is known about this pool.')}
      </p>
    );
  }
  return (
    <>
      <dl className="syn-Facts">
        {poolRows(facts, trans).map(([name, value]) => (
          <React.Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </React.Fragment>
        ))}
      </dl>
      <Usage {...props} facts={facts} />
    </>
  );
}

/** What is known of a plain Livy, and what is not. */
function LivyFacts(props: {
  livy: IPoolChoice;
  trans: TranslationBundle;
}): React.JSX.Element {
  const { livy, trans } = props;
  return (
    <>
      <p className="syn-mod-lines">{livy.detail}</p>
      {livy.available ? null : <p role="alert">{livy.reason}</p>}
      <p className="syn-mod-quiet">
        {trans.__(
          'A plain Livy does not tell how many nodes or free vCores there are, nor whether they run: a session may wait for room without saying so.'
        )}
      </p>
    </>
  );
}

/** vCores that all sessions of the pool take together, as far as is known. */
function Usage(
  props: IPoolSectionProps & { facts: IPoolFacts }
): React.JSX.Element | null {
  const { facts, session, sessions, trans } = props;
  const { onPools } = sessions;
  useSignal(onPools.changed);
  const isUp = session.phase !== 'none' && session.phase !== 'ended';
  const sizes = session.session?.sizes ?? session.sizes;
  const { target } = session;
  const room = poolRoom(
    facts,
    onPools.entries,
    isUp ? { target, session: session.session, sizes } : null
  );
  if (room.maximum === null || (onPools.entries === null && room.own === 0)) {
    return null;
  }
  const text = trans.__(
    'In use: %1 of %2 vCores',
    formatNumber(room.used),
    formatNumber(room.maximum)
  );
  return (
    <>
      <Meter
        role="meter"
        label={trans.__('vCores of the pool')}
        share={room.used / room.maximum}
        text={
          room.own > 0
            ? trans.__('%1 · this session %2', text, formatNumber(room.own))
            : text
        }
      />
      {room.unknown > 0 ? (
        <p className="syn-mod-quiet">
          {trans._n(
            'And %1 session whose size is not known.',
            'And %1 sessions whose sizes are not known.',
            room.unknown
          )}
        </p>
      ) : null}
    </>
  );
}
