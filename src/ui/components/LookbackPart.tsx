import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ILookbacks } from '../../tokens';
import { IActions } from '../hooks';
import { daysText } from '../lookbackWords';
import { useLookback } from '../useLookback';
import { LookbackSection } from './LookbackSection';
import { Section } from './Section';

/** Properties of `LookbackPart`. */
export interface ILookbackPartProps {
  lookbacks: ILookbacks;
  actions: IActions;
  trans: TranslationBundle;
  /** Which of the days have data. */
  coverage?: React.ReactNode;
}

/** The panel's part about the lookback window of the notebook in front. */
export function LookbackPart(
  props: ILookbackPartProps
): React.JSX.Element | null {
  const { lookbacks, trans, ...rest } = props;
  const lookback = useLookback(lookbacks);
  return lookback ? (
    <Section
      heading={trans.__('Lookback')}
      status={lookback.window ? daysText(lookback.days.length, trans) : null}
    >
      <LookbackSection lookback={lookback} trans={trans} {...rest} />
    </Section>
  ) : null;
}
