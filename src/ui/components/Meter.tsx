import * as React from 'react';

/** Properties of `Meter`. */
export interface IMeterProps {
  /** What is measured. */
  label: string;
  /** Share of one. */
  share: number;
  /** The same in words; shown beside the bar. */
  text: string;
  /** Something under way, or an amount of something that is limited. */
  role: 'progressbar' | 'meter';
}

/** A bar with its value in words. */
export function Meter(props: IMeterProps): React.JSX.Element {
  const { label, role, text } = props;
  const percent = Math.round(Math.min(1, Math.max(0, props.share)) * 100);
  return (
    <div className="syn-Meter">
      <div
        className="syn-Meter-track"
        role={role}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={text}
      >
        <div className="syn-Meter-bar" style={{ width: `${percent}%` }} />
      </div>
      <span className="syn-Meter-text" aria-hidden="true">
        {text}
      </span>
    </div>
  );
}
