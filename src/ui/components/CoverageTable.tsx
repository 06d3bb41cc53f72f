import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { ICoveredDay } from '../../core/coverage';
import { dayStateText, dayText, formatBytes } from '../coverageWords';
import { formatNumber } from '../format';

/** Properties of `CoverageTable`. */
export interface ICoverageTableProps {
  days: readonly ICoveredDay[];
  trans: TranslationBundle;
}

/** The strip as a table: for assistive technology, and to read numbers off. */
export function CoverageTable(props: ICoverageTableProps): React.JSX.Element {
  const { days, trans } = props;
  // The year is in the line above; the panel is narrow.
  const isShort = days[0]?.day.slice(0, 4) === days.at(-1)?.day.slice(0, 4);
  const [isOpen, setIsOpen] = React.useState(false);
  return (
    <details
      className="syn-Details"
      onToggle={event => setIsOpen(event.currentTarget.open)}
    >
      <summary>{trans.__('Days as a table')}</summary>
      {isOpen ? (
        <div
          className="syn-CoverageTable"
          tabIndex={0}
          role="region"
          aria-label={trans.__('Days as a table')}
        >
          <table>
            <thead>
              <tr>
                <th scope="col">{trans.__('Day (UTC)')}</th>
                <th scope="col">{trans.__('Data')}</th>
                <th scope="col">{trans.__('Files')}</th>
                <th scope="col">{trans.__('Size')}</th>
              </tr>
            </thead>
            <tbody>
              {days.map(day => (
                <tr key={day.day}>
                  <th scope="row">{dayText(day.day, isShort)}</th>
                  <td>{dayStateText(day, trans)}</td>
                  <td>{formatNumber(day.blobs)}</td>
                  <td>{formatBytes(day.bytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </details>
  );
}
