import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { INotebookLookback } from '../../tokens';
import { IActions } from '../hooks';
import { hoursText, rangeText } from '../lookbackWords';
import { useOnScreen } from '../useOnScreen';
import { ActionButton } from './ActionButton';
import { LookbackCells } from './LookbackCells';
import { LookbackFields } from './LookbackFields';
import { LookbackFindings } from './LookbackFindings';
import '../../../style/lookback.css';

/** Properties of `LookbackSection`. */
export interface ILookbackSectionProps {
  lookback: INotebookLookback;
  actions: IActions;
  trans: TranslationBundle;
  /** Which of the days have data. */
  coverage?: React.ReactNode;
}

/** The days that the notebook reads: what they are, and where it says so. */
export function LookbackSection(
  props: ILookbackSectionProps
): React.JSX.Element {
  const { actions, coverage, lookback, trans } = props;
  const { days, window } = lookback;
  const ref = React.useRef<HTMLDivElement>(null);
  const isSeen = useOnScreen(ref);
  const id = React.useId();
  React.useEffect(() => {
    if (isSeen) {
      const watch = lookback.watch();
      return () => watch.dispose();
    }
  }, [isSeen, lookback]);
  const act = (action: () => void): Promise<void> =>
    actions.run(async () => action());
  return (
    <div className="syn-LookbackSection" ref={ref}>
      <LookbackFields lookback={lookback} trans={trans} findingsId={id} />
      {window && days.length > 0 ? (
        <p className="syn-LookbackSection-range">
          {rangeText(days, trans)} {hoursText(window, days.length, trans)}
        </p>
      ) : null}
      <LookbackFindings lookback={lookback} trans={trans} id={id} />
      {coverage}
      <LookbackCells lookback={lookback} act={act} trans={trans} />
      {window ? <Offer lookback={lookback} trans={trans} /> : null}
      <div className="syn-Buttons">
        <ActionButton action={() => act(() => lookback.insertPaths())}>
          {trans.__('Insert paths')}
        </ActionButton>
        <ActionButton action={() => act(() => lookback.insertParameters())}>
          {trans.__('Insert parameter cell')}
        </ActionButton>
      </div>
    </div>
  );
}

/** Whether the Spark session knows the window. */
function Offer(props: {
  lookback: INotebookLookback;
  trans: TranslationBundle;
}): React.JSX.Element | null {
  const { lookback, trans } = props;
  switch (lookback.offer) {
    case 'none':
      return null;
    case 'due':
      return (
        <p className="syn-mod-quiet">
          {trans.__(
            'The next cell in the Spark session finds it as end_date, lookback_days and lookback_dates.'
          )}
        </p>
      );
    case 'done':
      return (
        <p className="syn-mod-quiet">
          {trans.__(
            'The Spark session has it as end_date, lookback_days and lookback_dates.'
          )}
        </p>
      );
  }
}
