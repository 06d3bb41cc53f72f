import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { ICoveredDay } from '../../core/coverage';
import { dayLabel, dayText } from '../coverageWords';
import { barHeight } from './coverageBars';

/** Properties of `CoverageStrip`. */
export interface ICoverageStripProps {
  days: readonly ICoveredDay[];
  /** The day whose hours are shown; null: none. */
  zoomed: string | null;
  onZoom: (day: string | null) => void;
  trans: TranslationBundle;
}

/** How far a key goes; `up` and `down` are a line, as long as the strip has it. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  Home: -Infinity,
  End: Infinity
};

/**
 * A bar for each day, as high as its bytes. One of them takes the focus, and
 * the arrow keys go from one to the next.
 */
export function CoverageStrip(props: ICoverageStripProps): React.JSX.Element {
  const { days, onZoom, trans, zoomed } = props;
  const [focused, setFocused] = React.useState(0);
  const bars = React.useRef<(HTMLButtonElement | null)[]>([]);
  const last = days.length - 1;
  // Another window may be shorter.
  const current = Math.min(Math.max(0, focused), Math.max(0, last));
  const most = Math.max(1, ...days.map(({ bytes }) => bytes));
  const move = (event: React.KeyboardEvent): void => {
    const step = STEPS[event.key] ?? lineStep(event.key, bars.current, current);
    if (step !== 0 && Number.isNaN(step) === false) {
      event.preventDefault();
      const next = Math.min(last, Math.max(0, current + step));
      setFocused(next);
      bars.current[next]?.focus();
    }
  };
  return (
    <div
      className="syn-CoverageStrip"
      role="group"
      aria-label={trans.__('Days with data; Enter shows the hours of a day')}
      onKeyDown={move}
    >
      {days.map((day, index) => (
        <button
          key={day.day}
          type="button"
          ref={element => {
            bars.current[index] = element;
          }}
          className={`syn-CoverageBar syn-mod-${day.state}`}
          tabIndex={index === current ? 0 : -1}
          aria-pressed={day.day === zoomed}
          aria-label={dayLabel(day, trans)}
          title={dayLabel(day, trans)}
          onFocus={() => setFocused(index)}
          onClick={() => onZoom(day.day === zoomed ? null : day.day)}
        >
          <span
            className="syn-CoverageBar-fill"
            style={{ height: barHeight(day.bytes, most) }}
          />
        </button>
      ))}
      {days.length > 0 ? (
        <div className="syn-CoverageStrip-ends" aria-hidden="true">
          <span>{dayText(days[0].day)}</span>
          <span>{dayText(days[last].day)}</span>
        </div>
      ) : null}
    </div>
  );
}

/** One line up or down: to the bar that is above or below. */
function lineStep(
  key: string,
  bars: readonly (HTMLButtonElement | null)[],
  current: number
): number {
  const top = bars[current]?.offsetTop ?? 0;
  const left = bars[current]?.offsetLeft ?? 0;
  const find = (isNext: (bar: HTMLButtonElement) => boolean): number =>
    bars.findIndex(bar => bar && isNext(bar) && bar.offsetLeft === left);
  if (key === 'ArrowDown') {
    const next = find(bar => bar.offsetTop > top);
    return next < 0 ? 0 : next - current;
  }
  if (key === 'ArrowUp') {
    const above = bars
      .slice(0, current)
      .map((bar, index) => (bar?.offsetLeft === left ? index : -1));
    const next = Math.max(-1, ...above);
    return next < 0 ? 0 : next - current;
  }
  return 0;
}
