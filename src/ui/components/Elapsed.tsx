import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { formatDuration, formatMinutes } from '../format';
import { useNow } from '../useNow';

/** Properties of `Elapsed`. */
export interface IElapsedProps {
  /** Milliseconds since the epoch. */
  from: number;
  /** Milliseconds since the epoch; null while it goes on. */
  to?: number | null;
  /** Whether minutes are enough. */
  inMinutes?: boolean;
  trans: TranslationBundle;
}

/** Time since `from`: it ticks until there is a `to`. */
export function Elapsed(props: IElapsedProps): React.JSX.Element {
  const { from, inMinutes = false, to = null, trans } = props;
  const element = React.useRef<HTMLSpanElement>(null);
  const now = useNow({
    element,
    isRunning: to === null,
    interval: inMinutes ? 10_000 : 1000
  });
  const duration = (to ?? now) - from;
  return (
    <span ref={element} className="syn-Elapsed">
      {inMinutes
        ? formatMinutes(duration, trans)
        : formatDuration(duration, trans, to !== null)}
    </span>
  );
}
