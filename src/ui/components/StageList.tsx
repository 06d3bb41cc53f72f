import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { isReady, ISparkSession } from '../../core/livy';
import { IMark } from '../words';
import { StateMark } from './StateMark';

/** One step on the way to a session. */
export interface IStage {
  label: string;
  state: 'done' | 'current' | 'next';
}

/** Properties of `StageList`. */
export interface IStageListProps {
  /** As last read; null until Livy answered. */
  session: ISparkSession | null;
  trans: TranslationBundle;
}

/**
 * The stages of a start, from what Livy reports.
 *
 * #### Notes
 * Azure says more than Livy's `state`: `schedulerState` is Queued, then
 * Scheduled; `pluginState` goes Preparation → ResourceAcquisition →
 * Submission → Monitoring. A server that reports neither gets no stage for
 * nodes, because nobody knows about them.
 */
export function startStages(
  session: ISparkSession | null,
  trans: TranslationBundle
): IStage[] {
  const hasScheduler =
    session === null ||
    session.schedulerState !== null ||
    session.pluginState !== null;
  const labels = [
    session === null ? trans.__('Sending the request') : trans.__('Queued'),
    ...(hasScheduler ? [trans.__('Acquiring nodes')] : []),
    trans.__('Starting the driver'),
    trans.__('Ready')
  ];
  const position = stagePosition(session, labels.length);
  return labels.map((label, index) => ({
    label,
    state: index < position ? 'done' : index === position ? 'current' : 'next'
  }));
}

/** Index of the stage that is under way. */
function stagePosition(session: ISparkSession | null, count: number): number {
  if (session === null) {
    return 0;
  }
  const driver = count - 2;
  if (isReady(session)) {
    return count;
  }
  if (session.state === 'starting') {
    return driver;
  }
  switch (session.pluginState) {
    case 'Submission':
    case 'Monitoring':
      return driver;
    case 'ResourceAcquisition':
      return 1;
  }
  return session.schedulerState === 'Scheduled' ? 1 : 0;
}

function stageMark(stage: IStage, trans: TranslationBundle): IMark {
  switch (stage.state) {
    case 'done':
      return { kind: 'ok', word: trans.__('done') };
    case 'current':
      return { kind: 'working', word: trans.__('now') };
    case 'next':
      return { kind: 'none', word: trans.__('to come') };
  }
}

/** How far the start of a session is. */
export function StageList(props: IStageListProps): React.JSX.Element {
  const { session, trans } = props;
  return (
    <ol className="syn-StageList" aria-label={trans.__('Stages of the start')}>
      {startStages(session, trans).map(stage => (
        <li
          key={stage.label}
          className={`syn-StageList-stage syn-mod-${stage.state}`}
          aria-current={stage.state === 'current' ? 'step' : undefined}
        >
          <span className="syn-StageList-label">{stage.label}</span>
          <StateMark mark={stageMark(stage, trans)} />
        </li>
      ))}
    </ol>
  );
}
