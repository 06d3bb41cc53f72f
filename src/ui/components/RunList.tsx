import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { IRun } from '../../tokens';
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
  trans: TranslationBundle;
  /** Shows the cell of a run. */
  onReveal: (run: IRun) => void;
  onCancel: (run: IRun) => Promise<void>;
}

/** The last runs, newest first. */
export function RunList(props: IRunListProps): React.JSX.Element {
  const { runs, trans } = props;
  const [isAll, setIsAll] = React.useState(false);
  if (runs.length === 0) {
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
        {shown.map(run => (
          <RunItem key={run.id} {...props} run={run} />
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

function RunItem(props: IRunListProps & { run: IRun }): React.JSX.Element {
  const { onCancel, onReveal, run, trans } = props;
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
