import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { ICoveredDay } from '../../core/coverage';
import { dayStateText, dayText, hourLabel, hourText } from '../coverageWords';
import { barHeight } from './coverageBars';

/** Properties of `HourStrip`. */
export interface IHourStripProps {
  day: ICoveredDay;
  onClose: () => void;
  trans: TranslationBundle;
}

/** A bar for each hour of a day; the table of hours says the same in words. */
export function HourStrip(props: IHourStripProps): React.JSX.Element {
  const { day, onClose, trans } = props;
  const most = Math.max(1, ...day.hours.map(({ bytes }) => bytes));
  const name = dayText(day.day, false);
  const title = trans.__('%1 by hour: %2', name, dayStateText(day, trans));
  return (
    <div className="syn-HourStrip" role="group" aria-label={title}>
      <div className="syn-HourStrip-title">
        <span role="status">{title}</span>
        <button type="button" className="syn-TextButton" onClick={onClose}>
          {trans.__('Close')}
        </button>
      </div>
      <ul className="syn-HourStrip-bars">
        {day.hours.map(hour => (
          <li
            key={hour.hour}
            className={`syn-CoverageBar syn-mod-${hour.state}`}
            title={hourLabel(hour, trans)}
          >
            <span
              className="syn-CoverageBar-fill"
              style={{ height: barHeight(hour.bytes, most) }}
            />
            <span className="syn-mod-hidden">{hourLabel(hour, trans)}</span>
          </li>
        ))}
      </ul>
      <div className="syn-CoverageStrip-ends" aria-hidden="true">
        <span>{hourText(0)}</span>
        <span>{hourText(12)}</span>
        <span>{hourText(24)}</span>
      </div>
    </div>
  );
}
