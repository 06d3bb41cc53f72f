import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { IRun, IWaitingCell } from '../../tokens';
import { formatPercent } from '../format';
import { isPending, runMark, runProgress } from '../words';
import { Elapsed } from './Elapsed';
import { Meter } from './Meter';
import { StateMark } from './StateMark';

/** How many runs are shown before *Show all*. */
const SHOWN = 20;

/** Properties of `RunList`. */
export interface IRunListProps {
  /** Newest last. */
  runs: readonly IRun[];
  /** Cells that wait for their turn, in order. */
  waiting?: readonly IWaitingCell[];
  /** The prompt number of a cell now; null when it has none. */
  countOf?: (cellId: string) => number | null;
  trans: TranslationBundle;
  /** Shows the cell of a run. */
  onReveal: (run: Pick<IRun, 'cellId'>) => void;
  onCancel: (run: IRun) => Promise<void>;
}

/** The last runs, newest first. */
export function RunList(props: IRunListProps): React.JSX.Element {
  const { runs, trans, waiting = [] } = props;
  const [isAll, setIsAll] = React.useState(false);
  const statements = waiting.filter(one => one.title !== null).reverse();
  if (runs.length === 0 && statements.length === 0) {
    return (
      <p className="syn-mod-quiet">
        {trans.__('Cells that run on Spark are listed here.')}
      </p>
    );
  }
  const newestFirst = [...runs].reverse();
  const shown = isAll ? newestFirst : newestFirst.slice(0, SHOWN);
  return (
    <>
      <ol className="syn-RunList" aria-label={trans.__('Runs, newest first')}>
        {statements.map(one => (
          <WaitingItem key={one.cellId} {...props} cell={one} />
        ))}
        {shown.map(run => (
          <RunItem
            key={run.id}
            {...props}
            run={run}
            isLast={isLastOfCell(run, runs)}
          />
        ))}
      </ol>
      {shown.length < runs.length ? (
        <button
          type="button"
          className="syn-TextButton"
          onClick={() => setIsAll(true)}
        >
          {trans._n('Show %1 more', 'Show %1 more', runs.length - SHOWN)}
        </button>
      ) : null}
    </>
  );
}

/** Whether no later run is of the same cell, so that its number is this one's. */
function isLastOfCell(run: IRun, runs: readonly IRun[]): boolean {
  return runs.findLast(one => one.cellId === run.cellId) === run;
}

/** A cell whose turn has not come: nothing was sent. */
function WaitingItem(
  props: IRunListProps & { cell: IWaitingCell }
): React.JSX.Element {
  const { cell, onReveal, trans } = props;
  const title = cell.title || trans.__('(empty)');
  return (
    <li className="syn-RunList-run">
      <div className="syn-RunList-line">
        <button
          type="button"
          className="syn-RunList-title syn-TextButton"
          title={trans.__('Go to the cell: %1', title)}
          onClick={() => onReveal(cell)}
        >
          {title}
        </button>
      </div>
      <div className="syn-RunList-facts">
        <StateMark
          mark={{ kind: 'waiting', word: trans.__('waiting for its turn') }}
        />
      </div>
    </li>
  );
}

function RunItem(
  props: IRunListProps & { run: IRun; isLast: boolean }
): React.JSX.Element {
  const { countOf, isLast, onCancel, onReveal, run, trans } = props;
  const count =
    isLast && run.cellId !== null && run.endedAt !== null
      ? (countOf?.(run.cellId) ?? null)
      : null;
  const progress = runProgress(run, trans);
  const { failure } = run;
  const title = run.title || trans.__('(empty)');
  return (
    <li className="syn-RunList-run">
      <div className="syn-RunList-line">
        {run.cellId === null ? (
          <span className="syn-RunList-title" title={title}>
            {title}
          </span>
        ) : (
          <button
            type="button"
            className="syn-RunList-title syn-TextButton"
            title={trans.__('Go to the cell: %1', title)}
            onClick={() => onReveal(run)}
          >
            {title}
          </button>
        )}
        {isPending(run) ? (
          <button
            type="button"
            className="syn-IconButton"
            title={trans.__('Cancel this run')}
            aria-label={trans.__('Cancel the run of %1', title)}
            onClick={() => void onCancel(run)}
          >
            <closeIcon.react tag="span" />
          </button>
        ) : null}
      </div>
      <div className="syn-RunList-facts">
        <StateMark mark={runMark(run, trans)} />
        {count === null ? null : (
          <span className="syn-RunList-count">[{count}]</span>
        )}
        <Elapsed from={run.startedAt} to={run.endedAt} trans={trans} />
      </div>
      {progress ? (
        <Meter
          role="progressbar"
          label={trans.__('Progress of %1', title)}
          share={progress.share}
          text={[progress.text, formatPercent(progress.share)]
            .filter(part => part)
            .join(' · ')}
        />
      ) : null}
      {failure ? (
        <p className="syn-RunList-failure" title={failure}>
          {failure}
        </p>
      ) : null}
    </li>
  );
}
