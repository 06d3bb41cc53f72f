import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { vCores } from '../../core/livy';
import { IPoolFacts } from '../../core/target';
import type { INotebookSession } from '../../tokens';
import { formatNumber } from '../format';
import { IMark } from '../words';
import { Meter } from './Meter';
import { StateMark } from './StateMark';

/** Properties of `PoolSection`. */
export interface IPoolSectionProps {
  session: INotebookSession;
  /** Whether the pool is the one on this computer. */
  isLocal: boolean;
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

/** What the pool is, and how much of it this session takes. */
export function PoolSection(props: IPoolSectionProps): React.JSX.Element {
  const { isLocal, session, trans } = props;
  const facts = session.pool;
  if (facts === null) {
    return (
      <p className="syn-mod-quiet">
        {isLocal
          ? trans.__('Real Spark on this computer. Nothing is billed.')
          : trans.__('Nothing more is known about this pool.')}
      </p>
    );
  }
  const mark = poolMark(facts, trans);
  return (
    <>
      <dl className="syn-Facts">
        {mark ? (
          <>
            <dt>{trans.__('State')}</dt>
            <dd>
              <StateMark mark={mark} />
            </dd>
          </>
        ) : null}
        {poolRows(facts, trans).map(([name, value]) => (
          <React.Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </React.Fragment>
        ))}
      </dl>
      <Usage session={session} facts={facts} trans={trans} />
    </>
  );
}

function Usage(props: {
  session: INotebookSession;
  facts: IPoolFacts;
  trans: TranslationBundle;
}): React.JSX.Element | null {
  const { facts, session, trans } = props;
  if (facts.maxNodes === null || facts.nodeCores === null) {
    return null;
  }
  const maximum = facts.maxNodes * facts.nodeCores;
  const taken = vCores(session.session?.sizes ?? session.sizes);
  const isRunning = session.phase !== 'none' && session.phase !== 'ended';
  const text = isRunning
    ? trans.__(
        'This session takes %1 of %2 vCores.',
        formatNumber(taken),
        formatNumber(maximum)
      )
    : trans.__(
        'A session would take %1 of %2 vCores.',
        formatNumber(taken),
        formatNumber(maximum)
      );
  return (
    <>
      <Meter
        role="meter"
        label={trans.__('vCores of the pool')}
        share={taken / maximum}
        text={text}
      />
      {taken > maximum ? (
        <p>
          {trans.__(
            'That is more than the pool has: choose fewer executors or smaller ones.'
          )}
        </p>
      ) : null}
    </>
  );
}
