import type { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';
import { formatTime } from '../../lab/formatTime';
import { lakeAddress, tableName } from '../../core/lakePlace';
import type { INotebookCoverage } from '../../tokens';
import { coverageNotes, coverageText } from '../coverageWords';
import { IActions } from '../hooks';
import { ActionButton } from './ActionButton';
import { CoverageStrip } from './CoverageStrip';
import { CoverageTable } from './CoverageTable';
import { HourStrip } from './HourStrip';
import { LakeField } from './LakeField';
import { ProblemNote } from './ProblemNote';
import '../../../style/coverage.css';

/** Properties of `CoverageSection`. */
export interface ICoverageSectionProps {
  coverage: INotebookCoverage;
  actions: IActions;
  trans: TranslationBundle;
  /** Lets the notebook read only the days that exist. */
  onUseExisting: () => Promise<void>;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Which days of the window the lake has, and where that is. */
export function CoverageSection(
  props: ICoverageSectionProps
): React.JSX.Element | null {
  const { actions, coverage, now, onUseExisting, trans } = props;
  const { isLoading, isReady, place, problem, readAt, table, window } =
    coverage;
  const [zoomed, setZoomed] = React.useState<string | null>(null);
  const found = coverage.coverage;
  const day = found?.days.find(one => one.day === zoomed) ?? null;
  if (!window) {
    return null;
  }
  const notes = found ? coverageNotes(found, isLoading, trans) : [];
  return (
    <div className="syn-CoverageSection" aria-busy={isLoading}>
      <TablePicker coverage={coverage} actions={actions} trans={trans} />
      {found ? (
        <>
          <CoverageStrip
            days={found.days}
            zoomed={zoomed}
            onZoom={setZoomed}
            trans={trans}
          />
          {day ? (
            <HourStrip
              day={day}
              onClose={() => setZoomed(null)}
              trans={trans}
            />
          ) : null}
          <p className="syn-CoverageSection-summary">
            {[
              coverageText(found, tableName(table ?? ''), trans),
              ...notes
            ].join(' · ')}
          </p>
        </>
      ) : null}
      <p className="syn-mod-quiet" role="status">
        {isLoading
          ? trans.__('Looking into the lake …')
          : readAt !== null
            ? trans.__('Read at %1.', formatTime(readAt, now()))
            : ''}
      </p>
      {problem ? (
        <ProblemNote problem={problem} trans={trans}>
          <ActionButton action={() => coverage.refresh()}>
            {trans.__('Try again')}
          </ActionButton>
        </ProblemNote>
      ) : null}
      {found ? <CoverageTable days={found.days} trans={trans} /> : null}
      {isReady ? (
        <details className="syn-Details" open={!place || problem !== null}>
          <summary>
            {place
              ? trans.__(
                  'In the lake %1',
                  new URL(place.endpoint).hostname.split('.')[0]
                )
              : trans.__('Where are the logs?')}
          </summary>
          <LakeField
            key={place ? lakeAddress(place) : ''}
            coverage={coverage}
            actions={actions}
            trans={trans}
          />
        </details>
      ) : null}
      {found ? (
        <div className="syn-Buttons">
          {found.missing.length > 0 && found.present > 0 ? (
            <ActionButton action={() => actions.run(onUseExisting)}>
              {trans.__('Use only the days that exist')}
            </ActionButton>
          ) : null}
          <ActionButton action={() => coverage.refresh()}>
            {trans.__('Read again')}
          </ActionButton>
        </div>
      ) : null}
    </div>
  );
}

/** The tables of the account; with one there is nothing to pick. */
function TablePicker(
  props: Pick<ICoverageSectionProps, 'coverage' | 'actions' | 'trans'>
): React.JSX.Element | null {
  const { actions, coverage, trans } = props;
  const { table, tables } = coverage;
  const id = React.useId();
  return table !== null && tables.length > 1 ? (
    <div className="syn-CoverageSection-table">
      <label htmlFor={id}>{trans.__('Table')}</label>
      <HTMLSelect
        id={id}
        value={table}
        onChange={({ target }) =>
          void actions.run(() => coverage.chooseTable(target.value))
        }
      >
        {[...new Set([...tables, table])].map(one => (
          <option key={one} value={one}>
            {tableName(one)}
          </option>
        ))}
      </HTMLSelect>
    </div>
  ) : null;
}
